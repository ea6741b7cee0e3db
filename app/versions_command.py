"""ssp versions: what a municipality has decided over time, which open cases go by what, and having them follow."""

import json
from typing import Annotated
from uuid import UUID

import typer

from app import clock, service
from app.caller import Caller, of_itself, system
from app.cases.following import Planned, follow, plans
from app.telling import console, telling_what_is_wrong
from app.versions.service import take_into_use, versions
from workflows.profile import profile_for
from workflows.profile_versions import differences, profile_of

app = typer.Typer(
    name="versions", no_args_is_help=True, help="The municipality's decisions, and which cases go by which"
)

Municipality = Annotated[str, typer.Option(help="Municipality code, for instance 607")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program to read")]
_WHY = of_itself("command")


@app.callback()
def rules() -> None:
    """The municipality's decisions, and which open cases go by which."""


@app.command("list")
def list_versions(municipality: Municipality) -> None:
    """Each version, when it was taken into use, and where it differs from the one before."""
    with telling_what_is_wrong() as settings, service.opened(settings) as opened:
        today = profile_for(municipality)
        with opened.database.transaction(municipality) as session:
            take_into_use(session, municipality, clock.now())
            found = versions(session, municipality)
        before = None
        for one in found:
            then = profile_of(one.content, today)
            changed = ", ".join(differences(before, then)) if before else "the first"
            typer.echo(f"{one.number}  {one.taken_into_use_at:%Y-%m-%d %H:%M}  {changed or 'the process itself'}")
            before = then


@app.command("plan")
def plan(municipality: Municipality, as_json: AsJson = False) -> None:
    """What it would mean for each open case to follow today's version. Changes nothing; ids and dates alone."""
    with telling_what_is_wrong() as settings, service.opened(settings) as opened:
        found = plans(opened.database, by=_by(municipality), why=_WHY)
        typer.echo(_as_json(found) if as_json else _as_text(found, "would follow"), nl=False)


@app.command("follow")
def follow_today(
    municipality: Municipality,
    reason: Annotated[str, typer.Option(help="Kept in each case's history")],
    case: Annotated[list[UUID] | None, typer.Option(help="Only this case; may be said several times")] = None,
    as_json: AsJson = False,
) -> None:
    """Have open cases follow today's version, all of them or some. What is done already is not done again."""
    if not reason.strip():
        raise typer.BadParameter("Say why.", param_hint="reason")
    with telling_what_is_wrong() as settings, service.opened(settings) as opened:
        only = set(case) if case else None
        found = list(follow(opened.database, reason.strip(), only=only, by=_by(municipality), why=_WHY))
        typer.echo(_as_json(found) if as_json else _as_text(found, "follow it now"), nl=False)


def _by(municipality: str) -> Caller:
    return system(profile_for(municipality).municipality_code, clock.now())


def _as_text(found: list[Planned], doing: str) -> str:
    if not found:
        console.print("Every open case goes by today's version.")
        return ""
    stay = sum(one.plan.stays is not None for one in found)
    lines = [f"{len(found) - stay} {doing}, {stay} stay as they are"]
    for one in found:
        lines.append(
            f"{one.case_id}  version {one.number}  {one.state}"
            + (f"  stays: {one.plan.stays}" if one.plan.stays else "")
        )
        lines += [
            f"    {moved.kind} {moved.before:%Y-%m-%d} -> {moved.target:%Y-%m-%d}"
            + ("  is over" if moved.is_over else "")
            for moved in one.plan.deadlines
        ]
    return "\n".join(lines) + "\n"


def _as_json(found: list[Planned]) -> str:
    rows = [
        {
            "case": str(one.case_id),
            "version": one.number,
            "state": one.state,
            "stays": one.plan.stays,
            "deadlines": [
                {
                    "kind": moved.kind,
                    "before": moved.before.isoformat(),
                    "target": moved.target.isoformat(),
                    "is_over": moved.is_over,
                }
                for moved in one.plan.deadlines
            ],
        }
        for one in found
    ]
    return json.dumps(rows, indent=1) + "\n"
