"""A case that turned out to be about another child: nobody's yes, and nobody's answer, carries over."""

from typing import Any

import pytest

from tests.caller import Caller, Service
from tests.cases.answers import refusal
from tests.cases.stations import FIFTEEN, on_monday, reach, type_in
from tests.cases.test_ad_hoc_groups import SET_UP
from tests.cases.test_consents import ask, move_consent
from tests.handover import PLAN, SCHOOL, agree_to_course, enter_custody_holder, give
from tests.lists.test_who_is_who import MERGE, corrected, nameless, person_of
from workflows.casework import State

SOMEBODY = {"name": "Rigtige Opdigtet", "birth_date": FIFTEEN}


def entry_in(caller: Caller, case_id: str) -> str:
    items = caller.get("/v1/entries", undecided=False).json()["items"]
    return str(next(one["id"] for one in items if one["case_id"] == case_id))


def move_child(caller: Caller, case_id: str) -> None:
    """The case is about somebody new, of the same age."""
    wrong, entry = person_of(caller, case_id), entry_in(caller, case_id)
    corrected(caller, {"event": "move", "person_id": wrong, "entries": [entry], "new": SOMEBODY})
    assert person_of(caller, case_id) != wrong


def question(caller: Caller, case_id: str, **more: str) -> str:
    asked = caller.post(f"/v1/cases/{case_id}/knowledge", SCHOOL | more)
    assert asked.status_code == 201, asked.text
    return str(asked.json()["id"])


def knowledge(caller: Caller, case_id: str) -> dict[str, tuple[str | None, str | None]]:
    items = caller.get(f"/v1/cases/{case_id}/knowledge").json()["items"]
    return {one["id"]: (one["outcome"], one["answer"]) for one in items}


def consents(caller: Caller, case_id: str) -> dict[str, str]:
    return {one["id"]: one["state"] for one in caller.get(f"/v1/cases/{case_id}/consents").json()["items"]}


def notice(caller: Caller, case_id: str) -> Any:
    (told,) = [one for one in caller.case(case_id)["notices"] if one["kind"] == "child_changed"]
    return told


def waited_for(caller: Caller, case_id: str) -> set[str]:
    return {one["kind"] for one in caller.case(case_id)["deadlines"] if one["met_at"] is None}


def test_a_group_around_the_wrong_child_ends_for_none_of_them_needs_to_know(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    path = f"/v1/cases/{case_id}/ad-hoc-groups"
    assert them.coordinator.post(path, SET_UP).status_code == 201
    move_child(them.coordinator, case_id)
    assert [(one["state"], one["because"]) for one in them.coordinator.get(path).json()["items"]] == [
        ("ended", "case_left")
    ]
    assert "meet_ad_hoc_group" not in waited_for(them.coordinator, case_id)


def test_what_was_asked_and_not_answered_is_taken_back_and_whoever_has_the_case_is_told(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED, birth_date=FIFTEEN)
    answered = knowledge(them.coordinator, case_id)
    asked, waiting = question(them.coordinator, case_id), ask(them.coordinator, case_id)
    move_child(them.coordinator, case_id)
    assert knowledge(them.coordinator, case_id) == answered | {
        asked: ("withdrawn", "Sagen viste sig at handle om en anden.")
    }
    assert consents(them.coordinator, case_id) == dict.fromkeys(waiting.values(), "expired")
    told = notice(them.coordinator, case_id)
    assert told["seen_at"] is None
    assert "spørg på ny" in told["text"]
    assert told["details"]["questions"] == [asked]
    assert set(told["details"]["consents_ended"]) == set(waiting.values())
    late = them.coordinator.post(f"/v1/cases/{case_id}/knowledge/{asked}/answer", {"outcome": "nothing_known"})
    assert (late.status_code, late.json()["code"]) == (409, "answered_already")
    assert "answer_knowledge" not in waited_for(them.coordinator, case_id)
    history = them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]
    written = [(one["event"], one["role"], one["reason"]) for one in history][-4:]
    assert ("knowledge_withdrawn", "coordinator", "Sagen viste sig at handle om en anden.") in written
    assert ("expire", "system", "Sagen viste sig at handle om en anden.") in written


