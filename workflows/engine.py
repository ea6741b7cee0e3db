"""A workflow as a table of moves, and the one function that advances a state.

This is the only module that knows the library ``transitions``. It is used in the one way that was
measured to be safe: a flat, unqueued machine for each workflow, made once, and a throwaway subject
for each call, never a database row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar

from transitions import Machine

from workflows.roles import Role

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)
F = TypeVar("F")

Guard = Callable[[F], bool]
"""A statement about the facts that must be true. Its function name is its code in answers."""

NO_SUCH_MOVE = "the_move_exists_from_this_state"
"""What stands in the way when an event has no move at all from the present state."""


class Refused(Exception):
    """The move may not be made now; ``unmet`` names every guard that said no."""

    def __init__(self, workflow: str, state: str, event: str, unmet: tuple[str, ...]) -> None:
        super().__init__(f"{workflow}: {event} from {state} refused: {', '.join(unmet)}")
        self.workflow = workflow
        self.state = state
        self.event = event
        self.unmet = unmet


@dataclass(frozen=True, slots=True)
class Move(Generic[S, E, F]):
    """One line of the process: on ``event`` the state goes from ``source`` to ``target``.

    ``source`` may be several states. ``target`` None means that the state stays as it is.
    ``roles`` are those who may make the move. ``needs`` are the names of what must be said with it,
    as fields of the request.
    """

    event: E
    source: S | frozenset[S]
    target: S | None
    guards: tuple[Guard[F], ...] = ()
    roles: frozenset[Role] = frozenset()
    needs: tuple[str, ...] = ()

    @property
    def sources(self) -> frozenset[S]:
        return self.source if isinstance(self.source, frozenset) else frozenset({self.source})

    def unmet(self, facts: F) -> tuple[str, ...]:
        return tuple(guard_name(guard) for guard in self.guards if not guard(facts))


@dataclass(frozen=True, slots=True)
class Waits:
    """A state in which the process waits for somebody: for whom, and which deadline runs."""

    owner: Role
    deadline: str


@dataclass(frozen=True, slots=True)
class Option(Generic[E]):
    """A move out of the present state as shown to people: may it be made, and if not, why not."""

    event: E
    allowed: bool
    unmet: tuple[str, ...]
    needs: tuple[str, ...]
    roles: frozenset[Role]


@dataclass(slots=True)
class _Subject:
    state: str


@dataclass(frozen=True)
class Workflow(Generic[S, E, F]):
    """A state machine as data. ``closing`` are the states in which it has ended.

    Raises ValueError when the table is ambiguous: an event may have one target from a state.
    """

    name: str
    initial: S
    closing: frozenset[S]
    moves: Sequence[Move[S, E, F]]
    waits: Mapping[S, Waits] = field(default_factory=dict)
    left_out: frozenset[S] = frozenset()
    """States that nothing leads to, where a part of the process is not there."""
    events_left_out: frozenset[E] = frozenset()
    """What nobody says there."""

    def __post_init__(self) -> None:
        seen: set[tuple[S, E]] = set()
        for move in self.moves:
            for source in move.sources:
                if (source, move.event) in seen:
                    raise ValueError(f"{self.name}: two moves for {move.event} from {source}")
                seen.add((source, move.event))

    @cached_property
    def states(self) -> tuple[S, ...]:
        """Every state, in the order the process is written."""
        return tuple(state for state in type(self.initial) if state not in self.left_out)

    @cached_property
    def by_pair(self) -> Mapping[tuple[S, E], Move[S, E, F]]:
        return {(source, move.event): move for move in self.moves for source in move.sources}

    @cached_property
    def _machine(self) -> Machine:
        machine = Machine(
            model=None,
            states=[state.value for state in self.states],
            initial=self.initial.value,
            auto_transitions=False,
            send_event=True,
        )
        for (source, event), move in self.by_pair.items():
            machine.add_transition(
                event.value,
                source.value,
                (move.target or source).value,
                conditions=[_condition(guard) for guard in move.guards],
            )
        return machine

    def advance(self, state: S, event: E, facts: F) -> S:
        """The next state.

        Raises Refused with the names of the guards that said no. Never a silent no.
        """
        unmet = self.unmet(state, event, facts)
        subject = _Subject(state.value)
        if unmet or not self._machine.events[event.value].trigger(subject, facts=facts):
            raise Refused(self.name, state, event, unmet)
        return type(self.initial)(subject.state)

    def unmet(self, state: S, event: E, facts: F) -> tuple[str, ...]:
        """What stands in the way of the move; empty when nothing does."""
        move = self.by_pair.get((state, event))
        return (NO_SUCH_MOVE,) if move is None else move.unmet(facts)

    def options(self, state: S, facts: F) -> list[Option[E]]:
        """Every move out of ``state``, allowed or not, in the order the process is written."""
        return [
            Option(move.event, not (unmet := move.unmet(facts)), unmet, move.needs, move.roles)
            for (source, _), move in self.by_pair.items()
            if source == state
        ]

    def roles_for(self, state: S, event: E) -> frozenset[Role]:
        """Those who may make this move from this state; nobody when there is no such move."""
        move = self.by_pair.get((state, event))
        return frozenset() if move is None else move.roles

    def is_closed(self, state: S) -> bool:
        return state in self.closing


def guard_name(guard: Guard[Any]) -> str:
    """The guard's code: its function's name."""
    return getattr(guard, "__name__", type(guard).__name__)


def _condition(guard: Guard[F]) -> Callable[[Any], bool]:
    def holds(event_data: Any) -> bool:
        return guard(event_data.kwargs["facts"])

    return holds
