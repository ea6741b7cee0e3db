"""A withdrawal bites at once: what rested on the consent stops, access ends, and the coordinator is told."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from app.adapters.outside import Outside
from app.post import sending
from tests.adapters.standin import StandIn
from tests.caller import FREDERICIA, Service
from tests.cases.stations import on_monday, reach
from tests.drill.form import LONG
from tests.handover import PLAN, SCHOOL, Team, agree_to_course
from tests.post.families import letter, letter_moves, notices
from tests.post.outside import arrived, send_due
from workflows.casework import State

RACES = 200 if LONG else 12
_TO_SCHOOL = {"to": "institution", "institution": "Skolen", "cvr_number": "12345678"}


def planned(them: Team) -> tuple[str, str]:
    """A course that is planned, on everybody's consent; the case, and the consent of the one who must sign."""
    case_id = reach(them, State.PLACED)
    (consent,) = agree_to_course(them.coordinator, case_id)
    them.coordinator.moves(case_id, "plan_course", **PLAN)
    return case_id, consent["id"]


def plan_to_school(them: Team, case_id: str, **more: Any) -> Any:
    return them.coordinator.post(f"/v1/cases/{case_id}/letters", _TO_SCHOOL | more)


def withdraw(them: Team, case_id: str, consent_id: str) -> Any:
    return them.coordinator.post(f"/v1/cases/{case_id}/consents/{consent_id}/moves", {"event": "withdraw"})


def test_the_plan_goes_to_those_the_consent_names_and_to_no_other(
    service: Service, post: StandIn, outside: Outside
) -> None:
    them = on_monday(service)
    case_id, _ = planned(them)
    refused = plan_to_school(them, case_id, institution="Klubben")
    assert (refused.status_code, refused.json()["reason"]) == (409, "consent_not_for_this_recipient")
    (draft,) = plan_to_school(them, case_id).json()["items"]
    assert letter_moves(them.coordinator, case_id, draft["id"], "queue").status_code == 200
    send_due(service, outside)
    said = letter(them.coordinator, case_id, draft["id"])
    assert said["state"] == "sent"
    assert "Kommer til tiden hver dag" in str(said["blocks"])
    assert "Hærværk" not in str(said["blocks"]), "the plan never carries the incident"
    person = them.coordinator.case(case_id)["person"]["id"]
    rows = them.coordinator.get(f"/v1/persons/{person}/disclosures").json()["items"]
    (row,) = [one for one in rows if one["object_id"] == draft["id"]]
    assert (row["ground"], row["purpose"], row["recipient"]) == ("CONSENT", "welfare_course", "Skolen")


def test_a_withdrawal_stops_all_that_rested_on_it_and_says_what(
    service: Service, post: StandIn, outside: Outside
) -> None:
    them = on_monday(service)
    case_id, consent_id = planned(them)
    (draft,) = plan_to_school(them, case_id).json()["items"]
    letter_moves(them.coordinator, case_id, draft["id"], "queue")
    assert them.local_leader.get(f"/v1/cases/{case_id}").status_code == 200
    assert withdraw(them, case_id, consent_id).status_code == 200
    assert letter(them.coordinator, case_id, draft["id"])["state"] == "stopped"
    assert them.local_leader.get(f"/v1/cases/{case_id}").status_code == 404
    (told,) = [details for kind, details in notices(them.coordinator, case_id) if kind == "withdrawal_stopped"]
    assert (told["letters"], told["access_ended"]) == ([draft["id"]], True)
    send_due(service, outside)
    assert draft["id"] not in arrived(post)
    seen = them.coordinator.case(case_id)["notices"][0]
    answer = them.coordinator.post(f"/v1/cases/{case_id}/notices/{seen['id']}/seen")
    assert answer.json()["seen_by"] == "coordinator"
    sentence = them.coordinator.case(case_id)["sharing"]
    assert "samtykket er trukket tilbage" in sentence


def test_a_question_that_rested_on_it_waits_for_no_answer(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    path = f"/v1/cases/{case_id}"
    asked = them.coordinator.post(f"{path}/consents", {
        "scope": "share_with_school", "recipients": ["Skolens leder"], "terms": "Trivsel", "means": "call",
    }).json()["items"]  # fmt: skip
    for one in asked:
        them.coordinator.post(f"{path}/consents/{one['id']}/moves", {"event": "grant", "document": "Mødenotat"})
    question = SCHOOL | {"ground": "CONSENT"}
    known = them.coordinator.post(f"{path}/knowledge", question)
    assert known.status_code == 201, known.text
    elsewhere = them.coordinator.post(f"{path}/knowledge", question | {"asked_of": "En anden skole"})
    assert (elsewhere.status_code, elsewhere.json()["reason"]) == (409, "consent_not_for_this_recipient")
    assert withdraw(them, case_id, asked[0]["id"]).status_code == 200
    (row,) = [
        one for one in them.coordinator.get(f"{path}/knowledge").json()["items"] if one["id"] == known.json()["id"]
    ]
    assert row["outcome"] == "withdrawn"
    answer = {"outcome": "answered", "answer": "Trives"}
    late = them.coordinator.post(f"{path}/knowledge/{row['id']}/answer", answer)
    assert (late.status_code, late.json()["code"]) == (409, "answered_already")


def test_of_a_withdrawal_and_a_letter_at_the_same_moment_one_comes_first(
    service: Service, post: StandIn, outside: Outside
) -> None:
    """Either it had left before the withdrawal, with proof, or it never leaves."""
    them = on_monday(service)
    left = 0
    for number in range(RACES):
        case_id, consent_id = planned(them)
        (draft,) = plan_to_school(them, case_id).json()["items"]
        letter_moves(them.coordinator, case_id, draft["id"], "queue")
        with ThreadPoolExecutor(2) as pool:
            sends = pool.submit(
                sending.send, service.workers_database, outside, FREDERICIA, UUID(draft["id"]), now=service.at
            )
            time.sleep(number % 6 * 0.02)  # so that the withdrawal falls now here, now there
            withdraws = pool.submit(withdraw, them, case_id, consent_id)
        sends.result()
        assert withdraws.result().status_code == 200, withdraws.result().text
        said = letter(them.coordinator, case_id, draft["id"])
        has_it = draft["id"] in arrived(post)
        assert said["state"] == ("sent" if has_it else "stopped"), (number, said)
        events = [
            (one["workflow"], one["event"])
            for one in them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]
        ]
        if has_it:
            left += 1
            assert said["attempts"][-1]["transaction_id"], "with proof"
            assert events.index(("letter", "send")) < events.index(("consent", "withdraw"))
        else:
            assert ("letter", "send") not in events
    assert 0 < left < RACES or not LONG, "both came first at some time"
