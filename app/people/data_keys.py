"""The data keys that one session has met: loaded many at a time, made where an owner has none, and never kept longer.

A new key is wrapped under a lock that is shared with other sessions and held until the transaction ends.
Whoever changes the wrapping keys waits for it once (``wait_for_those_who_wrap``): after that nobody
is left who still wraps with what was the primary key before.
"""

import os
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ARRAY, Table, Uuid, any_, event, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import clock
from app.people.key_models import DataKey
from app.people.key_provider import DoesNotUnwrap, MunicipalityKeys
from app.people.sealing import KEY_BYTES, CannotOpen, place
from app.people.vault import vault

NOBODYS: Final = UUID(int=0)
"""The owner of what is nobody's in particular: kept answers, history without a case."""

_HELD = "people.data_keys"
_CIPHERS: Final = 256
"""So many ready to use at once: one takes 2.4 KB, its key 32 bytes, and a list has a hundred thousand."""
_TABLE: Table = DataKey.__table__  # type: ignore[assignment]  # declarative knows it as a FromClause


class Stored(NamedTuple):
    """A data key as the database has it."""

    wrapped: bytes
    wrapped_with: str


class DataKeys:
    """Those of one municipality in one session."""

    def __init__(self, session: Session, municipality_code: str) -> None:
        self._session, self._code = session, municipality_code
        self._stored: dict[UUID, Stored | None] = {}
        self._open: dict[UUID, bytes] = {}
        self._cipher = lru_cache(_CIPHERS)(AESGCM)
        self._wrapping: MunicipalityKeys | None = None

    def load(self, key_ids: Iterable[UUID]) -> None:
        """In one query, those that have not been asked for yet."""
        wanted = [one for one in set(key_ids) if one not in self._stored and one not in self._open]
        if wanted:
            query = select(_TABLE.c.id, _TABLE.c.wrapped, _TABLE.c.wrapped_with).where(
                _TABLE.c.municipality_code == self._code, _TABLE.c.id == any_(literal(wanted, ARRAY(Uuid())))
            )
            found = {row.id: Stored(row.wrapped, row.wrapped_with) for row in self._session.execute(query)}
            self._stored.update({one: found.get(one) for one in wanted})

    def has_asked_for(self, key_id: UUID) -> bool:
        return key_id in self._stored or key_id in self._open

    def key(self, key_id: UUID) -> AESGCM | None:
        """None when it is destroyed. Raises CannotOpen when it does not unwrap where it stands."""
        if key_id not in self._open:
            self.load([key_id])
            stored = self._stored[key_id]
            if stored is None:
                return None
            keys = vault().of(self._code, stored.wrapped_with)
            self._open[key_id] = unwrapped(keys, self._code, key_id, stored.wrapped)
        return self._cipher(self._open[key_id])

    def for_owners(self, owners: Collection[UUID]) -> None:
        """Sees to it that each has a key, in a handful of statements whatever their number."""
        self.load({*owners, NOBODYS})
        lacking = sorted(one for one in set(owners) if one not in self._open and self._stored[one] is None)
        if lacking:
            self._make(lacking)

    def wrapping(self) -> MunicipalityKeys:
        """The keys to wrap with until this transaction ends; whoever changes them waits for that."""
        if self._wrapping is None:
            self._session.execute(select(func.pg_advisory_xact_lock_shared(*_lock(self._code))))
            self._wrapping = vault().of(self._code)
        return self._wrapping

    def keep(self, key_id: UUID, data_key: bytes) -> None:
        """One that was made and is stored by other means."""
        self._open[key_id] = data_key

    def _make(self, owners: list[UUID]) -> None:
        """Of two at once for one owner, the later uses the other's."""
        keys = self.wrapping()
        made = {one: os.urandom(KEY_BYTES) for one in owners}
        rows: list[dict[str, Any]] = [
            {
                "municipality_code": self._code,
                "id": one,
                "wrapped": wrapped(keys, self._code, one, data_key),
                "wrapped_with": keys.primary,
                "made_at": clock.now(),
            }
            for one, data_key in made.items()
        ]
        statement = insert(_TABLE).values(rows).on_conflict_do_nothing().returning(_TABLE.c.id)
        ours = set(self._session.execute(statement).scalars())
        for one in owners:
            if one in ours:
                self._open[one] = made[one]
            else:
                del self._stored[one]
        self.load(owners)


def data_keys(session: Session, municipality_code: str) -> DataKeys:
    held: dict[str, DataKeys] = session.info.setdefault(_HELD, {})
    if municipality_code not in held:
        held[municipality_code] = DataKeys(session, municipality_code)
    return held[municipality_code]


def forget(session: Session) -> None:
    """What was made since a savepoint that is undone is not there any more; the rest is read again."""
    session.info.pop(_HELD, None)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(_HELD, None)


def wrapped(keys: MunicipalityKeys, municipality_code: str, key_id: UUID, data_key: bytes) -> bytes:
    return keys.wrap(data_key, _place(municipality_code, key_id))


def unwrapped(keys: MunicipalityKeys, municipality_code: str, key_id: UUID, wrapped: bytes) -> bytes:
    """The data key. Raises CannotOpen."""
    try:
        return keys.unwrap(wrapped, _place(municipality_code, key_id))
    except DoesNotUnwrap:
        raise CannotOpen(municipality_code, DataKey.__tablename__, "wrapped", key_id) from None


def _place(municipality_code: str, key_id: UUID) -> bytes:
    return place(municipality_code, DataKey.__tablename__, "wrapped", key_id)


def wait_for_those_who_wrap(session: Session, municipality_code: str) -> None:
    """Until no transaction is left that asked for the keys before now; new ones wait for this one's end."""
    session.execute(select(func.pg_advisory_xact_lock(*_lock(municipality_code))))


def _lock(municipality_code: str) -> tuple[Any, int]:
    return func.hashtext("ssp.keys"), int(municipality_code)
