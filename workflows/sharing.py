"""May this be shared with them, for this, on that ground? Deny by default, and always say why.

Sources: retsplejeloven § 115, barnets lov § 133, the data protection regulation. A yes means *may*:
nobody is obliged to share (§ 115, stk. 4).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never


class Ground(StrEnum):
    """The legal ground for a disclosure."""

    RPL_115_1 = "RPL_115_1"
    RPL_115_2 = "RPL_115_2"
    RPL_115_3 = "RPL_115_3"
    CONSENT = "CONSENT"
    CONCERN_REPORT = "CONCERN_REPORT"
    LAW_OTHER = "LAW_OTHER"
    """Another law, which the necessity in words must name."""


class Purpose(StrEnum):
    CRIME_PREVENTION = "crime_prevention"
    WELFARE_COURSE = "welfare_course"
    INFORM_FAMILY = "inform_family"
    CHILD_PROTECTION = "child_protection"
    SUBJECT_ACCESS = "subject_access"
    RECORD_KEEPING = "record_keeping"
    INVESTIGATION = "investigation"
    """Asked for now and then, never allowed."""


class PartyKind(StrEnum):
    POLICE = "police"
    SCHOOL = "school"
    SOCIAL_AUTHORITY = "social_authority"
    INDEPENDENT_INSTITUTION = "independent_institution"
    """One that does public tasks: a self-governing club or residential home."""
    FAMILY = "family"
    OTHER = "other"


class DataKind(StrEnum):
    """What kind of data leaves."""

    IDENTITY = "identity"
    """Who the child is: name, birth date, address."""
    POLICE_CONTACT = "police_contact"
    """That the child stands on the police's list, and nothing more: what any question reveals."""
    INCIDENT = "incident"
    """What happened, when, and in which role."""
    HANDLED = "handled"
    """That the authority has handled it, and nothing of how."""
    FAMILY = "family"
    OBLIGATIONS = "obligations"
    CONSENTS = "consents"
    KNOWLEDGE = "knowledge"
    ASSESSMENT = "assessment"
    MEETING = "meeting"
    STEP = "step"
    COURSE = "course"
    HISTORY = "history"
    ACCESS_LOG = "access_log"


class Way(StrEnum):
    """How data leaves. Every way out asks ``may_share``, and each disclosure is a row in the ledger."""

    LETTER = "letter"
    QUESTION = "question"
    """Asking what somebody knows: the question itself reveals."""
    SCREEN = "screen"
    """What another authority's employee is shown."""
    INTEGRATION = "integration"
    """What another system is answered."""
    EXPORT = "export"
    HANDOUT = "handout"
    """What is handed to somebody on paper, or gone through with them."""
    GROUP = "group"
    """What the members of an ad hoc group are shown of it, and tell each other there."""
    FEEDBACK = "feedback"
    """What somebody who asked how it went is told."""
    FILING = "filing"
    """What is put into the municipality's records system."""


class Reason(StrEnum):
    """Why, as a code. What it rests on stands in SOURCE_OF."""

    POLICE_MAY_TELL_AUTHORITIES = "police_may_tell_authorities"
    AUTHORITIES_MAY_TELL_POLICE_AND_EACH_OTHER = "authorities_may_tell_police_and_each_other"
    INSTITUTIONS_MAY_TAKE_PART = "institutions_may_take_part"
    CONSENT_COVERS_IT = "consent_covers_it"
    CONCERN_IS_REPORTED_TO_THE_AUTHORITY = "concern_is_reported_to_the_authority"
    ANOTHER_LAW_IS_NAMED = "another_law_is_named"

    NEVER_FOR_INVESTIGATION = "never_for_investigation"
    NECESSITY_NOT_STATED = "necessity_not_stated"
    COURSE_NEEDS_CONSENT_OR_ITS_OWN_LAW = "course_needs_consent_or_its_own_law"
    SECTION_115_PERIOD_IS_OVER = "section_115_period_is_over"
    SECTION_115_IS_FOR_CRIME_PREVENTION = "section_115_is_for_crime_prevention"
    NOT_THE_PARTIES_OF_THIS_GROUND = "not_the_parties_of_this_ground"
    CONSENT_NOT_GRANTED = "consent_not_granted"
    CONSENT_NOT_FOR_THIS_RECIPIENT = "consent_not_for_this_recipient"
    CONSENT_NOT_FOR_THIS_SCOPE = "consent_not_for_this_scope"
    CONCERN_REPORT_IS_FOR_CHILD_PROTECTION = "concern_report_is_for_child_protection"
    POLICE_ARE_TOLD_THAT_IT_IS_HANDLED = "police_are_told_that_it_is_handled"
    COORDINATOR_IS_TOLD_THAT_IT_IS_HANDLED = "coordinator_is_told_that_it_is_handled"
    MORE_THAN_HANDLED_NEEDS_CONSENT = "more_than_handled_needs_consent"
    NEVER_AS_FEEDBACK = "never_as_feedback"


