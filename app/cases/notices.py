"""Telling whoever has the case: a withdrawal and what it stopped, a letter that failed, what the register changed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import covers
from app.cases.models import Case, Notice
from app.errors import NotFound
from workflows.roles import Role


class Kind(StrEnum):
    CASE_GIVEN = "case_given"
    """To the caseworker who was given it."""
    CASE_LEFT = "case_left"
    """To the caseworker who had it before, and may no longer see it."""
    INCIDENT_GIVEN = "incident_given"
    """A new incident on a case that was open."""
    INCIDENTS_REPEATED = "incidents_repeated"
    """So many so close together that the profile asks for a look at the whole."""
    CAME_OF_AGE = "came_of_age"
    CHILD_CHANGED = "child_changed"
    """The case, or all that was in it, turned out to be about another child."""
    CASE_ASSIGNED = "case_assigned"
    """To the coordinator or the team leader who has it now."""
    CASE_UNASSIGNED = "case_unassigned"
    CONCERN_ASSESSED = "concern_assessed"
    """To whoever raised it, or has the case."""
    COURSE_GIVEN = "course_given"
    """To the local leader who was given a course to lead."""
    COURSE_LEFT = "course_left"
    """To the local leader who led it before, and may no longer see it."""
    WITHDRAWAL_STOPPED = "withdrawal_stopped"
    LETTER_FAILED = "letter_failed"
    LETTER_STOPPED = "letter_stopped"
    LETTER_WITHOUT_RECEIPT = "letter_without_receipt"
    FILING_REFUSED = "filing_refused"
    """The records system will not have a document, or has not answered for days."""
    CUSTODY_CHANGED = "custody_changed"
    CHILD_UNKNOWN_TO_THE_REGISTER = "child_unknown_to_the_register"
    CHILD_IS_DEAD = "child_is_dead"
    CHILD_LIVES_ELSEWHERE = "child_lives_elsewhere"
    CUSTODY_OF_SOMEBODY_UNNAMED = "custody_of_somebody_unnamed"
    HOLDER_IS_DEAD = "holder_is_dead"
    REGISTER_REFUSED = "register_refused"
    AUTHORITY_CASE_FOUND = "authority_case_found"
    AUTHORITY_CASE_GONE = "authority_case_gone"
    LIST_MISSING = "list_missing"
    """Of a meeting: the day by which its list should have come has passed."""
    MEETING_NOT_HELD = "meeting_not_held"
    TRANSFER_ACCEPTED = "transfer_accepted"
    TRANSFER_REFUSED = "transfer_refused"
    TRANSFER_EXPIRED = "transfer_expired"
    TRANSFER_HELD = "transfer_held"
    TRANSFER_RETURNED = "transfer_returned"
    TRANSFER_NOT_OFFERED = "transfer_not_offered"
    TAKEN_OVER = "taken_over"


TEXTS: Mapping[Kind, str] = {
    Kind.CASE_GIVEN: "Du har fået en sag. Vurdér, hvor alvorlig hændelsen er.",
    Kind.CASE_LEFT: "En sag er ikke længere din. Du kan ikke se den mere.",
    Kind.INCIDENT_GIVEN: "Der er kommet en ny hændelse på den åbne sag. Læs den, og giv familien besked.",
    Kind.INCIDENTS_REPEATED: "Der er kommet så mange hændelser på kort tid, at hele sagen skal vurderes på ny.",
    Kind.CAME_OF_AGE: "Den unge er blevet myndig. Fra nu af er det kun den unge selv, der får besked og giver "
    "samtykke; forældrenes samtykker er ophørt, og breve til dem er stoppet.",
    Kind.CHILD_CHANGED: "Sagen viste sig at handle om en anden. De samtykker og ubesvarede spørgsmål, der stod i den, "
    "er taget tilbage. Sig det til dem, der er spurgt, og spørg på ny, hvis det er nødvendigt.",
    Kind.CASE_ASSIGNED: "Du har fået ansvaret for en sag.",
    Kind.CASE_UNASSIGNED: "Du har ikke længere ansvaret for en sag.",
    Kind.CONCERN_ASSESSED: "Myndigheden har vurderet underretningen.",
    Kind.COURSE_GIVEN: "Du er lokal leder af et forløb. Se planen, og hvad du skal gøre.",
    Kind.COURSE_LEFT: "Et forløb, du har ledet, er slut eller ledes nu af en anden. Du kan ikke se det mere.",
    Kind.WITHDRAWAL_STOPPED: "Et samtykke er trukket tilbage eller ophørt. Det, der hvilede på det, er stoppet.",
    Kind.LETTER_FAILED: "Et brev er ikke nået frem. Send det igen, eller giv besked på en anden måde.",
    Kind.LETTER_STOPPED: "Et brev blev stoppet, før det blev sendt.",
    Kind.LETTER_WITHOUT_RECEIPT: "Et brev er sendt, men der er ikke kommet kvittering for, at det er nået frem. "
    "Spørg modtageren, eller giv besked på en anden måde.",
    Kind.FILING_REFUSED: "Et dokument er ikke journaliseret. Se hvorfor under sagens breve, og prøv igen.",
    Kind.CUSTODY_CHANGED: "CPR siger noget andet om forældremyndigheden end før. Se, hvem der nu skal have besked.",
    Kind.CHILD_UNKNOWN_TO_THE_REGISTER: "CPR kender ikke personnummeret. Indtast forældremyndigheden selv.",
    Kind.CHILD_IS_DEAD: "Ifølge CPR er barnet død. Ingen breve sendes.",
    Kind.CHILD_LIVES_ELSEWHERE: "Ifølge CPR bor barnet i en anden kommune. Overvej, om sagen skal overdrages.",
    Kind.CUSTODY_OF_SOMEBODY_UNNAMED: "CPR oplyser, at en har forældremyndighed, men ikke hvem.",
    Kind.HOLDER_IS_DEAD: "Ifølge CPR er en forældremyndighedsindehaver død.",
    Kind.AUTHORITY_CASE_FOUND: "Der er nu en aktiv sag i myndighed. Overvej at flytte sagen til det andet spor.",
    Kind.AUTHORITY_CASE_GONE: "Den aktive sag i myndighed ses ikke længere. Det er ikke et nej: spørg myndigheden, og "
    "overvej at flytte sagen til det andet spor.",
    Kind.TRANSFER_ACCEPTED: "Den anden kommune har overtaget sagen.",
    Kind.TRANSFER_REFUSED: "Den anden kommune har sagt nej til at overtage sagen. Sagen er fortsat jeres.",
    Kind.TRANSFER_EXPIRED: "Den anden kommune har ikke svaret i tide. Sagen er fortsat jeres. Tilbyd den igen, eller "
    "giv den til et spor.",
    Kind.TRANSFER_HELD: "Den anden kommune har sagt ja, men noget står i vejen for, at sagen kan afleveres. Sagen er "
    "jeres, til det er ryddet.",
    Kind.TRANSFER_RETURNED: "Den anden kommune har givet sagen tilbage.",
    Kind.TRANSFER_NOT_OFFERED: "Mødet har besluttet, at sagen hører til i en anden kommune, men den kunne ikke "
    "tilbydes. Tilbyd den selv, og angiv grundlaget.",
    Kind.TAKEN_OVER: "Sagen er overtaget fra en anden kommune. Se, hvad der fulgte med, under overdragelser.",
    Kind.LIST_MISSING: "Der er ikke kommet en liste til næste overleveringsmøde. Spørg politiet, eller skriv, at der "
    "ikke kommer en liste i denne uge.",
    Kind.MEETING_NOT_HELD: "Et overleveringsmøde er ikke holdt. Hold det, flyt det, eller aflys det med en grund.",
    Kind.REGISTER_REFUSED: "CPR afviste opslaget. Indtast forældremyndigheden selv, og sig det til systemansvarlig.",
}


def write(
    session: Session, case: Case, kind: Kind, details: Mapping[str, Any], *, to: str | None = None, by: Caller
) -> Notice:
    """To whoever has the case, or ``to`` one user."""
    row = Notice(
        municipality_code=case.municipality_code,
        id=clock.new_id(),
        case_id=case.id,
        kind=kind.value,
        at=by.at,
        details=dict(details),
        to_user=to,
    )
    session.add(row)
    return row


def write_of_meeting(session: Session, meeting_id: UUID, kind: Kind, to: Role, *, by: Caller) -> Notice:
    """To everybody in the role ``to``; no child is in it."""
    row = Notice(
        municipality_code=by.municipality_code,
        id=clock.new_id(),
        meeting_id=meeting_id,
        kind=kind.value,
        at=by.at,
        details={},
        to_role=to.value,
    )
    session.add(row)
    return row


SHOWN = 50
"""Of a case's notices, so many of the newest are shown with it; what nobody has seen yet is shown however old it is."""


