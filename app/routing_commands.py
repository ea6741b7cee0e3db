"""ssp routing: what the rules suggested, computed again from what they looked at."""

import json
from typing import Annotated
from uuid import UUID

import typer

from app import clock, service
from app.caller import of_itself, system
from app.lists.replaying import Stored, stored_suggestions
from app.telling import console, telling_what_is_wrong
from workflows.profile import all_profiles, profile_for
from workflows.routing import RULE_SETS
from workflows.routing_replay import Replayed, moves, replay

app = typer.Typer(name="routing", no_args_is_help=True, help="To whom entries were suggested to go, and why")

Pair = tuple[Stored, Replayed]


@app.callback()
def routing() -> None:
    """To whom entries were suggested to go, and why."""


@app.command("replay")
def replay_suggestions(
    municipality: Annotated[str | None, typer.Option(help="Municipality code; else all of them")] = None,
    week: Annotated[str | None, typer.Option(help="For instance 2026-W47")] = None,
    entry: Annotated[UUID | None, typer.Option(help="One entry, by its id")] = None,
    version: Annotated[
        str | None, typer.Option(help=f"Of the rules: {', '.join(RULE_SETS)}; else each entry's own")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read")] = False,
) -> None:
    """Compute each stored suggestion again from its stored inputs, and say which differ.

    Exit code 1: by its own version of the rules one differs, or cannot be computed.
    """
    if version is not None and version not in RULE_SETS:
        raise typer.BadParameter(f"There is no such version; there are: {', '.join(RULE_SETS)}.", param_hint="version")
    with telling_what_is_wrong() as settings, service.opened(settings) as opened:
        found: list[Pair] = []
        for code in [profile_for(municipality).municipality_code] if municipality else _every_code():
            by = system(code, clock.now())
            rows = stored_suggestions(opened.database, week=week, entry_id=entry, by=by, why=of_itself("command"))
            found += [(one, replay(one.suggestion, version)) for one in rows]
        typer.echo(_as_json(found) if as_json else _as_text(found), nl=False)
        different = [one for _, one in found if not one.is_the_same]
        if any(one.fault for one in different) or (different and version is None):
            raise typer.Exit(1)


def _every_code() -> list[str]:
    return [profile.municipality_code for profile in all_profiles()]


def _as_text(found: list[Pair]) -> str:
    if not found:
        console.print("No suggestion is stored there.")
        return ""
    same = sum(one.is_the_same for _, one in found)
    lines = [f"{len(found)} suggestions, {same} the same, {len(found) - same} otherwise"]
    lines += [f"  {move}: {number}" for move, number in moves([one for _, one in found]).items()]
    for stored, one in found:
        if one.fault:
            lines.append(f"{stored.week} {stored.entry_id}: {one.fault}")
        for name, (before, after) in one.differs.items():
            lines.append(f"{stored.week} {stored.entry_id} {name}: {before} -> {after}")
    return "\n".join(lines) + "\n"


def _as_json(found: list[Pair]) -> str:
    rows = [
        {
            "entry": str(stored.entry_id),
            "week": stored.week,
            "version": one.version,
            "fault": one.fault,
            "differs": {name: {"stored": pair[0], "replayed": pair[1]} for name, pair in one.differs.items()},
        }
        for stored, one in found
        if not one.is_the_same
    ]
    whole = {"suggestions": len(found), "same": len(found) - len(rows), "moves": dict(moves([r for _, r in found]))}
    return json.dumps(whole | {"otherwise": rows}, indent=1) + "\n"
