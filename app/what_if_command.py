"""ssp what-if: a draft profile, or another version of the rules, over the cases there have been."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app import clock, service
from app.caller import of_itself, system
from app.lists.asking_what_if import Answer, Found, ask_what_if
from app.telling import console, telling_what_is_wrong
from workflows.profile import ProfileRejected, profile_for, read_profile
from workflows.routing import RULE_SET_VERSION, RULE_SETS

_PARTS = ("suggestions", "deadlines", "placements", "recipients")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def what_if(
    profile: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, readable=True, help="A draft, as TOML; else today's")
    ] = None,
    municipality: Annotated[str | None, typer.Option(help="Over whose cases; else the draft's own")] = None,
    routing: Annotated[str, typer.Option(help=f"Version of the rules: {', '.join(RULE_SETS)}")] = RULE_SET_VERSION,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only what began then or later")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read")] = False,
) -> None:
    """Who would have been suggested to go where, been late, or been told. Changes nothing; ids and codes alone."""
    if routing not in RULE_SETS:
        raise typer.BadParameter(f"There is no such version; there are: {', '.join(RULE_SETS)}.", param_hint="routing")
    if profile is None and municipality is None:
        raise typer.BadParameter("Name a draft, or a municipality.", param_hint="profile")
    try:
        draft = read_profile(profile) if profile else profile_for(municipality or "")
    except ProfileRejected as rejected:
        for fault in rejected.faults:
            console.print(f"{rejected.source}: {fault}", style="red", highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    with telling_what_is_wrong() as settings:
        present = profile_for(municipality or draft.municipality_code)
        with service.opened(settings) as opened:
            answer = ask_what_if(
                opened.database,
                present,
                draft,
                since=since.replace(tzinfo=UTC) if since else _BEGINNING,
                version=routing,
                by=system(present.municipality_code, clock.now()),
                why=of_itself("command"),
            )
        typer.echo(_as_json(answer) if as_json else _as_text(answer), nl=False)


def _as_text(answer: Answer) -> str:
    if not answer.looked_at:
        console.print("There are no cases to ask of.")
        return ""
    lines = ["Looked at: " + ", ".join(f"{number} {what}" for what, number in answer.looked_at.items())]
    for part in _PARTS:
        found: list[Found] = getattr(answer, part)
        lines.append(f"{part}: {len(found)} otherwise")
        lines += [f"  {number} x {change}" for change, number in sorted(Counter(one for _, one in found).items())]
        lines += [f"    {row} {change}" for row, change in found]
    return "\n".join(lines) + "\n"


def _as_json(answer: Answer) -> str:
    parts = {part: [{"id": str(row), "change": change} for row, change in getattr(answer, part)] for part in _PARTS}
    return json.dumps({"looked_at": dict(answer.looked_at), **parts}, indent=1) + "\n"
