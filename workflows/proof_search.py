"""A workflow laid out for proof: which facts each guard reads, which moves are possible, what leads where."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from workflows.engine import E, Guard, Move, S, Workflow

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

D = TypeVar("D", bound="DataclassInstance")


class Step(NamedTuple, Generic[S, E]):
    """One arrow: on ``event`` the state goes from ``source`` to ``target``."""

    source: S
    event: E
    target: S


class _Recorder:
    """Facts that note which of them are looked at."""

    def __init__(self, facts: object, read: set[str]) -> None:
        self._facts = facts
        self._read = read

    def __getattr__(self, name: str) -> object:
        self._read.add(name)
        return getattr(self._facts, name)


def fact_names(facts_type: type[D]) -> tuple[str, ...]:
    return tuple(fact.name for fact in fields(facts_type))


def combinations(facts_type: type[D], names: Collection[str]) -> Iterator[D]:
    """Every yes and no of the named facts; the others stay as they are by default."""
    for answers in product((False, True), repeat=len(names)):
        yield facts_type(**dict(zip(names, answers, strict=True)))


def facts_read(guard: Guard[D], facts_type: type[D]) -> frozenset[str]:
    """The facts that a guard's answer can depend on.

    Every combination of what it is known to read is tried until it reads nothing new: what it never
    reads then cannot change its answer. A guard that asks for more than plain facts reads them all.
    """
    every = frozenset(fact_names(facts_type))
    known: frozenset[str] = frozenset()
    while True:
        read: set[str] = set()
        for facts in combinations(facts_type, sorted(known)):
            guard(_Recorder(facts, read))  # type: ignore[arg-type]  # looks like facts to the guard
        if not read <= every:
            return every
        if read <= known:
            return known
        known |= read


@dataclass(frozen=True)
class Search(Generic[S, E, D]):
    """A workflow and the kind of facts it depends on; what is found out about it is found out once."""

    workflow: Workflow[S, E, D]
    facts_type: type[D]

    @cached_property
    def events(self) -> tuple[E, ...]:
        """Every event that the workflow's moves know, in the order it is written."""
        first = next(iter(self.workflow.moves)).event
        return tuple(event for event in type(first) if event not in self.workflow.events_left_out)

    @cached_property
    def every_combination(self) -> tuple[D, ...]:
        """All combinations of all facts: two to the power of their number."""
        return tuple(combinations(self.facts_type, fact_names(self.facts_type)))

    @cached_property
    def read_by(self) -> dict[Guard[D], frozenset[str]]:
        guards = {guard for move in self.workflow.moves for guard in move.guards}
        return {guard: facts_read(guard, self.facts_type) for guard in guards}

    @cached_property
    def possible(self) -> tuple[Move[S, E, D], ...]:
        """The moves that some combination of facts allows."""
        return tuple(
            move for move in self.workflow.moves if any(not move.unmet(facts) for facts in self.combinations_of(move))
        )

    @cached_property
    def steps(self) -> tuple[Step[S, E], ...]:
        """Every possible move as arrows, one from each of its sources."""
        return tuple(
            Step(source, move.event, move.target or source) for move in self.possible for source in sorted(move.sources)
        )

    def combinations_of(self, move: Move[S, E, D]) -> Iterator[D]:
        """Every combination of the facts that the move's guards read."""
        return combinations(self.facts_type, self.facts_read_by(move))

    def facts_read_by(self, move: Move[S, E, D]) -> list[str]:
        """What the move's guards read, all of them together."""
        return sorted({name for guard in move.guards for name in self.read_by[guard]})

    def reachable(self, start: S, *, without: Collection[E] = ()) -> frozenset[S]:
        """Every state that can be reached from ``start``, itself among them, by other events than these."""
        reached = {start}
        while new := {
            step.target
            for step in self.steps
            if step.source in reached and step.event not in without and step.target not in reached
        }:
            reached |= new
        return frozenset(reached)

    def unread_facts(self) -> tuple[str, ...]:
        """Facts that no guard looks at."""
        read = {name for names in self.read_by.values() for name in names}
        return tuple(name for name in fact_names(self.facts_type) if name not in read)
