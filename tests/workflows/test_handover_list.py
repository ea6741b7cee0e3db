"""The handover list: every state with every event, and when it counts as decided."""

from dataclasses import replace

import pytest

from workflows.engine import NO_SUCH_MOVE, Refused
from workflows.handover_list import HANDOVER_LIST, Event, Facts, State
from workflows.roles import Role

EXPECTED: dict[str, dict[str, str]] = {
    "received": {"decide": "decided", "supersede": "superseded"},
    "decided": {"reopen": "received", "supersede": "superseded"},
    "superseded": {},
}

ALL_WELL = Facts(every_entry_is_decided=True)

# The states, the event, what is otherwise than well, and the guard that must be named.
REFUSALS: list[tuple[str, str, dict[str, bool], str]] = [
    ("received", "decide", {"every_entry_is_decided": False}, "every_entry_is_decided"),
    ("decided", "reopen", {"every_entry_is_decided": True}, "an_entry_awaits_decision"),
]


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_each_event_leads_where_the_process_says_or_is_no_move(state: State, event: Event) -> None:
    well = Facts(every_entry_is_decided=event is not Event.REOPEN)
    target = EXPECTED[state].get(event)
    if target is None:
        with pytest.raises(Refused) as refused:
            HANDOVER_LIST.advance(state, event, well)
        assert refused.value.unmet == (NO_SUCH_MOVE,)
    else:
        assert HANDOVER_LIST.advance(state, event, well) == target


@pytest.mark.parametrize(("states", "event", "otherwise", "named"), REFUSALS)
def test_a_refused_move_names_the_guard(states: str, event: str, otherwise: dict[str, bool], named: str) -> None:
    for state in map(State, states.split()):
        with pytest.raises(Refused) as refused:
            HANDOVER_LIST.advance(state, Event(event), replace(ALL_WELL, **otherwise))
        assert refused.value.unmet == (named,)


def test_every_guard_is_seen_to_refuse() -> None:
    assert {named for *_, named in REFUSALS} == {
        guard.__name__ for move in HANDOVER_LIST.moves for guard in move.guards
    }


@pytest.mark.parametrize("every_entry_is_decided", [False, True])
def test_the_list_follows_its_entries_one_way_or_the_other(every_entry_is_decided: bool) -> None:
    facts = Facts(every_entry_is_decided=every_entry_is_decided)
    decides, reopens = (
        not HANDOVER_LIST.unmet(State.RECEIVED, Event.DECIDE, facts),
        not HANDOVER_LIST.unmet(State.DECIDED, Event.REOPEN, facts),
    )
    assert (decides, reopens) == (every_entry_is_decided, not every_entry_is_decided)


def test_the_police_may_send_an_amended_list_at_any_time() -> None:
    for state in (State.RECEIVED, State.DECIDED):
        assert Role.POLICE in HANDOVER_LIST.roles_for(state, Event.SUPERSEDE)
