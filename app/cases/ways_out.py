"""Showing a case to another authority, or answering another system, is a disclosure: asked for, and in the ledger.

A local leader is the school's or the club's; what they see is the course. A system that is linked to the
case is the child authority's.
"""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from app.access.policy import Action
from app.caller import Caller, Why
from app.cases.models import Case
from app.cases.rules import profile_of
from app.cases.standing import standing_of
from app.courses import service as courses
from app.disclosures.service import MayNotBeShared, Wanted, disclose, verdict_on
from app.errors import Problem
from app.people import service as people
from workflows.consent import Scope
from workflows.roles import AccessPurpose, Role
from workflows.sharing import DataKind, Ground, PartyKind, Purpose, Way

_K = DataKind
_OF_THE_CASE = (_K.IDENTITY, _K.POLICE_CONTACT)
KINDS_OF: Mapping[Action, Collection[DataKind]] = {
    Action.READ_CASE: _OF_THE_CASE,
    Action.MOVE_CASE: _OF_THE_CASE,
    Action.LINK_CASE: (_K.IDENTITY,),
    Action.READ_INCIDENTS: (_K.INCIDENT,),
    Action.READ_HISTORY: (_K.HISTORY,),
    Action.READ_PERSON: (_K.FAMILY,),
    Action.WRITE_CUSTODY: (_K.FAMILY,),
    Action.READ_OBLIGATIONS: (_K.OBLIGATIONS,),
    Action.WRITE_OBLIGATION: (_K.OBLIGATIONS,),
    Action.READ_CONSENTS: (_K.CONSENTS,),
    Action.WRITE_CONSENT: (_K.CONSENTS,),
    Action.READ_ASSESSMENTS: (_K.ASSESSMENT,),
    Action.READ_LETTERS: (_K.OBLIGATIONS, _K.INCIDENT),
    Action.READ_COURSE: (_K.IDENTITY, _K.COURSE),
    Action.WRITE_COURSE: (_K.IDENTITY, _K.COURSE),
}
"""What an answer to each action holds, for another system."""
_OF_THE_COURSE = (_K.IDENTITY, _K.COURSE)
OUTSIDE = frozenset({Role.LOCAL_LEADER, Role.INTEGRATION})

_SYSTEM_NEEDS = "Myndighedens fagsystem fører sagen, som myndigheden har fået overdraget"
_COURSE_NEEDS = "Den lokale leder skal kende planen for at lede forløbet"
WITHOUT_CONSENT = "Kommunen har besluttet, at forløbet ikke kræver samtykke"


class MayNotBeShown(Problem):
    """To look would be a disclosure, and its ground does not carry it; ``source`` is the paragraph."""

    status = 403
    code = MayNotBeShared.code
    title = MayNotBeShared.title


def shown(session: Session, case: Case, action: Action, *, by: Caller, why: Why) -> None:
    """Writes the ledger's row where ``by`` is outside. Raises MayNotBeShown."""
    if by.role in OUTSIDE and why.purpose is not AccessPurpose.BREAK_GLASS:
        wanted = _wanted(session, case, action, by)
        try:
            disclose(session, wanted, about=case.person_id, case_id=case.id, by=by, why=why)
        except MayNotBeShared as refused:
            raise MayNotBeShown(refused.detail, **refused.extra) from None


def listed(session: Session, cases: Collection[tuple[Case, Why]], *, by: Caller) -> list[Case]:
    """Those that may be shown in a list, each with its row in the ledger."""
    if by.role not in OUTSIDE:
        return [case for case, _ in cases]
    may = []
    for case, why in cases:
        wanted = _wanted(session, case, Action.READ_CASE, by)
        if verdict_on(wanted).allowed:
            disclose(session, wanted, about=case.person_id, case_id=case.id, by=by, why=why)
            may.append(case)
    return may


def _wanted(session: Session, case: Case, action: Action, by: Caller) -> Wanted:
    if by.role is Role.INTEGRATION:
        return Wanted(
            Way.INTEGRATION, KINDS_OF[action], PartyKind.SOCIAL_AUTHORITY, f"Fagsystemet {by.id}",
            Purpose.CRIME_PREVENTION, Ground.RPL_115_2, _SYSTEM_NEEDS, object_id=case.id,
        )  # fmt: skip
    course = courses.latest(session, case.municipality_code, case.id)
    profile = profile_of(session, case)
    ground, necessity = Ground.CONSENT, _COURSE_NEEDS
    if not profile.consent_required_for_course:
        ground, necessity = Ground.LAW_OTHER, WITHOUT_CONSENT
    elif course is not None and Ground(course.ground) is not Ground.CONSENT:
        ground, necessity = Ground(course.ground), course.necessity or ""
    subject = people.person(session, case.municipality_code, case.person_id)
    consent = standing_of(session, case, subject, Scope.COURSE, None, profile=profile, by=by)
    return Wanted(
        Way.SCREEN, _OF_THE_COURSE, PartyKind.SCHOOL, f"Den lokale leder {by.id}", Purpose.WELFARE_COURSE, ground,
        necessity, consent, object_id=course.id if course else None,
    )  # fmt: skip