def of_case(session: Session, case: Case) -> list[Notice]:
    """The newest first, those that were seen too: ``SHOWN``, and all that wait for whoever has the case."""
    newest = _of(case).with_only_columns(Notice.id).limit(SHOWN)
    waits = and_(Notice.seen_at.is_(None), Notice.to_user.is_(None))
    return list(session.scalars(_of(case).where(or_(waits, Notice.id.in_(newest)))))


def unseen(session: Session, case: Case, kinds: Collection[Kind]) -> list[Notice]:
    """Those of ``kinds`` that nobody has seen, to whomever."""
    return list(session.scalars(_of_kinds(case, kinds).where(Notice.seen_at.is_(None))))


def ever(session: Session, case: Case, kind: Kind) -> list[Notice]:
    """All of that kind, however old and whether seen or not."""
    return list(session.scalars(_of_kinds(case, [kind])))


def _of_kinds(case: Case, kinds: Collection[Kind]) -> Select[Notice]:
    return _of(case).where(Notice.kind.in_([kind.value for kind in kinds]))


def _of(case: Case) -> Select[Notice]:
    return (
        select(Notice)
        .where(Notice.municipality_code == case.municipality_code, Notice.case_id == case.id)
        .order_by(Notice.at.desc(), Notice.id.desc())
    )


