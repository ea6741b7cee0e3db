"""Sealing for COPY: every data key is at hand before the first row is sent, for nothing can be asked on the way."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.copying import NULL, Lines, octets
from app.people.data_keys import data_keys, wrapped
from app.people.encryption import reading
from app.people.key_models import DataKey
from app.people.sealing import KEY_BYTES, NONCE_BYTES, key_id_of, place, random_bytes, seal


class Sealing:
    """The data keys of those a list is about. Those of new people are made here and stored as the list's own rows.

    ``owners`` are stored already; ``sealed`` are values that will be opened, to be sealed in another row.
    """

    def __init__(
        self, session: Session, municipality_code: str, at: datetime, owners: Collection[UUID], sealed: Iterable[bytes]
    ) -> None:
        self._session, self._code = session, municipality_code
        self._data_keys, self._nonces = random_bytes(KEY_BYTES), random_bytes(NONCE_BYTES)
        self._keys = data_keys(session, municipality_code)
        self._keys.load(one for one in map(key_id_of, sealed) if one)
        if owners:
            self._keys.for_owners(owners)
        self._wrapping = self._keys.wrapping()
        shared = {"municipality_code": municipality_code, "wrapped_with": self._wrapping.primary, "made_at": at}
        self.lines = Lines(DataKey, shared, ("id", "wrapped"))

    def make_key(self, person_id: UUID) -> None:
        """Of somebody new."""
        data_key = next(self._data_keys)
        self._keys.keep(person_id, data_key)
        self.lines.add(person_id.hex, octets(wrapped(self._wrapping, self._code, person_id, data_key)))

    def seal(self, owner: UUID, table: str, column: str, words: str | None, row: UUID) -> str:
        """As COPY has it; empty is no value."""
        if not words:
            return NULL
        key = self._keys.key(owner)
        if key is None:
            raise RuntimeError("a row's owner has no data key")
        return octets(seal(key, owner, words, place(self._code, table, column, row), next(self._nonces)))

    def open(self, table: str, column: str, sealed: bytes, row: UUID) -> str:
        """Raises CannotOpen."""
        return reading(self._session, self._code, table, column, row, sealed)
