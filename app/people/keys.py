"""The key file for personal data: found, checked against what it should open, or made for an empty database."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import LargeBinary, String, Uuid, column, select, table
from sqlalchemy import text as sql

from app.db import Database
from app.people.encryption import CannotOpen, NoKey, Vault
from app.people.models import Person
from workflows.profile import all_profiles


class Sealed(NamedTuple):
    """A sealed value and the place it is bound to."""

    municipality_code: str
    table: str
    column: str
    row: UUID
    value: bytes


def open_vault(path: Path, database: Database, *, may_make: bool) -> Vault:
    """The vault whose key is in ``path``.

    Raises NoKey when the file is missing and may not be made, or when it does not open what is
    stored: a new key over old data would lose it.
    """
    codes = [profile.municipality_code for profile in all_profiles()]
    stored = [one for code in codes for one in _one_of_each(database, code)]
    if not path.exists():
        if stored:
            raise NoKey(f"The database holds personal data, and its key is not at {path}. Restore the key file.")
        if not may_make:
            raise NoKey(f"No key for personal data at {path}. Make one with: ssp new-key {path}")
        Vault.generate().write(path)
    vault = Vault.from_file(path)
    if not _opens(vault, stored) or not all(_finds(vault, database, code) for code in codes):
        raise NoKey(f"The key at {path} does not open what the database holds. Restore the right one.")
    return vault


_ALWAYS_SEALED = sql(
    """
    select table_name, column_name from information_schema.columns
    where table_schema = current_schema() and column_name like '%\\_sealed' and is_nullable = 'NO'
    """
)
"""The columns in which every row has something sealed, so that one row tells; whatever tables there are."""


def _one_of_each(database: Database, municipality_code: str) -> Iterator[Sealed]:
    with database.transaction(municipality_code) as session:
        for table_name, column_name in session.execute(_ALWAYS_SEALED).all():
            query = select(
                column("municipality_code", String()), column("id", Uuid()), column(column_name, LargeBinary())
            )
            row = session.execute(query.select_from(table(table_name)).limit(1)).first()
            if row is not None:
                yield Sealed(row[0], table_name, column_name, row[1], row[2])


def _opens(vault: Vault, stored: list[Sealed]) -> bool:
    try:
        for one in stored:
            vault.open(one.value, one.municipality_code, one.table, one.column, one.row)
    except CannotOpen:
        return False
    return True


def _finds(vault: Vault, database: Database, municipality_code: str) -> bool:
    """Whether somebody with a CPR number would be found again: with another index a child would get a second case."""
    with database.transaction(municipality_code) as session:
        person = session.scalars(select(Person).where(Person.cpr_number_index.is_not(None)).limit(1)).first()
    if person is None or person.cpr_number_sealed is None:
        return True
    place = person.municipality_code, Person.__tablename__, "cpr_number_sealed", person.id
    number = vault.open(person.cpr_number_sealed, *place)
    return vault.index(person.municipality_code, "cpr", number) == person.cpr_number_index
