"""What takes too long is answered, and nothing of it is kept."""

import asyncio
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import InternalError, OperationalError

from app.db import Database, Ending, Transaction
from app.edge.answer_time import AnswerTime
from app.edge.limits import EdgeLimits
from app.edge.service import Edged, protect
from app.errors import add_handlers
from tests.edge.plain import ask, fine
from tests.openapi.requests import is_problem

_LIMITS = EdgeLimits(answer_seconds=0.3, list_seconds=0.3)


@pytest.fixture
def notes(database: Database) -> Database:
    with database.transaction() as session:
        session.execute(text("create table note (said text)"))
    return database


def _kept(database: Database) -> list[str]:
    with database.transaction() as session:
        return list(session.scalars(text("select said from note")))


@pytest.fixture
def client(notes: Database) -> Iterator[TestClient]:
    app = Edged()
    app.state.database = notes

    @app.post("/v1/note")
    def note(session: Transaction, wait: float = 0) -> str:
        session.execute(text("insert into note values ('hello')"))
        time.sleep(wait)
        return "done"

    @app.post("/v1/slow")
    def slow(session: Transaction) -> str:
        session.execute(text("select pg_sleep(600)"))
        return "done"

    add_handlers(app)
    protect(app, _LIMITS, {"/v1/handover-lists"}, re.compile("/papers"), lambda _: False)
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running


def test_what_is_answered_too_late_is_503_and_not_kept(client: TestClient, notes: Database) -> None:
    answer = client.post("/v1/note", params={"wait": 1})
    assert (answer.status_code, is_problem(answer)) == (503, True)
    assert answer.json()["code"] == "unavailable"
    assert int(answer.headers["Retry-After"]) > 0
    assert _kept(notes) == []
    assert client.post("/v1/note", params={"wait": 0}).status_code == 200
    assert _kept(notes) == ["hello"]


def test_the_statement_that_is_waited_for_is_cancelled(client: TestClient, notes: Database) -> None:
    assert client.post("/v1/slow").status_code == 503
    with notes.transaction() as session:
        running = "select count(*) from pg_stat_activity where state = 'active' and query like '%pg_sleep(600)%'"
        assert session.scalar(text(f"{running} and pid <> pg_backend_pid()")) == 0
    assert client.post("/v1/note").status_code == 200


def test_the_time_counts_from_the_end_of_the_body() -> None:
    async def slowly() -> Any:
        waits.append(1)
        await asyncio.sleep(0.2)
        return {"type": "http.request", "body": b"x", "more_body": len(waits) < 3}

    async def with_slow_body(scope: Any, _: Any, send: Any) -> None:
        await AnswerTime(fine, EdgeLimits(answer_seconds=0.3), {"/v1/handover-lists"})(scope, slowly, send)

    waits: list[int] = []
    assert ask(with_slow_body, method="POST", headers=[(b"transfer-encoding", b"chunked")])[0] == 200


def test_either_it_is_kept_or_it_was_given_up() -> None:
    first, second = Ending(), Ending()
    assert (first.keep(), first.give_up(), first.keep()) == (True, False, True)
    assert (second.give_up(), second.keep(), second.give_up()) == (True, False, True)


@pytest.fixture
def limited(app_url: str) -> Iterator[Database]:
    made = Database(app_url, pool_size=2)
    with made.transaction() as session:
        session.execute(text("select 1"))  # a connection from before, which must not stay as it was
    made.keep_to(statement_seconds=0.2, transaction_seconds=0.6)
    yield made
    made.close()


def test_the_database_ends_a_statement_that_takes_too_long(limited: Database) -> None:
    with pytest.raises(OperationalError, match="statement timeout"), limited.transaction() as session:
        session.execute(text("select pg_sleep(20)"))


def test_the_database_ends_a_wait_for_somebody_elses_lock(limited: Database) -> None:
    with limited.transaction() as holding:
        holding.execute(text("select pg_advisory_xact_lock(7)"))
        with pytest.raises(OperationalError, match="timeout"), limited.transaction() as session:
            session.execute(text("select pg_advisory_xact_lock(7)"))


def test_the_database_ends_a_transaction_that_goes_on_and_on(limited: Database) -> None:
    def go_on() -> None:
        with limited.transaction() as session:
            for _ in range(20):
                session.execute(text("select pg_sleep(0.1)"))

    with pytest.raises(InternalError, match="transaction timeout"):
        go_on()
    with limited.transaction() as session:
        assert session.scalar(text("select current_user")) == "ssp_app"
