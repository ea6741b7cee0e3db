"""The key file for personal data: found, checked against what it should open, or made for an empty database."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.encryption import CannotOpen, NoKey, Vault
from app.people.models import Person


def open_vault(path: Path, session: Session, *, may_make: bool) -> Vault:
    """The vault whose key is in ``path``.

    Raises NoKey when the file is missing and may not be made, or when it does not open what is
    stored: a new key over old data would lose it.
    """
    stored = session.scalars(select(Person).limit(1)).first()
    if not path.exists():
        if stored is not None:
            raise NoKey(f"The database holds personal data, and its key is not at {path}. Restore the key file.")
        if not may_make:
            raise NoKey(f"No key for personal data at {path}. Make one with: ssp new-key {path}")
        Vault.generate().write(path)
    vault = Vault.from_file(path)
    if stored is not None:
        try:
            vault.open(stored.name_sealed, stored.municipality_code, Person.__tablename__, "name_sealed", stored.id)
        except CannotOpen:
            raise NoKey(f"The key at {path} does not open what the database holds. Restore the right one.") from None
    return vault
