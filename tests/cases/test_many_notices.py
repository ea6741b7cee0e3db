"""A case shows the newest of what was told in it, and whatever waits to be seen."""

from app.cases.notices import SHOWN
from tests.caller import Service
from tests.cases.stations import at, come_back, on_monday, reach
from tests.handover import give
from workflows.casework import State


def test_of_very_many_the_newest_are_shown_and_what_nobody_has_seen(service: Service) -> None:
    case_id = reach(on_monday(service), State.PLACED)
    them = at(service, "2026-12-03T09:00:00+01:00")
    give(them.coordinator, come_back(them, case_id), "to_coordinator")
    for turn in range(SHOWN + 3):  # each tells the one of the two who has not said it
        them = at(service, f"2026-12-03T10:{turn:02}:00+01:00")
        them.coordinator.moves(case_id, "assign", responsible=("klara", "coordinator")[turn % 2], reason="Ferie")
    shown = them.coordinator.case(case_id)["notices"]
    assert [one["at"] for one in shown] == sorted((one["at"] for one in shown), reverse=True)
    assert shown[-1]["kind"] == "incident_given", "it is the oldest, and it waits for whoever has the case"
    assert len(shown) == SHOWN + 1
    assert {one["kind"] for one in shown[:-1]} == {"case_assigned", "case_unassigned"}
    path = f"/v1/cases/{case_id}/notices/{shown[-1]['id']}/seen"
    assert them.coordinator.post(path).status_code == 200
    assert len(them.coordinator.case(case_id)["notices"]) == SHOWN
