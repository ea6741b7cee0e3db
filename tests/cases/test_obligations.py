"""What counts as told, and what is owed when custody, an incident or a mistake changes it."""

from typing import Any

import pytest

from tests.caller import Caller, Service
from tests.cases.answers import refusal
from tests.cases.stations import FOURTEEN, MONDAY, at, come_back, on_monday, reach
from tests.handover import enter_custody_holder, give, obligations_of, tell_everyone
from workflows.casework import State


def owed_to(caller: Caller, case_id: str) -> list[str]:
    return [one["recipient"] for one in obligations_of(caller, case_id, "due", "delivery_failed")]


def move(caller: Caller, case_id: str, obligation: Any, event: str, **said: Any) -> Any:
    return caller.post(f"/v1/cases/{case_id}/obligations/{obligation['id']}/moves", {"event": event, **said})


def told(caller: Caller, case_id: str, obligation: Any, **said: Any) -> Any:
    answer = move(caller, case_id, obligation, "tell", **{"means": "call", "told_at": MONDAY, **said})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_what_is_owed_to_one_whose_custody_has_ended_lapses(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    mother = enter_custody_holder(them.coordinator, case_id, "Karla", "mother")["id"]
    father = enter_custody_holder(them.coordinator, case_id, "Poul", "father")["id"]
    holders = f"/v1/cases/{case_id}/custody-holders"
    assert them.coordinator.delete(f"{holders}/{father}").status_code == 204
    assert owed_to(them.coordinator, case_id) == ["Karla"]
    assert [one["id"] for one in them.coordinator.get(holders).json()["items"]] == [mother]
    assert them.coordinator.delete(f"{holders}/{father}").status_code == 404
    assert them.coordinator.delete(f"{holders}/{mother}").status_code == 204
    assert owed_to(them.coordinator, case_id) == ["Forældremyndighedsindehaver, endnu ukendt"]
    assert them.coordinator.move(case_id, "confirm_informed").status_code == 409, "nobody is not everybody"


def test_a_custody_holder_entered_late_is_owed_it_and_the_one_who_was_told_is_not(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.FAMILY_INFORMED)
    them = at(service, "2026-11-24T09:00:00+01:00")
    enter_custody_holder(them.coordinator, case_id, "Poul", "father")
    (owed,) = obligations_of(them.coordinator, case_id, "due")
    assert (owed["recipient"], owed["target_at"]) == ("Poul", "2026-11-26T23:00:00Z")
    running = {one["kind"] for one in them.coordinator.case(case_id)["deadlines"] if one["met_at"] is None}
    assert running == {"start_gathering", "inform_family", "ask_consent"}


def test_the_familys_deadline_is_that_of_whoever_is_still_to_be_told(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    enter_custody_holder(them.coordinator, case_id, "Karla", "mother")
    them = at(service, "2026-11-25T09:00:00+01:00")
    enter_custody_holder(them.coordinator, case_id, "Poul", "father")
    assert them.coordinator.case(case_id)["due_at"] == "2026-11-25T23:00:00Z"
    told(them.coordinator, case_id, obligations_of(them.coordinator, case_id, "due")[0])
    assert owed_to(them.coordinator, case_id) == ["Poul"]
    assert them.coordinator.case(case_id)["due_at"] == "2026-11-27T23:00:00Z"


def test_a_letter_without_proof_and_a_call_to_come_do_not_count_as_told(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    enter_custody_holder(them.coordinator, case_id)
    (owed,) = obligations_of(them.coordinator, case_id, "due")
    letter = {"means": "letter", "told_at": MONDAY}
    assert refusal(move(them.coordinator, case_id, owed, "tell", **letter)) == ["letter_is_proved_delivered"]
    tomorrow = {"means": "call", "told_at": "2026-11-24T09:00:00+01:00"}
    assert refusal(move(them.coordinator, case_id, owed, "tell", **tomorrow)) == ["told_at_a_moment_that_has_passed"]
    assert them.coordinator.move(case_id, "confirm_informed").status_code == 409
    done = told(them.coordinator, case_id, owed, means="letter", proof="Kvittering 4711")
    assert (done["state"], done["means"], done["told_by"]) == ("told", "letter", "coordinator")


def test_a_letter_that_did_not_arrive_falls_back_to_a_call(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    enter_custody_holder(them.coordinator, case_id)
    (owed,) = obligations_of(them.coordinator, case_id, "due")
    failed = move(them.coordinator, case_id, owed, "fail_delivery", reason="Retur").json()
    assert (failed["state"], failed["told_at"]) == ("delivery_failed", None)
    assert them.coordinator.move(case_id, "confirm_informed").status_code == 409
    told(them.coordinator, case_id, owed, means="meeting")
    assert them.coordinator.moves(case_id, "confirm_informed")["state"] == "family_informed"


@pytest.mark.parametrize("state", [State.PLACED, State.FAMILY_INFORMED_BY_AUTHORITY, State.MEETING_HELD])
def test_what_is_taken_back_is_owed_again_and_its_deadline_runs_again(service: Service, state: State) -> None:
    them = on_monday(service)
    case_id = reach(them, state)
    caller = them.coordinator if state is State.PLACED else them.caseworker
    done = next(one for one in obligations_of(caller, case_id, "told") if one["purpose"] == "inform")
    assert move(caller, case_id, done, "take_back").status_code == 422, "it needs a reason"
    back = move(caller, case_id, done, "take_back", reason="Det var en anden Karla").json()
    assert (back["state"], back["told_at"], back["told_by"]) == ("due", None, None)
    case = caller.case(case_id)
    assert "inform_family" in {one["kind"] for one in case["deadlines"] if one["met_at"] is None}
    assert case["due_at"] == back["target_at"]


def test_what_is_owed_anew_is_not_owed_twice(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    first = obligations_of(them.coordinator, case_id, "told")[0]
    them = at(service, "2026-11-24T09:00:00+01:00")
    give(them.coordinator, come_back(them, case_id), "to_coordinator")
    answer = move(them.coordinator, case_id, first, "take_back", reason="Fejl")
    assert (answer.status_code, answer.json()["code"]) == (409, "owed_anew")


def test_a_summons_says_what_happened_and_meets_the_orientation_too(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.SUMMONS_DUE, birth_date=FOURTEEN)
    enter_custody_holder(them.caseworker, case_id, "Karla", "mother")
    enter_custody_holder(them.caseworker, case_id, "Poul", "father")
    owed = obligations_of(them.caseworker, case_id, "due")
    assert sorted((one["recipient"], one["purpose"]) for one in owed) == [
        ("Karla", "inform"), ("Karla", "summon"), ("Poul", "inform"), ("Poul", "summon"),
    ]  # fmt: skip
    summons = {one["recipient"]: one for one in owed if one["purpose"] == "summon"}
    orientation = {one["recipient"]: one for one in owed if one["purpose"] == "inform"}
    told(them.caseworker, case_id, summons["Karla"])
    assert owed_to(them.caseworker, case_id) == ["Poul", "Poul"], "one parent's does not meet the other's"
    told(them.caseworker, case_id, orientation["Poul"])
    left = obligations_of(them.caseworker, case_id, "due")
    assert [(one["recipient"], one["purpose"]) for one in left] == [("Poul", "summon")]
    assert them.caseworker.move(case_id, "call_to_meeting", meeting_at="2026-12-01T10:00:00Z").status_code == 409
    tell_everyone(them.caseworker, case_id, MONDAY)
    assert them.caseworker.moves(case_id, "call_to_meeting", meeting_at="2026-12-01T10:00:00Z")
