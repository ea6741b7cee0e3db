"""ssp audit: the log taken out, its key, its checkpoints, and what to do after a restore; ssp verify-audit."""

from pathlib import Path
from typing import Annotated

import typer

from app import clock, service
from app.audit import signing, stamp_verifier, verifier
from app.audit.checkpoints import keep_checkpoints
from app.audit.export import export
from app.audit.restored import NothingLost, accept_restore
from app.audit.sinks import FileSink, SinkFailed
from app.caller import of_itself, system
from app.telling import console, stop, telling_what_is_wrong
from workflows.profile import all_profiles, profile_for

app = typer.Typer(name="audit", no_args_is_help=True, help="The log of who saw and did what")

Municipality = Annotated[str, typer.Option(help="Municipality code, for instance 607")]


@app.command("export")
def export_log(file: Annotated[Path, typer.Argument()], municipality: Municipality) -> None:
    """Write a municipality's whole log to a new file, to be checked with ssp verify-audit."""
    with telling_what_is_wrong() as settings:
        profile_for(municipality)
        with service.opened(settings, behind=True) as opened:
            by = system(municipality, clock.now())
            rows = export(opened.database, file, by=by, why=of_itself("command"))
        console.print(f"{rows} rows written to {file}.", soft_wrap=True)


@app.command("new-key")
def new_key(
    file: Annotated[Path | None, typer.Argument(help="Else the file that is set")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="There is one: sign with a new one from now on")] = False,
) -> None:
    """Make a key that signs the log's anchors; the public keys, old ones too, are kept in FILE.pub."""
    with telling_what_is_wrong() as settings:
        path = file or settings.audit_key_path
        made = signing.new_key(path, replace=replace)
        console.print(
            f"Key {made.key_id} written to {path}; public keys in {signing.public_path(path)}.", soft_wrap=True
        )


@app.command("public-key")
def public_key() -> None:
    """Print the public keys, which whoever checks the log needs."""
    with telling_what_is_wrong() as settings:
        typer.echo(signing.public_path(settings.audit_key_path).read_text(encoding="ascii"), nl=False)


@app.command("checkpoint")
def checkpoint() -> None:
    """Make checkpoints now, and send those that a sink lacks. The worker does it on a schedule."""
    with telling_what_is_wrong() as settings, service.opened(settings, service.Part.WORKER) as opened:
        codes = [profile.municipality_code for profile in all_profiles()]
        try:
            sent = keep_checkpoints(opened.database, codes, service.sinks(settings))
        except SinkFailed as failure:
            stop(f"Not every checkpoint has been sent: {failure}")
        console.print(f"{sent} checkpoints sent.")


@app.command("accept-restore")
def accept(
    municipality: Municipality,
    reason: Annotated[str, typer.Option(help="Why the log lacks rows; it is signed, and shown with each check")],
) -> None:
    """Let the log go on from a backup that lacks rows which the checkpoints know of."""
    with telling_what_is_wrong() as settings:
        profile_for(municipality)
        if settings.anchors_path is None:
            stop("Set SSP_AUDIT_ANCHORS to the folder with the checkpoints.")
        if not reason.strip():
            stop("Say why, with --reason.")
        with service.opened(settings, service.Part.WORKER, behind=True) as opened:
            by = system(municipality, clock.now())
            try:
                lost = accept_restore(opened.database, FileSink(settings.anchors_path), reason.strip(), by=by)
            except (NothingLost, SinkFailed) as error:
                stop(str(error))
        console.print(f"Accepted: {lost} rows are lost. The log says so, and so does a signed checkpoint.")


def verify_log(
    export: Annotated[Path, typer.Argument(help="What ssp audit export wrote")],
    key: Annotated[Path, typer.Option(help="PEM file with the public keys")],
    anchors: Annotated[list[Path], typer.Option(help="A folder or file with checkpoints or receipts; give it again")],
    tsa_cert: Annotated[Path | None, typer.Option(help="The time-stamp authority's root certificate")] = None,
) -> None:
    """Check an export of the log; 0: whole, 1: changed, with the first bad row, 2: could not be checked."""
    code = verifier.main([str(export), "--key", str(key), "--anchors", *map(str, anchors)])
    if tsa_cert is not None:
        stamped = (stamp_verifier.main([str(one), "--tsa-cert", str(tsa_cert)]) for one in anchors if one.is_dir())
        code = max([code, *stamped], key=lambda one: (one == 1, one))
    raise typer.Exit(code)
