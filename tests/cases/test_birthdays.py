"""Turning 15 or 18 while somebody is still to be told changes who must be, and the history says why."""

from typing import Any

import pytest

from app.worker import follow_each_birthday
from tests.caller import Service, instant
from tests.cases.stations import at, on_monday, type_in
from tests.handover import Team, enter_custody_holder, give, obligations_of, tell_everyone

ADVENT = "2026-12-14T09:00:00+01:00"


def owed(them: Team, case_id: str) -> dict[str, str]:
    return {one["recipient"]: one["state"] for one in obligations_of(them.coordinator, case_id)}


def reasons(them: Team, case_id: str) -> list[Any]:
    items = them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]
    return [(one["event"], one["reason"]) for one in items if one["workflow"] == "obligation" and one["reason"]]


def given(service: Service, birth_date: str) -> tuple[Team, str]:
    them = on_monday(service)
    case_id = give(them.coordinator, type_in(them.coordinator, birth_date=birth_date), "to_coordinator")
    enter_custody_holder(them.coordinator, case_id)
    return them, case_id


def test_at_fifteen_the_young_person_is_owed_it_too(service: Service) -> None:
    _, case_id = given(service, "2011-12-14")
    assert follow_each_birthday(service.workers_database, lambda: instant("2026-12-13T23:00:00+01:00")) == 0
    assert follow_each_birthday(service.workers_database, lambda: instant("2026-12-14T00:00:00+01:00")) == 1
    assert follow_each_birthday(service.workers_database, lambda: instant(ADVENT)) == 0
    them = at(service, ADVENT)
    states = owed(them, case_id)
    assert (states["Karla Opdigtet"], states["Den unge"]) == ("due", "due")
    assert ("owed", "the_young_person_is_to_be_told_now") in reasons(them, case_id)
    tell_everyone(them.coordinator, case_id, ADVENT)
    assert them.coordinator.moves(case_id, "confirm_informed")["state"] == "family_informed"


def test_at_eighteen_nobody_else_is(service: Service) -> None:
    _, case_id = given(service, "2008-12-14")
    assert follow_each_birthday(service.workers_database, lambda: instant(ADVENT)) == 1
    them = at(service, ADVENT)
    states = owed(them, case_id)
    assert (states["Karla Opdigtet"], states["Den unge"]) == ("lapsed", "due")
    assert ("lapse", "the_young_person_has_come_of_age") in reasons(them, case_id)


@pytest.mark.parametrize("birth_date", ["2011-12-14", "2008-12-14"])
def test_whoever_was_told_before_the_birthday_is_not_told_again(service: Service, birth_date: str) -> None:
    them, case_id = given(service, birth_date)
    tell_everyone(them.coordinator, case_id, "2026-11-23T08:30:00+01:00")
    follow_each_birthday(service.workers_database, lambda: instant(ADVENT))
    assert "due" not in owed(at(service, ADVENT), case_id).values()
