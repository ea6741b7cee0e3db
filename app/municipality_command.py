"""ssp municipality: closed in one database, moved into another, and removed where it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app import clock, service
from app.db import Database
from app.moving import carrying, closing, removing
from app.moving.tables import CannotMove
from app.settings import Settings
from app.telling import console, stop, telling_what_is_wrong
from workflows.profile import profile_for

app = typer.Typer(
    name="municipality", no_args_is_help=True, help="Moving a municipality to a database of its own (docs/spreading.md)"
)

Municipality = Annotated[str, typer.Option(help="Municipality code, for instance 607")]
Municipalities = Annotated[list[str], typer.Option("--municipality", help="Its code; may be said several times")]
Other = Annotated[
    Path, typer.Option(exists=True, dir_okay=False, help="A file with the new database's address, as its owner")
]


@app.command("close")
def close(municipality: Municipality) -> None:
    """Close a municipality here: its rows stay, and nobody sees or changes them. Others work on."""
    with _moving() as (_, database):
        code = profile_for(municipality).municipality_code
        closed = closing.close(database, code)
        console.print(f"Municipality {code} is closed{'' if closed else ' already'}.", highlight=False)


@app.command("open")
def reopen(
    municipality: Municipality,
    given_up: Annotated[
        bool, typer.Option("--given-up", help="A move was begun, and what it made is thrown away")
    ] = False,
) -> None:
    """Open a municipality again, with everything as it was."""
    with _moving() as (_, database):
        code = profile_for(municipality).municipality_code
        closing.reopen(database, code, given_up=given_up)
        console.print(f"Municipality {code} is open.", highlight=False)


@app.command("move")
def move(municipality: Municipalities, to: Other) -> None:
    """Copy closed municipalities into a new, migrated, empty database: all of it or nothing. Here everything stays."""
    with _moving() as (settings, source), _other(to) as target:
        codes = sorted({profile_for(one).municipality_code for one in municipality})
        for moved in carrying.move(source, service.database_url(settings), target, codes, at=clock.now()):
            console.print(
                f"Municipality {moved.municipality_code}: {sum(moved.rows.values())} rows of {len(moved.rows)} tables"
                f" and {moved.jobs} jobs are there, each table as it was; the log goes on from row {moved.log}.",
                soft_wrap=True, highlight=False,
            )  # fmt: skip


@app.command("remove")
def remove(
    municipality: Municipality,
    moved_to: Other,
    yes: Annotated[
        bool, typer.Option("--yes", help="It has been checked that the other database has everything")
    ] = False,
) -> None:
    """Remove a municipality here, once its log goes on in the other database. It cannot be undone."""
    if not yes:
        raise typer.BadParameter(
            "Check the other database first (ssp reconcile, ssp verify-audit).", param_hint="--yes"
        )
    with _moving() as (_, source), _other(moved_to) as target:
        code = profile_for(municipality).municipality_code
        removed = removing.remove(source, target, code)
        console.print(f"Municipality {code}: {removed} rows removed here. It stays closed.", highlight=False)


@contextmanager
def _moving() -> Iterator[tuple[Settings, Database]]:
    """The database of this installation, as whoever made its tables."""
    with telling_what_is_wrong() as settings:
        database = Database(service.database_url(settings), pool_size=2)
        try:
            yield settings, database
        except CannotMove as error:
            stop(str(error))
        finally:
            database.close()


@contextmanager
def _other(file: Path) -> Iterator[Database]:
    """A password stands on no command line."""
    database = Database(file.read_text(encoding="utf-8").strip(), pool_size=2)
    try:
        yield database
    finally:
        database.close()
