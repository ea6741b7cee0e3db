"""What was read is not asked again, and never given when it could have become something else."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app import clock
from app.cases.apart import apart
from app.cases.service import locked
from app.copying import Lines, encoded, sending
from app.db import Database, driver_connection
from app.errors import NotFound
from app.obligations.models import Obligation
from app.obligations.service import of_case
from app.remembering import touched
from tests.caller import Service
from tests.cases.stations import inform, on_monday, reach
from workflows.casework import State

CODE = "607"
_COLUMNS = [column.key for column in Obligation.__table__.columns if column.key not in {"id", "state"}]
_ONE_MORE = (
    f"insert into obligations (id, state, {', '.join(_COLUMNS)})"  # noqa: S608 - our own columns' names
    f" select gen_random_uuid(), 'lapsed', {', '.join(_COLUMNS)} from obligations"
)


class _Undone(Exception):
    pass


@pytest.fixture
def case_id(service: Service) -> UUID:
    """Of a case whose family was told; there is another one too."""
    them = on_monday(service)
    reach(them, State.WITH_COORDINATOR)
    found = reach(them, State.WITH_COORDINATOR)
    inform(them.coordinator, found)
    return UUID(found)


def counted(session: Session) -> AbstractContextManager[list[str]]:
    return counted_of(session.get_bind())


@contextmanager
def counted_of(engine: Any) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_: Any, __: Any, statement: str, *more: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def owed(session: Session, case_id: UUID) -> list[tuple[UUID, str]]:
    return [(one.id, one.state) for one in of_case(session, CODE, case_id)]


def test_the_same_is_asked_once(database: Database, case_id: UUID) -> None:
    with database.transaction(CODE) as session:
        first = of_case(session, CODE, case_id)
        assert first
        with counted(session) as sent:
            again = of_case(session, CODE, case_id)
        assert (sent, again) == ([], first)
        again.clear()
        assert first
        assert of_case(session, CODE, case_id) == first, "a caller's list is the caller's own"


def test_of_another_it_is_asked(database: Database, case_id: UUID) -> None:
    with database.transaction(CODE) as session:
        assert of_case(session, CODE, case_id)
        assert of_case(session, CODE, clock.new_id()) == []


def test_what_is_written_elsewhere_forgets_nothing(database: Database, case_id: UUID) -> None:
    with database.transaction(CODE) as session:
        first = of_case(session, CODE, case_id)
        session.execute(text("update cases set version = version + 1 where id = :case"), {"case": case_id})
        with counted(session) as sent:
            assert of_case(session, CODE, case_id) == first
        assert sent == []


def one_more(old: Obligation) -> Obligation:
    """As ``old``, but lapsed."""
    kept = {column.key: getattr(old, column.key) for column in Obligation.__table__.columns}
    return Obligation(**kept | {"id": clock.new_id(), "state": "lapsed"})


def _added(session: Session, case_id: UUID) -> None:
    """Not flushed yet."""
    session.add(one_more(of_case(session, CODE, case_id)[0]))


def _changed(session: Session, case_id: UUID) -> None:
    """It is another case's from now on, and that is not flushed yet."""
    elsewhere = session.execute(text("select id from cases where id <> :case limit 1"), {"case": case_id}).scalar_one()
    of_case(session, CODE, case_id)[0].case_id = elsewhere


def _deleted(session: Session, case_id: UUID) -> None:
    session.delete(of_case(session, CODE, case_id)[0])


def _by_a_statement(session: Session, case_id: UUID) -> None:
    session.execute(text(f"{_ONE_MORE} where case_id = :case limit 1"), {"case": case_id})


def _by_a_statement_within_another(session: Session, case_id: UUID) -> None:
    within = f"with more as ({_ONE_MORE} where case_id = :case limit 1 returning 1) select * from more"  # noqa: S608 - the same
    session.execute(text(within), {"case": case_id})


def _beside_the_session(session: Session, case_id: UUID) -> None:
    session.connection().execute(text(f"{_ONE_MORE} where case_id = :case limit 1"), {"case": case_id})


def _by_the_driver(session: Session, case_id: UUID) -> None:
    driver_connection(session).execute(f"{_ONE_MORE} where case_id = %s limit 1", [case_id])


def _by_copy(session: Session, case_id: UUID) -> None:
    more = one_more(of_case(session, CODE, case_id)[0])
    names = [column.key for column in Obligation.__table__.columns]
    lines = Lines(Obligation, {}, names)
    with sending(session, [lines]):
        lines.add(*(encoded(getattr(more, name)) for name in names))