def see(session: Session, case: Case, notice_id: UUID, *, by: Caller, why: Why) -> Notice:
    """Somebody has read it; who was first stays. Raises NotFound, also of one to somebody else."""
    row = session.get(Notice, (case.municipality_code, notice_id), with_for_update=True)
    if row is None or row.case_id != case.id:
        raise NotFound()
    if row.to_user not in (None, by.id):
        raise NotFound("Beskeden er til en anden.")
    if row.seen_at is None:
        row.seen_at, row.seen_by = by.at, by.id
        audit.record(session, "notice.seen", by=by, why=why, subjects=[case.person_id], object_id=row.id)
    session.flush()
    return row


def settle(session: Session, case: Case, kinds: Collection[Kind], *, by: Caller) -> None:
    """Somebody has done what they ask for, or there is nothing to do any more: they need not be seen."""
    session.flush()
    for row in unseen(session, case, kinds):
        row.seen_at, row.seen_by = by.at, by.id


REROUTING = frozenset({Kind.AUTHORITY_CASE_FOUND, Kind.AUTHORITY_CASE_GONE})
"""Those that suggest the other track."""


def to_user(session: Session, *, by: Caller, most: int = 200) -> list[tuple[Notice, Case | None]]:
    """What ``by``, or one they stand in for, was told, and what everybody in their role was, the newest first, with the
    case it is about, which may be somebody else's now.
    """
    query = _told(by, or_(covers.is_of(Notice.to_user, by=by), _to_the_role_of(by))).limit(most)
    return [(notice, case) for notice, case in session.execute(query)]


def _to_the_role_of(by: Caller) -> ColumnElement[bool]:
    return Notice.to_role == by.role.value


def _told(by: Caller, whose: ColumnElement[bool]) -> Select[Notice, Case | None]:
    return (
        select(Notice, Case)
        .outerjoin(Case, and_(Case.municipality_code == Notice.municipality_code, Case.id == Notice.case_id))
        .where(Notice.municipality_code == by.municipality_code, whose)
        .order_by(Notice.at.desc(), Notice.id.desc())
    )


def see_until(session: Session, until: datetime, *, by: Caller, why: Why) -> list[Notice]:
    """All that ``by`` was told up to the instant ``until`` is seen; gives those that were not before."""
    query = _told(by, or_(Notice.to_user == by.id, _to_the_role_of(by))).where(
        Notice.seen_at.is_(None), Notice.at <= until
    )
    unseen = [(notice, case) for notice, case in session.execute(query)]
    for notice, _ in unseen:
        notice.seen_at, notice.seen_by = by.at, by.id
    subjects = [case.person_id if case else None for _, case in unseen]
    audit.record(session, "notice.seen", by=by, why=why, subjects=subjects or [None], fields=["notice"])
    session.flush()
    return [notice for notice, _ in unseen]