_115 = "retsplejeloven § 115"
_MINIMISED = "databeskyttelsesforordningen artikel 5, stk. 1, litra c"
_GDPR_CONSENT = "databeskyttelsesforordningen artikel 6, stk. 1, litra a, og artikel 7"

SOURCE_OF: Mapping[Reason, str] = {
    Reason.POLICE_MAY_TELL_AUTHORITIES: f"{_115}, stk. 1",
    Reason.AUTHORITIES_MAY_TELL_POLICE_AND_EACH_OTHER: f"{_115}, stk. 2",
    Reason.INSTITUTIONS_MAY_TAKE_PART: f"{_115}, stk. 3",
    Reason.CONSENT_COVERS_IT: _GDPR_CONSENT,
    Reason.CONCERN_IS_REPORTED_TO_THE_AUTHORITY: "barnets lov § 133",
    Reason.ANOTHER_LAW_IS_NAMED: "databeskyttelsesloven § 8 og den lov, der er nævnt",
    Reason.NEVER_FOR_INVESTIGATION: f"{_115}, stk. 2",
    Reason.NECESSITY_NOT_STATED: f"{_115}, stk. 1, og databeskyttelsesloven § 8",
    Reason.COURSE_NEEDS_CONSENT_OR_ITS_OWN_LAW: f"{_115}, stk. 1: et trivselsforløb er ikke SSP",
    Reason.SECTION_115_PERIOD_IS_OVER: f"{_115}, stk. 1, og kommunens frist for at dele uden samtykke",
    Reason.SECTION_115_IS_FOR_CRIME_PREVENTION: f"{_115}, stk. 1",
    Reason.NOT_THE_PARTIES_OF_THIS_GROUND: f"{_115}, stk. 1-3, og barnets lov § 133",
    Reason.CONSENT_NOT_GRANTED: _GDPR_CONSENT,
    Reason.CONSENT_NOT_FOR_THIS_RECIPIENT: _GDPR_CONSENT,
    Reason.CONSENT_NOT_FOR_THIS_SCOPE: _GDPR_CONSENT,
    Reason.CONCERN_REPORT_IS_FOR_CHILD_PROTECTION: "barnets lov § 133",
    Reason.POLICE_ARE_TOLD_THAT_IT_IS_HANDLED: f"{_115}, stk. 2, og {_MINIMISED}",
    Reason.COORDINATOR_IS_TOLD_THAT_IT_IS_HANDLED: f"{_115}, stk. 2, og {_MINIMISED}",
    Reason.MORE_THAN_HANDLED_NEEDS_CONSENT: f"{_GDPR_CONSENT}, og {_MINIMISED}",
    Reason.NEVER_AS_FEEDBACK: _MINIMISED,
}
"""The paragraph each reason rests on, in Danish, to be shown beside it."""


@dataclass(frozen=True, slots=True)
class ConsentStanding:
    """How the consent stands now, over all who must sign. Withdrawn, expired and refused are all not granted."""

    granted: bool = False
    covers_recipient: bool = False
    covers_scope: bool = False


NO_CONSENT = ConsentStanding()


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reason: Reason


def may_share(
    sender: PartyKind,
    recipient: PartyKind,
    purpose: Purpose,
    ground: Ground,
    necessity: str,
    consent: ConsentStanding = NO_CONSENT,
    *,
    section_115_stands: bool = True,
) -> Verdict:
    """``necessity`` says in words why it is necessary; ``section_115_stands`` whether there still is something to
    find out (``section_115_stands_until``). The first reason that refuses is the one given.
    """
    if purpose is Purpose.INVESTIGATION:
        return _no(Reason.NEVER_FOR_INVESTIGATION)
    if not necessity.strip():
        return _no(Reason.NECESSITY_NOT_STATED)
    match ground:
        case Ground.RPL_115_1 | Ground.RPL_115_2 | Ground.RPL_115_3:
            return _by_section_115(sender, recipient, purpose, _SECTION_115[ground], section_115_stands)
        case Ground.CONSENT:
            return _by_consent(consent)
        case Ground.CONCERN_REPORT:
            return _by_concern_report(recipient, purpose)
        case Ground.LAW_OTHER:
            return _yes(Reason.ANOTHER_LAW_IS_NAMED)
        case _:
            assert_never(ground)


