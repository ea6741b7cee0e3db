"""While a municipality is closed nobody sees or changes anything of it, and its neighbours notice nothing."""

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from app import worker
from app.access.tokens import DemoIssuer
from app.audit.checkpoints import keep_checkpoints
from app.audit.restored import check_log
from app.audit.sinks import FileSink
from app.closed import MunicipalityClosed
from app.moving.closing import close, mark_as_moved, reopen
from app.moving.tables import CannotMove
from app.oversight.rounds import draw_samples, watch_log
from app.people.encryption import Vault
from app.transfers.rounds import go_round
from tests.access.routes import OPEN, filled, routes_of
from tests.cases.stations import on_monday, reach
from tests.moving.neighbours import LEAVES, STAYS, Place, is_logged_in, log_in, place, rows_of
from tests.second_line.catalogue import belong_to, codes_in, connect, fill, may
from workflows.casework import State
from workflows.roles import Role


@pytest.fixture
def here(url: str, vault: Vault, issuer: DemoIssuer) -> Iterator[Place]:
    with place(url, vault, issuer) as made:
        yield made


def test_whoever_asks_is_told_that_it_is_closed_and_the_neighbours_are_answered(here: Place) -> None:
    them, others = on_monday(here.service, LEAVES), on_monday(here.service, STAYS)
    case_id, theirs = reach(them, State.PLACED), reach(others, State.PLACED)
    cookie = log_in(here.service, LEAVES, here.service.at())
    close(here.owner, LEAVES)
    for role in (Role.COORDINATOR, Role.POLICE, Role.INTEGRATION):
        caller = here.service.as_(role, LEAVES)
        for method, path in routes_of(here.service.app):
            if path in OPEN or not path.startswith("/v1"):
                continue
            path = filled(path, {"case_id": case_id})
            answer = caller.client.request(method, path, json={}, headers=caller._headers)
            assert (answer.status_code, answer.json()["code"]) == (503, "municipality_closed"), (method, path)
            assert answer.headers["retry-after"] == "60"
    with pytest.raises(MunicipalityClosed):
        is_logged_in(here.service, cookie, here.service.at())
    with pytest.raises(MunicipalityClosed):
        log_in(here.service, LEAVES, here.service.at())
    assert others.coordinator.case(theirs)["state"] == "placed"
    reopen(here.owner, LEAVES, given_up=False)
    assert them.coordinator.case(case_id)["state"] == "placed"
    assert is_logged_in(here.service, cookie, here.service.at())


@pytest.mark.parametrize("role", ["ssp_app", "ssp_worker"])
def test_the_database_itself_shows_and_takes_nothing(url: str, here: Place, role: str) -> None:
    tables = fill(url)
    close(here.owner, LEAVES)
    with connect(f"{url}&options=-c%20role%3D{role}") as theirs:
        for code, seen in ((LEAVES, []), (STAYS, [STAYS])):
            belong_to(theirs, code)
            readable = [name for name in tables if may(theirs, "select", name)]
            assert len(readable) > 20
            assert {name: codes_in(theirs, name) for name in readable} == dict.fromkeys(readable, seen)
        belong_to(theirs, LEAVES)
        with pytest.raises(InsufficientPrivilege, match="closed_607"):
            theirs.execute("insert into audit_heads (municipality_code, number, hash) values ('607', 7, 'x')")


def test_the_workers_rounds_go_on_for_the_others(here: Place, tmp_path: Path) -> None:
    on_monday(here.service, LEAVES)
    reach(on_monday(here.service, STAYS), State.WITH_COORDINATOR)
    close(here.owner, LEAVES)
    before = rows_of(here.url, LEAVES)
    database, now = here.service.workers_database, here.service.at
    rounds = (
        worker.watch_deadlines, worker.end_consents, worker.tell_of_late_receipts, worker.forget_answers,
        worker.forget_uploads, worker.index_names, worker.remove_sessions, worker.follow_each_birthday, go_round,
        watch_log, draw_samples,
    )  # fmt: skip
    done = {do.__name__: do(database, now) for do in rounds}
    assert done["draw_samples"] > 0, "in the others"
    keep_checkpoints(database, [LEAVES, STAYS], [FileSink(tmp_path)], now)
    assert [file.name for file in tmp_path.iterdir()] == [f"{STAYS}.jsonl"]
    assert rows_of(here.url, LEAVES) == before


def test_a_process_starts_though_the_log_of_one_that_is_closed_is_not_seen(here: Place, tmp_path: Path) -> None:
    reach(on_monday(here.service, LEAVES), State.WITH_COORDINATOR)
    keep_checkpoints(here.service.workers_database, [LEAVES], [FileSink(tmp_path)])
    close(here.owner, LEAVES)
    check_log(here.service.database, tmp_path)


def test_its_jobs_wait_until_it_is_open_again(here: Place) -> None:
    reach(on_monday(here.service, LEAVES), State.WITH_TEAM_LEADER)
    waiting = "select count(*) from procrastinate_jobs where status = 'todo' and args ->> 'municipality_code' = '607'"
    with psycopg.connect(here.url, autocommit=True) as owner:
        (before,) = owner.execute(waiting).fetchone() or (0,)
        assert before > 0
        close(here.owner, LEAVES)
        assert owner.execute(waiting).fetchone() == (0,)
        reopen(here.owner, LEAVES, given_up=False)
        assert owner.execute(waiting).fetchone() == (before,)


def test_whoever_has_begun_may_finish_and_a_job_under_way_too(here: Place) -> None:
    reach(on_monday(here.service, LEAVES), State.WITH_TEAM_LEADER)
    with psycopg.connect(here.url) as working:
        working.execute("update cases set version = version + 1")
        with pytest.raises(CannotMove, match="in use all the time, and is open as before"):
            close(here.owner, LEAVES, attempts=1)
        threading.Timer(1, working.commit).start()
        assert close(here.owner, LEAVES, attempts=60, pause=0.1)
    reopen(here.owner, LEAVES, given_up=False)
    doing = "update procrastinate_jobs set status = %s where id = (select max(id) from procrastinate_jobs)"
    with psycopg.connect(here.url, autocommit=True) as owner:
        owner.execute(doing, ["doing"])
        with pytest.raises(CannotMove, match="is taken over by the next worker"):
            close(here.owner, LEAVES, attempts=2, pause=0)
        owner.execute(doing, ["failed"])
    assert close(here.owner, LEAVES)
    assert not close(here.owner, LEAVES), "a second time does nothing"


def test_one_that_was_moved_is_not_opened_by_mistake(here: Place) -> None:
    with pytest.raises(CannotMove, match="is not closed here"):
        reopen(here.owner, LEAVES, given_up=False)
    close(here.owner, LEAVES)
    mark_as_moved(here.owner, LEAVES, "2026-11-23 08:00 UTC")
    with pytest.raises(CannotMove, match="there would be two of it"):
        reopen(here.owner, LEAVES, given_up=False)
    reopen(here.owner, LEAVES, given_up=True)
    with psycopg.connect(here.url) as owner:
        said = owner.execute("select action from audit_log where municipality_code = '607' order by number").fetchall()
    assert said == [("municipality.closed",), ("municipality.opened",)]
