"""The hand-over of a case: every state with every event, who stands in the way, and what may be in the package."""

from dataclasses import replace

import pytest

from workflows.engine import NO_SUCH_MOVE, Refused
from workflows.sharing import DataKind, Ground
from workflows.transfer import (
    ALWAYS,
    GROUNDS,
    TRANSFER,
    USUAL,
    Event,
    Facts,
    State,
    address_may_go,
    family_may_go,
    lacking,
    wrongly_grounded,
)

# Written from the description of the process, not from the table it checks.
EXPECTED: dict[str, dict[str, str]] = {
    "offered": {
        "send": "offered",
        "accept": "accepted",
        "refuse": "refused",
        "withdraw": "withdrawn",
        "expire": "expired",
    },
    "accepted": {"hand_over": "handed_over", "withdraw": "withdrawn", "expire": "expired"},
    "handed_over": {"return": "returned"},
    "refused": {},
    "withdrawn": {},
    "expired": {},
    "returned": {},
}
ALL_WELL = Facts(
    receiver_is_outside=True,
    offer_has_left=True,
    answer_is_the_receivers=True,
    withdrawal_is_the_senders=True,
    time_for_an_answer_has_passed=True,
    case_has_left_the_sender=True,
    may_still_be_returned=True,
)
REFUSALS: list[tuple[str, str]] = [
    ("offered send", "receiver_is_outside"),
    ("offered accept", "answer_is_the_receivers"),
    ("offered accept", "offer_has_left"),
    ("offered refuse", "answer_is_the_receivers"),
    ("offered refuse", "offer_has_left"),
    ("offered withdraw", "withdrawal_is_the_senders"),
    ("accepted withdraw", "withdrawal_is_the_senders"),
    ("offered expire", "time_for_an_answer_has_passed"),
    ("accepted hand_over", "case_has_left_the_sender"),
    ("handed_over return", "answer_is_the_receivers"),
    ("handed_over return", "may_still_be_returned"),
]


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_each_event_leads_where_the_process_says_or_is_no_move(state: State, event: Event) -> None:
    target = EXPECTED[state].get(event)
    if target is None:
        with pytest.raises(Refused) as refused:
            TRANSFER.advance(state, event, ALL_WELL)
        assert refused.value.unmet == (NO_SUCH_MOVE,)
    else:
        assert TRANSFER.advance(state, event, ALL_WELL) == target


@pytest.mark.parametrize(("move", "guard"), REFUSALS)
def test_a_refused_move_names_the_guard(move: str, guard: str) -> None:
    state, event = move.split()
    with pytest.raises(Refused) as refused:
        TRANSFER.advance(State(state), Event(event), replace(ALL_WELL, **{guard: False}))
    assert refused.value.unmet == (guard,)


def test_every_guard_is_seen_to_refuse() -> None:
    assert {guard for _, guard in REFUSALS} == {guard.__name__ for move in TRANSFER.moves for guard in move.guards}


def test_a_course_never_leaves_on_section_115() -> None:
    assert wrongly_grounded({DataKind.COURSE: Ground.RPL_115_2}) == [DataKind.COURSE]
    assert wrongly_grounded({DataKind.COURSE: Ground.CONSENT, DataKind.STEP: Ground.RPL_115_2}) == []


@pytest.mark.parametrize("kind", sorted(set(DataKind) - set(GROUNDS)))
def test_what_belongs_to_others_is_in_no_package(kind: DataKind) -> None:
    assert [wrongly_grounded({kind: ground}) for ground in Ground] == [[kind]] * len(Ground)
    assert {DataKind.ASSESSMENT, DataKind.CONSENTS, DataKind.ACCESS_LOG} <= set(DataKind) - set(GROUNDS)


def test_who_what_happened_and_who_was_told_always_goes_along() -> None:
    assert lacking([DataKind.IDENTITY, DataKind.INCIDENT]) == [DataKind.POLICE_CONTACT, DataKind.OBLIGATIONS]
    assert lacking(USUAL) == []
    assert ALWAYS < USUAL <= set(GROUNDS)


def test_a_protected_address_stays_and_the_parents_of_an_adult_too() -> None:
    assert address_may_go(protected=False)
    assert not address_may_go(protected=True)
    assert family_may_go(17, 18)
    assert not family_may_go(18, 18)
