"""Calling the meetings by the rhythm, each once, and whoever may see them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.caller import Service
from tests.cases.stations import at, on_monday
from tests.meetings.room import TUESDAY, called, look_after, meeting, move, moved
from workflows.roles import Role


def test_the_coming_meetings_are_called_once(service: Service) -> None:
    coordinator = on_monday(service).coordinator
    first = coordinator.post("/v1/meetings", {"weeks": 6}).json()["items"]
    assert [one["starts_at"] for one in first[:2]] == ["2026-11-24T08:00:00Z", "2026-12-01T08:00:00Z"]
    assert [one["week"] for one in first] == [f"2026-W{number}" for number in (48, 49, 50, 51, 52, 53)] + ["2027-W01"]
    assert coordinator.post("/v1/meetings", {"weeks": 6}).json()["items"] == []
    assert [one["id"] for one in coordinator.post("/v1/meetings", {"weeks": 7}).json()["items"]] != []
    listed = coordinator.get("/v1/meetings").json()["items"]
    assert len(listed) == 8
    page = coordinator.get("/v1/meetings", limit=3).json()
    assert [one["id"] for one in page["items"]] == [one["id"] for one in listed[:3]]
    rest = coordinator.get("/v1/meetings", cursor=page["next_cursor"]).json()["items"]
    assert [one["id"] for one in rest] == [one["id"] for one in listed[3:]]


def test_two_who_call_at_the_same_moment_call_each_week_once(service: Service) -> None:
    them = on_monday(service)
    with ThreadPoolExecutor(2) as pair:
        asked = [pair.submit(who.post, "/v1/meetings", {"weeks": 8}) for who in (them.coordinator, them.team_leader)]
        assert [one.result().status_code for one in asked] == [200, 200]
    weeks = [one["week"] for one in them.coordinator.get("/v1/meetings", limit=100).json()["items"]]
    assert len(weeks) == len(set(weeks)) == 9


def test_the_worker_calls_them_where_the_profile_says_so(service: Service) -> None:
    on_monday(service)
    assert look_after(service) == 10, "four weeks and this one, in the two municipalities whose sources say weekly"
    assert look_after(service) == 0
    them = on_monday(service)
    assert [one["list"]["state"] for one in them.coordinator.get("/v1/meetings").json()["items"]] == ["awaited"] * 5
    assert on_monday(service, "161").coordinator.get("/v1/meetings").json()["items"] == []


def test_one_that_was_cancelled_or_moved_is_not_called_anew(service: Service) -> None:
    them, meeting_id = called(service)
    moved(them.coordinator, meeting_id, "cancel", reason="Ferie")
    assert them.coordinator.post("/v1/meetings", {"weeks": 1}).json()["items"] == []
    other = them.coordinator.get("/v1/meetings").json()["items"][0]["id"]
    later = moved(them.coordinator, other, "reschedule", starts_at="2026-12-02T13:00:00+01:00", reason="Sygdom")
    assert (later["starts_at"], later["moved"], later["week"]) == ("2026-12-02T12:00:00Z", True, "2026-W49")
    assert later["list"]["due_at"] == "2026-12-01T11:00:00Z"
    assert them.coordinator.post("/v1/meetings", {"weeks": 1}).json()["items"] == []
    past = move(them.coordinator, other, "reschedule", starts_at="2026-11-20T13:00:00+01:00", reason="x")
    assert (past.status_code, past.json()["code"]) == (422, "meeting_in_the_past")


def test_an_extra_meeting_is_called_beside_the_rhythm(service: Service) -> None:
    them, _ = called(service)
    extra = {"extra_at": "2026-11-26T13:00:00+01:00"}
    (made,) = them.team_leader.post("/v1/meetings", extra).json()["items"]
    assert (made["extra"], made["week"], made["starts_at"]) == (True, "2026-W48", "2026-11-26T12:00:00Z")
    again = them.team_leader.post("/v1/meetings", extra)
    assert (again.status_code, again.json()["code"]) == (409, "meeting_is_there")
    past = them.team_leader.post("/v1/meetings", {"extra_at": "2026-11-20T13:00:00+01:00"})
    assert (past.status_code, past.json()["code"]) == (422, "meeting_in_the_past")


def test_the_police_see_when_it_is_and_who_takes_part_and_no_agenda(service: Service) -> None:
    them, meeting_id = called(service)
    moved(them.coordinator, meeting_id, "say_no_list", reason="Ingen unge i denne uge")
    seen = meeting(them.police, meeting_id)
    assert {"agenda", "counts", "moves"}.isdisjoint(seen)
    assert seen["participants"] == []
    assert (seen["list"]["state"], "reason" in seen["list"]) == ("no_list", False)
    assert move(them.police, meeting_id, "open").status_code == 403
    assert them.police.post("/v1/meetings", {}).status_code == 403
    assert them.police.get(f"/v1/meetings/{meeting_id}/minutes").status_code == 403
    assert them.police.post(f"/v1/meetings/{meeting_id}/decisions", {"items": []}).status_code in (403, 422)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.LOCAL_LEADER, Role.INTEGRATION, Role.MANAGER])
def test_nobody_else_sees_the_meetings(service: Service, role: Role) -> None:
    _, meeting_id = called(service)
    caller = service.as_(role)
    assert caller.get("/v1/meetings").status_code == 403
    assert caller.get(f"/v1/meetings/{meeting_id}").status_code == 403


def test_a_meeting_of_another_municipality_is_not_there(service: Service) -> None:
    _, meeting_id = called(service)
    stranger = at(service, TUESDAY, "330").coordinator
    assert stranger.get(f"/v1/meetings/{meeting_id}").status_code == 404
    assert move(stranger, meeting_id, "open").status_code == 404
    assert stranger.get("/v1/meetings").json()["items"] == []
