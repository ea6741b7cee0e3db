"""What must hold of every workflow. Each check yields a sentence for each thing that is wrong."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import get_type_hints

from workflows.engine import NO_SUCH_MOVE, E, Refused, S, guard_name
from workflows.proof_search import D, Search, combinations, fact_names
from workflows.roles import Role

_WORDS = re.compile(r"[a-z]+(_[a-z0-9]+)*")


def facts_are_yes_or_no(search: Search[S, E, D]) -> Iterator[str]:
    """Otherwise not every combination of them could be tried."""
    kinds = get_type_hints(search.facts_type)
    for name in fact_names(search.facts_type):
        if kinds[name] is not bool:
            yield f"the fact {name} is not a plain yes or no"


def an_event_has_one_target(search: Search[S, E, D]) -> Iterator[str]:
    pairs = Counter((source, move.event) for move in search.workflow.moves for source in sorted(move.sources))
    for (source, event), count in pairs.items():
        if count > 1:
            yield f"{event} from {source} stands in {count} moves"


def every_event_is_used(search: Search[S, E, D]) -> Iterator[str]:
    used = {move.event for move in search.workflow.moves}
    for event in search.events:
        if event not in used:
            yield f"{event} is in no move"


def every_move_says_who_and_what(search: Search[S, E, D]) -> Iterator[str]:
    """Who may make it, and a name that history and audit can write."""
    for move in search.workflow.moves:
        where = f"{move.event} from {' or '.join(sorted(move.sources))}"
        if not move.roles:
            yield f"{where} has no role that may make it"
        if not (_WORDS.fullmatch(move.event) and _WORDS.fullmatch(search.workflow.name)):
            yield f"{where} has no name that history and audit can write: {audit_kind(search, move.event)!r}"
        for need in move.needs:
            if not _WORDS.fullmatch(need):
                yield f"{where} needs {need!r}, which cannot be a field of a request"


def every_move_is_possible(search: Search[S, E, D]) -> Iterator[str]:
    for move in search.workflow.moves:
        if move not in search.possible:
            yield f"{move.event} from {' or '.join(sorted(move.sources))} is refused whatever the facts are"


def every_guard_can_refuse(search: Search[S, E, D]) -> Iterator[str]:
    """And is a statement with a name and an explanation, for both are shown to people."""
    for guard, read in search.read_by.items():
        name = guard_name(guard)
        if all(guard(facts) for facts in combinations(search.facts_type, sorted(read))):
            yield f"the guard {name} never refuses"
        if not _WORDS.fullmatch(name) or not guard.__doc__:
            yield f"the guard {name} is no statement with a name and an explanation"


def every_state_can_be_reached(search: Search[S, E, D]) -> Iterator[str]:
    reached = search.reachable(search.workflow.initial)
    for state in search.workflow.states:
        if state not in reached:
            yield f"{state} can never be reached from {search.workflow.initial}"


def no_state_is_dead(search: Search[S, E, D]) -> Iterator[str]:
    left = {step.source for step in search.steps if step.target != step.source}
    for state in search.workflow.states:
        if state not in left and not search.workflow.is_closed(state):
            yield f"{state} is dead: no move leads out of it"


def every_state_can_end(search: Search[S, E, D]) -> Iterator[str]:
    if not search.workflow.closing:
        yield "no state is a closing one"
    for state in search.workflow.states:
        if search.workflow.closing.isdisjoint(search.reachable(state)):
            yield f"{state} can never come to an end"


def who_is_waited_for_can_act(search: Search[S, E, D]) -> Iterator[str]:
    for state, waits in search.workflow.waits.items():
        if search.workflow.is_closed(state):
            yield f"{state} has ended, and yet waits for {waits.owner}"
        if waits.owner not in frozenset(Role) or not waits.deadline:
            yield f"{state} waits without an owner or a deadline"
        elif not any(
            state in move.sources and waits.owner in move.roles and move.target not in (None, state)
            for move in search.possible
        ):
            yield f"{state} waits for {waits.owner}, who cannot bring it further"


def the_engine_does_what_the_table_says(search: Search[S, E, D]) -> Iterator[str]:
    """Every state, event and combination of the facts that count, against a plain reading of the table."""
    workflow = search.workflow
    for state, event, facts in trials(search):
        target, unmet = _read_from_table(search, state, event, facts)
        done, said = _answer_of_the_engine(search, state, event, facts)
        if (done, said) != (target, unmet):
            yield f"{event} from {state} gives {_words(done, said)} where the table says {_words(target, unmet)}"
        offered = {option.event: option.unmet for option in workflow.options(state, facts)}
        if offered.get(event, (NO_SUCH_MOVE,)) != unmet:
            yield f"{event} from {state} is offered otherwise than the table says"


def trials(search: Search[S, E, D]) -> Iterator[tuple[S, E, D]]:
    """What is tried: for a move every combination its guards read, without one all noes and all yeses."""
    every = fact_names(search.facts_type)
    without_a_move = [search.facts_type(**dict.fromkeys(every, answer)) for answer in (False, True)]
    for state in search.workflow.states:
        for event in search.events:
            move = search.workflow.by_pair.get((state, event))
            for facts in without_a_move if move is None else search.combinations_of(move):
                yield state, event, facts


def audit_kind(search: Search[S, E, D], event: E) -> str:
    """The kind under which the audit log writes a move on this event."""
    return f"{search.workflow.name}.{event.value}"


def _words(target: S | None, unmet: tuple[str, ...]) -> str:
    return target or f"a refusal for {', '.join(unmet) or 'no reason'}"


def _answer_of_the_engine(search: Search[S, E, D], state: S, event: E, facts: D) -> tuple[S | None, tuple[str, ...]]:
    try:
        return search.workflow.advance(state, event, facts), ()
    except Refused as refused:
        return None, refused.unmet


def _read_from_table(search: Search[S, E, D], state: S, event: E, facts: D) -> tuple[S | None, tuple[str, ...]]:
    for move in search.workflow.moves:
        if move.event == event and state in move.sources:
            unmet = tuple(guard_name(guard) for guard in move.guards if not guard(facts))
            return (None, unmet) if unmet else (move.target or state, ())
    return None, (NO_SUCH_MOVE,)
