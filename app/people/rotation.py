"""A new wrapping key for a municipality while the service runs: every data key is wrapped anew, then the old one goes.

Sealed texts are not touched, for data keys stay what they are. It may be stopped anywhere and run
again: what is left to do is what stands in the data keys' own rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Uuid, bindparam, func, select, text
from sqlalchemy.orm import Session

from app.db import Database
from app.people.data_keys import unwrapped, wait_for_those_who_wrap, wrapped
from app.people.key_models import DataKey
from app.people.vault import Vault

CHUNK = 500
"""Data keys to a transaction: some tenths of a second's work, so that nobody waits and a kill loses little."""

Progress = Callable[[int, int], None]
"""Is told how many are done, and of how many."""


class InUse(Exception):
    """Older wrapping keys still have data keys; the message says what to do."""


@dataclass(frozen=True)
class Status:
    """Of one municipality: its wrapping keys, and how many data keys each has wrapped."""

    municipality_code: str
    primary: str
    older: tuple[str, ...]
    wrapped_with: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.wrapped_with.values())

    @property
    def left(self) -> int:
        """Data keys that are not under the primary key."""
        return self.total - self.wrapped_with.get(self.primary, 0)


def status(session: Session, vault: Vault, municipality_code: str) -> Status:
    counting = (
        select(DataKey.wrapped_with, func.count())
        .where(DataKey.municipality_code == municipality_code)
        .group_by(DataKey.wrapped_with)
    )
    counted = dict(session.execute(counting).all())
    keys = vault.of(municipality_code)
    return Status(municipality_code, keys.primary, tuple(keys.older), counted)


def rotate(
    database: Database, vault: Vault, municipality_code: str, *, anew: bool = False, progress: Progress | None = None
) -> int:
    """A new primary wrapping key, and every data key wrapped with it; gives how many were wrapped anew.

    While an older key is kept, the last rotation is gone on with and no other begun, unless ``anew``.
    ``database`` has the owner's rights. Raises NoKey, and CannotOpen for a data key that was moved.
    """
    if anew or not vault.of(municipality_code).older:
        vault.provider.rotate(municipality_code)
    with database.transaction(municipality_code) as session:
        wait_for_those_who_wrap(session, municipality_code)
        left = status(session, vault, municipality_code).left
    done = 0
    while True:
        with database.transaction(municipality_code) as session:
            wrapped_now = _wrap_some(session, vault, municipality_code)
        if not wrapped_now:
            return done
        done += wrapped_now
        if progress:
            progress(done, max(left, done))


_STORE = text(
    """
    update data_keys set wrapped = newer.wrapped, wrapped_with = :primary
    from unnest(:ids, :wrapped) as newer(id, wrapped)
    where data_keys.municipality_code = :code and data_keys.id = newer.id
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid())), bindparam("wrapped", type_=ARRAY(LargeBinary())))


def _wrap_some(session: Session, vault: Vault, municipality_code: str) -> int:
    keys = vault.of(municipality_code)
    query = (
        select(DataKey.id, DataKey.wrapped)
        .where(DataKey.municipality_code == municipality_code, DataKey.wrapped_with != keys.primary)
        .order_by(DataKey.id)
        .limit(CHUNK)
        .with_for_update()
    )
    anew: dict[UUID, bytes] = {}
    for key_id, before in session.execute(query):
        data_key = unwrapped(keys, municipality_code, key_id, before)
        anew[key_id] = wrapped(keys, municipality_code, key_id, data_key)
    if anew:
        values = {"code": municipality_code, "primary": keys.primary, "ids": list(anew), "wrapped": [*anew.values()]}
        session.execute(_STORE, values)
    return len(anew)


def retire(database: Database, vault: Vault, municipality_code: str) -> tuple[str, ...]:
    """Destroys the older wrapping keys, once no data key is under them; gives their ids. Raises InUse and NoKey.

    Nobody wraps from before the count until the keys are gone, so no data key is lost with them.
    """
    with database.transaction(municipality_code) as session:
        wait_for_those_who_wrap(session, municipality_code)
        now = status(session, vault, municipality_code)
        if now.left:
            raise InUse(
                f"{now.left} of {now.total} data keys of municipality {municipality_code} are still under older keys:"
                f" run ssp keys rotate --municipality {municipality_code}"
            )
        if now.older:
            vault.provider.retire(municipality_code, now.older)
        return now.older
