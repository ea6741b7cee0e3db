"""The keyed index of the words of people's names: kept with each name, and asked without opening any.

Decrypting everybody to look for one would cost as much as there are people; a name in the clear would be one more
copy of it. So each word has a blind index, and so has each of its beginnings.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, and_, any_, delete, event, inspect, or_, select
from sqlalchemy.orm import Session, aliased

from app.people.data_keys import data_keys
from app.people.key_provider import MunicipalityKeys
from app.people.models import Person, PersonWord
from app.people.vault import indexed, vault
from workflows import name_search

AT_ONCE = 500
"""People to a transaction, where many are indexed anew."""
_KEPT = 4096
"""Words whose index is remembered: a list has the same first names over and over."""
_TABLE: Table = PersonWord.__table__  # type: ignore[assignment]  # declarative knows it as a FromClause


class IndexedWord(NamedTuple):
    """As a row has it."""

    word: bytes
    head: bytes
    beginnings: list[bytes]


class NameIndex:
    """Makes the index of one municipality's names."""

    def __init__(self, keys: MunicipalityKeys, municipality_code: str) -> None:
        self._keys, self._code = keys, municipality_code
        self._word: Callable[[str], IndexedWord] = lru_cache(_KEPT)(self._made)

    def of(self, name: str) -> list[IndexedWord]:
        return [self._word(word) for word in sorted(name_search.kept(name))]

    def having(self, text: str) -> "Select[Any] | None":
        """The ids of those whose name has every word of ``text``, some more than once; None when it is no name."""
        terms = name_search.sought(text)
        if not terms:
            return None
        # Joined, so that the database begins with the word that fewest have, and looks up the others for those alone.
        words = [aliased(PersonWord) for _ in terms]
        first = words[0]
        query = select(first.person_id).where(first.municipality_code == self._code)
        for term, word in zip(terms, words, strict=True):
            if word is not first:
                same = and_(word.municipality_code == self._code, word.person_id == first.person_id)
                query = query.join(word, same)
            query = query.where(or_(*(self._is_or_begins_with(word, letters) for letters in sorted(term))))
        return query

    def _is_or_begins_with(self, of: Any, letters: str) -> ColumnElement[bool]:
        """By the head alone as far as it goes: an index is asked only for what is equal."""
        head, whole = name_search.head(letters), self._index(letters)
        by_head: ColumnElement[bool] = of.head == self._index(head)
        if letters == head:
            return by_head
        return and_(by_head, or_(of.word == whole, any_(of.beginnings) == whole))

    def _made(self, word: str) -> IndexedWord:
        between = [self._index(one) for one in name_search.beginnings(word)]
        return IndexedWord(self._index(word), self._index(name_search.head(word)), between)

    def _index(self, letters: str) -> bytes:
        return indexed(self._keys, self._code, "name_word", letters)


def name_index(municipality_code: str) -> NameIndex:
    """Raises NoKey."""
    return NameIndex(vault().of(municipality_code), municipality_code)


@event.listens_for(Session, "before_flush")
def _keep_up_with_names(session: Session, *_: Any) -> None:
    """After the names are sealed (``app.people.encryption`` listens first), so that the data key is there."""
    people = [row for row in (*session.new, *session.dirty) if isinstance(row, Person)]
    named = [row for row in people if inspect(row).attrs.name_sealed.history.has_changes()]
    if renamed := [row for row in named if row not in session.new]:
        _lock(session, renamed)
    _index(session, named)


def _lock(session: Session, people: Sequence[Person]) -> None:
    """So that nobody who indexes those lacking does so by the name from before."""
    table: Table = Person.__table__  # type: ignore[assignment]  # declarative knows it as a FromClause
    for one in sorted(people, key=lambda person: person.id):
        own = and_(table.c.municipality_code == one.municipality_code, table.c.id == one.id)
        session.execute(select(table.c.id).where(own).with_for_update())


def index_those_lacking(session: Session, _: datetime) -> int:
    """Some of those whose name is not indexed, or by earlier rules; gives how many. Of two at once each has others."""
    query = (
        select(Person)
        .where(Person.name_words < name_search.RULES)
        .order_by(Person.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    lacking = session.scalars(query).all()
    _index(session, lacking)
    return len(lacking)


def _index(session: Session, people: Sequence[Person]) -> None:
    by_code: dict[str, list[Person]] = {}
    for one in people:
        by_code.setdefault(one.municipality_code, []).append(one)
    for code, theirs in by_code.items():
        session.execute(
            delete(_TABLE).where(_TABLE.c.municipality_code == code, _TABLE.c.person_id.in_([one.id for one in theirs]))
        )
        rows = list(_rows(session, code, theirs))
        if rows:
            session.execute(_TABLE.insert(), rows)
        for one in theirs:
            one.name_words = name_search.RULES


def _rows(session: Session, code: str, people: Sequence[Person]) -> Iterable[dict[str, Any]]:
    """Of those whose name can be opened still: with the data key destroyed there is none."""
    index, keys = name_index(code), data_keys(session, code)
    keys.load(one.id for one in people)
    for one in people:
        if keys.key(one.id) is not None:
            for found in index.of(one.name or ""):
                yield {"municipality_code": code, "person_id": one.id, **found._asdict()}
