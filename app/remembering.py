"""What a transaction has read of a case it reads once: until it writes there, or comes to a lock.

A move asks the same of a case several times over: its guards, its deadlines and the answer each look at the consents,
the custody holders and the course. Each asks where it stands, and here the second answer is the first one. At a lock
everything is read anew, for whoever held it before may have changed it.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Final, TypeVar

from sqlalchemy import Delete, Insert, Select, Update, event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from sqlalchemy.sql.functions import FunctionElement

from app.db import Base

T = TypeVar("T")
_HELD: Final = "remembered"
_MOST: Final = 64
"""Answers of one table: a round of the worker goes through thousands of cases, and is done with each that it leaves."""


def once(session: Session, table: type[Base], what: Hashable, read: Callable[[], T]) -> T:
    """What ``read`` gives, or gave of the same ``what``. It must read ``table`` alone, and lock nothing."""
    if session.autoflush:
        session.flush()  # as a question to the database would
    held: dict[str, dict[Hashable, Any]] = session.info.setdefault(_HELD, {})
    answers = held.setdefault(table.__tablename__, {})
    if what not in answers:
        found = read()
        if len(answers) >= _MOST:
            answers.clear()
        answers[what] = found
    known: T = answers[what]
    return known


def rows(session: Session, table: type[Base], what: Hashable, read: Callable[[], Iterable[T]]) -> list[T]:
    """The same of many; the list is the caller's own."""
    return list(once(session, table, what, lambda: tuple(read())))


def _forget(session: Session) -> None:
    session.info.pop(_HELD, None)


def _forget_table(session: Session, name: str) -> None:
    session.info.get(_HELD, {}).pop(name, None)


@event.listens_for(Session, "after_flush")
def _forget_what_is_written(session: Session, _: Any) -> None:
    if _HELD in session.info:
        for row in (*session.new, *session.dirty, *session.deleted):
            _forget_table(session, inspect(row).mapper.local_table.name)  # type: ignore[union-attr]  # each has a mapper


@event.listens_for(Session, "do_orm_execute")
def _forget_what_may_have_changed(state: ORMExecuteState) -> None:
    statement = state.statement
    if _HELD not in state.session.info:
        return
    if isinstance(statement, (Insert, Update, Delete)):
        _forget_table(state.session, statement.table.name)  # type: ignore[attr-defined]  # no join is written to
    elif not isinstance(statement, Select) or _locks(state, statement):
        _forget(state.session)


def _locks(state: ORMExecuteState, statement: Select[Any]) -> bool:
    """Rows, or by a function: what a function does is not seen here."""
    if statement._for_update_arg is not None:
        return True
    if state.is_orm_statement:
        return False
    return any(isinstance(one["expr"], FunctionElement) for one in statement.column_descriptions)


@event.listens_for(Session, "after_transaction_end")
def _forget_what_was(session: Session, transaction: SessionTransaction) -> None:
    """Of a whole transaction, or back to a savepoint; a flush is a small one of its own."""
    if transaction.nested or transaction.parent is None:
        _forget(session)
