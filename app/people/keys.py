"""The keys for personal data at the start: found, tried on what they should open, or made for an empty database."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import LargeBinary, String, Uuid, column, select, table
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.db import Database
from app.people.data_keys import data_keys, unwrapped
from app.people.encryption import reading
from app.people.key_file import KeyFile
from app.people.key_models import DataKey
from app.people.key_provider import KeyProvider, NoKey
from app.people.models import Person
from app.people.sealing import CannotOpen, key_id_of
from app.people.vault import Vault, for_now, indexed
from workflows.profile import all_profiles

FILE = "file"


def provider_for(name: str, path: Path) -> KeyProvider:
    """The key file at ``path``, or what ``package.module:factory`` makes. Raises NoKey."""
    if name == FILE:
        return KeyFile(path)
    module, _, factory = name.partition(":")
    try:
        made: KeyProvider = getattr(import_module(module), factory)()
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise NoKey(
            f"SSP_KEY_PROVIDER={name} cannot be loaded ({type(error).__name__}): write file, or package.module:factory"
        ) from None
    return made


def open_vault(provider: KeyProvider, database: Database, *, may_make: bool) -> Vault:
    """The vault whose keys ``provider`` has, tried on one of each kind of what is stored in each municipality.

    Raises NoKey when keys are missing and may not be made, or do not open what is stored: new keys over
    old data would lose it.
    """
    vault = Vault(provider)
    codes = [profile.municipality_code for profile in all_profiles()]
    held = provider.municipalities()
    lacking = [code for code in codes if code not in held]
    _refuse_over_data(provider, database, lacking)
    if lacking and may_make:
        provider.add(lacking)
    elif lacking and not held:
        raise NoKey(f"No key for personal data at {provider.where()}. Make one with: ssp new-key {provider.where()}")
    for code in codes:
        provider.of(code)  # in one sentence, what to do for a municipality that lacks its keys
    for code in held:
        with for_now(vault), database.transaction(code) as session:
            fits = _unwraps(session, vault, code) and _opens(session, code) and _finds(session, vault, code)
        if not fits:
            raise NoKey(
                f"The key at {provider.where()} does not open what the database holds of municipality {code}."
                " Restore the right one."
            )
    return vault


def add_keys(provider: KeyProvider, database: Database, codes: Iterable[str]) -> list[str]:
    """First keys for those of the municipalities that have none; gives which. Raises NoKey over old data."""
    held = provider.municipalities()
    lacking = [code for code in codes if code not in held]
    _refuse_over_data(provider, database, lacking)
    if lacking:
        provider.add(lacking)
    return lacking


def _refuse_over_data(provider: KeyProvider, database: Database, lacking: Iterable[str]) -> None:
    for code in lacking:
        with database.transaction(code) as session:
            if _has_data(session, code):
                raise NoKey(
                    f"The database holds personal data of municipality {code}, and its key is not at"
                    f" {provider.where()}. Restore the key file."
                )


class _Sealed(NamedTuple):
    """A sealed value and the place it is bound to."""

    table: str
    column: str
    row: UUID
    value: bytes


_COLUMNS = sql(
    r"""
    select table_name, column_name from information_schema.columns
    where table_schema = current_schema() and column_name like '%\_sealed'
    """
)
"""Whatever tables there are."""

_LOOKED_THROUGH = 1000
"""Rows of a table, for a value in a column that is seldom filled in."""


def _has_data(session: Session, code: str) -> bool:
    kept = select(DataKey.id).where(DataKey.municipality_code == code).limit(1)
    return session.scalar(kept) is not None or next(_one_of_each(session, code), None) is not None


def _one_of_each(session: Session, code: str) -> Iterator[_Sealed]:
    """A new row of each sealed column."""
    for table_name, column_name in session.execute(_COLUMNS).all():
        rows = table(table_name, column("municipality_code", String()), column("id", Uuid()))
        newest = (
            select(rows.c.id, column(column_name, LargeBinary()).label("value"))
            .where(rows.c.municipality_code == code)
            .order_by(rows.c.id.desc())
            .limit(_LOOKED_THROUGH)
            .subquery()
        )
        row = session.execute(select(newest).where(newest.c.value.is_not(None)).limit(1)).first()
        if row is not None:
            yield _Sealed(table_name, column_name, *row)


def _unwraps(session: Session, vault: Vault, code: str) -> bool:
    """One data key of each wrapping key that was ever used."""
    newest = (
        select(DataKey.id, DataKey.wrapped, DataKey.wrapped_with)
        .ext(distinct_on(DataKey.wrapped_with))
        .where(DataKey.municipality_code == code)
        .order_by(DataKey.wrapped_with, DataKey.id.desc())
    )
    try:
        for key_id, wrapped, wrapped_with in session.execute(newest):
            unwrapped(vault.of(code, wrapped_with), code, key_id, wrapped)
    except CannotOpen:
        return False
    return True


def _opens(session: Session, code: str) -> bool:
    """One value of each kind. A destroyed data key is no fault of the municipality's key."""
    try:
        for one in _one_of_each(session, code):
            key_id = key_id_of(one.value)
            if key_id is not None and data_keys(session, code).key(key_id) is None:
                continue
            reading(session, code, *one)
    except CannotOpen:
        return False
    return True


def _finds(session: Session, vault: Vault, code: str) -> bool:
    """Whether somebody with a CPR number would be found again: with another index a child would get a second case."""
    query = (
        select(Person)
        .where(Person.municipality_code == code, Person.cpr_number_index.is_not(None))
        .order_by(Person.id.desc())
        .limit(_LOOKED_THROUGH)
    )
    keys = data_keys(session, code)
    for person in session.scalars(query):
        if keys.key(person.id) is not None:
            return indexed(vault.of(code), code, "cpr", person.cpr_number or "") == person.cpr_number_index
    return True
