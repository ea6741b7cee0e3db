"""Whoever has a case is told who has looked at the child: by name on one's own side, by role and purpose on others'."""

from datetime import timedelta
from typing import Any

import pytest

from app.db import Database
from tests.access.log import Log
from tests.caller import Caller, Service, instant
from tests.cases.stations import at, on_monday, reach, type_in, who_sees
from tests.cases.test_coordinator_track import the_same_child
from tests.handover import give
from tests.oversight.watching import looked
from tests.web.pages import counted
from workflows.casework import State
from workflows.roles import Role

REASON = "Barnet er i fare nu"


def looks(caller: Caller, case_id: str, **asked: Any) -> list[Any]:
    answer = caller.get(f"/v1/cases/{case_id}/looks", **asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def lines(caller: Caller, case_id: str) -> list[tuple[str, str | None, str]]:
    return [(one["on"], one["who"], one["role"]) for one in looks(caller, case_id, limit=100)]


def later(service: Service, **more: float) -> None:
    service.now = service.at() + timedelta(**more)


def tove(service: Service) -> Caller:
    return service.as_(Role.COORDINATOR, subject="tove")


def of_child(caller: Caller, case_id: str) -> Any:
    return caller.case(case_id)["person"]["id"]


def break_glass(caller: Caller, case_id: str) -> None:
    answer = caller.post("/v1/break-glass", {"case_id": case_id, "reason": REASON})
    assert answer.status_code == 201, answer.text


def test_each_day_and_person_is_a_line_the_newest_first_and_says_how_often(service: Service) -> None:
    case_id = reach(on_monday(service), State.COURSE_RUNNING)
    later(service, days=1)
    tove(service).case(case_id)
    later(service, minutes=5)
    tove(service).case(case_id)
    tove(service).get(f"/v1/cases/{case_id}/history")
    service.as_(Role.LOCAL_LEADER, subject="lars").case(case_id)
    later(service, days=1)
    tove(service).case(case_id)
    found = looks(tove(service), case_id)
    assert [(one["on"], one["who"], one["times"]) for one in found[:3]] == [
        ("2026-11-25", "tove", 1),
        ("2026-11-24", "lars", 1),
        ("2026-11-24", "tove", 2),
    ], "what is fetched at the same time is one look"
    assert [one["purpose"] for one in found[:3]] == ["crime_prevention", "course", "crime_prevention"]
    assert found[2]["last_at"] == "2026-11-24T08:05:00Z"
    assert not any(one["break_glass"] for one in found)


def test_a_day_is_a_danish_day(service: Service) -> None:
    case_id = reach(on_monday(service), State.PLACED)
    service.now = instant("2026-11-24T23:30:00Z")
    tove(service).case(case_id)
    assert lines(tove(service), case_id)[0] == ("2026-11-25", "tove", "coordinator")


def test_those_of_another_side_are_a_role_and_a_purpose_and_nothing_more(service: Service) -> None:
    case_id = reach(on_monday(service), State.PLACED)
    later(service, days=1)
    tove(service).case(case_id)
    service.as_(Role.COORDINATOR, subject="torben").case(case_id)
    tove(service).moves(case_id, "reroute", reason="Der er en aktiv sag")
    later(service, days=1)
    leader = service.as_(Role.TEAM_LEADER, subject="karen")
    leader.case(case_id)
    answer = leader.get(f"/v1/cases/{case_id}/looks")
    newest, before, *_ = answer.json()["items"]
    assert (newest["who"], newest["role"]) == ("karen", "team_leader")
    assert before == {
        "on": "2026-11-24", "who": None, "role": "coordinator", "purpose": "crime_prevention", "times": 2,
        "break_glass": False, "last_at": None,
    }  # fmt: skip
    assert not {"tove", "torben"} & set(answer.text.split('"'))

    leader.moves(case_id, "reroute", reason="Sagen er lukket igen")
    back = tove(service).get(f"/v1/cases/{case_id}/looks")
    assert "karen" not in back.text
    assert ("2026-11-25", None, "team_leader") in lines(tove(service), case_id)
    assert ("2026-11-24", "torben", "coordinator") in lines(tove(service), case_id)


def test_the_one_who_reviews_the_log_and_the_police_are_a_role(service: Service, database: Database) -> None:
    case_id = reach(on_monday(service), State.PLACED)
    person = of_child(tove(service), case_id)
    later(service, days=1)
    service.as_(Role.LOG_REVIEWER, subject="dagny").get(f"/v1/persons/{person}/access-log")
    looked(database, "palle", [person], service.at(), action="receipt.read", role=Role.POLICE)
    answer = tove(service).get(f"/v1/cases/{case_id}/looks")
    assert not {"dagny", "palle"} & set(answer.text.split('"'))
    assert lines(tove(service), case_id)[:2] == [
        ("2026-11-24", None, "police"), ("2026-11-24", None, "log_reviewer"),
    ]  # fmt: skip


def test_what_the_service_did_by_itself_is_the_systems(service: Service, database: Database) -> None:
    case_id = reach(on_monday(service), State.PLACED)
    person = of_child(tove(service), case_id)
    later(service, days=1)
    looked(database, "system", [person], service.at(), action="custody.read", role=Role.SYSTEM)
    assert lines(tove(service), case_id)[0] == ("2026-11-24", "system", "system")


def test_a_look_through_broken_glass_is_marked_and_through_it_both_sides_are_named(service: Service) -> None:
    case_id = reach(on_monday(service), State.COURSE_RUNNING)
    later(service, days=1)
    tove(service).case(case_id)
    curious = service.as_(Role.CASEWORKER, subject="vagt")
    break_glass(curious, case_id)
    curious.case(case_id)
    (marked,) = [one for one in looks(tove(service), case_id) if one["break_glass"]]
    assert (marked["who"], marked["role"], marked["purpose"]) == (None, "caseworker", "break_glass")
    assert {"vagt", "tove"} <= {one["who"] for one in looks(curious, case_id)}


def test_the_one_who_reviews_the_log_gets_no_name_past_the_pseudonyms_by_breaking_glass(service: Service) -> None:
    case_id = reach(on_monday(service), State.COURSE_RUNNING)
    reviewer = service.as_(Role.LOG_REVIEWER, subject="dagny")
    break_glass(reviewer, case_id)
    reviewer.case(case_id)
    found = looks(reviewer, case_id)
    assert {one["role"] for one in found} >= {"coordinator", "log_reviewer"}
    assert {one["who"] for one in found} <= {None, "system"}


def test_to_ask_who_looked_is_logged_and_does_not_fill_its_own_list(service: Service, log: Log) -> None:
    case_id = reach(on_monday(service), State.PLACED)
    later(service, days=1)
    before = looks(tove(service), case_id)
    log.new()
    assert looks(tove(service), case_id) == before
    (row,) = log.new()
    assert (row["actor"], row["action"], str(row["object_id"])) == ("tove", "looks.read", case_id)
    assert str(row["subject_id"]) == of_child(tove(service), case_id)


def test_a_child_who_passed_by_in_a_list_was_not_looked_at(service: Service) -> None:
    case_id = reach(on_monday(service), State.PLACED)
    later(service, days=1)
    before = looks(tove(service), case_id)
    assert tove(service).get("/v1/cases").json()["items"][0]["id"] == case_id
    tove(service).get("/v1/entries")
    assert looks(tove(service), case_id) == before


def test_another_child_and_another_municipality_never_show(service: Service, database: Database) -> None:
    them = on_monday(service)
    case_id, other = reach(them, State.PLACED), reach(them, State.PLACED)
    person = of_child(tove(service), case_id)
    later(service, days=1)
    before = looks(tove(service), case_id)
    service.as_(Role.COORDINATOR, subject="torben").case(other)
    looked(database, "silas", [person], service.at(), role=Role.COORDINATOR, code="740")
    assert looks(tove(service), case_id) == before
    assert "torben" in {one["who"] for one in looks(tove(service), other)}
    elsewhere = service.as_(Role.COORDINATOR, "740")
    assert elsewhere.get(f"/v1/cases/{case_id}/looks").status_code == 404


def test_looks_for_the_childs_next_case_and_the_one_before_are_not_this_ones(service: Service) -> None:
    them = on_monday(service)
    first = reach(them, State.PLACED)
    tove(service).moves(first, "close", reason="Der er ro på")
    them = at(service, "2026-11-25T09:00:00+01:00")
    service.as_(Role.COORDINATOR, subject="torben").case(first)
    them = at(service, "2026-11-26T09:00:00+01:00")
    second = the_same_child(them, first, tove(service), "to_team_leader")
    them = at(service, "2026-11-27T09:00:00+01:00")
    them.team_leader.case(second)
    ended = lines(tove(service), first)
    assert ended[0] == ("2026-11-25", "torben", "coordinator"), "who looked after it ended is seen"
    assert "team_leader" not in {role for _, _, role in ended}
    assert {on for on, *_ in lines(them.team_leader, second)} <= {"2026-11-26", "2026-11-27"}


def test_looks_at_whom_the_child_was_taken_for_come_along(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    nameless = type_in(them.coordinator, name="Opdigtet Navnløs", cpr_number="")
    merged = give(them.coordinator, nameless, "to_coordinator")
    later(service, hours=1)
    service.as_(Role.COORDINATOR, subject="torben").case(merged)
    assert "torben" not in {one["who"] for one in looks(tove(service), case_id)}
    said = {
        "event": "merge", "person_id": of_child(tove(service), case_id), "merged_id": of_child(tove(service), merged),
        "evidence": "Samme sygesikringskort", "reason": "Barnet har to sager",
    }  # fmt: skip
    assert tove(service).post("/v1/identity-corrections", said).status_code == 201
    assert "torben" in {one["who"] for one in looks(tove(service), case_id)}


def test_those_who_have_a_case_and_are_its_staff_are_told_and_nobody_else(service: Service) -> None:
    them = on_monday(service)
    running, authoritys = reach(them, State.COURSE_RUNNING), reach(them, State.WITH_CASEWORKER)
    path = f"/v1/cases/{running}/looks"
    for role in (Role.POLICE, Role.INTEGRATION, Role.MANAGER, Role.ADMINISTRATOR):
        assert service.as_(role).get(path).status_code == 403
    assert them.local_leader.get(path).status_code == 403
    for caller in (them.team_leader, them.caseworker, service.as_(Role.LOG_REVIEWER)):
        assert caller.get(path).status_code == 404
    assert looks(them.team_leader, authoritys)
    assert looks(them.caseworker, authoritys)
    assert service.as_(Role.CASEWORKER, subject="mona").get(f"/v1/cases/{authoritys}/looks").status_code == 404


def test_page_by_page_no_line_is_missed_while_others_go_on_looking(service: Service) -> None:
    case_id = reach(on_monday(service), State.PLACED)
    people = [f"person-{number}" for number in range(7)]
    later(service, days=1)
    for one in people:
        later(service, minutes=1)
        service.as_(Role.COORDINATOR, subject=one).case(case_id)
    whole = looks(tove(service), case_id, limit=100)
    paged: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = tove(service).get(f"/v1/cases/{case_id}/looks", limit=2, **cursor).json()
        assert len(page["items"]) <= 2
        paged += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
        later(service, minutes=1)
        service.as_(Role.COORDINATOR, subject=people[0]).case(case_id)
    assert paged == whole
    assert [one["who"] for one in paged[:7]] == people[::-1]


@pytest.mark.parametrize("cursor", ["x", "WyJ4IiwgIjEiXQ", "WyIxIl0", "WyIxIiwgIi0xIl0"])
def test_a_cursor_of_ones_own_making_is_refused(service: Service, cursor: str) -> None:
    case_id = reach(on_monday(service), State.WITH_COORDINATOR)
    answer = tove(service).get(f"/v1/cases/{case_id}/looks", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_wrong")


def test_nothing_is_opened_and_the_database_is_asked_as_often_for_many_looks_as_for_few(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    asker = who_sees(them, case_id)
    with counted(service) as few:
        known = len(looks(asker, case_id, limit=100))
    for number in range(12):
        later(service, hours=5)
        service.as_(Role.COORDINATOR, subject=f"person-{number}").case(case_id)
    monkeypatch.setattr("app.people.encryption.opened", _never)
    asker = tove(service)
    with counted(service) as many:
        assert len(looks(asker, case_id, limit=100)) == known + 12
    assert len(many) == len(few)


def _never(*_: Any, **__: Any) -> Any:
    raise AssertionError("something was opened")
