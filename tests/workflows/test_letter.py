"""The letter: every state with every event, and what counts as having arrived."""

from dataclasses import replace

import pytest

from workflows.deadlines import Deadline
from workflows.engine import NO_SUCH_MOVE, Refused, Waits
from workflows.letter import LETTER, Event, Facts, State
from workflows.roles import Role

EXPECTED: dict[str, dict[str, str]] = {
    "drafted": {"queue": "queued", "hand_over": "handed_over", "stop": "stopped"},
    "queued": {
        "take_back": "drafted",
        "send": "sent",
        "deliver": "delivered",
        "fail": "failed",
        "hand_over": "handed_over",
        "stop": "stopped",
    },
    "sent": {"deliver": "delivered", "fail": "failed"},
    "delivered": {},
    "failed": {"send_again": "queued", "deliver": "delivered", "hand_over": "handed_over", "stop": "stopped"},
    "handed_over": {},
    "stopped": {"deliver": "delivered"},
}

ALL_WELL = Facts(recipient_confirmed=True, checked_before_sending=True, receipt_is_from_receiver=True)

# The states, the event, what is otherwise than well, and the guard that must be named.
REFUSALS: list[tuple[str, str, dict[str, bool], str]] = [
    ("drafted", "queue", {"recipient_confirmed": False}, "recipient_confirmed"),
    ("queued", "send", {"recipient_confirmed": False}, "recipient_confirmed"),
    ("queued", "send", {"checked_before_sending": False}, "checked_before_sending"),
    ("queued", "take_back", {"may_have_left": True}, "it_has_certainly_not_left"),
    ("queued sent failed stopped", "deliver", {"receipt_is_from_receiver": False}, "receipt_is_from_receiver"),
    ("failed", "send_again", {"recipient_confirmed": False}, "recipient_confirmed"),
    ("drafted queued failed", "hand_over", {"recipient_confirmed": False}, "recipient_confirmed"),
    ("drafted queued failed", "hand_over", {"checked_before_sending": False}, "checked_before_sending"),
]


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_each_event_leads_where_the_process_says_or_is_no_move(state: State, event: Event) -> None:
    target = EXPECTED[state].get(event)
    if target is None:
        with pytest.raises(Refused) as refused:
            LETTER.advance(state, event, ALL_WELL)
        assert refused.value.unmet == (NO_SUCH_MOVE,)
    else:
        assert LETTER.advance(state, event, ALL_WELL) == target


@pytest.mark.parametrize(("states", "event", "otherwise", "named"), REFUSALS)
def test_a_refused_move_names_the_guard(states: str, event: str, otherwise: dict[str, bool], named: str) -> None:
    for state in map(State, states.split()):
        with pytest.raises(Refused) as refused:
            LETTER.advance(state, Event(event), replace(ALL_WELL, **otherwise))
        assert refused.value.unmet == (named,)


def test_every_guard_is_seen_to_refuse() -> None:
    assert {named for *_, named in REFUSALS} == {guard.__name__ for move in LETTER.moves for guard in move.guards}


def test_a_failed_letter_waits_for_the_coordinator_as_long_as_the_family_is_to_be_informed() -> None:
    assert LETTER.waits[State.FAILED] == Waits(Role.COORDINATOR, Deadline.INFORM_FAMILY)


def test_a_failed_letter_is_checked_again_before_it_is_sent_again() -> None:
    queued = LETTER.advance(State.FAILED, Event.SEND_AGAIN, Facts(recipient_confirmed=True))
    with pytest.raises(Refused):
        LETTER.advance(queued, Event.SEND, Facts(recipient_confirmed=True))


def test_a_stopped_letter_never_leaves() -> None:
    """But if it had left before, unseen, its receipt says so."""
    assert [option.event for option in LETTER.options(State.STOPPED, ALL_WELL)] == [Event.DELIVER]
    assert not LETTER.roles_for(State.STOPPED, Event.DELIVER) & {Role.COORDINATOR, Role.CASEWORKER, Role.TEAM_LEADER}


def test_what_has_left_cannot_be_stopped() -> None:
    with pytest.raises(Refused):
        LETTER.advance(State.SENT, Event.STOP, ALL_WELL)


def test_no_person_can_say_that_a_letter_was_delivered() -> None:
    assert LETTER.roles_for(State.SENT, Event.DELIVER) == {Role.SYSTEM, Role.INTEGRATION}
