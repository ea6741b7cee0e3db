"""A decision is taken back as long as nothing has left the house, and is refused with what to do instead."""

from typing import Any

import pytest

from tests.caller import Caller, Service
from tests.cases.stations import MEETING_AT, MONDAY, cpr_number, type_in
from tests.cases.test_ad_hoc_groups import SET_UP
from tests.handover import SCHOOL, Team, enter_custody_holder, obligations_of, tell_everyone
from tests.meetings.room import TEAM_LEADER, dealt, decide, meeting, moved, opened, undo
from tests.openapi.walk_letters import TO_THE_FAMILY


def refused(them: Team, meeting_id: str, entry: Any) -> Any:
    (outcome,) = dealt(them.coordinator, meeting_id, undo(entry))
    assert not outcome["done"]
    return outcome


@pytest.mark.parametrize(
    ("decision", "said", "other"),
    [
        ("to_coordinator", {}, "to_team_leader"),
        ("to_team_leader", {}, "to_coordinator"),
        ("drop", {"reason": "Kun et uheld"}, "to_coordinator"),
        ("to_other_municipality", {"municipality_code": "101"}, "to_coordinator"),
    ],
)
def test_a_decision_that_nobody_has_heard_of_is_taken_back_and_made_anew(
    service: Service, decision: str, said: dict[str, str], other: str
) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    entry = type_in(them.coordinator)
    (made,) = dealt(them.coordinator, meeting_id, decide(entry, decision, **said))
    assert made["done"]
    (taken_back,) = dealt(them.coordinator, meeting_id, undo(entry))
    assert taken_back["done"], taken_back
    case = them.coordinator.case(entry["case_id"])
    assert (case["state"], case["track"], case["entries_awaiting_decision"]) == ("received", None, 1)
    assert [one["state"] for one in obligations_of(them.coordinator, entry["case_id"]) if one["state"] == "due"] == []
    (point,) = meeting(them.coordinator, meeting_id)["agenda"]
    assert (point["outcome"], point["entry"]["decision"]) == (None, None)
    (again,) = dealt(them.coordinator, meeting_id, decide(entry, other))
    assert again["done"], again
    events = [one["event"] for one in _reader(them, other).get(_history(entry)).json()["items"]]
    assert events.count("entry_decided") == 2
    assert events.count("entry_decision_undone") == 1
    assert moved(them.coordinator, meeting_id, "close")["counts"]["decided"] == 1


def test_a_case_that_was_given_anew_owes_its_family_the_news_once(service: Service) -> None:
    them, meeting_id = opened(service)
    entry = type_in(them.coordinator, birth_date="2011-03-01")
    dealt(them.coordinator, meeting_id, decide(entry, "to_coordinator"), undo(entry), decide(entry, "to_coordinator"))
    owed = obligations_of(them.coordinator, entry["case_id"])
    assert sorted(one["state"] for one in owed) == ["due", "due", "lapsed", "lapsed"], "mother and child, once each"


def test_a_drafted_letter_stops_and_does_not_stand_in_the_way(service: Service) -> None:
    them, meeting_id = opened(service)
    entry, letter = _with_a_letter(them, meeting_id)
    (taken_back,) = dealt(them.coordinator, meeting_id, undo(entry))
    assert taken_back["done"]
    letters = them.coordinator.get(f"/v1/cases/{entry['case_id']}/letters").json()["items"]
    assert [(one["id"], one["state"]) for one in letters] == [(letter, "stopped")]


def _with_a_letter(them: Team, meeting_id: str) -> tuple[Any, str]:
    entry = type_in(them.coordinator)
    dealt(them.coordinator, meeting_id, decide(entry, "to_coordinator"))
    enter_custody_holder(them.coordinator, entry["case_id"])
    (letter,) = them.coordinator.post(f"/v1/cases/{entry['case_id']}/letters", TO_THE_FAMILY).json()["items"]
    return entry, letter["id"]


def _tell_the_family(them: Team, case_id: str) -> None:
    enter_custody_holder(them.coordinator, case_id)
    tell_everyone(them.coordinator, case_id, MONDAY)


def _send_a_letter(them: Team, case_id: str) -> None:
    enter_custody_holder(them.coordinator, case_id)
    (letter,) = them.coordinator.post(f"/v1/cases/{case_id}/letters", TO_THE_FAMILY).json()["items"]
    answer = them.coordinator.post(f"/v1/cases/{case_id}/letters/{letter['id']}/moves", {"event": "queue"})
    assert answer.status_code == 200, answer.text


def _ask_the_school(them: Team, case_id: str) -> None:
    assert them.coordinator.post(f"/v1/cases/{case_id}/knowledge", SCHOOL).status_code == 201


def _set_up_a_group(them: Team, case_id: str) -> None:
    assert them.coordinator.post(f"/v1/cases/{case_id}/ad-hoc-groups", SET_UP).status_code == 201


