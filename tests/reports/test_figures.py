"""The figures are what a person would count by hand."""

import pytest

from tests.access.log import Log
from tests.caller import Service
from tests.cases.stations import at, come_back, on_monday, reach, type_in
from tests.cases.test_queue import statements
from tests.handover import give
from tests.lists.test_concerns import enter
from tests.lists.weeks import police, received, row, send, weekly
from tests.reports.reading import ages, figures, lists, shown, states, steps, telling
from workflows.casework import State
from workflows.roles import Role

LEADERS = (Role.COORDINATOR, Role.TEAM_LEADER, Role.MANAGER)


@pytest.mark.parametrize("role", LEADERS)
def test_a_municipality_with_nothing_has_every_figure_and_nobody_in_it(service: Service, role: Role) -> None:
    on_monday(service, "161")
    read = figures(service.as_(role, "161"))
    assert shown(read["open_cases"]["cases"]) == shown(read["open_cases"]["overdue"]) == 0
    assert (ages(read), states(read), lists(read), telling(read)) == ({}, {}, {}, {})
    assert [band["title"] for band in read["open_cases"]["ages"]] == [
        "0–1 uger", "2–4 uger", "5–8 uger", "9–13 uger", "over 13 uger",
    ]  # fmt: skip
    assert [len(read["lists"]), read["lists"][0]["week"], read["lists"][-1]["week"]] == [12, "2026-W37", "2026-W48"]
    assert [len(read["telling"]), read["telling"][0]["week"], read["telling"][-1]["title"]] == [
        26,
        "2026-W23",
        "uge 48",
    ]
    assert {one["median"]["suppressed"] for one in read["telling"]} == {False}
    assert (read["steps"] is None) is (role is Role.TEAM_LEADER)


def test_open_cases_are_counted_by_whole_weeks_and_track_each_leader_seeing_what_they_may(service: Service) -> None:
    for day, state in (
        ("2026-08-10", State.WITH_TEAM_LEADER), ("2026-08-24", State.WITH_COORDINATOR),  # 15 and 13 weeks before
        ("2026-08-17", State.WITH_COORDINATOR), ("2026-09-22", State.WITH_CASEWORKER),  # 14, and a day short of 9
        ("2026-09-21", State.RECEIVED), ("2026-11-10", State.WITH_COORDINATOR),  # 9, and a day short of 2
        ("2026-11-09", State.WITH_COORDINATOR), ("2026-11-23", State.DROPPED),  # 2, and one that has ended
    ):  # fmt: skip
        reach(at(service, f"{day}T09:00:00+02:00" if day < "2026-10-25" else f"{day}T08:00:00+01:00"), state)
    them = on_monday(service)
    reach(them, State.WITH_TEAM_LEADER)
    assert ages(figures(them.coordinator)) == {
        "0–1 uger": {None: 0, "coordinator": 1, "late": 1},
        "2–4 uger": {None: 0, "coordinator": 1, "late": 1},
        "9–13 uger": {None: 1, "coordinator": 1, "late": 2},
        "over 13 uger": {None: 0, "coordinator": 1, "late": 1},
    }
    assert ages(figures(them.team_leader)) == {
        "0–1 uger": {None: 0, "authority": 1, "late": 0},
        "5–8 uger": {None: 0, "authority": 1, "late": 1},
        "9–13 uger": {None: 1, "authority": 0, "late": 1},
        "over 13 uger": {None: 0, "authority": 1, "late": 1},
    }
    read = figures(them.team_leader)["open_cases"]
    assert [(one["track"], one["title"], shown(one["cases"])) for one in read["tracks"]] == [
        (None, "Afventer mødet", 1), ("authority", "Hos myndigheden", 3),
    ]  # fmt: skip
    assert (shown(read["cases"]), shown(read["overdue"])) == (4, 3)


def test_the_states_are_those_of_the_queue(service: Service) -> None:
    them = on_monday(service)
    for state in (State.RECEIVED, State.WITH_COORDINATOR, State.PLACED, State.PLACED, State.COURSE_PAUSED,
                  State.WITH_CASEWORKER, State.MEETING_HELD, State.CLOSED, State.TRANSFERRED):  # fmt: skip
        reach(them, state)
    seen = {"coordinator": {"received": 1, "with_coordinator": 1, "placed": 2, "course_paused": 1},
            "team_leader": {"received": 1, "with_caseworker": 1, "meeting_held": 1}}  # fmt: skip
    for caller, expected in ((them.coordinator, seen["coordinator"]), (them.team_leader, seen["team_leader"])):
        assert states(figures(caller)) == expected
        for name, count in expected.items():
            assert len(caller.get("/v1/cases", state=name).json()["items"]) == count
    titles = {one["state"]: one["title"] for one in figures(them.coordinator)["states"]}
    assert titles["course_paused"] == "TRIVSEL+ er på pause"


