"""Concern reports: raised from a case by whoever works in it, and assessed by the authority within 24 hours."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.caller import Caller, Why
from app.cases import notices
from app.cases.models import Case
from app.db import Base, Instant, OfMunicipality
from app.disclosures.service import Wanted, disclose
from app.errors import NotFound
from app.history import service as history
from app.people.encryption import SealedText
from app.people.models import Person
from workflows.calendar import due
from workflows.concern_report import CONCERN_REPORT, Event, Facts, Outcome, State
from workflows.deadlines import Deadline
from workflows.profile import Profile
from workflows.roles import Role
from workflows.sharing import DataKind, Ground, PartyKind, Purpose, Way

_NECESSITY = "Underretning til myndigheden efter barnets lov § 133"
_RECIPIENT = "Myndighedens teamleder"
_OF_THE_OTHER_TRACK = frozenset({Role.COORDINATOR, Role.LOCAL_LEADER})
_HAS_NOTICES_OF_THEIR_OWN = frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.TEAM_LEADER})


class ConcernReport(OfMunicipality, Base):
    """One report. It outlives the case that it was raised from: that the case ends does not answer it."""

    __tablename__ = "concern_reports"
    sealed_for = "case_id"
    __table_args__ = (
        Index(None, "municipality_code", "case_id"),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        CheckConstraint(f"state in {tuple(one.value for one in State)}", name="state"),
        CheckConstraint(f"outcome in {tuple(one.value for one in Outcome)}", name="outcome"),
        CheckConstraint(
            "(state = 'assessed') ="
            " (outcome is not null and assessment_sealed is not null and assessed_at is not null)",
            name="assessed_says_what_and_why",
        ),
    )

    case_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(20))
    raised_at: Mapped[datetime] = mapped_column(Instant)
    raised_by: Mapped[str] = mapped_column(String(100))
    raised_role: Mapped[str] = mapped_column(String(20))
    reason_sealed: Mapped[bytes]
    reason = SealedText()
    target_at: Mapped[datetime] = mapped_column(Instant)
    fatal_at: Mapped[datetime] = mapped_column(Instant)
    outcome: Mapped[str | None] = mapped_column(String(20))
    outcome_told: Mapped[bool]
    """Whether those whose case it is are told what it came to, or only that it is assessed."""
    assessment_sealed: Mapped[bytes | None]
    assessment = SealedText()
    assessed_at: Mapped[datetime | None] = mapped_column(Instant)
    assessed_by: Mapped[str | None] = mapped_column(String(100))


def raise_concern(session: Session, case: Case, reason: str, *, profile: Profile, by: Caller, why: Why) -> None:
    """The hours begin now. From the coordinator's side it is a disclosure to the authority, in the ledger."""
    when = due(by.at, profile.deadlines[Deadline.ASSESS_CONCERN], profile.closed_days)
    row = ConcernReport(
        municipality_code=case.municipality_code,
        id=clock.new_id(),
        case_id=case.id,
        state=CONCERN_REPORT.initial.value,
        raised_at=by.at,
        raised_by=by.id,
        raised_role=by.role.value,
        reason=reason,
        target_at=when.target,
        fatal_at=when.fatal,
        outcome_told=False,
    )
    if by.role in _OF_THE_OTHER_TRACK:
        wanted = Wanted(
            Way.SCREEN, {DataKind.IDENTITY, DataKind.KNOWLEDGE}, PartyKind.SOCIAL_AUTHORITY, _RECIPIENT,
            Purpose.CHILD_PROTECTION, Ground.CONCERN_REPORT, _NECESSITY, object_id=row.id,
        )  # fmt: skip
        disclose(session, wanted, about=case.person_id, case_id=case.id, by=by, why=why)
    session.add(row)
    session.flush()


def of_case(session: Session, case: Case) -> list[ConcernReport]:
    """Oldest first."""
    query = (
        select(ConcernReport)
        .where(ConcernReport.municipality_code == case.municipality_code, ConcernReport.case_id == case.id)
        .order_by(ConcernReport.raised_at, ConcernReport.id)
    )
    return list(session.scalars(query))


def awaiting(session: Session, case: Case) -> list[ConcernReport]:
    return [row for row in of_case(session, case) if row.state == State.RECEIVED]


def found(session: Session, municipality_code: str, report_id: UUID) -> ConcernReport:
    """To be read. Raises NotFound."""
    row = session.get(ConcernReport, (municipality_code, report_id))
    if row is None:
        raise NotFound()
    return row


def page(
    session: Session, *, awaiting: bool, after: UUID | None, limit: int, by: Caller
) -> list[tuple[ConcernReport, Person]]:
    """``limit`` + 1 at most, in the order in which they were raised, whichever track the case is on."""
    query = (
        select(ConcernReport, Person)
        .join(
            Case,
            and_(Case.municipality_code == ConcernReport.municipality_code, Case.id == ConcernReport.case_id),
        )
        .join(Person, and_(Person.municipality_code == Case.municipality_code, Person.id == Case.person_id))
        .where(ConcernReport.municipality_code == by.municipality_code)
        .order_by(ConcernReport.id)
        .limit(limit + 1)
    )
    if awaiting:
        query = query.where(ConcernReport.state == State.RECEIVED.value)
    if after is not None:
        query = query.where(ConcernReport.id > after)
    return [(report, person) for report, person in session.execute(query)]


def assess(
    session: Session,
    case: Case,
    report_id: UUID,
    *,
    outcome: Outcome,
    reason: str,
    tell_outcome: bool,
    by: Caller,
    why: Why,
) -> ConcernReport:
    """Of a case that is locked; whoever raised it, or has the case, is told. Raises NotFound, and MoveRefused when it
    is assessed already.
    """
    row = session.get(ConcernReport, (case.municipality_code, report_id), with_for_update=True, populate_existing=True)
    if row is None or row.case_id != case.id:
        raise NotFound()
    with session.no_autoflush:  # the state and what it says are written together
        history.advance(
            session, CONCERN_REPORT, row, Event.ASSESS, Facts(), by=by, why=why, about=case.person_id,
            case_id=case.id, reason=reason, details={"outcome": outcome.value},
        )  # fmt: skip
        row.outcome, row.assessment, row.outcome_told = outcome.value, reason, tell_outcome
        row.assessed_at, row.assessed_by = by.at, by.id
    told = {"report": str(row.id), "outcome": outcome.value if tell_outcome else None}
    to = row.raised_by if Role(row.raised_role) in _HAS_NOTICES_OF_THEIR_OWN else None
    notices.write(session, case, notices.Kind.CONCERN_ASSESSED, told, to=to, by=by)
    session.flush()
    return row
