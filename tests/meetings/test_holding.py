"""A meeting from its opening to its end: who is there, what stands on the agenda, and what is decided."""

from typing import Any

import psycopg
import pytest

from tests.access.log import Log
from tests.caller import Service, new_key
from tests.cases.stations import at, come_back, reach, type_in
from tests.meetings.room import (
    POLICE,
    TEAM_LEADER,
    TUESDAY,
    called,
    carry_over,
    dealt,
    decide,
    meeting,
    move,
    moved,
    opened,
    undo,
)
from workflows.casework import State


def codes(outcomes: list[Any]) -> list[str | None]:
    return [one["code"] for one in outcomes]


def points(seen: Any) -> dict[str, Any]:
    return {one["entry_id"]: one for one in seen["agenda"]}


def test_a_meeting_from_its_list_to_its_end(service: Service, url: str) -> None:
    them, meeting_id = opened(service, TEAM_LEADER, POLICE)
    ours, theirs, dropped, waits = (type_in(them.coordinator) for _ in range(4))
    seen = meeting(them.coordinator, meeting_id)
    assert (seen["state"], seen["counts"]) == ("open", {"left": 4, "decided": 0, "carried_over": 0})
    assert [one["title"] for one in seen["participants"]] == ["SSP-tovholder", "Teamleder i myndighed", "Politi"]
    first = points(seen)[ours["id"]]
    assert first["entry"]["suggestion"]["explanation"], "the suggestion with its reason stands beside the entry"
    refused = move(them.coordinator, meeting_id, "close")
    assert (refused.status_code, refused.json()["unmet"]) == (409, ["every_entry_decided_or_carried_over"])
    outcomes = dealt(
        them.coordinator, meeting_id, decide(ours, "to_coordinator"), decide(theirs, "to_team_leader"),
        decide(dropped, "drop", reason="Kun et uheld"), carry_over(waits),
    )  # fmt: skip
    assert codes(outcomes) == [None] * 4
    assert them.coordinator.case(ours["case_id"])["state"] == "with_coordinator"
    assert them.team_leader.case(theirs["case_id"])["state"] == "with_team_leader"
    closed = moved(them.coordinator, meeting_id, "close")
    assert (closed["state"], closed["counts"]) == ("closed", {"left": 0, "decided": 3, "carried_over": 1})
    assert all(one["left_at"] for one in closed["participants"]), "it is over for everybody"
    with psycopg.connect(url) as connection:
        events = connection.execute("select event from history where workflow = 'meeting' order by id").fetchall()
    assert [event for (event,) in events if event != "called"] == ["open", "entry_carried_over", "close"]