def test_a_case_stands_on_its_newest_step_and_one_without_is_not_placed(service: Service) -> None:
    them = on_monday(service)
    reach(them, State.WITH_COORDINATOR)
    reach(them, State.PLACED)
    reach(them, State.CLOSED)  # it was on a step, and has ended
    reach(them, State.WITH_TEAM_LEADER)  # it is on no step, and should be on none
    moved = reach(them, State.PLACED)
    them.coordinator.moves(moved, "start_gathering")
    them.coordinator.moves(moved, "place_on_step", step=1, reason="Skolen klarer det")
    read = figures(them.coordinator)
    assert steps(read) == {1: 1, 2: 1, "not_placed": 1}
    assert [one["title"] for one in read["steps"]["steps"]][:2] == ["Afklare og orientere", "Én indsats"]
    assert "leverandørens standard" in read["steps"]["notice"]


def test_a_case_that_is_opened_again_is_as_old_as_it_was_and_awaits_the_meeting(service: Service) -> None:
    case_id = reach(at(service, "2026-09-21T09:00:00+02:00"), State.DROPPED)
    them = on_monday(service)
    assert ages(figures(them.coordinator)) == {}
    them.coordinator.moves(case_id, "reopen", reason="Der er kommet nyt")
    assert ages(figures(them.coordinator)) == {"9–13 uger": {None: 1, "coordinator": 0, "late": 0}}
    assert states(figures(them.team_leader)) == {"received": 1}


def test_a_week_begins_at_midnight_in_copenhagen(service: Service) -> None:
    for moment, role in (("2026-11-22T22:59:59+00:00", "Mistænkt"), ("2026-11-22T23:00:00+00:00", "Forurettet")):
        type_in(at(service, moment).coordinator, role=role)
    read = lists(figures(service.as_(Role.COORDINATOR)))
    assert read == {"2026-W47": {"suspected": 1, "all": 1}, "2026-W48": {"victim": 1, "all": 1}}
    at(service, "2027-02-14T23:30:00+01:00")  # the last minutes of week 6
    assert list(lists(figures(service.as_(Role.COORDINATOR)))) == ["2026-W48"]


ROWS = (
    row("3700-71273-00001-26"),
    row("3700-71273-00001-26", "610312-4977", "Bo Opdigtet", "Forurettet"),
    row("3700-71273-00002-26", "610312-4978", "Cora Opdigtet", "Antruffet"),
)


def test_lists_are_counted_by_the_role_that_the_police_gave_and_an_amended_row_once(service: Service) -> None:
    officer = police(service)
    received(send(officer, weekly(*ROWS), week="2026-W47"))
    received(send(officer, weekly(*ROWS[:2], ROWS[2].replace("Butikstyveri", "Hærværk")), week="2026-W47"))
    received(send(officer, weekly(row("3700-71273-00003-26", when="01-06-2026 10:00")), week="2026-W23"))
    coordinator = service.as_(Role.COORDINATOR)
    assert enter(coordinator).status_code == 201, "a worry, which comes by no list"
    assert lists(figures(coordinator)) == {"2026-W47": {"encountered": 2, "victim": 1, "all": 3}}


def test_an_entry_that_went_to_the_other_track_is_counted_by_those_who_see_it(service: Service) -> None:
    them = on_monday(service)
    for decision in ("to_coordinator", "to_team_leader", "to_team_leader", None):
        entry = type_in(them.coordinator)
        if decision:
            give(them.coordinator, entry, decision)
    assert lists(figures(them.coordinator)) == {"2026-W48": {"encountered": 2, "all": 2}}
    assert lists(figures(them.team_leader)) == {"2026-W48": {"encountered": 3, "all": 3}}


def test_the_questions_to_the_database_are_as_many_for_much_as_for_little(service: Service) -> None:
    them = on_monday(service)
    figures(them.coordinator)  # the municipality's first row in the log has a beginning of its own
    few = statements(service, lambda: them.coordinator.get("/v1/figures"))
    for state in (State.RECEIVED, State.PLACED, State.COURSE_RUNNING, State.MEETING_HELD, State.WITH_COORDINATOR):
        come_back(them, reach(them, state))
    assert statements(service, lambda: them.coordinator.get("/v1/figures")) == few <= 8


def test_who_leads_reads_them_and_nobody_else_and_the_look_is_logged_about_nobody(service: Service, log: Log) -> None:
    on_monday(service)
    log.new()
    for role in sorted(set(Role) - {Role.SYSTEM}):
        answer = service.as_(role).get("/v1/figures")
        assert answer.status_code == (200 if role in LEADERS else 403), role
    rows = [(one["role"], one["action"], one["subject_id"]) for one in log.new()]
    assert rows == [(role.value, "figures.read", None) for role in sorted(LEADERS)]
