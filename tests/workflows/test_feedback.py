"""What each who asks may be told: every party, every kind of data and every ground."""

from itertools import product

import pytest

from workflows.feedback import ASKERS, SAYABLE, may_give_feedback
from workflows.sharing import SOURCE_OF, ConsentStanding, DataKind, Ground, PartyKind, Purpose, Reason

AGREED = ConsentStanding(True, True, True)


@pytest.mark.parametrize(("to", "kind", "ground"), list(product(PartyKind, DataKind, Ground)))
def test_more_than_handled_is_told_to_a_school_with_consent_and_to_nobody_else(
    to: PartyKind, kind: DataKind, ground: Ground
) -> None:
    for consent in (AGREED, ConsentStanding()):
        verdict = may_give_feedback(to, [kind], Purpose.CRIME_PREVENTION, ground, "Der er spurgt", consent)
        if kind is not DataKind.HANDLED and verdict.allowed:
            assert (to, ground, consent) == (PartyKind.SCHOOL, Ground.CONSENT, AGREED)
            assert kind in SAYABLE
        if verdict.allowed:
            assert to in ASKERS
        assert verdict.reason in SOURCE_OF


@pytest.mark.parametrize("to", sorted(ASKERS))
def test_that_it_is_handled_is_told_as_long_as_section_115_stands(to: PartyKind) -> None:
    said = (to, [DataKind.HANDLED], Purpose.CRIME_PREVENTION, Ground.RPL_115_2, "Der er spurgt")
    assert may_give_feedback(*said).allowed
    assert not may_give_feedback(*said, section_115_stands=False).allowed


@pytest.mark.parametrize(("to", "ground"), list(product(PartyKind, Ground)))
def test_nothing_is_told_for_an_investigation(to: PartyKind, ground: Ground) -> None:
    verdict = may_give_feedback(to, [DataKind.HANDLED], Purpose.INVESTIGATION, ground, "Der er spurgt", AGREED)
    assert (verdict.allowed, verdict.reason) == (False, Reason.NEVER_FOR_INVESTIGATION)
