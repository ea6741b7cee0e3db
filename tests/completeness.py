"""Answers with personal data ↔ rows in the log, both ways, held over every test that calls the service.

Who is shown is read from the answer itself, by id, by name and by CPR number, and not from what the
service meant to show.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import psycopg
from sqlalchemy import select

from app.access.credentials import SessionCookie
from app.caller import Caller
from app.db import Database
from app.lists.corrections import IdentityCorrection
from app.lists.models import ListEntry
from app.people.models import CustodyHolder, Person

Heads = dict[str, int]
"""How many rows the log of each municipality has."""

_OFFERED = "a child whom another municipality offers is nobody here yet: the look is logged by the hand-over's id"
_OWN_FILE = "what the sender's own file says of a row that is turned away, which has made nobody a person here"
_JUST_WRITTEN = "what the sender wrote a moment ago, in the form that could not be taken"
NOT_BY_PERSON = {
    "GET /v1/transfers": _OFFERED,
    "GET /v1/transfers/{transfer_id}": _OFFERED,
    "POST /v1/transfers/{transfer_id}/moves": _OFFERED,
    "GET /v1/handover-lists/{list_id}/rejected": "rows that were turned away, and made nobody a person here",
    "POST /lister/ny": _OWN_FILE,
    "POST /lister/haendelse": _JUST_WRITTEN,
    "POST /bekymring": _JUST_WRITTEN,
    "GET /lister/{list_id}/ret": _OWN_FILE,
    "GET /lister/{list_id}/afviste.csv": _OWN_FILE,
    "GET /v1/audit-export": "the log itself, by ids alone; a row for each of its rows would double it each time",
    "GET /log/udtraek": "the same, as a file from the page",
}
"""Operations whose answer has names and is logged once, about nobody in particular; and why."""
_MOST_KEPT = 20_000_000
"""Bytes of answers, before they are looked through."""
_FOR_EVER = 2**62
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_CPR_NUMBER = re.compile(r"(?<!\d)\d{6}-?\d{4}(?!\d)")
_ENTRIES = select(ListEntry.id)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Answered:
    """One request: who asked, what was answered, and where the log stood before and after."""

    operation: str
    status: int
    by: Caller | SessionCookie | None
    before: Heads
    after: Heads | None
    body: bytes

    def windows(self, ends: Heads) -> Iterator[tuple[str, int, int]]:
        """Municipality, and the numbers from and to which rows of this request can have."""
        codes = [self.by.municipality_code] if self.by else sorted(ends)
        for code in codes:
            last = ends.get(code, 0) if self.after is None else self.after.get(code, 0)
            yield code, self.before.get(code, 0) + 1, last

    def may_have_written(self, row: "Row") -> bool:
        return not isinstance(self.by, Caller) or (self.by.id, self.by.role.value) == (row.actor, row.role)

    @property
    def was_given(self) -> bool:
        """A form that was refused is a page that shows the case once more."""
        return self.status < 400 or bool(self.body)


@dataclass(frozen=True, slots=True)
class Row:
    actor: str
    role: str
    action: str
    subject: str | None


@dataclass
class Known:
    """The people of one municipality, by what would show them. A name of fewer letters than ``shortest`` is none."""

    shortest: int = 1
    ids: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    read: set[Any] = field(default_factory=set)

    def learn_name(self, name: str | None, person_id: str) -> None:
        words = tuple(_WORD.findall((name or "").casefold()))
        if sum(map(len, words)) >= self.shortest:
            self.names.setdefault(words, set()).add(person_id)

    def learn_number(self, number: str | None, person_id: str) -> None:
        if number:
            self.numbers[number.replace("-", "")] = person_id


class Book:
    """Every request that a service has answered, compared with the rows that its log has."""

    def __init__(self, database: Database) -> None:
        self.wrong: list[str] = []
        self.shortest_name = 1
        """Letters. Drawn requests make people called è, and those stand in every text."""
        self._database = database
        url = database.engine.url.set(drivername="postgresql").difference_update_query(["options"])
        self._url = url.render_as_string(hide_password=False)
        self._owner: psycopg.Connection[Any] | None = None
        self._lock = Lock()
        self._under_way = 0
        self._kept: list[Answered] = []
        self._bytes = 0
        self._compared: Heads = {}
        self._known: dict[str, Known] = {}

    def begin(self) -> Heads | None:
        with self._lock:
            self._under_way += 1
            return self._heads()

    def end(
        self, operation: str, status: int, by: Caller | SessionCookie | None, before: Heads | None, body: bytes
    ) -> None:
        with self._lock:
            self._under_way -= 1
            # Where the database was away, its rows are looked for from the last comparison on.
            since = dict(self._compared) if before is None else before
            self._kept.append(Answered(operation, status, by, since, self._heads(), body))
            self._bytes += len(body)
            if self._bytes > _MOST_KEPT and not self._under_way:
                self._compare()

    def hold(self) -> None:
        """Raises AssertionError when an answer and the log do not fit."""
        with self._lock:
            self._compare()
            if self._owner is not None:
                self._owner.close()
        assert not self.wrong, f"what was shown and what was logged do not fit: {'; '.join(self.wrong)}"

    def _heads(self) -> Heads | None:
        """None while the database, or its log, is away."""
        for _ in range(2):
            try:
                return dict(self._connection().execute("select municipality_code, number from audit_heads").fetchall())
            except psycopg.OperationalError:
                self._owner = None
            except psycopg.Error:
                return None
        return None

    def _connection(self) -> psycopg.Connection[Any]:
        if self._owner is None:
            self._owner = psycopg.connect(self._url, autocommit=True)
            rights = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
            assert self._owner.execute(rights).fetchone() == (True,), "whoever watches sees every municipality"
        return self._owner

    def _compare(self) -> None:
        kept, self._kept, self._bytes = self._kept, [], 0
        if not kept:
            return
        rows, ends = self._rows()
        for code in {*rows, *ends}:
            self._learn(code)
        explained = {
            place
            for one in kept
            if one.was_given
            for place, _ in _written_by(one, rows, ends)
        }  # fmt: skip
        for one in kept:
            written = list(_written_by(one, rows, ends))
            if not one.was_given:
                stray = {row.action for place, row in written if place not in explained}
                self.wrong += [f"{one.operation} {one.status} gave nothing, and the log says {what}" for what in stray]
            elif one.body:
                self._compare_shown(one, [row for _, row in written])
        self._compared = ends

    def _compare_shown(self, one: Answered, written: list[Row]) -> None:
        code = one.by.municipality_code if one.by else ""
        shown = list(_shown(one.body, self._known.get(code, Known())))
        if one.operation in NOT_BY_PERSON:
            if not written and one.status < 400:
                self.wrong.append(f"{one.operation} {one.status} gave names, and the log has no row")
            return
        logged = {row.subject for row in written}
        for how in dict.fromkeys(how for how, people in shown if not people & logged):
            self.wrong.append(f"{one.operation} {one.status} shows a person by {how}, and the log has no row of it")

    def _rows(self) -> tuple[dict[str, dict[int, Row]], Heads]:
        """Those that came since the last time, by municipality and number; and where the log ends now."""
        query = "select municipality_code, number, actor, role, action, subject_id::text from audit_log"
        found: dict[str, dict[int, Row]] = {}
        connection = self._connection()
        ends: Heads = dict(self._compared)
        for code, number, *row in connection.execute(query):
            if number > self._compared.get(code, 0):
                found.setdefault(code, {})[number] = Row(*row)
                ends[code] = max(ends.get(code, 0), number)
        return found, ends

    def _learn(self, code: str) -> None:
        known = self._known.setdefault(code, Known(self.shortest_name))
        with self._database.transaction(code) as session:
            people = session.scalars(select(Person).where(Person.municipality_code == code)).all()
            known.entries.update(
                str(one) for one in session.scalars(_ENTRIES.where(ListEntry.municipality_code == code))
            )
            holders = session.scalars(select(CustodyHolder).where(CustodyHolder.municipality_code == code)).all()
            came_along: dict[Any, set[Any]] = {}
            for row in session.scalars(select(IdentityCorrection).where(IdentityCorrection.municipality_code == code)):
                for holder_id in row.holders:
                    came_along.setdefault(holder_id, set()).update((row.from_person_id, row.to_person_id))
            for person in people:
                if person.id not in known.read:
                    known.read.add(person.id)
                    known.ids.add(str(person.id))
                    known.learn_name(person.name, str(person.id))
                    known.learn_number(person.cpr_number, str(person.id))
            for holder in holders:
                if holder.id not in known.read:
                    known.read.add(holder.id)
                    known.learn_name(holder.name, str(holder.person_id))
                for other in came_along.get(holder.id, ()):
                    known.learn_name(holder.name, str(other))


def _written_by(
    one: Answered, rows: Mapping[str, Mapping[int, Row]], ends: Heads
) -> Iterator[tuple[tuple[str, int], Row]]:
    for code, first, last in one.windows(ends):
        own = rows.get(code, {})
        for number in range(first, last + 1):
            row = own.get(number)
            if row is not None and one.may_have_written(row):
                yield (code, number), row


def _shown(body: bytes, known: Known) -> Iterator[tuple[str, set[str]]]:
    """By what a person is shown, and whose that can be."""
    lengths: dict[str, set[int]] = {}
    for name in known.names:
        lengths.setdefault(name[0], set()).add(len(name))
    for text, is_page in _texts(body):
        for found in _ID.findall(text):
            if found in known.ids and not (is_page and found in known.entries):
                yield "id", {found}
        for number in _CPR_NUMBER.findall(text):
            if (person := known.numbers.get(number.replace("-", ""))) is not None:
                yield "CPR number", {person}
        words = _WORD.findall(text.casefold())
        for start, word in enumerate(words):
            for length in sorted(lengths.get(word, ())):
                if people := known.names.get(tuple(words[start : start + length])):
                    yield "name", people


def _texts(body: bytes) -> Iterator[tuple[str, bool]]:
    """Each text of an answer, and whether it is a page, but for an entry's own id: it is also that of the person whom
    it came with. On a page it stands in the entry's address, and cannot be told from the other.
    """
    try:
        said = json.loads(body)
    except ValueError:
        text = body.decode("utf-8-sig", errors="replace")
        yield text, is_a_page(text)
        return
    for one in _texts_in(said):
        yield one, False


def is_a_page(text: str) -> bool:
    """And neither a table nor a PDF."""
    return "<!doctype html>" in text[:200] or '<div id="live"' in text


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_in(inner)
    elif isinstance(value, dict):
        is_entry = "police_journal_number" in value
        for key, inner in value.items():
            if key not in ("entry", "entry_id") and not (is_entry and key == "id"):
                yield from _texts_in(inner)
