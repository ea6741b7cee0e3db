"""The engine: a table of moves, and the one function that advances a state."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum

import pytest

from workflows.engine import NO_SUCH_MOVE, Move, Option, Refused, Workflow, guard_name
from workflows.roles import Role

THREADS = 8
CALLS_A_THREAD = 3000


class Door(StrEnum):
    SHUT = "shut"
    AJAR = "ajar"
    LOCKED = "locked"
    WALLED_UP = "walled_up"


class Deed(StrEnum):
    PUSH = "push"
    PULL = "pull"
    LOCK = "lock"
    KNOCK = "knock"
    WALL_UP = "wall_up"


@dataclass(frozen=True, slots=True)
class Facts:
    has_key: bool = False
    is_quiet: bool = False


def key_is_there(facts: Facts) -> bool:
    """Somebody has the key."""
    return facts.has_key


def house_is_quiet(facts: Facts) -> bool:
    """Nobody sleeps lightly."""
    return facts.is_quiet


_ANYBODY = frozenset({Role.COORDINATOR})
_OWNER = frozenset({Role.MANAGER})

DOOR: Workflow[Door, Deed, Facts] = Workflow(
    name="door",
    initial=Door.SHUT,
    closing=frozenset({Door.WALLED_UP}),
    moves=[
        Move(Deed.PUSH, Door.SHUT, Door.AJAR, (), _ANYBODY),
        Move(Deed.PULL, Door.AJAR, Door.SHUT, (), _ANYBODY),
        Move(Deed.LOCK, Door.SHUT, Door.LOCKED, (key_is_there, house_is_quiet), _OWNER, ("reason",)),
        Move(Deed.KNOCK, frozenset({Door.SHUT, Door.LOCKED}), None, (house_is_quiet,), _ANYBODY),
        Move(Deed.WALL_UP, frozenset({Door.SHUT, Door.AJAR, Door.LOCKED}), Door.WALLED_UP, (), _OWNER),
    ],
)


def test_a_move_leads_to_its_target() -> None:
    assert DOOR.advance(Door.SHUT, Deed.PUSH, Facts()) is Door.AJAR
    assert DOOR.advance(Door.SHUT, Deed.LOCK, Facts(has_key=True, is_quiet=True)) is Door.LOCKED


def test_a_move_from_several_states_leads_from_each_of_them() -> None:
    for state in (Door.SHUT, Door.AJAR, Door.LOCKED):
        assert DOOR.advance(state, Deed.WALL_UP, Facts()) is Door.WALLED_UP


def test_a_move_without_a_target_leaves_the_state_as_it_is() -> None:
    for state in (Door.SHUT, Door.LOCKED):
        assert DOOR.advance(state, Deed.KNOCK, Facts(is_quiet=True)) is state


def test_a_refusal_names_every_guard_that_said_no() -> None:
    with pytest.raises(Refused) as refused:
        DOOR.advance(Door.SHUT, Deed.LOCK, Facts())
    assert refused.value.unmet == ("key_is_there", "house_is_quiet")
    assert (refused.value.workflow, refused.value.state, refused.value.event) == ("door", "shut", "lock")


def test_a_guard_that_said_yes_is_not_named() -> None:
    with pytest.raises(Refused) as refused:
        DOOR.advance(Door.SHUT, Deed.LOCK, Facts(has_key=True))
    assert refused.value.unmet == ("house_is_quiet",)


def test_a_move_that_does_not_exist_is_refused_as_such() -> None:
    with pytest.raises(Refused) as refused:
        DOOR.advance(Door.AJAR, Deed.LOCK, Facts(has_key=True, is_quiet=True))
    assert refused.value.unmet == (NO_SUCH_MOVE,)


def test_every_move_out_of_a_state_is_offered_with_what_stands_in_its_way() -> None:
    assert DOOR.options(Door.SHUT, Facts(has_key=True)) == [
        Option(Deed.PUSH, True, (), (), _ANYBODY),
        Option(Deed.LOCK, False, ("house_is_quiet",), ("reason",), _OWNER),
        Option(Deed.KNOCK, False, ("house_is_quiet",), (), _ANYBODY),
        Option(Deed.WALL_UP, True, (), (), _OWNER),
    ]
    assert DOOR.options(Door.WALLED_UP, Facts()) == []


def test_nobody_may_make_a_move_that_does_not_exist() -> None:
    assert DOOR.roles_for(Door.SHUT, Deed.LOCK) == _OWNER
    assert DOOR.roles_for(Door.AJAR, Deed.LOCK) == frozenset()


def test_only_a_closing_state_has_ended() -> None:
    assert [state for state in Door if DOOR.is_closed(state)] == [Door.WALLED_UP]


def test_two_moves_for_one_event_from_one_state_are_not_accepted() -> None:
    with pytest.raises(ValueError, match="two moves for knock from locked"):
        replace(DOOR, moves=[*DOOR.moves, Move(Deed.KNOCK, Door.LOCKED, Door.AJAR)])


def test_a_guard_is_called_by_its_function_s_name() -> None:
    assert guard_name(key_is_there) == "key_is_there"


def test_eight_threads_on_one_machine_do_not_disturb_each_other() -> None:
    machine = replace(DOOR)  # not yet built: the threads also race to build it
    alternatives = [(state, deed) for state in Door for deed in Deed]

    def move_about(seed: int) -> list[str]:
        chance = random.Random(seed)  # noqa: S311  # not a secret, only a shuffle that can be repeated
        wrong = []
        for _ in range(CALLS_A_THREAD):
            state, deed = chance.choice(alternatives)
            facts = Facts(has_key=chance.random() < 0.5, is_quiet=chance.random() < 0.5)
            found = _after(machine, state, deed, facts)
            if found != _by_hand(state, deed, facts):
                wrong.append(f"{deed} from {state} with {facts} gave {found}")
        return wrong

    with ThreadPoolExecutor(THREADS) as pool:
        assert [wrong for found in pool.map(move_about, range(THREADS)) for wrong in found] == []


def test_a_guard_that_breaks_down_leaves_the_machine_usable() -> None:
    def guard_breaks_down(facts: Facts) -> bool:
        raise RuntimeError("the guard broke down")

    machine = replace(DOOR, moves=[*DOOR.moves, Move(Deed.LOCK, Door.AJAR, Door.LOCKED, (guard_breaks_down,))])
    with pytest.raises(RuntimeError, match="the guard broke down"):
        machine.advance(Door.AJAR, Deed.LOCK, Facts())
    assert machine.advance(Door.AJAR, Deed.PULL, Facts()) is Door.SHUT


def _after(machine: Workflow[Door, Deed, Facts], state: Door, deed: Deed, facts: Facts) -> Door | None:
    try:
        return machine.advance(state, deed, facts)
    except Refused:
        return None


def _by_hand(state: Door, deed: Deed, facts: Facts) -> Door | None:
    """The same door without a table."""
    if state is Door.WALLED_UP:
        return None
    match deed:
        case Deed.PUSH:
            return Door.AJAR if state is Door.SHUT else None
        case Deed.PULL:
            return Door.SHUT if state is Door.AJAR else None
        case Deed.LOCK:
            return Door.LOCKED if state is Door.SHUT and facts.has_key and facts.is_quiet else None
        case Deed.KNOCK:
            return state if state is not Door.AJAR and facts.is_quiet else None
        case Deed.WALL_UP:
            return Door.WALLED_UP
