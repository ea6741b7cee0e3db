"""Diagrams of the workflows and the report of their proof, as Markdown that stands in the documentation.

Writing the files is all it does to the world; what it writes follows from the tables alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from workflows.catalogue import WORKFLOWS
from workflows.engine import E, F, Move, S, Workflow, guard_name
from workflows.profile import all_profiles
from workflows.proof_claims import CLAIMS
from workflows.proofs import Count, prove_all

_MOST_ARROWS = 5
"""An event with more arrows than this stands beside the process: it is in the table, not in the picture."""
_MOST_ROLES_ON_AN_ARROW = 2
_NOTICE = "<!-- Generated from the tables in workflows/ by `make diagrams`. Do not edit. -->"


def diagram(workflow: Workflow[S, E, F]) -> str:
    """The workflow as a Mermaid state diagram; guards stand as notes at the state the move leaves."""
    lines = ["stateDiagram-v2", f"    [*] --> {workflow.initial}"]
    for move in _drawn(workflow):
        lines += [f"    {source} --> {move.target or source} : {_label(move)}" for source in _in_order(workflow, move)]
    lines += [f"    {state} --> [*]" for state in workflow.states if workflow.is_closed(state)]
    for state in workflow.states:
        lines += _note(workflow, state)
    return "\n".join(lines) + "\n"


def page(workflow: Workflow[S, E, F]) -> str:
    """A page on one workflow: its diagram, every move, every guard, and whom it waits for."""
    lines = [_NOTICE, "", f"# {_title(workflow.name)}", "", "```mermaid", diagram(workflow).rstrip(), "```", ""]
    if beside := dict.fromkeys(move.event for move in workflow.moves if move not in _drawn(workflow)):
        lines += [f"Beside the picture, because they start in so many states: {_code(beside)}.", ""]
    lines += ["## Moves", "", *_table(("Event", "From", "To", "Guards", "Roles", "Needs"), _moves(workflow)), ""]
    if guards := list(_guards(workflow)):
        lines += ["## Guards", "", *_table(("Guard", "What it says"), guards), ""]
    if workflow.waits:
        lines += ["## Waits", "", *_table(("State", "Owner", "Deadline"), _waits(workflow)), ""]
    return "\n".join(lines)


def proof_report() -> str:
    """What was searched, what is claimed, and what was found, for every municipality."""
    reports = [prove_all(profile) for profile in all_profiles()]
    counts = reports[0].counts
    heads = ("Workflow", "States", "Moves", "Guards", "Trials", "Claims", "Trials for the claims")
    lines = [_NOTICE, "", "# The proof", "", _METHOD, "", "## What was searched", ""]
    lines += [*_table(heads, map(_count, counts)), ""]
    lines += [
        f"No guard of {count.workflow} reads {', '.join(f'`{name}`' for name in count.unread_facts)}.\n"
        for count in counts
        if count.unread_facts
    ]
    lines += ["## What is claimed", ""]
    lines += [f"- {name}: {claim.promise}" for name in WORKFLOWS for claim in CLAIMS.get(name, ())]
    lines += ["", "## What was found", ""]
    for report in reports:
        found = [f"    - {finding}" for finding in report.findings]
        lines += [f"- {report.municipality}: {len(found) or 'no'} findings", *found]
    return "\n".join(lines) + "\n"


def pages() -> Mapping[str, str]:
    """The text of every file, by its name."""
    return {f"{name}.md": page(workflow) for name, workflow in WORKFLOWS.items()} | {"proofs.md": proof_report()}


def write(folder: Path) -> None:
    """Writes every file into the folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


_METHOD = """\
Each state is tried with each event, and for a move with every combination of the facts its guards read;
the engine must do what the table says. Each claim is tried over the same combinations, with all other facts no
and with all of them yes. Beside the
claims it is checked that an event has one target from a state; that every move and every guard can both say
yes and no; that every state can be reached, and can come to an end; that no state is dead but those that
end; that every move has a role and a name for history and audit; and that every state that waits has an
owner who can act, a title for the owner, and a term for its deadline in the municipality's profile."""


def _drawn(workflow: Workflow[S, E, F]) -> list[Move[S, E, F]]:
    arrows = Counter(move.event for move in workflow.moves for _ in move.sources)
    return [move for move in workflow.moves if arrows[move.event] <= _MOST_ARROWS]


def _in_order(workflow: Workflow[S, E, F], move: Move[S, E, F]) -> list[S]:
    return [state for state in workflow.states if state in move.sources]


def _label(move: Move[S, E, F]) -> str:
    short = 0 < len(move.roles) <= _MOST_ROLES_ON_AN_ARROW
    return f"{move.event} ({', '.join(sorted(move.roles))})" if short else str(move.event)


def _note(workflow: Workflow[S, E, F], state: S) -> list[str]:
    guarded = [
        f"        {move.event} if {' and '.join(map(guard_name, move.guards))}"
        for move in _drawn(workflow)
        if state in move.sources and move.guards
    ]
    return [f"    note right of {state}", *guarded, "    end note"] if guarded else []


def _moves(workflow: Workflow[S, E, F]) -> Iterator[Sequence[str]]:
    for move in workflow.moves:
        yield (
            _code([move.event]),
            _code(_in_order(workflow, move)),
            _code([move.target]) if move.target else "stays",
            _code(map(guard_name, move.guards)),
            _code(sorted(move.roles)),
            _code(move.needs),
        )


def _guards(workflow: Workflow[S, E, F]) -> Iterator[Sequence[str]]:
    guards = dict.fromkeys(guard for move in workflow.moves for guard in move.guards)
    return ((_code([guard_name(guard)]), " ".join((guard.__doc__ or "").split())) for guard in guards)


def _waits(workflow: Workflow[S, E, F]) -> Iterator[Sequence[str]]:
    return ((_code([state]), _code([waits.owner]), _code([waits.deadline])) for state, waits in workflow.waits.items())


def _count(count: Count) -> Sequence[str]:
    numbers = (count.states, count.moves, count.guards, count.trials, count.claims, count.promise_trials)
    return (_code([count.workflow]), *map(str, numbers))


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)]


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
