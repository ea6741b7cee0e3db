"""Who must be told, by when, and what counts as told."""

from datetime import date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar import COPENHAGEN, MonthDay, Term
from workflows.deadlines import Deadline
from workflows.engine import NO_SUCH_MOVE, Refused
from workflows.informing import (
    DEADLINE_OF,
    OBLIGATION,
    SATISFIED,
    Event,
    Facts,
    Obligation,
    Purpose,
    Recipient,
    RecipientKind,
    State,
    due,
    everyone_satisfied,
    fulfils,
    last_day_of,
    who_must_be_told,
)
from workflows.roles import Role

MOTHER = Recipient(RecipientKind.CUSTODY_HOLDER, "holder-1")
FATHER = Recipient(RecipientKind.CUSTODY_HOLDER, "holder-2")
NOBODY_KNOWN = Recipient(RecipientKind.CUSTODY_HOLDER, None)
YOUNG_PERSON = Recipient(RecipientKind.YOUNG_PERSON)

ALL_WELL = Facts(recipient_known=True, told_at_has_passed=True, letter_delivered=True)


def told(birth_date: date, on: date, *holders: str) -> tuple[Recipient, ...]:
    return who_must_be_told(birth_date, on, holders, young_person_from=15, adult_from=18)


# Who

BIRTH = date(2011, 11, 17)


@pytest.mark.parametrize(
    ("on", "recipients"),
    [
        (date(2026, 11, 16), (MOTHER, FATHER)),
        (date(2026, 11, 17), (MOTHER, FATHER, YOUNG_PERSON)),
        (date(2029, 11, 16), (MOTHER, FATHER, YOUNG_PERSON)),
        (date(2029, 11, 17), (YOUNG_PERSON,)),
    ],
    ids=["the day before 15", "on the day of 15", "the day before 18", "on the day of 18"],
)
def test_each_custody_holder_then_the_young_person_too_then_the_young_person_alone(
    on: date, recipients: tuple[Recipient, ...]
) -> None:
    assert told(BIRTH, on, "holder-1", "holder-2") == recipients


def test_a_minor_whose_holders_nobody_knows_still_has_one_to_be_told() -> None:
    assert told(BIRTH, date(2026, 11, 16)) == (NOBODY_KNOWN,)
    assert told(BIRTH, date(2026, 11, 17)) == (NOBODY_KNOWN, YOUNG_PERSON)


def test_a_holder_who_is_entered_twice_is_told_once() -> None:
    assert told(BIRTH, date(2026, 11, 16), "holder-1", "holder-1") == (MOTHER,)


def test_the_ages_are_the_profiles() -> None:
    at_fourteen = who_must_be_told(BIRTH, date(2026, 11, 16), ["holder-1"], young_person_from=14, adult_from=18)
    assert at_fourteen == (MOTHER, YOUNG_PERSON)


@given(st.dates(date(2000, 1, 1), date(2026, 1, 1)), st.integers(0, 9_000), st.lists(st.text(min_size=1)))
def test_there_is_always_somebody_to_be_told_and_nobody_twice(birth: date, lived: int, holders: list[str]) -> None:
    recipients = told(birth, date.fromordinal(birth.toordinal() + lived), *holders)
    assert recipients
    assert len(set(recipients)) == len(recipients)


# By when


def test_a_young_person_who_turns_fifteen_on_the_last_day_of_the_target_is_told() -> None:
    meeting = datetime(2026, 11, 13, 10, tzinfo=COPENHAGEN)
    deadline = due(meeting, Term(target=2, fatal=5, unit="working_days"), {MonthDay(12, 24)})
    assert deadline.target == datetime(2026, 11, 18, tzinfo=COPENHAGEN)
    assert deadline.fatal == datetime(2026, 11, 21, tzinfo=COPENHAGEN)
    assert last_day_of(deadline.target) == BIRTH.replace(year=2026)
    assert YOUNG_PERSON in told(BIRTH, last_day_of(deadline.target), "holder-1")


def test_each_purpose_has_its_deadline() -> None:
    assert DEADLINE_OF == {Purpose.INFORM: Deadline.INFORM_FAMILY, Purpose.SUMMON: Deadline.SUMMON}


# The obligation

TARGETS = {
    (State.DUE, Event.TELL): State.TOLD,
    (State.DUE, Event.EXEMPT): State.EXEMPT,
    (State.DUE, Event.FAIL_DELIVERY): State.DELIVERY_FAILED,
    (State.DUE, Event.LAPSE): State.LAPSED,
    (State.DELIVERY_FAILED, Event.TELL): State.TOLD,
    (State.DELIVERY_FAILED, Event.EXEMPT): State.EXEMPT,
    (State.DELIVERY_FAILED, Event.FAIL_DELIVERY): State.DELIVERY_FAILED,
    (State.DELIVERY_FAILED, Event.LAPSE): State.LAPSED,
    (State.TOLD, Event.TAKE_BACK): State.DUE,
    (State.EXEMPT, Event.TAKE_BACK): State.DUE,
}


