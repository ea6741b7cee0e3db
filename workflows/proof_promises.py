"""Whether a workflow keeps what is claimed of it: a sentence for each move or state that does not."""

from collections.abc import Iterator
from itertools import product

from workflows import casework, course
from workflows.engine import E, Move, S, Workflow
from workflows.proof_claims import CLAIMS, Gate, Never, Waiting, Way
from workflows.proof_search import D, Search, fact_names


def promises_are_kept(search: Search[S, E, D]) -> Iterator[str]:
    """The workflow's own claims."""
    for claim in CLAIMS.get(search.workflow.name, ()):
        match claim:
            case Never():
                yield from _breaches(search, claim)
            case Gate():
                yield from _ways_around(search, claim)
            case Way():
                yield from _lost(search, claim)
            case Waiting():
                yield from _forgotten(search, claim)


def course_follows_the_case(
    case: Workflow[casework.State, casework.Event, casework.Facts],
    own: Workflow[course.State, course.Event, course.Facts],
) -> Iterator[str]:
    """The case's move drives the course by the same name: the same people may make it and must say the same."""
    for move in own.moves:
        same = [other for other in case.moves if other.event.value == move.event.value]
        if not same:
            yield f"{move.event} is no move of the case"
        elif (same[0].roles, same[0].needs) != (move.roles, move.needs):
            yield f"{move.event} asks for other people or other words than the case's"
        elif {f"course_{source}" for source in move.sources} != {source.value for source in same[0].sources}:
            yield f"{move.event} begins in other states than the case's"


def promise_trials(search: Search[S, E, D]) -> int:
    """How many combinations of a move and of what decides about it are tried for the claims."""
    claims = [claim for claim in CLAIMS.get(search.workflow.name, ()) if isinstance(claim, Never)]
    return sum(len(_forbidden(search, claim, move)) for claim in claims for move in _concerned(search, claim))


def _breaches(search: Search[S, E, D], claim: Never) -> Iterator[str]:
    if unknown := sorted(claim.when.keys() - set(fact_names(search.facts_type))):
        yield f"a claim names {', '.join(unknown)}, which is no fact: {claim.promise}"
        return
    for move in _concerned(search, claim):
        if any(not move.unmet(facts) for facts in _forbidden(search, claim, move)):
            yield f"{move.event} from {' or '.join(sorted(move.sources))} breaks a promise: {claim.promise}"


def _concerned(search: Search[S, E, D], claim: Never) -> list[Move[S, E, D]]:
    return [
        move
        for move in search.workflow.moves
        if claim.event in (None, move.event) and claim.target in (None, move.target)
    ]


def _forbidden(search: Search[S, E, D], claim: Never, move: Move[S, E, D]) -> list[D]:
    """Every combination of what the move's guards read, with what the claim says in its place.

    The facts that no guard of the move reads are tried as all no and as all yes: all their combinations would double
    the trials with each fact, and could not change an answer.
    """
    names = fact_names(search.facts_type)
    free = [name for name in search.facts_read_by(move) if name not in claim.when]
    return [
        search.facts_type(**(dict.fromkeys(names, rest) | dict(zip(free, answers, strict=True)) | dict(claim.when)))
        for answers in product((False, True), repeat=len(free))
        for rest in (False, True)
    ]


def _ways_around(search: Search[S, E, D], claim: Gate) -> Iterator[str]:
    for step in search.steps:
        if step.source not in claim.beyond and step.target in claim.beyond and step.event != claim.through:
            yield f"{step.event} leads from {step.source} to {step.target} without {claim.through}: {claim.promise}"


def _lost(search: Search[S, E, D], claim: Way) -> Iterator[str]:
    without = [event for event in search.events if event in claim.without]
    for state in search.workflow.states:
        ended = search.workflow.is_closed(state)
        if not ended and claim.end not in search.reachable(state, without=without):
            yield f"{state} no longer leads to {claim.end}: {claim.promise}"


def _forgotten(search: Search[S, E, D], claim: Waiting) -> Iterator[str]:
    for state in search.workflow.states:
        if not search.workflow.is_closed(state) and state not in search.workflow.waits:
            yield f"{state} waits for nobody, by no deadline: {claim.promise}"
