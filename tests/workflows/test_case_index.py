"""What is known of the authority's case when an index and people have each said something of it."""

import pytest

from tests.workflows.test_profile import words
from workflows.case_index import Change, Finding, Said, Source, change, known
from workflows.casework import Track
from workflows.profile import ProfileRejected, all_profiles, read_profile
from workflows.routing import AuthorityCase, RoutingInputs, suggest

ACTIVE, NOTHING, AWAY, REFUSED = (
    Said(Source.INDEX, one) for one in (Finding.ACTIVE, Finding.NOTHING_FOUND, Finding.NO_ANSWER, Finding.REFUSED)
)
YES, NO = Said(Source.PERSON, Finding.ACTIVE), Said(Source.PERSON, Finding.NONE)
_A = AuthorityCase


@pytest.mark.parametrize(
    ("decided", "said", "found"),
    [
        (None, [], _A.UNKNOWN),
        (None, [NOTHING], _A.UNKNOWN),
        (None, [AWAY, REFUSED], _A.UNKNOWN),
        (None, [ACTIVE], _A.YES),
        (None, [ACTIVE, AWAY, REFUSED], _A.YES),
        (None, [ACTIVE, NOTHING], _A.UNKNOWN),
        (None, [NO], _A.NO_CONFIRMED),
        (None, [NO, NOTHING], _A.NO_CONFIRMED),
        (None, [NO, ACTIVE], _A.YES),
        (None, [ACTIVE, NO], _A.NO_CONFIRMED),
        (None, [YES, NOTHING], _A.YES),
        (None, [NO, ACTIVE, NOTHING], _A.UNKNOWN),
        (False, [], _A.NO_CONFIRMED),
        (False, [NOTHING], _A.NO_CONFIRMED),
        (False, [ACTIVE], _A.YES),
        (True, [NOTHING], _A.YES),
        (True, [NO], _A.NO_CONFIRMED),
    ],
)  # fmt: skip
def test_what_is_known(decided: bool | None, said: list[Said], found: AuthorityCase) -> None:
    assert known(decided, said) is found


def test_an_index_alone_never_says_no() -> None:
    for said in ([NOTHING], [ACTIVE, NOTHING], [AWAY], [REFUSED], [NOTHING, AWAY, NOTHING]):
        inputs = RoutingInputs(known(None, said), 14, True, None, False)
        assert suggest(inputs).confirm_first


@pytest.mark.parametrize(
    ("track", "before", "after", "found"),
    [
        (Track.COORDINATOR, None, Finding.ACTIVE, Change.AUTHORITY_CASE_FOUND),
        (Track.COORDINATOR, Finding.NOTHING_FOUND, Finding.ACTIVE, Change.AUTHORITY_CASE_FOUND),
        (Track.COORDINATOR, Finding.ACTIVE, Finding.ACTIVE, None),
        (Track.COORDINATOR, Finding.ACTIVE, Finding.NOTHING_FOUND, None),
        (Track.AUTHORITY, Finding.ACTIVE, Finding.NOTHING_FOUND, Change.AUTHORITY_CASE_GONE),
        (Track.AUTHORITY, None, Finding.NOTHING_FOUND, None),
        (Track.AUTHORITY, None, Finding.ACTIVE, None),
        (None, None, Finding.ACTIVE, None),
    ],
)
def test_what_suggests_the_other_track(
    track: Track | None, before: Finding | None, after: Finding, found: Change | None
) -> None:
    assert change(track, before, after) is found


def test_no_municipality_has_its_index_asked_until_it_says_so() -> None:
    assert not any(profile.case_index_lookup for profile in all_profiles())


def test_a_look_up_that_is_on_names_its_numbers() -> None:
    on = words("[case_index]\nkle_numbers = ['27.24.00']").replace(
        'name = "Prøveby"', 'name = "P"\ncase_index_lookup = true'
    )
    assert read_profile(on).case_index.kle_numbers == ("27.24.00",)
    with pytest.raises(ProfileRejected, match="names none to ask about"):
        read_profile(on.replace("['27.24.00']", "[]"))
    with pytest.raises(ProfileRejected, match=r"case_index\.kle_numbers"):
        read_profile(on.replace("27.24.00", "27"))
