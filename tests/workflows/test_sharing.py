"""May this be shared: every ground, every reason, and the refusals that nothing overrules."""

from datetime import UTC, datetime
from itertools import product

import pytest

from workflows.feedback import may_give_feedback
from workflows.sharing import (
    NO_CONSENT,
    SOURCE_OF,
    ConsentStanding,
    DataKind,
    Ground,
    PartyKind,
    Purpose,
    Reason,
    Verdict,
    may_share,
    section_115_stands_until,
)

POLICE, SCHOOL, SOCIAL = PartyKind.POLICE, PartyKind.SCHOOL, PartyKind.SOCIAL_AUTHORITY
INSTITUTION, FAMILY, OTHER = PartyKind.INDEPENDENT_INSTITUTION, PartyKind.FAMILY, PartyKind.OTHER

FULL_CONSENT = ConsentStanding(granted=True, covers_recipient=True, covers_scope=True)
WHY = "Skolen skal kende til mønsteret for at kunne forebygge."
SECTION_115 = (Ground.RPL_115_1, Ground.RPL_115_2, Ground.RPL_115_3)

EVERY_WAY = list(product(PartyKind, PartyKind, Purpose, Ground, (NO_CONSENT, FULL_CONSENT)))


def asked(
    sender: PartyKind,
    recipient: PartyKind,
    ground: Ground,
    purpose: Purpose = Purpose.CRIME_PREVENTION,
    necessity: str = WHY,
    consent: ConsentStanding = NO_CONSENT,
) -> Verdict:
    return may_share(sender, recipient, purpose, ground, necessity, consent)


# Section 115

ALLOWED_BY_SECTION_115 = {
    Ground.RPL_115_1: {(POLICE, SCHOOL), (POLICE, SOCIAL)},
    Ground.RPL_115_2: {
        (SCHOOL, POLICE),
        (SCHOOL, SCHOOL),
        (SCHOOL, SOCIAL),
        (SOCIAL, POLICE),
        (SOCIAL, SCHOOL),
        (SOCIAL, SOCIAL),
    },
    Ground.RPL_115_3: {
        (POLICE, INSTITUTION),
        (SCHOOL, INSTITUTION),
        (SOCIAL, INSTITUTION),
        (INSTITUTION, POLICE),
        (INSTITUTION, SCHOOL),
        (INSTITUTION, SOCIAL),
    },
}


@pytest.mark.parametrize("ground", SECTION_115)
@pytest.mark.parametrize(("sender", "recipient"), list(product(PartyKind, PartyKind)))
def test_section_115_names_its_parties(ground: Ground, sender: PartyKind, recipient: PartyKind) -> None:
    verdict = asked(sender, recipient, ground)
    assert verdict.allowed is ((sender, recipient) in ALLOWED_BY_SECTION_115[ground])
    assert verdict.allowed or verdict.reason is Reason.NOT_THE_PARTIES_OF_THIS_GROUND


@pytest.mark.parametrize(
    ("sender", "recipient", "ground", "reason"),
    [
        (POLICE, SOCIAL, Ground.RPL_115_1, Reason.POLICE_MAY_TELL_AUTHORITIES),
        (SOCIAL, SCHOOL, Ground.RPL_115_2, Reason.AUTHORITIES_MAY_TELL_POLICE_AND_EACH_OTHER),
        (SCHOOL, INSTITUTION, Ground.RPL_115_3, Reason.INSTITUTIONS_MAY_TAKE_PART),
    ],
)
def test_section_115_says_which_paragraph_allowed_it(
    sender: PartyKind, recipient: PartyKind, ground: Ground, reason: Reason
) -> None:
    assert asked(sender, recipient, ground) == Verdict(allowed=True, reason=reason)


@pytest.mark.parametrize("ground", SECTION_115)
def test_section_115_needs_no_consent_and_a_full_one_adds_no_parties(ground: Ground) -> None:
    for sender, recipient in product(PartyKind, PartyKind):
        assert asked(sender, recipient, ground) == asked(sender, recipient, ground, consent=FULL_CONSENT)


@pytest.mark.parametrize(
    ("sender", "recipient", "ground"),
    [
        (POLICE, SOCIAL, Ground.RPL_115_1),
        (SOCIAL, SCHOOL, Ground.RPL_115_2),
        (SCHOOL, INSTITUTION, Ground.RPL_115_3),
    ],
)
def test_section_115_is_for_crime_prevention_and_nothing_else(
    sender: PartyKind, recipient: PartyKind, ground: Ground
) -> None:
    reasons = {purpose: asked(sender, recipient, ground, purpose).reason for purpose in Purpose}
    assert reasons[Purpose.WELFARE_COURSE] is Reason.COURSE_NEEDS_CONSENT_OR_ITS_OWN_LAW
    assert reasons[Purpose.RECORD_KEEPING] is Reason.SECTION_115_IS_FOR_CRIME_PREVENTION
    assert [purpose for purpose in Purpose if asked(sender, recipient, ground, purpose).allowed] == [
        Purpose.CRIME_PREVENTION
    ]


def test_section_115_stands_for_so_many_days_after_the_news_and_nothing_else_ends_with_it() -> None:
    news = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert section_115_stands_until(news, 90) == datetime(2027, 2, 21, 8, tzinfo=UTC)
    over = may_share(SOCIAL, SCHOOL, Purpose.CRIME_PREVENTION, Ground.RPL_115_2, WHY, section_115_stands=False)
    assert over == Verdict(allowed=False, reason=Reason.SECTION_115_PERIOD_IS_OVER)
    for way in EVERY_WAY:
        if way[3] not in SECTION_115:
            assert may_share(*way[:4], WHY, way[4]) == may_share(*way[:4], WHY, way[4], section_115_stands=False)


