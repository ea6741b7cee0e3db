"""Who is owed the news of a child's incident, at which age, and by when."""

import pytest

from tests.caller import Service
from tests.cases.stations import MONDAY, at, on_monday, reach
from tests.cases.test_obligations import owed_to
from tests.handover import enter_custody_holder, obligations_of
from workflows.casework import State

ADULTS_AND_MINORS = [
    ("2012-03-01", ["Karla", "Poul"]),
    ("2011-11-23", ["Karla", "Poul", "Den unge"]),
    ("2008-11-26", ["Karla", "Poul", "Den unge"]),
    ("2008-11-25", ["Den unge"]),
    ("2003-05-05", ["Den unge"]),
]


@pytest.mark.parametrize(("birth_date", "expected"), ADULTS_AND_MINORS)
def test_each_custody_holder_and_from_15_the_young_person_is_owed_it(
    service: Service, birth_date: str, expected: list[str]
) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR, birth_date=birth_date)
    enter_custody_holder(them.coordinator, case_id, "Karla", "mother")
    enter_custody_holder(them.coordinator, case_id, "Poul", "father")
    assert sorted(owed_to(them.coordinator, case_id)) == sorted(expected)


@pytest.mark.parametrize(("birth_date", "young_too"), [("2011-11-25", True), ("2011-11-26", False)])
def test_the_age_is_that_of_the_last_day_of_the_deadline(service: Service, birth_date: str, young_too: bool) -> None:
    them = on_monday(service)  # the last day is Wednesday the 25th
    case_id = reach(them, State.WITH_COORDINATOR, birth_date=birth_date)
    assert ("Den unge" in owed_to(them.coordinator, case_id)) is young_too


@pytest.mark.parametrize(
    ("given", "target"),
    [
        (MONDAY, "2026-11-25T23:00:00Z"),
        ("2026-11-27T09:00:00+01:00", "2026-12-01T23:00:00Z"),  # a Friday
        ("2026-11-27T23:30:00Z", "2026-12-01T23:00:00Z"),  # a Saturday already in Copenhagen
        ("2026-12-22T09:00:00+01:00", "2026-12-28T23:00:00Z"),  # the 23rd, and then the 28th
        ("2027-03-24T09:00:00+01:00", "2027-03-31T22:00:00Z"),  # Easter, and summer time has begun
    ],
)
def test_the_deadline_is_two_danish_working_days(service: Service, given: str, target: str) -> None:
    them = at(service, given)
    case_id = reach(them, State.WITH_COORDINATOR)
    assert obligations_of(them.coordinator, case_id)[0]["target_at"] == target
    running = [one for one in them.coordinator.case(case_id)["deadlines"] if one["met_at"] is None]
    assert [(one["kind"], one["target_at"]) for one in running] == [("inform_family", target)]
