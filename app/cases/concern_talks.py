"""Concern talks with the police: planned on a ground, held with who took part and what was agreed, or not and why."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.caller import Caller, Why
from app.cases.models import Case
from app.db import Base, Instant, OfMunicipality
from app.disclosures.service import Wanted, disclose
from app.errors import Conflict, Unprocessable
from app.history import service as history
from app.people.encryption import SealedText
from workflows.concern_talk import CONCERN_TALK, Event, Facts, NotHeld, State
from workflows.family_meeting import Attendee, the_family_took_part
from workflows.profile import Profile
from workflows.sharing import DataKind, Ground, PartyKind, Purpose, Way

_POLICE = "Politiet, til en bekymringssamtale"


class NoConcernTalksHere(Conflict):
    """The municipality's profile has switched it off."""

    code = "not_used_here"
    title = "Det bruger kommunen ikke"


class TalkIsPlanned(Conflict):
    """One at a time: what came of the last one is written down first."""

    code = "talk_is_planned"
    title = "Der er allerede planlagt en samtale"


class NoTalkIsPlanned(Conflict):
    code = "no_talk_is_planned"
    title = "Der er ikke planlagt en samtale"


class GroundMissing(Unprocessable):
    """The police are told of the child, and that has a ground and is necessary."""

    code = "ground_missing"
    title = "Der mangler en hjemmel"


class ConcernTalk(OfMunicipality, Base):
    """One talk. What came of it is written once."""

    __tablename__ = "concern_talks"
    sealed_for = "case_id"
    __table_args__ = (
        Index(None, "municipality_code", "case_id"),
        Index(
            "uq_concern_talks_one_planned", "municipality_code", "case_id", unique=True,
            postgresql_where=text("state = 'planned'"),
        ),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        CheckConstraint(f"state in {tuple(one.value for one in State)}", name="state"),
        CheckConstraint(f"because in {tuple(one.value for one in NotHeld)}", name="because"),
        CheckConstraint(
            "(state = 'held') = (held_at is not null and agreed_sealed is not null)", name="held_says_what_was_agreed"
        ),
        CheckConstraint(
            "(state = 'not_held') = (because is not null and reason_sealed is not null)", name="not_held_says_why"
        ),
    )  # fmt: skip

    case_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(20))
    planned_for: Mapped[datetime] = mapped_column(Instant)
    planned_at: Mapped[datetime] = mapped_column(Instant)
    planned_by: Mapped[str] = mapped_column(String(100))
    ground: Mapped[str | None] = mapped_column(String(20))
    """On which the police were told; None of a talk without them."""
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    attendees: Mapped[list[str]] = mapped_column(ARRAY(String(30)))
    agreed_sealed: Mapped[bytes | None]
    agreed = SealedText()
    because: Mapped[str | None] = mapped_column(String(20))
    reason_sealed: Mapped[bytes | None]
    reason = SealedText()
    written_at: Mapped[datetime | None] = mapped_column(Instant)
    written_by: Mapped[str | None] = mapped_column(String(100))


def of_case(session: Session, case: Case) -> list[ConcernTalk]:
    """Oldest first."""
    query = (
        select(ConcernTalk)
        .where(ConcernTalk.municipality_code == case.municipality_code, ConcernTalk.case_id == case.id)
        .order_by(ConcernTalk.planned_at, ConcernTalk.id)
    )
    return list(session.scalars(query))


def planned(session: Session, case: Case) -> ConcernTalk | None:
    return next((row for row in of_case(session, case) if row.state == State.PLANNED), None)


def plan(
    session: Session,
    case: Case,
    *,
    planned_for: datetime,
    ground: Ground | None,
    necessity: str | None,
    section_115_stands: bool,
    profile: Profile,
    by: Caller,
    why: Why,
) -> ConcernTalk:
    """Raises NoConcernTalksHere, TalkIsPlanned, GroundMissing, and MayNotBeShared with the paragraph."""
    if not profile.concern_talks.enabled:
        raise NoConcernTalksHere("Kommunen holder ikke bekymringssamtaler. Det er besluttet i kommunens profil.")
    if planned(session, case) is not None:
        raise TalkIsPlanned("Skriv først ned, hvad der blev af den.")
    with_police = profile.concern_talks.with_police
    row = ConcernTalk(
        municipality_code=case.municipality_code,
        id=clock.new_id(),
        case_id=case.id,
        state=CONCERN_TALK.initial.value,
        planned_for=planned_for,
        planned_at=by.at,
        planned_by=by.id,
        ground=ground.value if ground and with_police else None,
        attendees=[],
    )
    if with_police:
        if ground is None or not necessity:
            raise GroundMissing("Angiv ground og necessity: politiet får at vide, hvem barnet er.")
        wanted = Wanted(
            Way.QUESTION, {DataKind.IDENTITY, DataKind.POLICE_CONTACT}, PartyKind.POLICE, _POLICE,
            Purpose.CRIME_PREVENTION, ground, necessity, section_115_stands=section_115_stands, object_id=row.id,
        )  # fmt: skip
        disclose(session, wanted, about=case.person_id, case_id=case.id, by=by, why=why)
    session.add(row)
    details = {"planned_for": planned_for.isoformat()}
    history.record(session, CONCERN_TALK.name, row, "plan", None, by=by, case_id=case.id, details=details)
    history.log(session, CONCERN_TALK.name, row, "plan", by=by, why=why, about=case.person_id)
    session.flush()
    return row


def hold(
    session: Session,
    case: Case,
    *,
    held_at: datetime,
    attendees: Sequence[Attendee],
    agreed: str,
    profile: Profile,
    by: Caller,
    why: Why,
) -> ConcernTalk:
    """Raises NoTalkIsPlanned, and MoveRefused when it was no such talk."""
    facts = Facts(
        family_took_part=the_family_took_part(attendees),
        police_took_part=Attendee.POLICE in attendees,
        police_are_to_take_part=profile.concern_talks.with_police,
        has_begun=held_at <= by.at,
    )
    row = _the_planned(session, case)
    with session.no_autoflush:  # the state and what it says are written together
        _advance(session, case, row, Event.HOLD, facts, {}, by=by, why=why)
        row.held_at, row.attendees, row.agreed = held_at, [one.value for one in attendees], agreed
    session.flush()
    return row


def say_not_held(session: Session, case: Case, *, because: NotHeld, reason: str, by: Caller, why: Why) -> ConcernTalk:
    """Raises NoTalkIsPlanned."""
    row = _the_planned(session, case)
    with session.no_autoflush:
        _advance(session, case, row, Event.SAY_NOT_HELD, Facts(), {"because": because.value}, by=by, why=why)
        row.because, row.reason = because.value, reason
    session.flush()
    return row


def _the_planned(session: Session, case: Case) -> ConcernTalk:
    row = planned(session, case)
    if row is None:
        raise NoTalkIsPlanned("Planlæg den først.")
    return row


def _advance(
    session: Session, case: Case, row: ConcernTalk, event: Event, facts: Facts, details: dict[str, str], *,
    by: Caller, why: Why,
) -> None:  # fmt: skip
    history.advance(
        session, CONCERN_TALK, row, event, facts, by=by, why=why, about=case.person_id, case_id=case.id,
        details=details,
    )  # fmt: skip
    row.written_at, row.written_by = by.at, by.id