@pytest.mark.parametrize(("state", "event"), list(product(State, Event)))
def test_every_state_with_every_event(state: State, event: Event) -> None:
    facts = Facts(recipient_known=True, told_at_has_passed=True, letter_delivered=True, still_a_recipient=False)
    if target := TARGETS.get((state, event)):
        assert OBLIGATION.advance(state, event, facts) is target
    else:
        with pytest.raises(Refused) as caught:
            OBLIGATION.advance(state, event, facts)
        assert caught.value.unmet == (NO_SUCH_MOVE,)


def test_a_failed_letter_does_not_count_as_told() -> None:
    facts = Facts(recipient_known=True, told_at_has_passed=True, told_by_letter=True)
    assert OBLIGATION.unmet(State.DUE, Event.TELL, facts) == ("letter_is_proved_delivered",)
    failed = OBLIGATION.advance(State.DUE, Event.FAIL_DELIVERY, facts)
    assert failed not in SATISFIED
    assert OBLIGATION.unmet(failed, Event.TELL, facts) == ("letter_is_proved_delivered",)


def test_after_a_failed_letter_a_call_will_do() -> None:
    call = Facts(recipient_known=True, told_at_has_passed=True, told_by_letter=False)
    assert OBLIGATION.advance(State.DELIVERY_FAILED, Event.TELL, call) is State.TOLD


def test_nobody_has_been_told_at_a_meeting_still_to_come() -> None:
    facts = Facts(recipient_known=True, told_at_has_passed=False)
    assert OBLIGATION.unmet(State.DUE, Event.TELL, facts) == ("told_at_a_moment_that_has_passed",)


def test_somebody_unknown_cannot_have_been_told_but_can_be_exempt() -> None:
    facts = Facts(recipient_known=False, told_at_has_passed=True)
    assert OBLIGATION.unmet(State.DUE, Event.TELL, facts) == ("recipient_is_known",)
    assert OBLIGATION.advance(State.DUE, Event.EXEMPT, facts) is State.EXEMPT
    assert not NOBODY_KNOWN.is_known
    assert MOTHER.is_known
    assert YOUNG_PERSON.is_known


def test_an_obligation_to_somebody_who_is_still_a_recipient_does_not_lapse() -> None:
    assert OBLIGATION.unmet(State.DUE, Event.LAPSE, ALL_WELL) == ("recipient_no_longer_is_one",)


@pytest.mark.parametrize(
    ("state", "event", "needs"),
    [
        (State.DUE, Event.TELL, ("means", "told_at")),
        (State.DUE, Event.EXEMPT, ("reason",)),
        (State.TOLD, Event.TAKE_BACK, ("reason",)),
        (State.DUE, Event.LAPSE, ("reason",)),
    ],
)
def test_what_must_be_said_with_each_move(state: State, event: Event, needs: tuple[str, ...]) -> None:
    assert OBLIGATION.by_pair[state, event].needs == needs


def test_a_person_with_a_name_exempts_and_never_a_system() -> None:
    assert OBLIGATION.roles_for(State.DUE, Event.EXEMPT) == {Role.COORDINATOR, Role.CASEWORKER, Role.TEAM_LEADER}


@pytest.mark.parametrize("event", [Event.TELL, Event.FAIL_DELIVERY, Event.LAPSE])
def test_the_service_itself_may_record_what_the_letter_and_the_register_say(event: Event) -> None:
    assert Role.SYSTEM in OBLIGATION.roles_for(State.DUE, event)


def test_the_service_never_takes_back_what_a_person_said() -> None:
    assert Role.SYSTEM not in OBLIGATION.roles_for(State.TOLD, Event.TAKE_BACK)


# Everyone


@pytest.mark.parametrize(
    ("states", "satisfied"),
    [
        ([], False),
        ([State.LAPSED], False),
        ([State.TOLD], True),
        ([State.TOLD, State.EXEMPT, State.LAPSED], True),
        ([State.TOLD, State.DUE], False),
        ([State.TOLD, State.DELIVERY_FAILED], False),
    ],
)
def test_everyone_is_told_or_exempt(states: list[State], satisfied: bool) -> None:
    assert everyone_satisfied(states) is satisfied


@pytest.mark.parametrize(
    ("done", "to", "owed", "owed_to", "met"),
    [
        (Purpose.SUMMON, MOTHER, Purpose.INFORM, MOTHER, True),
        (Purpose.INFORM, MOTHER, Purpose.SUMMON, MOTHER, False),
        (Purpose.INFORM, MOTHER, Purpose.INFORM, MOTHER, True),
        (Purpose.SUMMON, MOTHER, Purpose.INFORM, FATHER, False),
        (Purpose.SUMMON, YOUNG_PERSON, Purpose.INFORM, YOUNG_PERSON, True),
        (Purpose.SUMMON, MOTHER, Purpose.INFORM, YOUNG_PERSON, False),
        (Purpose.SUMMON, NOBODY_KNOWN, Purpose.INFORM, NOBODY_KNOWN, False),
    ],
)
def test_a_summons_also_informs_the_same_recipient(
    done: Purpose, to: Recipient, owed: Purpose, owed_to: Recipient, met: bool
) -> None:
    assert fulfils(Obligation(done, to), Obligation(owed, owed_to)) is met
