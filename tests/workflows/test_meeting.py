"""The meeting: every state with every event, and what must be there before it closes."""

from dataclasses import replace

import pytest

from workflows.engine import NO_SUCH_MOVE, Refused
from workflows.meeting import MEETING, Event, Facts, State

_LIST = {"say_no_list": "stays", "take_back_no_list": "stays"}
EXPECTED: dict[str, dict[str, str]] = {
    "planned": _LIST | {"open": "open", "cancel": "cancelled", "reschedule": "planned"},
    "open": _LIST | {"close": "closed", "arrive": "open", "leave": "open"},
    "closed": {"reopen": "open"},
    "cancelled": {},
}

ALL_WELL = Facts(every_entry_decided_or_carried_over=True, participants_recorded=True)


def well_for(event: Event) -> Facts:
    """That no list comes is taken back where it was said, and said where it was not."""
    return replace(ALL_WELL, said_that_no_list_comes=event is Event.TAKE_BACK_NO_LIST)


# The states, the event, what is otherwise than well, and the guard that must be named.
REFUSALS: list[tuple[str, str, dict[str, bool], str]] = [
    ("open", "close", {"every_entry_decided_or_carried_over": False}, "every_entry_decided_or_carried_over"),
    ("open", "close", {"participants_recorded": False}, "participants_recorded"),
    ("planned", "open", {"another_meeting_is_open": True}, "no_other_meeting_is_open"),
    ("closed", "reopen", {"another_meeting_is_open": True}, "no_other_meeting_is_open"),
    ("planned open", "say_no_list", {"a_list_has_come": True}, "no_list_has_come"),
    ("planned open", "say_no_list", {"said_that_no_list_comes": True}, "not_said_that_no_list_comes"),
    ("planned open", "take_back_no_list", {"said_that_no_list_comes": False}, "said_that_no_list_comes"),
]


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_each_event_leads_where_the_process_says_or_is_no_move(state: State, event: Event) -> None:
    target = EXPECTED[state].get(event)
    if target is None:
        with pytest.raises(Refused) as refused:
            MEETING.advance(state, event, well_for(event))
        assert refused.value.unmet == (NO_SUCH_MOVE,)
    else:
        assert MEETING.advance(state, event, well_for(event)) == (state if target == "stays" else target)


@pytest.mark.parametrize(("states", "event", "otherwise", "named"), REFUSALS)
def test_a_refused_move_names_the_guard(states: str, event: str, otherwise: dict[str, bool], named: str) -> None:
    for state in map(State, states.split()):
        with pytest.raises(Refused) as refused:
            MEETING.advance(state, Event(event), replace(well_for(Event(event)), **otherwise))
        assert refused.value.unmet == (named,)


def test_every_guard_is_seen_to_refuse() -> None:
    assert {named for *_, named in REFUSALS} == {guard.__name__ for move in MEETING.moves for guard in move.guards}


def test_what_changes_a_meeting_needs_a_reason() -> None:
    needs = {move.event.value: move.needs for move in MEETING.moves}
    assert needs == {
        "open": (), "arrive": ("role",), "leave": ("participant_id",), "close": (), "reopen": ("reason",),
        "cancel": ("reason",), "reschedule": ("starts_at", "reason"), "say_no_list": ("reason",),
        "take_back_no_list": (),
    }  # fmt: skip
