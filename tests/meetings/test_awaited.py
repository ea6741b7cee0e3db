"""A week without a list: the alarm, and saying that none comes."""

from typing import Any

import pytest

from tests.caller import LISTS, Caller, Service
from tests.cases.stations import at, type_in
from tests.meetings.room import TUESDAY, called, look_after, meeting, move, moved

DUE, AFTER = "2026-11-23T11:59:00+01:00", "2026-11-23T12:01:00+01:00"


def alarms(caller: Caller) -> list[Any]:
    return [one for one in caller.get("/v1/notices").json()["items"] if one["kind"] == "list_missing"]


def test_a_list_that_is_late_raises_one_alarm_with_the_coordinator(service: Service) -> None:
    _, meeting_id = called(service)
    early = at(service, DUE)
    look_after(service)
    assert meeting(early.coordinator, meeting_id)["list"]["state"] == "awaited"
    assert alarms(early.coordinator) == []
    late = at(service, AFTER)
    assert meeting(late.coordinator, meeting_id)["list"]["state"] == "missing", "at once, before anybody is told"
    look_after(service)
    look_after(service)
    (alarm,) = alarms(late.coordinator)
    assert (alarm["meeting_id"], alarm["case_id"]) == (meeting_id, None)
    assert "liste" in alarm["text"]
    assert alarms(late.team_leader) == [], "it is the coordinator who calls the meetings"
    assert meeting(late.coordinator, meeting_id)["list"]["missing_since"] == "2026-11-23T11:01:00Z"
    assert late.coordinator.post("/v1/notices/seen", {"until": AFTER}).json() == {"seen": 1}


@pytest.mark.parametrize("by", ["upload", "typing"])
def test_a_list_that_has_come_raises_none(service: Service, by: str) -> None:
    them, meeting_id = called(service)
    if by == "upload":
        assert them.police.upload("fredericia-2026-W47.csv").status_code == 201
    else:
        type_in(them.coordinator)
    late = at(service, AFTER)
    look_after(service)
    assert alarms(late.coordinator) == []
    assert meeting(late.police, meeting_id)["list"]["state"] == "come"


def test_last_weeks_list_is_not_this_weeks(service: Service) -> None:
    them, meeting_id = called(service)
    them.police.upload("fredericia-2026-W47.csv")
    them = at(service, TUESDAY)
    moved(them.coordinator, meeting_id, "open")
    moved(them.coordinator, meeting_id, "close") if not meeting(them.coordinator, meeting_id)["counts"][
        "left"
    ] else None
    them = at(service, "2026-11-30T12:01:00+01:00")
    look_after(service)
    assert len(alarms(them.coordinator)) == 1


def test_of_a_week_without_a_list_it_is_said_so_with_a_reason_and_no_alarm_is_raised(service: Service) -> None:
    them, meeting_id = called(service)
    assert move(them.coordinator, meeting_id, "say_no_list").status_code == 422, "a reason is needed"
    said = moved(them.coordinator, meeting_id, "say_no_list", reason="Politiet har ingen unge i denne uge")
    assert (said["list"]["state"], said["list"]["reason"]) == ("no_list", "Politiet har ingen unge i denne uge")
    twice = move(them.coordinator, meeting_id, "say_no_list", reason="Igen")
    assert (twice.status_code, twice.json()["unmet"]) == (409, ["not_said_that_no_list_comes"])
    late = at(service, AFTER)
    look_after(service)
    assert alarms(late.coordinator) == []


def test_it_is_taken_back_by_hand_or_by_itself_when_a_list_comes(service: Service) -> None:
    them, meeting_id = called(service)
    moved(them.coordinator, meeting_id, "say_no_list", reason="Ferie")
    back = moved(them.coordinator, meeting_id, "take_back_no_list")
    assert (back["list"]["state"], back["list"]["reason"]) == ("awaited", None)
    moved(them.coordinator, meeting_id, "say_no_list", reason="Ferie")
    assert (
        them.police.upload("fredericia-2026-W47.csv", (LISTS / "fredericia-2026-W47.csv").read_bytes()).status_code
        == 201
    )
    look_after(service)
    assert meeting(them.coordinator, meeting_id)["list"]["state"] == "come"
    refused = move(them.coordinator, meeting_id, "say_no_list", reason="Ferie")
    assert (refused.status_code, refused.json()["unmet"]) == (409, ["no_list_has_come"])


def test_a_meeting_that_nobody_held_is_told_the_coordinator_once(service: Service) -> None:
    called(service)
    them = at(service, "2026-11-25T08:00:00+01:00")
    look_after(service)
    look_after(service)
    kinds = [one["kind"] for one in them.coordinator.get("/v1/notices").json()["items"]]
    assert sorted(kinds) == ["list_missing", "meeting_not_held"]