WRITES = (
    _added, _changed, _deleted, _by_a_statement, _by_a_statement_within_another, _beside_the_session, _by_the_driver,
    _by_copy,
)  # fmt: skip


@pytest.mark.parametrize("write", WRITES, ids=lambda one: one.__name__)
def test_what_is_written_is_seen(database: Database, case_id: UUID, write: Callable[[Session, UUID], None]) -> None:
    with database.transaction(CODE) as session:
        before = owed(session, case_id)
        write(session, case_id)
        assert owed(session, case_id) != before
        session.rollback()


@pytest.mark.parametrize("write", WRITES, ids=lambda one: one.__name__)
def test_what_is_undone_in_a_savepoint_is_gone(
    database: Database, case_id: UUID, write: Callable[[Session, UUID], None]
) -> None:
    with database.transaction(CODE) as session:
        before = owed(session, case_id)
        with suppress(_Undone), session.begin_nested():
            write(session, case_id)
            assert owed(session, case_id) != before
            raise _Undone
        assert owed(session, case_id) == before
        session.rollback()


@pytest.mark.parametrize("write", WRITES, ids=lambda one: one.__name__)
def test_what_is_undone_in_the_drivers_savepoint_is_gone(
    database: Database, case_id: UUID, write: Callable[[Session, UUID], None]
) -> None:
    with database.transaction(CODE) as session:
        before = owed(session, case_id)
        with suppress(NotFound), apart(session):
            write(session, case_id)
            assert owed(session, case_id) != before
            raise NotFound
        assert owed(session, case_id) == before
        session.rollback()


def test_where_nothing_may_be_written_yet_the_question_is_put_anew(database: Database, case_id: UUID) -> None:
    with database.transaction(CODE) as session:
        before = owed(session, case_id)
        with session.no_autoflush:
            _added(session, case_id)
            session.execute(text(f"{_ONE_MORE} where case_id = :case limit 1"), {"case": case_id})
            assert len(owed(session, case_id)) == len(before) + 1, "the one that is there, and not the one that waits"
        assert len(owed(session, case_id)) == len(before) + 2
        session.rollback()


def test_whoever_waited_for_a_lock_sees_what_the_other_wrote(database: Database, case_id: UUID) -> None:
    with database.transaction(CODE) as session:
        before = owed(session, case_id)
        with database.transaction(CODE) as other:
            _added(other, case_id)
        locked(session, CODE, case_id)
        assert len(owed(session, case_id)) == len(before) + 1


def test_the_next_transaction_remembers_nothing(database: Database, case_id: UUID) -> None:
    for turn in range(3):
        with database.transaction(CODE) as session, counted(session) as sent:
            assert of_case(session, CODE, case_id)
            assert of_case(session, CODE, case_id)
        assert sum("obligations" in one for one in sent) == 1, turn


def test_a_request_asks_the_same_once_too(service: Service) -> None:
    """A move with the case as its answer; without anything remembered it is forty."""
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    version = them.coordinator.case(case_id)["version"]
    body = {"event": "assign", "responsible": "klara", "reason": "Ferie"}
    with counted_of(service.database.engine) as sent:
        answer = them.coordinator.post(f"/v1/cases/{case_id}/moves", body, headers={"If-Match": f'"{version}"'})
    assert answer.status_code == 200, answer.text
    assert 10 < len(sent) <= 34, [one[:80] for one in sent]


@pytest.mark.parametrize(
    ("statement", "writes"),
    [
        ("SELECT cases.id FROM cases", frozenset()),
        ("INSERT INTO notices (id) VALUES (1)", {"notices"}),
        ("update cases set version = 1", {"cases"}),
        ("insert into x2_y values (1)", {"x2_y"}),
        ("DELETE FROM people WHERE id = 1", None),
        ("SELECT cases.id FROM cases FOR UPDATE", None),
        ("SELECT cases.id FROM cases FOR NO KEY UPDATE", None),
        ("SELECT pg_advisory_xact_lock(1)", None),
        ("select set_config('ssp.municipality', '607', true)", None),
        ("select ssp_enter('607', 'a', 'b')", None),
        ("with done as (delete from cases returning 1) select * from done", None),
        ("ROLLBACK TO SAVEPOINT one", None),
        ("truncate cases", None),
    ],
)
def test_what_a_statement_may_change(statement: str, writes: set[str] | None) -> None:
    """One table, nothing at all, or (None) anything."""
    assert touched(statement).writes == writes
