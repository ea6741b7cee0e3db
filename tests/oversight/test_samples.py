"""The monthly sample: drawn by lot, once, of looks alone; each is in order or questioned, by somebody else."""

import threading
from typing import Any

import psycopg
import pytest

from app.db import Database
from app.oversight.rounds import draw_samples
from tests.caller import Caller, Service, instant
from tests.oversight.watching import alarms_of, children, kinds, looked
from workflows.profile import all_profiles, profile_for
from workflows.roles import Role

IN_NOVEMBER, FIRST = instant("2026-11-12T10:00:00+01:00"), instant("2026-12-01T02:17:00+01:00")
SIZE = profile_for("607").oversight.sample_size


def drawn(service: Service, month: str = "2026-11") -> Any:
    service.now = FIRST
    answer = service.as_(Role.LOG_REVIEWER).get("/v1/access-samples", month=month)
    assert answer.status_code == 200, answer.text
    return answer.json()


def reviewed(reviewer: Caller, item: Any, verdict: str, note: str | None = None) -> Any:
    return reviewer.post(f"/v1/access-samples/{item['id']}/review", {"verdict": verdict, "note": note})


def test_so_many_of_the_last_months_looks_are_drawn_and_nothing_else(service: Service) -> None:
    looked(service.database, "rikke", children(60), IN_NOVEMBER)
    looked(service.database, "rikke", children(60), IN_NOVEMBER, action="case.listed")
    looked(service.database, "rikke", children(60), IN_NOVEMBER, action="entry.decided")
    for other in ("2026-10-31T23:59:59+01:00", "2026-12-01T00:00:00+01:00"):
        looked(service.database, "rikke", children(60), instant(other))
    assert draw_samples(service.workers_database, lambda: FIRST) == len(all_profiles())
    sample = drawn(service)
    assert (sample["looks"], len(sample["items"])) == (60, SIZE)
    assert len({item["look"]["number"] for item in sample["items"]}) == SIZE
    assert {item["look"]["action"] for item in sample["items"]} == {"case.read"}
    assert {item["look"]["at"] for item in sample["items"]} == {"2026-11-12T09:00:00Z"}
    assert draw_samples(service.workers_database, lambda: FIRST) == 0
    assert drawn(service) == sample


def test_the_lot_falls_otherwise_each_time(service: Service, url: str) -> None:
    looked(service.database, "rikke", children(200), IN_NOVEMBER)
    seen = set()
    for _ in range(2):
        draw_samples(service.workers_database, lambda: FIRST)
        seen.add(tuple(item["look"]["number"] for item in drawn(service)["items"]))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("delete from access_samples")
            connection.execute("delete from access_drawings")
    assert len(seen) == 2


def test_a_month_without_looks_is_drawn_and_empty_and_one_to_come_is_not_drawn(service: Service) -> None:
    draw_samples(service.workers_database, lambda: FIRST)
    empty = drawn(service)
    assert (instant(empty["drawn_at"]), empty["looks"], empty["items"]) == (FIRST, 0, [])
    assert drawn(service, "2026-12")["drawn_at"] is None
    assert service.as_(Role.LOG_REVIEWER).get("/v1/access-samples", month="2026-13").status_code == 422


def test_two_workers_at_once_draw_one_sample(service: Service, worker_database: Database) -> None:
    looked(service.database, "rikke", children(60), IN_NOVEMBER)
    ready = threading.Barrier(4)
    done: list[int] = []

    def work() -> None:
        ready.wait()
        done.append(draw_samples(worker_database, lambda: FIRST))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert (len(done), sum(done)) == (4, len(all_profiles()))
    assert len(drawn(service)["items"]) == SIZE


def test_a_look_that_is_questioned_raises_an_alarm_and_one_in_order_none(service: Service) -> None:
    looked(service.database, "rikke", children(2), IN_NOVEMBER)
    draw_samples(service.workers_database, lambda: FIRST)
    first, second = drawn(service)["items"]
    reviewer = service.as_(Role.LOG_REVIEWER)
    assert reviewed(reviewer, first, "in_order").status_code == 200
    assert kinds(reviewer) == []
    answer = reviewed(reviewer, second, "questioned", "Ingen sag hos rådgiveren")
    assert (answer.json()["verdict"], answer.json()["note"]) == ("questioned", "Ingen sag hos rådgiveren")
    (alarm,) = alarms_of(reviewer, open=True)
    assert (alarm["kind"], alarm["subject_id"]) == ("sample_questioned", second["look"]["subject_id"])
    assert alarm["actor"] == second["look"]["actor"]
    assert reviewed(reviewer, first, "questioned").json()["code"] == "already_reviewed"
    assert [item["verdict"] for item in drawn(service)["items"]] == ["in_order", "questioned"]


@pytest.mark.parametrize(("who", "status"), [("log_reviewer", 403), ("revisor", 200)])
def test_nobody_reviews_a_look_of_their_own(service: Service, who: str, status: int) -> None:
    looked(service.database, "log_reviewer", children(1), IN_NOVEMBER, role=Role.LOG_REVIEWER)
    draw_samples(service.workers_database, lambda: FIRST)
    (item,) = drawn(service)["items"]
    reviewer = service.as_(Role.LOG_REVIEWER, subject=who)
    assert reviewed(reviewer, item, "in_order").status_code == status


def test_another_municipality_finds_no_sample_of_ours(service: Service) -> None:
    looked(service.database, "rikke", children(1), IN_NOVEMBER)
    draw_samples(service.workers_database, lambda: FIRST)
    (item,) = drawn(service)["items"]
    theirs = service.as_(Role.LOG_REVIEWER, "740")
    assert theirs.get("/v1/access-samples", month="2026-11").json()["items"] == []
    assert reviewed(theirs, item, "in_order").status_code == 404
