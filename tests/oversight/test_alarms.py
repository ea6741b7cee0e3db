"""The alarms that the log raises by itself: at the number that is set and not before, and once."""

import threading
from datetime import timedelta

import pytest

from app.db import Database
from app.oversight.rounds import watch_log
from tests.caller import Service, instant
from tests.cases.stations import MONDAY, on_monday, reach
from tests.oversight.watching import alarms_of, children, kinds, looked
from workflows.casework import State
from workflows.profile import profile_for
from workflows.roles import Role

NOW = instant(MONDAY)
LIMITS = profile_for("607").oversight


def test_the_eighth_colleague_who_opens_one_childs_case_raises_the_alarm(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_TEAM_LEADER)
    reviewer = service.as_(Role.LOG_REVIEWER)
    for number in range(LIMITS.viewers_of_one_child - 1):
        service.as_(Role.TEAM_LEADER, subject=f"leder-{number}").case(case_id)
    assert watch_log(service.workers_database, service.at) == 0
    service.as_(Role.TEAM_LEADER, subject="leder-0").case(case_id)
    service.as_(Role.TEAM_LEADER, subject="leder-i-listen").get("/v1/cases")
    assert watch_log(service.workers_database, service.at) == 0, "the same again, or in a list, is nobody new"
    service.as_(Role.TEAM_LEADER, subject="leder-8").case(case_id)
    assert watch_log(service.workers_database, service.at) == 1
    (alarm,) = alarms_of(reviewer, open=True)
    person = service.as_(Role.TEAM_LEADER).case(case_id)["person"]["id"]
    assert (alarm["kind"], alarm["subject_id"], alarm["actor"]) == ("many_viewers", person, None)
    assert alarm["details"] == {"viewers": 8, "hours": 24}
    assert alarm["title"] == "Mange har åbnet det samme barns oplysninger"


def test_it_is_raised_once_for_a_child_until_the_window_has_passed(
    service: Service, app_database: Database, worker_database: Database
) -> None:
    first, second = children(2)

    def many_look_at(child: object, at: object) -> None:
        for number in range(LIMITS.viewers_of_one_child):
            looked(app_database, f"medarbejder-{number}", [child], at)  # type: ignore[list-item, arg-type]  # either kind of id

    many_look_at(first, NOW)
    assert [watch_log(worker_database, lambda: NOW + timedelta(minutes=n)) for n in (0, 1, 60)] == [1, 0, 0]  # noqa: B023 - called at once
    many_look_at(second, NOW + timedelta(hours=1))
    assert watch_log(worker_database, lambda: NOW + timedelta(hours=1)) == 1, "another child"
    many_look_at(first, NOW + timedelta(hours=25))
    assert watch_log(worker_database, lambda: NOW + timedelta(hours=25)) == 1, "another day"


def test_those_who_looked_more_than_a_day_apart_are_not_many_at_once(
    app_database: Database, worker_database: Database
) -> None:
    (child,) = children(1)
    for number in range(LIMITS.viewers_of_one_child):
        looked(app_database, f"medarbejder-{number}", [child], NOW + timedelta(hours=4 * number))
    assert watch_log(worker_database, lambda: NOW + timedelta(hours=28)) == 0


@pytest.mark.parametrize(
    ("role", "action", "most"),
    [
        (Role.CASEWORKER, "case.read", LIMITS.children_opened_by_one),
        (Role.INTEGRATION, "case.read", LIMITS.children_opened_by_a_system),
        (Role.COORDINATOR, "case.listed", LIMITS.children_listed_by_one),
        (Role.COORDINATOR, "list.read", LIMITS.children_listed_by_one),
        (Role.COORDINATOR, "entry.read", LIMITS.children_listed_by_one),
    ],
)
def test_one_who_sees_many_children_within_an_hour_raises_the_alarm(
    service: Service, worker_database: Database, role: Role, action: str, most: int
) -> None:
    on_monday(service)
    *all_but_one, last = children(most)
    looked(service.database, "nysgerrig", all_but_one, NOW - timedelta(minutes=59), role=role, action=action)
    looked(service.database, "nysgerrig", all_but_one, NOW, role=role, action=action)
    assert watch_log(worker_database, lambda: NOW) == 0, "the same children again are no more"
    looked(service.database, "nysgerrig", [last], NOW, role=role, action=action)
    assert [watch_log(worker_database, lambda: NOW), watch_log(worker_database, lambda: NOW)] == [1, 0]
    (alarm,) = alarms_of(service.as_(Role.LOG_REVIEWER))
    assert (alarm["kind"], alarm["details"]["listed"]) == ("many_children", most)
    (row, *_) = service.as_(Role.LOG_REVIEWER).get("/v1/access-log", actor=alarm["actor"]).json()["items"]
    assert row["actor"] == alarm["actor"], "what they looked at is found by the alarm"


def test_two_workers_at_once_raise_it_once(app_database: Database, worker_database: Database, url: str) -> None:
    (child,) = children(1)
    for number in range(LIMITS.viewers_of_one_child):
        looked(app_database, f"medarbejder-{number}", [child], NOW)
    raised: list[int] = []
    ready = threading.Barrier(4)

    def work() -> None:
        ready.wait()
        raised.append(watch_log(worker_database, lambda: NOW))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(raised) == [0, 0, 0, 1]


def test_one_municipalitys_alarms_are_not_anothers(service: Service, worker_database: Database) -> None:
    on_monday(service)
    looked(service.database, "nysgerrig", children(LIMITS.children_opened_by_one), NOW, code="740")
    assert watch_log(worker_database, lambda: NOW) == 1
    assert kinds(service.as_(Role.LOG_REVIEWER)) == []
    (alarm,) = alarms_of(service.as_(Role.LOG_REVIEWER, "740"))
    path = f"/v1/alarms/{alarm['id']}/seen"
    assert service.as_(Role.LOG_REVIEWER).post(path, {"note": "Ikke min"}).status_code == 404


def test_an_alarm_that_is_seen_is_no_longer_open_and_says_who_saw_it(
    service: Service, worker_database: Database
) -> None:
    on_monday(service)
    looked(service.database, "nysgerrig", children(LIMITS.children_opened_by_one), NOW)
    watch_log(worker_database, lambda: NOW)
    reviewer = service.as_(Role.LOG_REVIEWER)
    (alarm,) = alarms_of(reviewer, open=True)
    path = f"/v1/alarms/{alarm['id']}/seen"
    seen = reviewer.post(path, {"note": "Talt med lederen; det var en overdragelse"})
    assert seen.status_code == 200, seen.text
    assert kinds(reviewer, open=True) == []
    (shown,) = alarms_of(reviewer, open=False)
    assert shown["note"] == "Talt med lederen; det var en overdragelse"
    assert shown["seen_by"] not in (None, "log_reviewer")
    assert reviewer.post(path, {}).json()["code"] == "alarm_is_seen"
    assert service.as_(Role.ADMINISTRATOR).post(path, {}).status_code == 403
