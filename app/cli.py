"""ssp: the commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.exc import OperationalError

from app import clock, logs, migrate, service, worker
from app.access.tokens import NoTokenKeys
from app.caller import Caller
from app.demo import run_demo
from app.embedded import EmbeddedFailed
from app.errors import Problem
from app.import_command import import_with_progress
from app.main import openapi_text
from app.people.encryption import NoKey, Vault
from app.settings import Settings, SettingsWrong, read_settings
from app.web_server import serve_until_stopped
from workflows import diagrams as workflow_diagrams
from workflows.profile import UnknownMunicipality, profile_for
from workflows.roles import GRANTABLE_ROLES, Role

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="SSP-sagsgang", add_completion=False)
console = Console(stderr=True)

Municipality = Annotated[str, typer.Option(help="Municipality code, for instance 607")]


@contextmanager
def _telling_what_is_wrong() -> Iterator[Settings]:
    """A failure that the user can do something about is one sentence, not a traceback."""
    try:
        yield read_settings()
    except (SettingsWrong, EmbeddedFailed, NoKey, NoTokenKeys) as error:
        _stop(str(error))
    except UnknownMunicipality as error:
        _stop(f"There is no profile for municipality {error.municipality_code}.")
    except OperationalError:
        _stop("The database does not answer. Is DATABASE_URL right, and is PostgreSQL running?")
    except Problem as error:
        _stop(f"{error.title}. {error.detail or ''}")


def _stop(message: str) -> None:
    console.print(message, style="red", highlight=False, markup=False)
    raise typer.Exit(1)


@app.command()
def serve() -> None:
    """Serve the API."""
    logs.configure()
    with _telling_what_is_wrong() as settings:
        verifier = service.token_verifier(settings)
        with service.opened(settings) as opened:
            serve_until_stopped(opened, verifier)


@app.command("worker")
def work() -> None:
    """Watch the deadlines and do the jobs."""
    logs.configure()
    with _telling_what_is_wrong() as settings, service.opened(settings) as opened:
        worker.run(opened.url, opened.database)


@app.command()
def demo() -> None:
    """Everything at once, on the embedded database, with fictitious lists and tokens for all roles."""
    logs.configure()
    with _telling_what_is_wrong() as settings:
        run_demo(settings.model_copy(update={"demo": True}), console)


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    municipality: Municipality,
    week: Annotated[str | None, typer.Option(help="For instance 2026-W47, when the file does not say")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check, store nothing")] = False,
) -> None:
    """Read a weekly list and print its receipt."""
    with _telling_what_is_wrong() as settings:
        profile_for(municipality)
        with service.opened(settings) as opened:
            by = Caller("cli", Role.COORDINATOR, municipality, clock.now())
            receipt = import_with_progress(opened.database, file, by=by, week=week, dry_run=dry_run, console=console)
        typer.echo(receipt.model_dump_json(indent=1))


@app.command()
def token(
    role: Annotated[str, typer.Option(help=", ".join(sorted(GRANTABLE_ROLES)))],
    municipality: Municipality,
    subject: Annotated[str | None, typer.Option(help="Who; by default the role's own name")] = None,
) -> None:
    """Print a demo token (demo mode alone)."""
    with _telling_what_is_wrong() as settings:
        if role not in set(GRANTABLE_ROLES):
            _stop(f"There is no role {role!r}. Choose one of: {', '.join(sorted(GRANTABLE_ROLES))}.")
        profile_for(municipality)
        issuer = service.demo_issuer(settings)
        typer.echo(issuer.token(Role(role), municipality, subject=subject or role, at=clock.now()))


@app.command("migrate")
def migrate_database(
    revision: Annotated[str, typer.Argument()] = "head",
    down: Annotated[bool, typer.Option("--down", help="Go back to the revision (base: to nothing)")] = False,
) -> None:
    """Bring the database to the newest shape."""
    with _telling_what_is_wrong() as settings:
        url = service.database_url(settings)
        (migrate.downgrade if down else migrate.upgrade)(url, revision)
        console.print("Done.")


@app.command("new-key")
def new_key(file: Annotated[Path, typer.Argument()]) -> None:
    """Make a key file for personal data. Keep it, and keep a copy: without it the data cannot be read."""
    if file.exists():
        _stop(f"{file} exists already, and a key is never overwritten.")
    Vault.generate().write(file)
    console.print(f"Written to {file}.")


@app.command("openapi")
def write_openapi(file: Annotated[Path, typer.Argument()] = Path("openapi/openapi.json")) -> None:
    """Write the OpenAPI document."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(openapi_text(), encoding="utf-8")


@app.command()
def diagrams(folder: Annotated[Path, typer.Argument()] = Path("docs/workflows")) -> None:
    """Write the workflows' diagrams and the report of their proofs."""
    workflow_diagrams.write(folder)
