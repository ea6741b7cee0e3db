"""A deadline that passes is one reminder and one escalation, whatever happens to clocks and workers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from app.cases.watch import signal_passed_deadlines
from app.worker import watch_deadlines
from tests.caller import FREDERICIA, Caller, Service, instant
from tests.cases.answers import events_of
from tests.cases.stations import at, inform, on_monday, reach, who_sees
from tests.handover import agree_to_course, obligations_of
from workflows.casework import State

BEFORE, TARGET = "2026-11-25T23:59:59+01:00", "2026-11-26T00:00:00+01:00"
FATAL = "2026-12-01T00:00:00+01:00"
"""Of what is owed to a family on Monday the 23rd: two working days, and five."""


def watch(service: Service, moment: str) -> int:
    return watch_deadlines(service.workers_database, lambda: instant(moment))


def signals_of(caller: Caller, case_id: str) -> list[tuple[str, str]]:
    return [(one["kind"], one["to_role"]) for one in caller.case(case_id)["signals"]]


def passed_in(caller: Caller, case_id: str) -> list[str]:
    return [event for event in events_of(caller, case_id) if event.startswith("deadline_")]


def test_a_target_that_passes_is_one_reminder_to_the_owner(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    assert watch(service, BEFORE) == 0
    assert signals_of(them.coordinator, case_id) == []
    assert watch(service, TARGET) == 1
    assert watch(service, TARGET) == 0
    assert signals_of(them.coordinator, case_id) == [("reminder", "coordinator")]
    assert passed_in(them.coordinator, case_id) == ["deadline_target_passed"]
    them = at(service, TARGET)
    assert them.coordinator.case(case_id)["overdue"] is True
    assert [one["overdue"] for one in obligations_of(them.coordinator, case_id)] == [True]
    assert [one["id"] for one in them.coordinator.get("/v1/cases", overdue=True).json()["items"]] == [case_id]


@pytest.mark.parametrize(
    ("state", "owner", "above"),
    [
        (State.WITH_COORDINATOR, "coordinator", "manager"),
        (State.WITH_CASEWORKER, "caseworker", "team_leader"),
        (State.WITH_TEAM_LEADER, "team_leader", "manager"),
        (State.RECEIVED, "coordinator", "manager"),
    ],
)
def test_a_fatal_date_that_passes_is_one_escalation(service: Service, state: State, owner: str, above: str) -> None:
    them = on_monday(service)
    case_id = reach(them, state)
    assert watch(service, "2027-01-15T00:00:00+01:00") == 1
    assert watch(service, "2027-02-15T00:00:00+01:00") == 0
    caller = who_sees(them, case_id)
    assert signals_of(caller, case_id) == [("reminder", owner), ("escalation", above)]
    rows = caller.get(f"/v1/cases/{case_id}/history").json()["items"]
    shown = [(row["event"], row["role"], row["details"]["to"]) for row in rows if row["event"].startswith("deadline")]
    assert shown == [("deadline_target_passed", "system", owner), ("deadline_fatal_passed", "system", above)]


def test_the_reminder_comes_first_and_the_escalation_later(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    watch(service, TARGET)
    watch(service, "2026-11-30T23:59:59+01:00")
    assert signals_of(them.coordinator, case_id) == [("reminder", "coordinator")]
    watch(service, FATAL)
    assert signals_of(them.coordinator, case_id) == [("reminder", "coordinator"), ("escalation", "manager")]


def test_watchers_at_the_same_moment_signal_each_deadline_once(service: Service) -> None:
    them = on_monday(service)
    cases = [reach(them, State.WITH_COORDINATOR) for _ in range(12)]

    def some(moment: datetime) -> int:
        signalled = 0
        for _ in range(10):
            with service.workers_database.transaction(FREDERICIA) as session:
                signalled += signal_passed_deadlines(session, moment, most=3)
        return signalled

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(some, [instant(FATAL)] * 4)) == len(cases)
    for case_id in cases:
        assert signals_of(them.coordinator, case_id) == [("reminder", "coordinator"), ("escalation", "manager")]
        assert passed_in(them.coordinator, case_id) == ["deadline_target_passed", "deadline_fatal_passed"]


def test_a_clock_that_is_set_back_and_forward_again_gives_no_second_signal(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    for moment in (TARGET, "2026-11-20T00:00:00+01:00", TARGET, FATAL, TARGET, "2026-11-20T00:00:00+01:00", FATAL):
        watch(service, moment)
    assert signals_of(them.coordinator, case_id) == [("reminder", "coordinator"), ("escalation", "manager")]


def test_a_deadline_that_is_met_gives_no_signal(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    inform(them.coordinator, case_id)
    them.coordinator.moves(case_id, "confirm_informed")
    deadlines: list[Any] = them.coordinator.case(case_id)["deadlines"]
    assert [(one["kind"], one["met_at"] is not None) for one in deadlines] == [
        ("decide", True),
        ("inform_family", True),
        ("start_gathering", False),
        ("ask_consent", False),
    ]
    assert watch(service, TARGET) == 0
    agree_to_course(them.coordinator, case_id)
    them.coordinator.moves(case_id, "start_gathering")
    assert watch(service, FATAL) == 0, "the move came before its target"
    assert signals_of(them.coordinator, case_id) == []


def test_a_case_that_has_ended_gives_no_signal(service: Service) -> None:
    them = on_monday(service)
    for state in (State.CLOSED, State.DROPPED, State.TRANSFERRED):
        reach(them, state)
    assert watch(service, "2028-01-01T00:00:00+01:00") == 0


def test_a_move_and_a_watcher_at_once_give_a_signal_or_a_met_deadline_and_no_failure(service: Service) -> None:
    them = on_monday(service)
    for _ in range(5):
        case_id = reach(them, State.FAMILY_INFORMED)
        with ThreadPoolExecutor(2) as pool:
            moving = pool.submit(them.coordinator.move, case_id, "start_gathering")
            watching = pool.submit(watch, service, FATAL)
        assert moving.result().status_code == 200, moving.result().text
        watching.result()
        started = next(d for d in them.coordinator.case(case_id)["deadlines"] if d["kind"] == "start_gathering")
        assert started["met_at"] is not None
        of_gathering = [one for one in them.coordinator.case(case_id)["signals"] if one["deadline_id"] == started["id"]]
        assert len(of_gathering) in (0, 2)