def section_115_stands_until(news_at: datetime, days: int) -> datetime:
    """Until when the parties may share to find out *whether* help is needed, ``days`` after the latest incident was
    given to them. Then consent must be there (Fredericia: "hurtigst muligt"); how long is the municipality's to say.
    """
    return news_at + timedelta(days=days)


_AUTHORITIES = frozenset({PartyKind.SCHOOL, PartyKind.SOCIAL_AUTHORITY})
_POLICE_AND_AUTHORITIES = _AUTHORITIES | {PartyKind.POLICE}


@dataclass(frozen=True, slots=True)
class _Paragraph:
    names: Callable[[PartyKind, PartyKind], bool]
    reason: Reason


def _one_is_an_institution(sender: PartyKind, recipient: PartyKind) -> bool:
    """Stk. 3 is between the authorities and the institutions, not from one institution to the next."""
    others = {sender, recipient} - {PartyKind.INDEPENDENT_INSTITUTION}
    return sender != recipient and len(others) == 1 and others <= _POLICE_AND_AUTHORITIES


_SECTION_115: Mapping[Ground, _Paragraph] = {
    Ground.RPL_115_1: _Paragraph(
        lambda sender, recipient: sender is PartyKind.POLICE and recipient in _AUTHORITIES,
        Reason.POLICE_MAY_TELL_AUTHORITIES,
    ),
    Ground.RPL_115_2: _Paragraph(
        lambda sender, recipient: sender in _AUTHORITIES and recipient in _POLICE_AND_AUTHORITIES,
        Reason.AUTHORITIES_MAY_TELL_POLICE_AND_EACH_OTHER,
    ),
    Ground.RPL_115_3: _Paragraph(_one_is_an_institution, Reason.INSTITUTIONS_MAY_TAKE_PART),
}


def _by_section_115(
    sender: PartyKind, recipient: PartyKind, purpose: Purpose, paragraph: _Paragraph, stands: bool
) -> Verdict:
    if purpose is Purpose.WELFARE_COURSE:
        return _no(Reason.COURSE_NEEDS_CONSENT_OR_ITS_OWN_LAW)
    if purpose is not Purpose.CRIME_PREVENTION:
        return _no(Reason.SECTION_115_IS_FOR_CRIME_PREVENTION)
    if not paragraph.names(sender, recipient):
        return _no(Reason.NOT_THE_PARTIES_OF_THIS_GROUND)
    if not stands:
        return _no(Reason.SECTION_115_PERIOD_IS_OVER)
    return _yes(paragraph.reason)


def _by_consent(consent: ConsentStanding) -> Verdict:
    if not consent.granted:
        return _no(Reason.CONSENT_NOT_GRANTED)
    if not consent.covers_recipient:
        return _no(Reason.CONSENT_NOT_FOR_THIS_RECIPIENT)
    if not consent.covers_scope:
        return _no(Reason.CONSENT_NOT_FOR_THIS_SCOPE)
    return _yes(Reason.CONSENT_COVERS_IT)


def _by_concern_report(recipient: PartyKind, purpose: Purpose) -> Verdict:
    if purpose is Purpose.WELFARE_COURSE:
        return _no(Reason.COURSE_NEEDS_CONSENT_OR_ITS_OWN_LAW)
    if purpose is not Purpose.CHILD_PROTECTION:
        return _no(Reason.CONCERN_REPORT_IS_FOR_CHILD_PROTECTION)
    if recipient is not PartyKind.SOCIAL_AUTHORITY:
        return _no(Reason.NOT_THE_PARTIES_OF_THIS_GROUND)
    return _yes(Reason.CONCERN_IS_REPORTED_TO_THE_AUTHORITY)


def _yes(reason: Reason) -> Verdict:
    return Verdict(allowed=True, reason=reason)


def _no(reason: Reason) -> Verdict:
    return Verdict(allowed=False, reason=reason)