def test_a_yes_of_the_wrong_childs_family_does_not_carry_for_the_right_one(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED, birth_date=FIFTEEN)
    signed = [one["id"] for one in agree_to_course(them.coordinator, case_id)]
    move_child(them.coordinator, case_id)
    assert consents(them.coordinator, case_id) == dict.fromkeys(signed, "expired")
    enter_custody_holder(them.coordinator, case_id, "Rigtige Mor")
    anew = ask(them.coordinator, case_id)
    assert len(anew) == 2
    mothers = next(consent for signer, consent in anew.items() if signer != "young_person")
    move_consent(them.coordinator, case_id, mothers, "grant", document="Mødenotat")
    assert refusal(them.coordinator.move(case_id, "plan_course", **PLAN)) == ["course_has_its_ground"], (
        "a young person's yes was another young person's"
    )
    move_consent(them.coordinator, case_id, anew["young_person"], "grant", document="Mødenotat")
    assert them.coordinator.moves(case_id, "plan_course", **PLAN)["state"] == "course_planned"


def test_what_the_wrong_child_signed_is_not_asked_for_again_in_the_right_ones_name(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED, birth_date=FIFTEEN)
    signed = {one["signer_kind"]: one["id"] for one in agree_to_course(them.coordinator, case_id)}
    move_child(them.coordinator, case_id)
    enter_custody_holder(them.coordinator, case_id, "Rigtige Mor")
    path = f"/v1/cases/{case_id}/consents/{signed['young_person']}/moves"
    assert refusal(them.coordinator.post(path, {"event": "ask", "means": "call"})) == ["signer_may_consent"]


def test_a_course_that_rested_on_it_pauses(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING, birth_date=FIFTEEN)
    move_child(them.coordinator, case_id)
    assert them.coordinator.case(case_id)["state"] == "course_paused"
    assert them.local_leader.get(f"/v1/cases/{case_id}").status_code == 404


def test_nothing_is_waited_for_in_a_case_that_is_left_empty(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    wrong, entry = person_of(them.coordinator, case_id), entry_in(them.coordinator, case_id)
    asked, waiting = question(them.coordinator, case_id), ask(them.coordinator, case_id)
    right = person_of(them.coordinator, reach(them, State.WITH_COORDINATOR))
    corrected(them.coordinator, {"event": "move", "person_id": wrong, "entries": [entry], "to_person_id": right})
    assert them.coordinator.case(case_id)["state"] == "dropped"
    assert knowledge(them.coordinator, case_id)[asked][0] == "withdrawn"
    assert consents(them.coordinator, case_id) == dict.fromkeys(waiting.values(), "expired")
    assert notice(them.coordinator, case_id)["details"]["questions"] == [asked]


def test_the_same_child_under_another_name_is_not_asked_again(service: Service) -> None:
    them = on_monday(service)
    stays = person_of(them.coordinator, reach(them, State.DROPPED))
    case_id = give(them.coordinator, nameless(them.coordinator), "to_coordinator")
    enter_custody_holder(them.coordinator, case_id)
    asked, waiting = question(them.coordinator, case_id), ask(them.coordinator, case_id)
    done = corrected(them.coordinator, MERGE | {"person_id": stays, "merged_id": person_of(them.coordinator, case_id)})
    assert knowledge(them.coordinator, case_id)[asked][0] is None
    assert consents(them.coordinator, case_id) == dict.fromkeys(waiting.values(), "asked")
    corrected(them.coordinator, {"event": "split_back", "correction_id": done["id"]})
    assert knowledge(them.coordinator, case_id)[asked][0] == "withdrawn", "two, and of whom it was asked nobody knows"
    assert consents(them.coordinator, case_id) == dict.fromkeys(waiting.values(), "expired")


@pytest.mark.parametrize("joined", [True, False])
def test_a_case_that_only_one_of_several_incidents_leaves_stands_as_it_was(service: Service, joined: bool) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    person = them.coordinator.case(case_id)["person"]
    second = type_in(them.coordinator, name=person["name"], cpr_number=person["cpr_number"])
    asked, waiting = question(them.coordinator, case_id), ask(them.coordinator, case_id)
    to: dict[str, Any] = (
        {"to_person_id": person_of(them.coordinator, reach(them, State.WITH_COORDINATOR))}
        if joined
        else {"new": SOMEBODY}
    )
    corrected(them.coordinator, {"event": "move", "person_id": person["id"], "entries": [second["id"]]} | to)
    assert knowledge(them.coordinator, case_id)[asked][0] is None
    assert consents(them.coordinator, case_id) == dict.fromkeys(waiting.values(), "asked")
