"""The kinds of letter: whom each may go to, what it may carry, and what an inbox may show of it."""

import pytest

from workflows.letter_kinds import KINDS, PLACEHOLDERS, TITLES, Kind, LetterRecipient, fitting, inbox_title
from workflows.profile import all_profiles

HOLDER, YOUNG, INSTITUTION = LetterRecipient
EXPECTED = {
    Kind.ORIENTATION_CUSTODY_HOLDER: {HOLDER},
    Kind.ORIENTATION_YOUNG_PERSON: {YOUNG},
    Kind.SUMMONS: {HOLDER, YOUNG},
    Kind.CONCERN_CUSTODY_HOLDER: {HOLDER},
    Kind.CONCERN_YOUNG_PERSON: {YOUNG},
    Kind.CONCERN_SUMMONS: {HOLDER, YOUNG},
    Kind.CONSENT_REQUEST: {HOLDER, YOUNG},
    Kind.CONSENT_RECEIPT: {HOLDER, YOUNG},
    Kind.TRANSFER: {HOLDER, YOUNG},
    Kind.COURSE_PLAN: {INSTITUTION},
}
OF_AN_INCIDENT = {"incident_date", "incident_role", "incident_text"}


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_goes_to_those_it_is_for(kind: Kind) -> None:
    assert KINDS[kind].recipients == EXPECTED[kind]


@pytest.mark.parametrize("kind", Kind)
def test_what_must_be_there_may_be_there_and_is_explained(kind: Kind) -> None:
    rules = KINDS[kind]
    assert rules.required <= rules.placeholders.keys()
    assert all(rules.placeholders.values())
    assert "contact_phone" in rules.required, "a letter says whom to call"
    assert TITLES[kind]


def test_a_plan_that_an_institution_sees_has_no_word_of_the_incident_and_no_address() -> None:
    for kind, rules in KINDS.items():
        if INSTITUTION in rules.recipients:
            assert not [name for name in rules.placeholders if name.startswith(("incident", "consent"))], kind
            assert "child_address" not in rules.placeholders


def test_only_letters_that_tell_the_family_of_an_incident_may_describe_it() -> None:
    telling = {kind for kind, rules in KINDS.items() if rules.placeholders.keys() & OF_AN_INCIDENT}
    assert telling == {Kind.ORIENTATION_CUSTODY_HOLDER, Kind.ORIENTATION_YOUNG_PERSON, Kind.SUMMONS}


def test_every_placeholder_is_of_use_somewhere_and_none_is_of_somebody_else() -> None:
    assert set().union(*(rules.placeholders for rules in KINDS.values())) == set(PLACEHOLDERS)
    people = {name.rpartition("_")[0] for name in PLACEHOLDERS if name.endswith(("_name", "_address", "_date"))}
    assert people == {"recipient", "child", "child_first", "contact", "incident", "child_birth", "consent", "course"}


@pytest.mark.parametrize("kind", Kind)
def test_a_worrys_letter_takes_the_place_of_the_police_s_and_of_no_other(kind: Kind) -> None:
    of_the_police = {Kind.ORIENTATION_CUSTODY_HOLDER, Kind.ORIENTATION_YOUNG_PERSON, Kind.SUMMONS}
    worry = fitting(kind, only_concerns=True)
    assert worry.value.startswith("concern_") == (kind in of_the_police or kind.value.startswith("concern_"))
    assert KINDS[worry].recipients == KINDS[kind].recipients
    assert fitting(worry, only_concerns=False) in of_the_police | {kind}
    assert not KINDS[worry].placeholders.keys() & OF_AN_INCIDENT


@pytest.mark.parametrize("kind", Kind)
def test_an_inbox_shows_who_writes_and_nothing_of_what(kind: Kind) -> None:
    for profile in all_profiles():
        assert inbox_title(kind, profile.name) == f"Brev fra {profile.name} Kommune"