def test_what_was_carried_over_stands_first_on_the_next_agenda_with_its_reason(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    waits = type_in(them.coordinator)
    dealt(them.coordinator, meeting_id, carry_over(waits, "Vi kender ikke skolen"))
    moved(them.coordinator, meeting_id, "close")
    them = at(service, "2026-12-01T09:00:00+01:00")
    new = type_in(them.coordinator)
    following = them.coordinator.get("/v1/meetings", state="planned").json()["items"][-1]["id"]
    moved(them.team_leader, following, "open", participants=[{"role": "coordinator", "user": "coordinator"}])
    first, second = meeting(them.team_leader, following)["agenda"]
    assert [first["entry_id"], second["entry_id"]] == [waits["id"], new["id"]]
    assert first["carried_over"] == [{"week": "2026-W48", "reason": "Vi kender ikke skolen"}]
    assert first["outcome"] is None, "it is to be decided now"


def test_of_several_some_are_refused_with_what_to_do_and_the_others_are_done(service: Service) -> None:
    them, meeting_id = opened(service)
    good, to_nobody, twice, unsaid = (type_in(them.coordinator) for _ in range(4))
    outcomes = dealt(
        them.coordinator, meeting_id, decide(good, "to_coordinator"), decide(to_nobody, "to_team_leader"),
        carry_over({"id": "01900000-0000-7000-8000-000000000000"}), decide(twice, "to_coordinator"),
        decide(twice, "to_coordinator"), decide(unsaid, "drop"),
    )  # fmt: skip
    expected = [None, "not_on_the_agenda", "not_found", None, "already_decided", "needs"]
    assert codes(outcomes) == expected
    assert "Teamleder i myndighed er ikke til stede" in outcomes[1]["detail"]
    seen = meeting(them.coordinator, meeting_id)
    assert seen["counts"] == {"left": 2, "decided": 2, "carried_over": 0}
    assert them.coordinator.case(to_nobody["case_id"])["state"] == "received", "nothing of it was written"


def test_what_is_the_authoritys_stands_on_the_agenda_when_the_team_leader_is_there(service: Service) -> None:
    them, meeting_id = opened(service)
    case_id = reach(them, State.WITH_CASEWORKER)
    new = come_back(them, case_id)
    hidden = points(meeting(them.coordinator, meeting_id))[new["id"]]
    assert (hidden["entry"], hidden["unmet"]) == (None, ["the_team_leader_is_present"])
    assert "Teamleder i myndighed" in hidden["messages"][0]
    arrived = moved(them.coordinator, meeting_id, "arrive", **TEAM_LEADER)
    assert points(meeting(them.coordinator, meeting_id))[new["id"]]["entry"]["id"] == new["id"]
    (leader,) = [one for one in arrived["participants"] if one["role"] == "team_leader"]
    service.now = at_eleven = service.at().replace(minute=30)
    moved(them.coordinator, meeting_id, "leave", participant_id=leader["id"])
    seen = meeting(them.coordinator, meeting_id)
    assert points(seen)[new["id"]]["entry"] is None
    (leader,) = [one for one in seen["participants"] if one["role"] == "team_leader"]
    assert leader["left_at"] == at_eleven.isoformat().replace("+00:00", "Z")
    gone = move(them.coordinator, meeting_id, "leave", participant_id=leader["id"])
    assert (gone.status_code, gone.json()["code"]) == (409, "not_present")


def test_how_far_a_case_has_come_is_off_the_wall_while_the_police_are_there(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    new = come_back(them, reach(them, State.FAMILY_INFORMED))
    assert points(meeting(them.coordinator, meeting_id))[new["id"]]["entry"]["open_case_state"] == "family_informed"
    moved(them.coordinator, meeting_id, "arrive", **POLICE)
    assert points(meeting(them.coordinator, meeting_id))[new["id"]]["entry"]["open_case_state"] is None


def test_a_guest_hears_of_no_child_that_is_not_theirs(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER, {"role": "caseworker", "user": "rikke"})
    own = come_back(them, reach(them, State.WITH_CASEWORKER))
    other = type_in(them.coordinator)
    seen = points(meeting(them.coordinator, meeting_id))
    assert seen[own["id"]]["entry"] is not None
    assert (seen[other["id"]]["entry"], len(seen[other["id"]]["unmet"])) == (None, 1)
    assert codes(dealt(them.coordinator, meeting_id, decide(other, "to_coordinator"))) == ["not_on_the_agenda"]


def test_after_it_was_decided_the_other_track_sees_no_more_of_it(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    entry = type_in(them.coordinator)
    dealt(them.coordinator, meeting_id, decide(entry, "to_team_leader", reason="Sag i forvejen"))
    for caller, sees in ((them.coordinator, False), (them.team_leader, True)):
        point = points(meeting(caller, meeting_id))[entry["id"]]
        assert (point["outcome"], point["decision"]) == ("decided", "to_team_leader")
        assert (point["entry"] is not None) is sees
        assert (point["reason"] == "Sag i forvejen") is sees


@pytest.mark.parametrize("with_police", [True, False])
def test_what_the_police_hear_at_the_table_is_in_the_ledger(service: Service, with_police: bool) -> None:
    them, meeting_id = opened(service, TEAM_LEADER, *([POLICE] if with_police else []))
    entry = type_in(them.coordinator)
    dealt(them.coordinator, meeting_id, decide(entry, "to_coordinator"))
    ledger = them.coordinator.get(f"/v1/persons/{entry['person']['id']}/disclosures").json()["items"]
    expected = [("screen", "police", "Pia Politi", "RPL_115_2")] if with_police else []
    assert [(one["way"], one["recipient_kind"], one["recipient"], one["ground"]) for one in ledger] == expected


def test_every_look_and_every_decision_is_in_the_log_about_the_child(service: Service, log: Log) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    entry = type_in(them.coordinator)
    person = entry["person"]["id"]
    for do, expected in (
        (lambda: meeting(them.coordinator, meeting_id), {"meeting.agenda_read"}),
        (lambda: dealt(them.coordinator, meeting_id, carry_over(entry)), {"meeting.entry_carried_over"}),
        (lambda: dealt(them.coordinator, meeting_id, undo(entry)), {"meeting.entry_taken_up_again"}),
        (
            lambda: dealt(them.coordinator, meeting_id, decide(entry, "to_coordinator")),
            {"entry.decided", "casework.give_to_coordinator"},
        ),
    ):
        log.new()
        do()
        rows = [row for row in log.new() if row["subject_id"] is not None]
        assert {row["action"] for row in rows} == expected
        assert {str(row["subject_id"]) for row in rows} == {person}


def test_one_meeting_is_open_at_a_time_and_a_closed_one_is_reopened_with_a_reason(service: Service) -> None:
    them, meeting_id = opened(service)
    (extra,) = them.coordinator.post("/v1/meetings", {"extra_at": "2026-11-26T13:00:00+01:00"}).json()["items"]
    refused = move(them.coordinator, extra["id"], "open")
    assert (refused.status_code, refused.json()["unmet"]) == (409, ["no_other_meeting_is_open"])
    moved(them.coordinator, meeting_id, "close")
    late = them.coordinator.post(
        f"/v1/meetings/{meeting_id}/decisions", {"items": [carry_over(type_in(them.coordinator))]}
    )
    assert (late.status_code, late.json()["code"]) == (409, "meeting_not_open")
    assert move(them.coordinator, meeting_id, "reopen").status_code == 422
    again = moved(them.coordinator, meeting_id, "reopen", reason="Et punkt blev glemt")
    assert [one["left_at"] is None for one in again["participants"]] == [False, True], "the coordinator is back"


def test_somebody_at_the_table_is_named_and_there_once_and_not_before_they_come(service: Service) -> None:
    them, meeting_id = opened(service)
    for said, status, code in (
        ({"role": "police"}, 422, "nobody_named"),
        ({"role": "police", "name": "Pia Politi", "at": "2026-11-24T10:00:00+01:00"}, 422, "wrong_time"),
        ({"role": "coordinator", "user": "coordinator"}, 409, "already_present"),
        ({"role": "local_leader", "user": "lars"}, 422, "invalid"),
    ):
        answer = move(them.coordinator, meeting_id, "arrive", **said)
        assert (answer.status_code, answer.json()["code"]) == (status, code), said
    own = meeting(them.coordinator, meeting_id)["participants"][0]["id"]
    early = move(them.coordinator, meeting_id, "leave", participant_id=own, at="2026-11-24T08:00:00+01:00")
    assert (early.status_code, early.json()["code"]) == (422, "wrong_time")


def test_the_same_key_decides_once(service: Service) -> None:
    them, meeting_id = opened(service)
    body = {"items": [decide(type_in(them.coordinator), "to_coordinator")]}
    headers = {"Idempotency-Key": new_key()}
    path = f"/v1/meetings/{meeting_id}/decisions"
    first, second = (them.coordinator.post(path, body, headers=headers) for _ in range(2))
    assert first.json() == second.json()
    assert first.json()["done"] == 1
    assert second.headers["Idempotent-Replayed"] == "true"


def test_a_meeting_that_is_not_open_shows_what_will_stand_on_its_agenda(service: Service) -> None:
    them, meeting_id = called(service)
    entry = type_in(them.coordinator)
    assert points(meeting(them.team_leader, meeting_id))[entry["id"]]["entry"]["id"] == entry["id"]
    answer = them.coordinator.post(f"/v1/meetings/{meeting_id}/decisions", {"items": [carry_over(entry)]})
    assert (answer.status_code, answer.json()["code"]) == (409, "meeting_not_open")
    assert at(service, TUESDAY)
