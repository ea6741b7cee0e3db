"""Consent to a course: from everyone who must give it, as long as it holds."""

import pytest

from tests.caller import Caller, Service
from tests.cases.answers import refusal
from tests.cases.stations import FIFTEEN, at, on_monday, reach
from tests.handover import PLAN, agree_to_course, enter_custody_holder
from workflows.casework import State

ASK = {"scope": "course", "recipients": ["Skolen"], "terms": "Navn og trin deles med skolen", "means": "meeting"}


def move_consent(caller: Caller, case_id: str, consent_id: str, event: str, **said: str) -> None:
    answer = caller.post(f"/v1/cases/{case_id}/consents/{consent_id}/moves", {"event": event, **said})
    assert answer.status_code == 200, answer.text


def ask(caller: Caller, case_id: str) -> dict[str, str]:
    """Asks everyone who must sign; the consents by who signs."""
    answer = caller.post(f"/v1/cases/{case_id}/consents", ASK)
    assert answer.status_code == 201, answer.text
    return {one["custody_holder_id"] or one["signer_kind"]: one["id"] for one in answer.json()["items"]}


def test_a_course_needs_a_yes_from_every_signer(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED, birth_date=FIFTEEN)
    father = enter_custody_holder(them.coordinator, case_id, "Poul Opdigtet", "father")["id"]
    consents = ask(them.coordinator, case_id)
    assert set(consents) > {father, "young_person"}
    assert len(consents) == 3
    for consent in consents.values():
        assert refusal(them.coordinator.move(case_id, "plan_course", **PLAN)) == ["course_has_its_ground"]
        move_consent(them.coordinator, case_id, consent, "grant", document="Mødenotat")
    assert them.coordinator.moves(case_id, "plan_course", **PLAN)["state"] == "course_planned"


@pytest.mark.parametrize("alone", [0, 1, 2])
def test_no_signer_alone_is_enough(service: Service, alone: int) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED, birth_date=FIFTEEN)
    enter_custody_holder(them.coordinator, case_id, "Poul Opdigtet", "father")
    consents = list(ask(them.coordinator, case_id).values())
    move_consent(them.coordinator, case_id, consents[alone], "grant", document="Mødenotat")
    assert refusal(them.coordinator.move(case_id, "plan_course", **PLAN)) == ["course_has_its_ground"]


def test_a_no_a_withdrawal_and_an_end_each_stop_the_course(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    (first,) = ask(them.coordinator, case_id).values()
    move_consent(them.coordinator, case_id, first, "refuse")
    assert refusal(them.coordinator.move(case_id, "plan_course", **PLAN)) == ["course_has_its_ground"]

    move_consent(them.coordinator, case_id, first, "ask", means="call")
    move_consent(them.coordinator, case_id, first, "grant", document="Brev", valid_until="2026-12-24T00:00:00+01:00")
    them.coordinator.moves(case_id, "plan_course", **PLAN)
    them = at(service, "2026-12-24T00:00:00+01:00")
    assert refusal(them.coordinator.move(case_id, "start_course")) == ["course_has_its_ground"]
    seen = them.local_leader.get(f"/v1/cases/{case_id}")
    assert (seen.status_code, seen.json()["reason"]) == (403, "consent_not_granted"), "access rested on it"

    them = at(service, "2026-12-23T12:00:00+01:00")
    assert them.local_leader.moves(case_id, "start_course")["state"] == "course_running"
    move_consent(them.coordinator, case_id, first, "withdraw")
    paused = them.coordinator.case(case_id)
    assert paused["state"] == "course_paused", "the course does not go on without consent"
    history = them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]
    assert ("system", "pause_course") in [(one["role"], one["event"]) for one in history]
    assert refusal(them.coordinator.move(case_id, "resume_course")) == ["course_has_its_ground"]
    assert them.local_leader.get(f"/v1/cases/{case_id}").status_code == 404, "access that rested on it has ended"

    move_consent(them.coordinator, case_id, first, "ask", means="call")
    move_consent(them.coordinator, case_id, first, "grant", document="Mødenotat")
    assert them.coordinator.moves(case_id, "resume_course")["state"] == "course_running"
    assert them.local_leader.case(case_id)["state"] == "course_running", "and is there again with the ground"


def test_a_course_that_rests_on_another_law_goes_on_when_a_consent_ends(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    (first,) = ask(them.coordinator, case_id).values()
    move_consent(them.coordinator, case_id, first, "grant", document="Mødenotat")
    them.coordinator.moves(case_id, "plan_course", **PLAN | {"ground": "LAW_OTHER", "necessity": "Barnets lov"})
    move_consent(them.coordinator, case_id, first, "withdraw")
    assert them.local_leader.case(case_id)["state"] == "course_planned"
    assert them.local_leader.moves(case_id, "start_course")["state"] == "course_running"


def test_whoever_said_yes_and_later_no_has_said_no(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    agree_to_course(them.coordinator, case_id)
    them = at(service, "2026-11-24T09:00:00+01:00")
    (second,) = ask(them.coordinator, case_id).values()
    move_consent(them.coordinator, case_id, second, "refuse")
    assert refusal(them.coordinator.move(case_id, "plan_course", **PLAN)) == ["course_has_its_ground"]


@pytest.mark.parametrize(
    "validity",
    [
        {"valid_from": "2026-12-01T00:00:00+01:00", "valid_until": "2026-12-01T00:00:00+01:00"},
        {"valid_until": "2026-11-20T00:00:00+01:00"},
    ],
)
def test_a_consent_cannot_end_before_it_begins(service: Service, validity: dict[str, str]) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    (first,) = ask(them.coordinator, case_id).values()
    body = {"event": "grant", "document": "Brev", **validity}
    answer = them.coordinator.post(f"/v1/cases/{case_id}/consents/{first}/moves", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "validity_wrong")
