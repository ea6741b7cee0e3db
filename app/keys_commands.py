"""ssp keys: the municipalities' own keys, made, changed and destroyed while the service runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from sqlalchemy import text

from app import service
from app.db import Database
from app.people import rotation
from app.people.encryption import Vault
from app.people.key_file import KeyFile, Keyring
from app.people.keys import add_keys
from app.settings import Settings
from app.telling import console, stop, telling_what_is_wrong
from workflows.profile import all_profiles, profile_for

app = typer.Typer(name="keys", no_args_is_help=True, help="The municipalities' keys for personal data")

Municipality = Annotated[str | None, typer.Option(help="Municipality code, for instance 607; else all of them")]


@app.command("status")
def show_status(municipality: Municipality = None) -> None:
    """Say which keys there are, and how many data keys are under each."""
    with telling_what_is_wrong() as settings, service.opened(settings) as opened:
        table = Table("municipality", "wrapping key", "", "data keys")
        for code in _chosen(municipality):
            with opened.database.transaction(code) as session:
                found = rotation.status(session, opened.vault, code)
            for key_id in (found.primary, *found.older):
                role = "wraps" if key_id == found.primary else "older"
                table.add_row(code, key_id, role, str(found.wrapped_with.get(key_id, 0)))
        typer.echo(_plain(table))


@app.command()
def add(municipality: Municipality = None) -> None:
    """Make the first keys of a municipality that has none. Keep a copy of them."""
    with telling_what_is_wrong() as settings:
        provider, chosen = service.key_provider(settings), _chosen(municipality)
        with _as_owner(settings) as database:
            added = add_keys(provider, database, chosen)
        for code in added:
            console.print(f"Municipality {code}: keys made in {provider.where()}. Keep a copy.", soft_wrap=True)
        if not added:
            console.print("Nothing to do: they have keys.")


@app.command("copy")
def copy_keys(
    file: Annotated[Path, typer.Argument(help="A new file")],
    municipality: Annotated[list[str], typer.Option(help="Its code; may be said several times")],
) -> None:
    """Write the keys of some municipalities to a new key file, for the installation they are moved to."""
    with telling_what_is_wrong() as settings:
        provider, codes = service.key_provider(settings), [profile_for(one).municipality_code for one in municipality]
        if not isinstance(provider, KeyFile):
            stop("These keys are in a key store: let it give the other installation the same.")
        if file.exists():
            stop(f"{file} exists already, and a key is never overwritten.")
        Keyring({code: provider.of(code) for code in codes}).write(file)
        console.print(f"Keys of {', '.join(codes)} written to {file}.", soft_wrap=True, highlight=False)


@app.command()
def rotate(
    municipality: Municipality = None,
    anew: Annotated[bool, typer.Option("--anew", help="Make a new key although the older ones are still kept")] = False,
) -> None:
    """Make a new wrapping key and wrap every data key with it, while the service runs.

    Stopped in the middle, it goes on where it was when it is run again.
    """
    with telling_what_is_wrong() as settings, service.opened(settings) as opened, _as_owner(settings) as database:
        _check_may_wrap(database)
        for code in _chosen(municipality):
            done = _rotate(database, opened.vault, code, anew=anew)
            with database.transaction(code) as session:
                found = rotation.status(session, opened.vault, code)
            console.print(
                f"Municipality {code}: {done} data keys wrapped anew; {found.total - found.left} of {found.total} are"
                f" under key {found.primary}.{_advice(code, found)}",
                soft_wrap=True, highlight=False,
            )  # fmt: skip


@app.command()
def retire(municipality: Municipality = None) -> None:
    """Destroy older wrapping keys that no data key is under. A backup from before needs a copy of them."""
    with telling_what_is_wrong() as settings, service.opened(settings) as opened, _as_owner(settings) as database:
        for code in _chosen(municipality):
            gone = rotation.retire(database, opened.vault, code)
            console.print(f"Municipality {code}: {len(gone)} older keys destroyed.", highlight=False)


def _rotate(database: Database, vault: Vault, code: str, *, anew: bool) -> int:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as shown:
        task = shown.add_task(f"Municipality {code}", total=None)
        return rotation.rotate(
            database, vault, code, anew=anew,
            progress=lambda done, total: shown.update(task, completed=done, total=total),
        )  # fmt: skip


def _advice(code: str, found: rotation.Status) -> str:
    if not found.older:
        return ""
    return f" {len(found.older)} older kept: ssp keys retire --municipality {code}, when no backup needs them."


def _chosen(municipality: str | None) -> list[str]:
    """Raises UnknownMunicipality."""
    if municipality is None:
        return [profile.municipality_code for profile in all_profiles()]
    return [profile_for(municipality).municipality_code]


@contextmanager
def _as_owner(settings: Settings) -> Iterator[Database]:
    """The database as whoever made its tables: nobody who serves requests may wrap a data key anew."""
    database = Database(service.database_url(settings), pool_size=2)
    try:
        yield database
    finally:
        database.close()


def _check_may_wrap(database: Database) -> None:
    """Before a new key is made."""
    with database.transaction() as session:
        if not session.scalar(text("select has_table_privilege('data_keys', 'update')")):
            stop("Data keys are wrapped anew by the tables' owner: set SSP_MIGRATION_URL, as for ssp migrate.")


def _plain(table: Table) -> str:
    with console.capture() as captured:
        console.print(table)
    return captured.get().rstrip()
