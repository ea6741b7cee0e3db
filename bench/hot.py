"""What is asked all day: each as the service does it, from the transaction's begin to its commit, without HTTP."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Response
from sqlalchemy import event, text
from sqlalchemy.orm import Session

import app.models  # noqa: F401 - every table that another points to
from app.caller import Caller
from app.cases.api import get_case, get_history, list_cases, move_case
from app.cases.looks_api import list_looks
from app.cases.move_bodies import Assign
from app.cases.search import search
from app.cases.worklist_api import get_work
from app.db import Database
from app.lists.api import list_entries
from app.reports.service import read_figures
from bench.seed import CODE
from bench.spreading import CASEWORKER, LEADER, SYSTEM
from workflows.casework import Event
from workflows.roles import Role

Sent = tuple[str, Any]


@dataclass(frozen=True)
class Hot:
    """``do`` is given a session of the municipality's, and a number that is another each time."""

    name: str
    do: Callable[[Session, int], object]


@dataclass(frozen=True)
class Town:
    """A seeded database, and whom there is to ask for in it."""

    database: Database
    at: datetime
    cases: Sequence[UUID] = field(default=())
    """Open ones of the coordinator's."""
    numbers: Sequence[str] = field(default=())
    journals: Sequence[str] = field(default=())
    names: Sequence[str] = field(default=())

    @classmethod
    def of(cls, database: Database, at: datetime) -> "Town":
        with database.transaction(CODE) as session:
            found = session.execute(
                text(
                    "select id from cases where closed_at is null and state = 'with_coordinator' order by id limit 200"
                )
            )
            cases = [one for (one,) in found]
            rows = session.execute(text("select police_journal_number from list_entries order by id limit 200"))
            journals = [one for (one,) in rows]
        return cls(database, at, cases, _NUMBERS, journals, _NAMES)

    def by(self, role: Role, name: str = "tove") -> Caller:
        return Caller(name, role, CODE, self.at)

    def run(self, hot: Hot, number: int) -> object:
        with self.database.transaction(CODE) as session:
            return hot.do(session, number)

    def asked(self, hot: Hot, number: int = 0) -> list[Sent]:
        """The statements that it sends."""
        with noted(self.database) as sent:
            self.run(hot, number)
        return sent


_NUMBERS = ("610107-4000", "620107-4001", "630107-4002", "640107-4003")
_NAMES = ("Opdigtet Yusuf Birkegaard", "Freja Holmsted", "Zahra Vinterstrøm", "Malthe Fugvang")


@contextmanager
def noted(database: Database) -> Iterator[list[Sent]]:
    sent: list[Sent] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *more: Any) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


_SEE = {
    "coordinator": (Role.COORDINATOR, "tove"),
    "team leader": (Role.TEAM_LEADER, "tine"),
    "caseworker": (Role.CASEWORKER, CASEWORKER),
    "local leader": (Role.LOCAL_LEADER, LEADER),
    "system": (Role.INTEGRATION, SYSTEM),
}


def queues(town: Town) -> list[Hot]:
    """A page of 50 of each role's cases."""

    def page(by: Caller) -> Callable[[Session, int], object]:
        return lambda session, _: list_cases(session, by)

    return [Hot(f"queue of a {name}", page(town.by(role, who))) for name, (role, who) in _SEE.items()]


def turned(town: Town) -> Hot:
    """The coordinator's pages, one after the other by their cursors."""
    cursor: list[str | None] = [None]

    def do(session: Session, _: int) -> object:
        page = list_cases(session, town.by(Role.COORDINATOR), cursor=cursor[0])
        cursor[0] = page.next_cursor
        return page

    return Hot("queue, page after page", do)


def others(town: Town) -> list[Hot]:
    coordinator, leader = town.by(Role.COORDINATOR), town.by(Role.TEAM_LEADER, "tine")

    def case(number: int) -> UUID:
        return town.cases[number % len(town.cases)]

    def move(session: Session, number: int) -> object:
        body = Assign(event=Event.ASSIGN, responsible=f"koordinator-{number}", reason="Ferie")
        version = session.execute(text("select version from cases where id = :id"), {"id": case(number)}).scalar_one()
        return move_case(session, coordinator, case(number), body, if_match=f'"{version}"')

    return [
        turned(town),
        Hot("mine", lambda session, _: list_cases(session, coordinator, mine=True, limit=100)),
        Hot("overdue", lambda session, _: list_cases(session, leader, overdue=True)),
        Hot("what there is to do", lambda session, _: get_work(session, coordinator)),
        Hot("case", lambda session, n: get_case(session, coordinator, case(n), Response())),
        Hot("history of a case", lambda session, n: get_history(session, coordinator, case(n))),
        Hot("who looked", lambda session, n: list_looks(session, coordinator, case(n), None, 50)),
        Hot("move", move),
        Hot("search by name", lambda session, n: search(session, _NAMES[n % len(_NAMES)], by=coordinator)),
        Hot("search by a common name", lambda session, n: search(session, "Freja", by=coordinator)),
        Hot("search by CPR number", lambda session, n: search(session, _NUMBERS[n % len(_NUMBERS)], by=coordinator)),
        Hot("search by journal number", lambda s, n: search(s, town.journals[n % len(town.journals)], by=coordinator)),
        Hot("meeting's entries", lambda session, _: list_entries(session, coordinator, undecided=True)),
    ]


def figures(town: Town) -> list[Hot]:
    return [
        Hot("figures of the whole", lambda session, _: read_figures(session, by=town.by(Role.MANAGER, "lis"))),
        Hot("figures of a coordinator's", lambda session, _: read_figures(session, by=town.by(Role.COORDINATOR))),
    ]
