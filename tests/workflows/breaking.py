"""The case with something broken on purpose, and what the proof says of it."""

from collections.abc import Callable
from dataclasses import replace

from workflows.casework import CASEWORK, Event, Facts, State
from workflows.engine import Move, Workflow
from workflows.proofs import prove

CaseMove = Move[State, Event, Facts]


def with_moves(change: Callable[[CaseMove], CaseMove | None], *more: CaseMove) -> Workflow[State, Event, Facts]:
    """The case with each move changed, or dropped where the change gives None, and with more moves."""
    changed = [change(move) for move in CASEWORK.moves]
    return replace(CASEWORK, moves=[*(move for move in changed if move is not None), *more])


def without(*events: Event) -> Workflow[State, Event, Facts]:
    return with_moves(lambda move: None if move.event in events else move)


def with_more(*more: CaseMove) -> Workflow[State, Event, Facts]:
    return with_moves(lambda move: move, *more)


def changed(event: Event, source: State, **to: object) -> Workflow[State, Event, Facts]:
    """The case with the one move on the event from the source changed."""
    move = CASEWORK.by_pair[source, event]
    return with_moves(lambda other: replace(other, **to) if other is move else other)  # type: ignore[arg-type]  # the fields to break are named as words


def found(workflow: Workflow[State, Event, Facts]) -> list[str]:
    return [finding.sentence for finding in prove(workflow, Facts)]
