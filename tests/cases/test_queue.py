"""The queue: the most urgent first, page by page, and no dearer for a long page than for a short one."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from tests.caller import Caller, Service
from tests.cases.stations import at, on_monday, reach, type_in
from tests.handover import give, obligations_of
from workflows.casework import State


def ids(caller: Caller, **parameters: Any) -> list[str]:
    answer = caller.get("/v1/cases", **parameters)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


def statements(service: Service, call: Callable[[], Any]) -> int:
    """How many statements the call sends to the database."""
    sent: list[str] = []

    def note(_: Any, __: Any, statement: str, *more: Any) -> None:
        sent.append(statement)

    event.listen(service.database.engine, "before_cursor_execute", note)
    try:
        assert call().status_code == 200
    finally:
        event.remove(service.database.engine, "before_cursor_execute", note)
    return len(sent)


def test_the_number_of_statements_does_not_grow_with_the_page(service: Service) -> None:
    them = on_monday(service)
    for _ in range(12):
        reach(them, State.WITH_COORDINATOR)
    counted = {
        path: [statements(service, lambda n=n, p=path: them.coordinator.get(p, limit=n)) for n in (1, 2, 12)]  # type: ignore[misc]  # bound at once
        for path in ("/v1/cases", "/v1/entries")
    }
    for path, counts in counted.items():
        assert max(counts) == min(counts) <= 6, (path, counts)


@pytest.mark.parametrize("part", ["", "/obligations", "/consents", "/history", "/incidents"])
def test_a_case_with_much_in_it_costs_no_more_statements(service: Service, part: str) -> None:
    them = on_monday(service)
    little = f"/v1/cases/{reach(them, State.WITH_COORDINATOR)}{part}"
    much = f"/v1/cases/{reach(them, State.WITH_COORDINATOR)}{part}"
    for number in range(6):
        body = {"name": f"Holder {number}", "relation": "other"}
        assert them.coordinator.post(f"{much.removesuffix(part)}/custody-holders", body).status_code == 201
    few = statements(service, lambda: them.coordinator.get(little))
    assert statements(service, lambda: them.coordinator.get(much)) <= few + 1


def test_the_most_urgent_come_first_on_pages_that_neither_repeat_nor_skip(service: Service) -> None:
    expected = []
    for day in ("2026-11-20", "2026-11-23", "2026-11-24"):
        them = at(service, f"{day}T09:00:00+01:00")
        expected += [reach(them, State.WITH_COORDINATOR) for _ in range(3)]
    assert ids(them.coordinator) == expected
    found: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(6):
        page = them.coordinator.get("/v1/cases", limit=2, **cursor).json()
        found += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert found == expected


def test_the_queue_can_be_narrowed_to_a_state_a_track_ones_own_and_what_is_late(service: Service) -> None:
    them = on_monday(service)
    received, early = reach(them, State.RECEIVED), reach(them, State.WITH_COORDINATOR)
    placed, closed = reach(them, State.PLACED), reach(them, State.CLOSED)
    assert set(ids(them.coordinator)) == {received, early, placed}
    assert ids(them.coordinator, state="placed") == [placed]
    assert ids(them.coordinator, state="closed") == [closed]
    assert set(ids(them.coordinator, track="coordinator")) == {early, placed}
    assert set(ids(them.coordinator, mine=True)) >= {early, placed}
    assert ids(them.caseworker, mine=True) == []
    assert ids(them.coordinator, track="authority") == []
    assert ids(them.coordinator, overdue=True) == []
    later = at(service, "2026-11-26T00:00:00+01:00")
    assert ids(later.coordinator, overdue=True) == [early]


@pytest.mark.parametrize("cursor", ["x", "%00", "W10", "WyJhIiwiYiJd", "bnVsbA", "eyJhIjoxfQ"])
def test_a_cursor_that_is_not_ours_is_a_clear_400(service: Service, cursor: str) -> None:
    answer = on_monday(service).coordinator.get("/v1/cases", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_wrong")


def test_a_birth_date_that_is_still_to_come_stops_neither_the_queue_nor_the_case(service: Service) -> None:
    them = on_monday(service)
    other = reach(them, State.WITH_COORDINATOR)
    entry = type_in(them.coordinator, cpr_number="", birth_date="2026-12-05", week="2026-W50")
    case_id = give(them.coordinator, entry, "to_coordinator")
    assert set(ids(them.coordinator)) == {other, case_id}
    assert them.coordinator.case(case_id)["person"]["age"] == 0
    assert len(obligations_of(them.coordinator, case_id, "due")) == 1
