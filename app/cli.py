"""ssp: the commands."""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from app import (
    audit_commands,
    clock,
    keys_commands,
    logs,
    migrate,
    municipality_command,
    reconcile_command,
    routing_commands,
    service,
    versions_command,
    what_if_command,
    worker,
)
from app.access import paper as access_paper
from app.caller import Caller
from app.demo import run_demo
from app.import_command import import_with_progress
from app.main import openapi_text
from app.metrics.figures import figures_of_all
from app.metrics.serving import giving
from app.people.encryption import Vault
from app.sandbox import run_sandbox
from app.telling import console, stop, telling_what_is_wrong
from app.traces.service import collected
from app.web_server import check_port, serve_until_stopped
from workflows import diagrams as workflow_diagrams
from workflows.profile import profile_for
from workflows.roles import GRANTABLE_ROLES, Role

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="SSP-sagsgang", add_completion=False)
app.add_typer(keys_commands.app)
app.add_typer(audit_commands.app)
app.add_typer(routing_commands.app)
app.add_typer(versions_command.app)
app.add_typer(municipality_command.app)
app.command("what-if")(what_if_command.what_if)
app.command("verify-audit")(audit_commands.verify_log)
app.command("reconcile")(reconcile_command.reconcile)

Municipality = Annotated[str, typer.Option(help="Municipality code, for instance 607")]


def _start_to_run() -> None:
    """Logs, and ends in good order when told to: Python itself would leave PostgreSQL and the worker behind."""
    logs.configure()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # the terminal is closed, and not under nohup
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))


def _end_with_input() -> None:
    """Ends this process when the other end of its standard input does, be it by kill -9."""

    def wait() -> None:
        while os.read(0, 1024):  # not through sys.stdin: its lock is not given back when the process ends
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


@app.command()
def serve() -> None:
    """Serve the API."""
    _start_to_run()
    with telling_what_is_wrong() as settings:
        verifier = service.token_verifier(settings)
        check_port(settings)
        with service.opened(settings) as opened:
            serve_until_stopped(opened, verifier)


@app.command("worker")
def work(
    until_input_ends: Annotated[bool, typer.Option(hidden=True, help="Stop when whoever started it is gone")] = False,
) -> None:
    """Watch the deadlines and do the jobs."""
    _start_to_run()
    if until_input_ends:
        _end_with_input()
    with telling_what_is_wrong() as settings, service.opened(settings, service.Part.WORKER) as opened:
        sinks = service.sinks(settings)
        with (
            giving(figures_of_all(opened.database, [sink.name for sink in sinks]), settings),
            collected(settings, "worker", opened.database),
        ):
            worker.run(
                opened.url,
                opened.database,
                sinks,
                settings.audit_checkpoints,
                service.outside(settings),
                service.receivers(settings),
            )


@app.command()
def demo() -> None:
    """Everything at once, on the embedded database, with fictitious lists and tokens for all roles."""
    _start_to_run()
    with telling_what_is_wrong() as settings:
        run_demo(settings.model_copy(update={"demo": True}), console)


@app.command()
def sandbox() -> None:
    """The demo, with a caseworker's system in it: cases of its own, and a receiver that shows what it is told."""
    _start_to_run()
    with telling_what_is_wrong() as settings:
        run_sandbox(settings.model_copy(update={"demo": True}), console)


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    municipality: Municipality,
    week: Annotated[str | None, typer.Option(help="For instance 2026-W47, when the file does not say")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check, store nothing")] = False,
) -> None:
    """Read a weekly list and print its receipt."""
    with telling_what_is_wrong() as settings:
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
    with telling_what_is_wrong() as settings:
        if role not in set(GRANTABLE_ROLES):
            stop(f"There is no role {role!r}. Choose one of: {', '.join(sorted(GRANTABLE_ROLES))}.")
        profile_for(municipality)
        issuer = service.demo_issuer(settings)
        typer.echo(issuer.token(Role(role), municipality, subject=subject or role, at=clock.now()))


@app.command("migrate")
def migrate_database(
    revision: Annotated[str, typer.Argument()] = "head",
    down: Annotated[bool, typer.Option("--down", help="Go back to the revision (base: to nothing)")] = False,
) -> None:
    """Bring the database to the newest shape."""
    with telling_what_is_wrong() as settings:
        url = service.database_url(settings)
        (migrate.downgrade if down else migrate.upgrade)(url, revision)
        console.print("Done.")


@app.command("new-key")
def new_key(file: Annotated[Path, typer.Argument()]) -> None:
    """Make a key file for personal data. Keep it, and keep a copy: without it the data cannot be read."""
    if file.exists():
        stop(f"{file} exists already, and a key is never overwritten.")
    Vault.generate().write(file)
    console.print(f"Written to {file}.")


@app.command("openapi")
def write_openapi(file: Annotated[Path, typer.Argument()] = Path("openapi/openapi.json")) -> None:
    """Write the OpenAPI document."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(openapi_text(), encoding="utf-8")


@app.command()
def diagrams(folder: Annotated[Path, typer.Argument()] = Path("docs/workflows")) -> None:
    """Write the workflows' diagrams, the report of their proofs, and the table of who may do what."""
    workflow_diagrams.write(folder)
    (folder.parent / "access.md").write_text(access_paper.text(), encoding="utf-8")