def _plan_a_talk_with_the_police(them: Team, case_id: str) -> None:
    said = {"event": "plan", "planned_for": MEETING_AT, "ground": "RPL_115_2", "necessity": "Politiet skal med"}
    answer = them.coordinator.post(f"/v1/cases/{case_id}/concern-talks", said)
    assert answer.status_code == 201, answer.text


def _ask_for_consent(them: Team, case_id: str) -> None:
    enter_custody_holder(them.coordinator, case_id)
    ask = {"scope": "course", "recipients": ["Skolen"], "terms": "Navn", "means": "call"}
    assert them.coordinator.post(f"/v1/cases/{case_id}/consents", ask).status_code == 201


def _offer(them: Team, case_id: str) -> None:
    said = {"municipality_code": "630", "necessity": "Familien er flyttet"}
    assert them.coordinator.post(f"/v1/cases/{case_id}/transfers", said).status_code == 201


def _go_on(them: Team, case_id: str) -> None:
    enter_custody_holder(them.coordinator, case_id)
    for one in obligations_of(them.coordinator, case_id, "due"):
        exempt = {"event": "exempt", "reason": "Kan ikke findes"}
        assert them.coordinator.post(f"/v1/cases/{case_id}/obligations/{one['id']}/moves", exempt).status_code == 200
    them.coordinator.moves(case_id, "confirm_informed")


def _reroute(them: Team, case_id: str) -> None:
    them.coordinator.moves(case_id, "reroute", reason="Der er en aktiv sag")


@pytest.mark.parametrize(
    ("happens", "code", "instead"),
    [
        (_tell_the_family, "family_was_told", "reroute"),
        (_send_a_letter, "a_letter_is_on_its_way", "Stop det"),
        (_ask_the_school, "somebody_was_asked", "reroute"),
        (_set_up_a_group, "somebody_was_asked", "reroute"),
        (_plan_a_talk_with_the_police, "somebody_was_asked", "reroute"),
        (_ask_for_consent, "consent_was_asked_for", "reroute"),
        (_offer, "case_is_offered", "Træk tilbuddet tilbage"),
        (_go_on, "the_move_exists_from_this_state", "gået videre"),
        (_reroute, "case_is_on_the_other_track", "reroute"),
    ],
)
def test_what_has_left_the_house_is_not_undone_and_it_says_what_to_do_instead(
    service: Service, happens: Any, code: str, instead: str
) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    entry = type_in(them.coordinator)
    dealt(them.coordinator, meeting_id, decide(entry, "to_coordinator"))
    happens(them, entry["case_id"])
    reader = them.team_leader if happens is _reroute else them.coordinator
    before = reader.case(entry["case_id"])
    outcome = refused(them, meeting_id, entry)
    assert (outcome["code"], outcome["unmet"]) == ("cannot_be_undone", [code])
    assert instead in outcome["detail"]
    assert reader.case(entry["case_id"]) == before, "nothing of it was done"


def test_of_two_incidents_of_a_child_the_case_stays_while_the_other_holds_it(service: Service) -> None:
    them, meeting_id = opened(service)
    said = {"name": "Ivar Opdigtet", "cpr_number": cpr_number("2012-03-01", 4990)}
    first, second = (type_in(them.coordinator, **said) for _ in range(2))
    for entry in (first, second):
        assert dealt(them.coordinator, meeting_id, decide(entry, "to_coordinator"))[0]["done"]
    assert dealt(them.coordinator, meeting_id, undo(first))[0]["done"]
    case = them.coordinator.case(first["case_id"])
    assert (case["state"], case["entries_awaiting_decision"]) == ("with_coordinator", 1)
    assert dealt(them.coordinator, meeting_id, undo(second))[0]["done"]
    assert them.coordinator.case(first["case_id"])["state"] == "received"


def test_only_what_the_meeting_itself_decided_is_undone_by_it(service: Service) -> None:
    them, meeting_id = opened(service)
    entry = type_in(them.coordinator)
    assert refused(them, meeting_id, entry)["code"] == "not_of_this_meeting"
    answer = them.coordinator.post(f"/v1/entries/{entry['id']}/decision", {"decision": "to_coordinator"})
    assert answer.status_code == 200
    assert refused(them, meeting_id, entry)["code"] == "not_of_this_meeting"


def test_a_person_cannot_send_a_case_back_to_the_meeting_by_themselves(service: Service) -> None:
    them, meeting_id = opened(service)
    entry = type_in(them.coordinator)
    dealt(them.coordinator, meeting_id, decide(entry, "to_coordinator"))
    answer = them.coordinator.move(entry["case_id"], "reopen", reason="Nysgerrig")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def _history(entry: Any) -> str:
    return f"/v1/cases/{entry['case_id']}/history"


def _reader(them: Team, decision: str) -> Caller:
    return them.team_leader if decision == "to_team_leader" else them.coordinator
