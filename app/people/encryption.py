"""Texts that stand sealed in their column: a model assigns and reads them as texts.

What is assigned is sealed when the session is flushed, under the data key of the row's owner, and
opened when it is read. The keys of all rows that the session has at hand are loaded in one query, so
a page costs as much as a row.
"""

from collections.abc import Iterable, Iterator
from typing import Any, overload
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, object_session

from app.db import CAUSE
from app.people.data_keys import NOBODYS, DataKeys, data_keys
from app.people.key_provider import NoKey
from app.people.sealing import TO_BE_SEALED, CannotOpen, NotThere, key_id_of, opened, place, seal
from app.people.vault import Vault, use, vault

__all__ = ["CannotOpen", "NoKey", "SealedText", "Vault", "reading", "use", "vault"]

_WAITING = "_texts_to_be_sealed"


class SealedText:
    """A text attribute that is stored sealed, in the column ``<name>_sealed`` of the same row.

    The row's municipality_code and id must be set before the flush. Its class says in ``sealed_for``
    which column names the owner of the texts; None is for what is nobody's in particular.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.column = f"{name}_sealed"
        _TEXTS.setdefault(owner, []).append(self)

    @overload
    def __get__(self, row: None, owner: type) -> "SealedText": ...
    @overload
    def __get__(self, row: Any, owner: type) -> str | None: ...
    def __get__(self, row: Any, owner: type) -> "SealedText | str | None":
        if row is None:
            return self
        sealed = getattr(row, self.column)
        if sealed is None:
            return None
        if sealed == TO_BE_SEALED:
            waiting: dict[str, str] = row.__dict__[_WAITING]
            return waiting[self.name]
        session = object_session(row)
        if session is None:
            raise RuntimeError("a sealed text is read within its transaction")
        return _read(session, row, self.column, sealed)

    def __set__(self, row: Any, text: str | None) -> None:
        waiting = row.__dict__.setdefault(_WAITING, {})
        waiting.pop(self.name, None)
        if text:
            waiting[self.name] = text
        setattr(row, self.column, TO_BE_SEALED if text else None)


_TEXTS: dict[type, list[SealedText]] = {}


def reading(session: Session, municipality_code: str, table: str, column: str, row: UUID, sealed: bytes) -> str:
    """What a sealed value says that was read without its row. Raises CannotOpen."""
    key_id = key_id_of(sealed)
    key = data_keys(session, municipality_code).key(key_id) if key_id else None
    try:
        if key is None:
            raise NotThere
        return opened(key, sealed, place(municipality_code, table, column, row))
    except NotThere:
        raise CannotOpen(municipality_code, table, column, row) from None


def _read(session: Session, row: Any, column: str, sealed: bytes) -> str:
    code, key_id = row.municipality_code, key_id_of(sealed)
    try:
        if key_id is not None:
            keys = data_keys(session, code)
            if not keys.has_asked_for(key_id):
                keys.load(_keys_at_hand(session, code))
        return reading(session, code, row.__tablename__, column, row.id, sealed)
    except (CannotOpen, DBAPIError) as error:
        session.info[CAUSE] = error  # a schema that reads the row makes a validation error of it
        raise


def _keys_at_hand(session: Session, municipality_code: str) -> Iterator[UUID]:
    """Of everything sealed that the session holds, whichever row was asked first."""
    for row in session.identity_map.values():
        for text in _TEXTS.get(type(row), ()):
            sealed = row.__dict__.get(text.column)
            if sealed and row.__dict__.get("municipality_code") == municipality_code:
                key_id = key_id_of(sealed)
                if key_id is not None:
                    yield key_id


@event.listens_for(Session, "before_flush")
def _seal_what_waits(session: Session, *_: Any) -> None:
    for row in session.dirty:
        if type(row) in _TEXTS and _has_another_owner(row):
            _take_along(row)
    waiting = [row for row in (*session.new, *session.dirty) if row.__dict__.get(_WAITING)]
    owners: dict[str, set[UUID]] = {}
    for row in waiting:
        owners.setdefault(row.municipality_code, set()).add(_owner_of(row))
    for code, ids in owners.items():
        keys = data_keys(session, code)
        keys.load({*ids, NOBODYS, *_keys_at_hand(session, code)})  # what is written now is often read next
        keys.for_owners(ids)
    for row in waiting:
        _seal(data_keys(session, row.municipality_code), row)


def _owner_of(row: Any) -> UUID:
    owner: UUID | None = getattr(row, row.sealed_for) if row.sealed_for else None
    return owner or NOBODYS


def _has_another_owner(row: Any) -> bool:
    return bool(row.sealed_for and inspect(row).attrs[row.sealed_for].history.deleted)


def _take_along(row: Any) -> None:
    """Texts follow their owner: with its key destroyed, none of them is left under another's."""
    for text in _TEXTS[type(row)]:
        words = getattr(row, text.name)
        if words is not None:
            setattr(row, text.name, words)


def _seal(keys: DataKeys, row: Any) -> None:
    owner, waiting = _owner_of(row), row.__dict__[_WAITING]
    key = keys.key(owner)
    if key is None:
        raise RuntimeError("the owner's data key is gone in the middle of a transaction")
    for text in _TEXTS[type(row)]:
        if text.name in waiting:
            at = place(row.municipality_code, row.__tablename__, text.column, row.id)
            setattr(row, text.column, seal(key, owner, waiting[text.name], at))
    waiting.clear()


def sealed_columns(models: Iterable[type]) -> set[tuple[str, str]]:
    """Table and column of every sealed text."""
    return {(model.__tablename__, text.column) for model in models for text in _TEXTS.get(model, ())}  # type: ignore[attr-defined]  # a mapped class has a table
