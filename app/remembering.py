"""What a transaction has read and nobody has written since: asked once.

A case's guards, its deadlines and its answer ask for the same consents, custody holders and course. A function that is
``remembered`` gives what it gave before, until that could have become something else:

- a statement that writes forgets what was read from its table; one that locks, deletes, or is anything but a plain
  question, forgets everything;
- what waits in the session to be written is written first, as before any question; where it may not be yet, the
  question is put anew;
- whoever takes the driver's own connection (COPY, its savepoints) writes and undoes unseen: from there to the end of
  the transaction nothing is remembered.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any, Concatenate, Final, NamedTuple, ParamSpec, TypeVar, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from app.db import DRIVER_IN_HAND

P = ParamSpec("P")
T = TypeVar("T")

_KEPT: Final = "ssp.remembered"
_MOST = 500
"""So many answers at once: a transaction that goes through all cases begins anew."""
_WORD = re.compile(r"[a-z_][a-z_0-9]*", re.IGNORECASE)
_WRITE = re.compile(r"\s*(?:insert\s+into|update)\s+([a-z_][a-z_0-9]*)", re.IGNORECASE)
_PLAIN = re.compile(r"\s*select\b", re.IGNORECASE)
_NOT_PLAIN = re.compile(
    r"\b(?:set_config|ssp_[a-z_]+|[a-z_]*lock[a-z_]*)\s*\(|\bfor\s+(?:update|no|share|key)\b", re.IGNORECASE
)


class Touched(NamedTuple):
    """What a statement may read from (every word of it), and the table it writes to; None: it could be any."""

    reads: frozenset[str]
    writes: frozenset[str] | None


@lru_cache(maxsize=512)
def touched(statement: str) -> Touched:
    reads = frozenset(_WORD.findall(statement))
    if written := _WRITE.match(statement):
        return Touched(reads, frozenset({written[1]}))
    if _PLAIN.match(statement) and not _NOT_PLAIN.search(statement):
        return Touched(reads, frozenset())
    return Touched(reads, None)


class _Answer(NamedTuple):
    value: object
    reads: frozenset[str]


@dataclass(slots=True)
class _Memory:
    answers: dict[object, _Answer] = field(default_factory=dict)
    being_read: list[set[str]] = field(default_factory=list)
    """The tables of each question that is being answered, the innermost last."""
    written: int = 0
    """How many statements may have changed something."""

    def note(self, statement: str) -> None:
        reads, writes = touched(statement)
        self.has_read(reads)
        if writes is None:
            self.answers.clear()
        elif writes:
            self.answers = {asked: one for asked, one in self.answers.items() if not one.reads & writes}
        self.written += writes is None or bool(writes)

    def has_read(self, tables: frozenset[str]) -> None:
        for one in self.being_read:
            one |= tables


def remembered(ask: Callable[Concatenate[Session, P], T]) -> Callable[Concatenate[Session, P], T]:
    """Of a function that only reads, by arguments that can be keys. A list that it gives is the caller's own."""

    @wraps(ask)
    def asked(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if session.new or session.dirty or session.deleted:
            if not session.autoflush:
                return ask(session, *args, **kwargs)
            session.flush()
        memory = _memory(session)
        if memory is None:
            return ask(session, *args, **kwargs)
        question = (ask, args, tuple(kwargs.items()))
        if (known := memory.answers.get(question)) is None:
            known = _answered(memory, lambda: ask(session, *args, **kwargs), question)
        else:
            memory.has_read(known.reads)
        value = known.value
        return cast(T, list(value)) if isinstance(value, list) else cast(T, value)

    return asked


def _answered(memory: _Memory, ask: Callable[[], object], question: object) -> _Answer:
    reads, before = set[str](), memory.written
    memory.being_read.append(reads)
    try:
        answer = _Answer(ask(), frozenset(reads))
    finally:
        memory.being_read.pop()
    if len(memory.answers) >= _MOST:
        memory.answers.clear()
    if memory.written == before:  # one that writes is no question
        memory.answers[question] = answer
    return answer


def _memory(session: Session) -> _Memory | None:
    """None while the driver is in somebody's hands."""
    if DRIVER_IN_HAND in session.info:
        return None
    memory: _Memory | None = session.info.get(_KEPT)
    if memory is None:
        memory = session.info[_KEPT] = session.connection().info[_KEPT] = _Memory()
    return memory


@event.listens_for(Engine, "before_cursor_execute")
def _note(connection: Connection, _: Any, statement: str, *__: Any) -> None:
    memory: _Memory | None = connection.info.get(_KEPT)
    if memory is not None:
        memory.note(statement)


@event.listens_for(Session, "after_begin")
def _begin(session: Session, _: Any, connection: Connection) -> None:
    """A savepoint goes on with what there is; a new transaction on a used connection begins with nothing."""
    connection.info[_KEPT] = session.info.get(_KEPT)


@event.listens_for(Session, "after_transaction_end")
def _end(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        memory: _Memory | None = session.info.pop(_KEPT, None)
        session.info.pop(DRIVER_IN_HAND, None)
        if memory is not None:
            memory.answers.clear()
