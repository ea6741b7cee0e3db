"""What may be shared without consent, for how long, and what the screen says of it."""

from tests.caller import Service
from tests.cases.stations import at, on_monday, reach
from tests.handover import SCHOOL, agree_to_course
from workflows.casework import State
from workflows.roles import Role

LATER = "2027-03-01T09:00:00+01:00"
"""More than ninety days after the news."""


def test_the_parties_are_asked_for_ninety_days_and_then_consent_must_be_there(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    path = f"/v1/cases/{case_id}"
    assert them.coordinator.post(f"{path}/knowledge", SCHOOL).status_code == 201
    them = at(service, LATER)
    late = them.coordinator.post(f"{path}/knowledge", SCHOOL)
    assert (late.status_code, late.json()["reason"]) == (409, "section_115_period_is_over")
    assert "§ 115" in late.json()["source"]
    asked = {"scope": "share_with_school", "recipients": ["Skolens leder"], "terms": "Trivsel", "means": "call"}
    for one in them.coordinator.post(f"{path}/consents", asked).json()["items"]:
        granted = {"event": "grant", "document": "Mødenotat"}
        assert them.coordinator.post(f"{path}/consents/{one['id']}/moves", granted).status_code == 200
    assert them.coordinator.post(f"{path}/knowledge", SCHOOL | {"ground": "CONSENT"}).status_code == 201


def test_a_question_is_a_disclosure_and_investigation_is_refused_always(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    path = f"/v1/cases/{case_id}"
    refused = them.coordinator.post(f"{path}/knowledge", SCHOOL | {"purpose": "investigation"})
    assert (refused.status_code, refused.json()["reason"]) == (409, "never_for_investigation")
    assert refused.json()["source"] == "retsplejeloven § 115, stk. 2"
    person = them.coordinator.case(case_id)["person"]["id"]
    before = len(them.coordinator.get(f"/v1/persons/{person}/disclosures").json()["items"])
    them.coordinator.post(f"{path}/knowledge", SCHOOL)
    rows = them.coordinator.get(f"/v1/persons/{person}/disclosures").json()["items"]
    assert len(rows) == before + 1, "and nothing of what was refused"
    assert (rows[0]["way"], rows[0]["recipient"], rows[0]["ground"]) == ("question", "Skolens leder", "RPL_115_2")
    assert rows[0]["kinds"] == ["identity", "police_contact"]


def test_the_case_says_in_one_sentence_what_may_be_shared(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    said = them.coordinator.case(case_id)["sharing"]
    assert said.startswith("Indtil 21. februar 2027 må der deles med skolen, klubben, gadeteamet, politiet")
    assert said.endswith("der er ikke bedt om samtykke.")
    agree_to_course(them.coordinator, case_id)
    said = them.coordinator.case(case_id)["sharing"]
    assert "efter samtykke må der deles med Skolen (TRIVSEL+) indtil 23. november 2027" in said
    shown = them.coordinator.get(f"/v1/cases/{case_id}/sharing").json()
    course = next(one for one in shown["parties"] if one["party"] == "TRIVSEL+")
    assert (course["allowed"], course["ground"], course["recipients"]) == (True, "CONSENT", ["Skolen"])
    health = next(one for one in shown["parties"] if one["party"] == "Sundhedstjenesten")
    assert (health["allowed"], health["reason"]) == (False, "not_the_parties_of_this_ground")


def test_what_the_local_leader_and_the_linked_system_are_shown_is_in_the_ledger(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    assert them.local_leader.get(f"/v1/cases/{case_id}/course").status_code == 200
    person = them.coordinator.case(case_id)["person"]["id"]
    rows = them.coordinator.get(f"/v1/persons/{person}/disclosures").json()["items"]
    assert (rows[0]["way"], rows[0]["ground"], rows[0]["purpose"]) == ("screen", "CONSENT", "welfare_course")
    assert rows[0]["kinds"] == ["course", "identity"]
    reviewer = service.as_(Role.LOG_REVIEWER).get(f"/v1/persons/{person}/disclosures").json()["items"]
    assert [row["id"] for row in reviewer] == [row["id"] for row in rows]
    assert not any({"recipient", "necessity", "by"} & row.keys() for row in reviewer)
