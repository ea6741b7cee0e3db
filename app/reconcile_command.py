"""ssp reconcile: the tables against each other, and the log against its anchors."""

from typing import Annotated

import typer

from app import service
from app.audit.restored import LogBehind, check_log
from app.closed import is_closed
from app.reconciliation import Counted, Fault, counted, faults
from app.telling import telling_what_is_wrong
from workflows.profile import all_profiles, profile_for


def reconcile(
    municipality: Annotated[str | None, typer.Option(help="Municipality code; else all of them")] = None,
) -> None:
    """Check that the database agrees with itself, and its log with the checkpoints. It changes nothing.

    Exit code 1: something does not agree; each line says what, how often, and the first ids.
    """
    with telling_what_is_wrong() as settings, service.opened(settings, behind=True) as opened:
        wrong = False
        for code in _chosen(municipality):
            with opened.database.transaction(code) as session:
                if is_closed(session, code):
                    typer.echo(f"{code}: closed here; ask where it was moved to.")
                    continue
                much, found = counted(session, code), list(faults(session, code))
            typer.echo(_said(code, much, found))
            wrong = wrong or bool(found)
        if settings.anchors_path is None:
            typer.echo("The log was not compared with its checkpoints: SSP_AUDIT_ANCHORS is not set.")
        else:
            try:
                check_log(opened.database, settings.anchors_path)
            except LogBehind as behind:
                typer.echo(str(behind))
                wrong = True
        raise typer.Exit(1 if wrong else 0)


def _said(code: str, much: Counted, found: list[Fault]) -> str:
    looked_at = (
        f"{much.lists} lists, {much.entries} entries, {much.cases} cases, {much.history} lines of history,"
        f" {much.events} events, {much.log} rows of the log"
    )
    if not found:
        return f"{code}: {looked_at}: everything agrees."
    lines = [f"{code}: {looked_at}: {len(found)} things do not agree."]
    for fault in found:
        more = f" and {fault.number - len(fault.first)} more" if fault.number > len(fault.first) else ""
        lines.append(f"{code}: {fault.number} × {fault.rule}: {', '.join(fault.first)}{more}")
    return "\n".join(lines)


def _chosen(municipality: str | None) -> list[str]:
    """Raises UnknownMunicipality."""
    if municipality is None:
        return [profile.municipality_code for profile in all_profiles()]
    return [profile_for(municipality).municipality_code]
