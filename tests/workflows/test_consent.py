"""Consent: every state with every event, who must sign, and when all of it holds."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from workflows.consent import CONSENT, Event, Facts, Granted, Scope, State, has_consent, required_signers
from workflows.engine import NO_SUCH_MOVE, Refused
from workflows.informing import Recipient, RecipientKind
from workflows.roles import Role

MOTHER = Recipient(RecipientKind.CUSTODY_HOLDER, "mother")
FATHER = Recipient(RecipientKind.CUSTODY_HOLDER, "father")
YOUNG_PERSON = Recipient(RecipientKind.YOUNG_PERSON)

SIGNED = datetime(2026, 11, 23, 10, tzinfo=UTC)
ENDS = datetime(2027, 11, 23, 10, tzinfo=UTC)

EXPECTED: dict[str, dict[str, str]] = {
    "not_asked": {"ask": "asked"},
    "asked": {"ask": "asked", "grant": "granted", "refuse": "refused", "expire": "expired"},
    "granted": {"withdraw": "withdrawn", "expire": "expired"},
    "refused": {"ask": "asked"},
    "withdrawn": {"ask": "asked"},
    "expired": {"ask": "asked"},
}

ALL_WELL = Facts(signer_may_consent=True, terms_are_stated=True, document_is_kept=True, validity_has_ended=True)

# The states, the event, what is otherwise than well, and the guard that must be named.
REFUSALS: list[tuple[str, str, dict[str, bool], str]] = [
    (
        "not_asked asked refused withdrawn expired",
        "ask",
        {"signer_may_consent": False},
        "signer_may_consent",
    ),
    ("not_asked asked refused withdrawn expired", "ask", {"terms_are_stated": False}, "terms_are_stated"),
    ("asked", "grant", {"signer_may_consent": False}, "signer_may_consent"),
    ("asked", "grant", {"terms_are_stated": False}, "terms_are_stated"),
    ("asked", "grant", {"document_is_kept": False}, "document_is_kept"),
    ("asked granted", "expire", {"validity_has_ended": False}, "validity_has_ended"),
]


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_each_event_leads_where_the_process_says_or_is_no_move(state: State, event: Event) -> None:
    target = EXPECTED[state].get(event)
    if target is None:
        with pytest.raises(Refused) as refused:
            CONSENT.advance(state, event, ALL_WELL)
        assert refused.value.unmet == (NO_SUCH_MOVE,)
    else:
        assert CONSENT.advance(state, event, ALL_WELL) == target


@pytest.mark.parametrize(("states", "event", "otherwise", "named"), REFUSALS)
def test_a_refused_move_names_the_guard(states: str, event: str, otherwise: dict[str, bool], named: str) -> None:
    for state in map(State, states.split()):
        with pytest.raises(Refused) as refused:
            CONSENT.advance(state, Event(event), replace(ALL_WELL, **otherwise))
        assert refused.value.unmet == (named,)


def test_every_guard_is_seen_to_refuse() -> None:
    assert {named for *_, named in REFUSALS} == {guard.__name__ for move in CONSENT.moves for guard in move.guards}


def test_nothing_stands_in_the_way_of_a_refusal_or_a_withdrawal() -> None:
    assert CONSENT.advance(State.ASKED, Event.REFUSE, Facts()) is State.REFUSED
    assert CONSENT.advance(State.GRANTED, Event.WITHDRAW, Facts()) is State.WITHDRAWN


def test_whoever_hears_it_may_note_a_withdrawal() -> None:
    heard_by = CONSENT.roles_for(State.GRANTED, Event.WITHDRAW)
    assert heard_by == {Role.COORDINATOR, Role.CASEWORKER, Role.INTEGRATION, Role.TEAM_LEADER}


def test_only_the_service_itself_lets_a_consent_expire() -> None:
    assert CONSENT.roles_for(State.GRANTED, Event.EXPIRE) == {Role.SYSTEM}


def signers(birth_date: date, on: date, *holders: str) -> tuple[Recipient, ...]:
    return required_signers(birth_date, on, holders, young_person_from=15, adult_from=18)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 5, 9), (MOTHER, FATHER)),
        (date(2026, 5, 10), (MOTHER, FATHER, YOUNG_PERSON)),
        (date(2029, 5, 9), (MOTHER, FATHER, YOUNG_PERSON)),
        (date(2029, 5, 10), (YOUNG_PERSON,)),
    ],
)
def test_both_parents_sign_with_the_young_person_from_15_and_without_from_18(
    on: date, expected: tuple[Recipient, ...]
) -> None:
    assert signers(date(2011, 5, 10), on, "mother", "father") == expected


def test_a_parent_with_sole_custody_signs_alone() -> None:
    assert signers(date(2016, 1, 1), SIGNED.date(), "mother") == (MOTHER,)


def granted_by(*who: Recipient, scope: Scope = Scope.COURSE) -> list[Granted]:
    return [Granted(signer, scope, SIGNED, ENDS) for signer in who]


def test_one_missing_signer_is_no_consent() -> None:
    both = (MOTHER, FATHER)
    assert has_consent(both, granted_by(MOTHER, FATHER), Scope.COURSE, SIGNED)
    assert not has_consent(both, granted_by(MOTHER), Scope.COURSE, SIGNED)


def test_a_signature_of_somebody_else_does_not_stand_in_the_way() -> None:
    assert has_consent([MOTHER], granted_by(FATHER, MOTHER), Scope.COURSE, SIGNED)


def test_consent_to_one_thing_is_not_consent_to_another() -> None:
    given = granted_by(MOTHER, scope=Scope.SHARE_WITH_SCHOOL)
    assert has_consent([MOTHER], given, Scope.SHARE_WITH_SCHOOL, SIGNED)
    assert not has_consent([MOTHER], given, Scope.COURSE, SIGNED)


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        (SIGNED - timedelta(microseconds=1), False),
        (SIGNED, True),
        (ENDS - timedelta(microseconds=1), True),
        (ENDS, False),
    ],
)
def test_a_consent_holds_from_its_first_instant_until_but_not_at_its_last(at: datetime, holds: bool) -> None:
    assert has_consent([MOTHER], granted_by(MOTHER), Scope.COURSE, at) is holds


def test_a_consent_that_is_withdrawn_held_until_it_was() -> None:
    heard = SIGNED + timedelta(days=10)
    withdrawn = [replace(granted_by(MOTHER)[0], valid_until=heard)]
    assert has_consent([MOTHER], withdrawn, Scope.COURSE, heard - timedelta(days=1))
    assert not has_consent([MOTHER], withdrawn, Scope.COURSE, heard)


def test_an_unknown_custody_holder_has_never_consented() -> None:
    unknown = signers(date(2016, 1, 1), SIGNED.date())
    assert len(unknown) == 1
    assert not has_consent(unknown, granted_by(*unknown), Scope.COURSE, SIGNED)


def test_nobody_to_sign_is_no_consent() -> None:
    assert not has_consent([], granted_by(MOTHER), Scope.COURSE, SIGNED)


def test_a_young_person_who_turns_15_has_not_consented_through_the_parents() -> None:
    given = granted_by(MOTHER, FATHER)
    birth_date = date(2011, 12, 1)
    before, after = SIGNED, datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert has_consent(signers(birth_date, before.date(), "mother", "father"), given, Scope.COURSE, before)
    assert not has_consent(signers(birth_date, after.date(), "mother", "father"), given, Scope.COURSE, after)
