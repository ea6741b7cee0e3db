"""The meeting: every state with every event, and what must be there before it closes."""

from dataclasses import replace

import pytest

from workflows.engine import NO_SUCH_MOVE, Refused
from workflows.meeting import MEETING, Event, Facts, State

EXPECTED: dict[str, dict[str, str]] = {
    "planned": {"open": "open", "cancel": "cancelled"},
    "open": {"close": "closed"},
    "closed": {"reopen": "open"},
    "cancelled": {},
}

ALL_WELL = Facts(every_entry_decided_or_carried_over=True, participants_recorded=True)

# The states, the event, what is otherwise than well, and the guard that must be named.
REFUSALS: list[tuple[str, str, dict[str, bool], str]] = [
    ("open", "close", {"every_entry_decided_or_carried_over": False}, "every_entry_decided_or_carried_over"),
    ("open", "close", {"participants_recorded": False}, "participants_recorded"),
]


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_each_event_leads_where_the_process_says_or_is_no_move(state: State, event: Event) -> None:
    target = EXPECTED[state].get(event)
    if target is None:
        with pytest.raises(Refused) as refused:
            MEETING.advance(state, event, ALL_WELL)
        assert refused.value.unmet == (NO_SUCH_MOVE,)
    else:
        assert MEETING.advance(state, event, ALL_WELL) == target


@pytest.mark.parametrize(("states", "event", "otherwise", "named"), REFUSALS)
def test_a_refused_move_names_the_guard(states: str, event: str, otherwise: dict[str, bool], named: str) -> None:
    for state in map(State, states.split()):
        with pytest.raises(Refused) as refused:
            MEETING.advance(state, Event(event), replace(ALL_WELL, **otherwise))
        assert refused.value.unmet == (named,)


def test_every_guard_is_seen_to_refuse() -> None:
    assert {named for *_, named in REFUSALS} == {guard.__name__ for move in MEETING.moves for guard in move.guards}


def test_cancelling_and_reopening_need_a_reason() -> None:
    needs = {move.event: move.needs for move in MEETING.moves}
    assert needs == {Event.OPEN: (), Event.CLOSE: (), Event.REOPEN: ("reason",), Event.CANCEL: ("reason",)}