# What nothing overrules


def test_investigation_is_refused_always() -> None:
    for sender, recipient, ground, consent in product(PartyKind, PartyKind, Ground, (NO_CONSENT, FULL_CONSENT)):
        verdict = asked(sender, recipient, ground, Purpose.INVESTIGATION, consent=consent)
        assert verdict == Verdict(allowed=False, reason=Reason.NEVER_FOR_INVESTIGATION)


@pytest.mark.parametrize("necessity", ["", "   ", "\n"])
def test_nothing_is_shared_without_saying_why_it_is_necessary(necessity: str) -> None:
    for sender, recipient, purpose, ground, consent in EVERY_WAY:
        assert not may_share(sender, recipient, purpose, ground, necessity, consent).allowed
    assert asked(POLICE, SOCIAL, Ground.RPL_115_1, necessity=necessity).reason is Reason.NECESSITY_NOT_STATED


def test_a_course_is_never_given_what_is_known_on_section_115_alone() -> None:
    for sender, recipient, purpose, ground, consent in EVERY_WAY:
        if purpose is Purpose.WELFARE_COURSE and may_share(sender, recipient, purpose, ground, WHY, consent).allowed:
            assert ground in {Ground.CONSENT, Ground.LAW_OTHER}


# Consent


@pytest.mark.parametrize(
    ("consent", "verdict"),
    [
        (NO_CONSENT, Verdict(False, Reason.CONSENT_NOT_GRANTED)),
        (ConsentStanding(False, True, True), Verdict(False, Reason.CONSENT_NOT_GRANTED)),
        (ConsentStanding(True, False, True), Verdict(False, Reason.CONSENT_NOT_FOR_THIS_RECIPIENT)),
        (ConsentStanding(True, True, False), Verdict(False, Reason.CONSENT_NOT_FOR_THIS_SCOPE)),
        (FULL_CONSENT, Verdict(True, Reason.CONSENT_COVERS_IT)),
    ],
)
def test_consent_must_be_granted_for_this_recipient_and_this_scope(consent: ConsentStanding, verdict: Verdict) -> None:
    assert asked(SOCIAL, SCHOOL, Ground.CONSENT, Purpose.WELFARE_COURSE, consent=consent) == verdict


def test_a_refused_consent_stops_neither_section_115_nor_a_concern_report() -> None:
    assert asked(SOCIAL, POLICE, Ground.RPL_115_2, consent=NO_CONSENT).allowed
    assert asked(SCHOOL, SOCIAL, Ground.CONCERN_REPORT, Purpose.CHILD_PROTECTION, consent=NO_CONSENT).allowed


# Other grounds


@pytest.mark.parametrize(
    ("recipient", "purpose", "verdict"),
    [
        (SOCIAL, Purpose.CHILD_PROTECTION, Verdict(True, Reason.CONCERN_IS_REPORTED_TO_THE_AUTHORITY)),
        (SCHOOL, Purpose.CHILD_PROTECTION, Verdict(False, Reason.NOT_THE_PARTIES_OF_THIS_GROUND)),
        (SOCIAL, Purpose.CRIME_PREVENTION, Verdict(False, Reason.CONCERN_REPORT_IS_FOR_CHILD_PROTECTION)),
        (SOCIAL, Purpose.WELFARE_COURSE, Verdict(False, Reason.COURSE_NEEDS_CONSENT_OR_ITS_OWN_LAW)),
    ],
)
def test_a_concern_report_goes_to_the_social_authority_to_protect_the_child(
    recipient: PartyKind, purpose: Purpose, verdict: Verdict
) -> None:
    assert asked(SCHOOL, recipient, Ground.CONCERN_REPORT, purpose) == verdict


@pytest.mark.parametrize(
    ("recipient", "purpose"),
    [
        (FAMILY, Purpose.INFORM_FAMILY),
        (FAMILY, Purpose.SUBJECT_ACCESS),
        (SOCIAL, Purpose.RECORD_KEEPING),
        (SCHOOL, Purpose.WELFARE_COURSE),
    ],
)
def test_another_law_that_is_named_is_a_ground_of_its_own(recipient: PartyKind, purpose: Purpose) -> None:
    assert asked(SOCIAL, recipient, Ground.LAW_OTHER, purpose) == Verdict(True, Reason.ANOTHER_LAW_IS_NAMED)


# Reasons


def test_every_reason_can_occur_and_names_what_it_rests_on() -> None:
    partial = (ConsentStanding(True, False, False), ConsentStanding(True, True, False))
    occurring = {
        may_share(sender, recipient, purpose, ground, necessity, consent, section_115_stands=stands).reason
        for sender, recipient, purpose, ground in product(PartyKind, PartyKind, Purpose, Ground)
        for necessity in ("", WHY)
        for consent in (NO_CONSENT, FULL_CONSENT, *partial)
        for stands in (True, False)
    }
    occurring |= {
        may_give_feedback(to, [kind], Purpose.CRIME_PREVENTION, Ground.RPL_115_2, WHY).reason
        for to, kind in product(PartyKind, DataKind)
    }
    assert occurring == set(Reason) == set(SOURCE_OF)
    assert all("§" in source or "artikel" in source for source in SOURCE_OF.values())


def test_a_reason_either_allows_or_refuses_and_never_both() -> None:
    verdicts = {may_share(*way[:4], WHY, way[4]) for way in EVERY_WAY}
    assert len({verdict.reason for verdict in verdicts}) == len(verdicts)
