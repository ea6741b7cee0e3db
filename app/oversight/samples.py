"""Each month some of the last month's looks are drawn by lot, and a person says of each whether it was in order.

Somebody who only looks when there is a suspicion does not find what nobody suspects.
"""

from datetime import date, datetime, time, timedelta
from random import SystemRandom
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import clock
from app.access.policy import Action
from app.access.service import require
from app.audit import looks
from app.audit import service as audit
from app.audit.alarms import sound_in
from app.audit.models import AuditRow
from app.caller import Caller, of_itself, system
from app.closed import is_closed
from app.errors import NotFound
from app.oversight import texts
from app.oversight.log import look
from app.oversight.models import Drawing, Drawn
from app.oversight.problems import AlreadyReviewed, AnotherReviews
from app.oversight.pseudonyms import perhaps
from app.oversight.schemas import DrawnView, ReviewIn, SampleView
from workflows.calendar import COPENHAGEN, local_date
from workflows.oversight import Verdict
from workflows.profile import Profile
from workflows.roles import Role

_LOTS: Final = SystemRandom()


def draw(session: Session, profile: Profile, at: datetime) -> bool:
    """Draws the sample of the month before ``at``, in Danish time; False when that has been done.

    Of two workers at once one draws: there is room for one drawing of a month.
    """
    code = profile.municipality_code
    month = (local_date(at).replace(day=1) - timedelta(days=1)).replace(day=1)
    if is_closed(session, code):
        return False
    if session.scalar(select(Drawing.id).where(Drawing.municipality_code == code, Drawing.month == month)):
        return False
    eligible = _eligible(code, month)
    many = session.scalar(select(func.count()).select_from(AuditRow).where(eligible)) or 0
    drawing_id = clock.new_id()
    drawing = {"municipality_code": code, "id": drawing_id, "month": month, "drawn_at": at, "looks": many}
    written = insert(Drawing).values(drawing).on_conflict_do_nothing().returning(Drawing.id)
    if session.scalar(written) is None:
        return False
    lots = _LOTS.sample(range(1, many + 1), min(profile.oversight.sample_size, many))
    for number, subject in _at_places(session, eligible, lots):
        session.add(Drawn(municipality_code=code, id=clock.new_id(), month=month, number=number, subject_id=subject))
    audit.record(
        session, "sample.drawn", by=system(code, at), why=of_itself("the_month_is_over"), subjects=[None],
        object_id=drawing_id,
    )  # fmt: skip
    return True


def sample_of(session: Session, month: str, *, by: Caller) -> SampleView:
    """The month's sample (``2026-11``), with what the reviews of it say."""
    why = require(by, Action.READ_LOG)
    first = date.fromisoformat(f"{month}-01")
    own = Drawing.municipality_code == by.municipality_code
    drawing = session.scalar(select(Drawing).where(own, Drawing.month == first))
    query = (
        select(Drawn, AuditRow)
        .join(AuditRow, _ITS_ROW)
        .where(Drawn.municipality_code == by.municipality_code, Drawn.month == first)
        .order_by(Drawn.number)
    )
    rows = session.execute(query).all()
    seen = dict.fromkeys(drawn.subject_id for drawn, _ in rows)
    audit.record(session, "sample.listed", by=by, why=why, subjects=seen or [None], fields=["actor", "purpose"])
    return SampleView(
        month=month,
        drawn_at=drawing.drawn_at if drawing else None,
        looks=drawing.looks if drawing else 0,
        items=[_view(drawn, row) for drawn, row in rows],
    )


def review(session: Session, drawn_id: UUID, said: ReviewIn, *, by: Caller) -> DrawnView:
    """Whether a look that was drawn is in order. One that is questioned raises an alarm.

    Raises NotFound, AlreadyReviewed, and AnotherReviews for a look of the reviewer's own.
    """
    why = require(by, Action.REVIEW_LOG)
    query = (
        select(Drawn, AuditRow)
        .join(AuditRow, _ITS_ROW)
        .where(Drawn.municipality_code == by.municipality_code, Drawn.id == drawn_id)
        .with_for_update(of=Drawn)
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound()
    drawn, row = found
    if row.actor == by.id:
        raise AnotherReviews(texts.OWN_LOOK)
    if drawn.reviewed_at is not None:
        raise AlreadyReviewed(texts.REVIEWED)
    drawn.reviewed_at, drawn.reviewed_by = by.at, by.id
    drawn.verdict, drawn.note = said.verdict.value, said.note
    session.flush()
    audit.record(
        session, "sample.reviewed", by=by, why=why, subjects=[drawn.subject_id], object_id=drawn.id,
        fields=["verdict"],
    )  # fmt: skip
    if said.verdict is Verdict.QUESTIONED:
        sound_in(
            session, "sample_questioned", drawn.municipality_code, at=by.at, subject_id=drawn.subject_id,
            object_id=drawn.id, actor=row.actor, details={"action": row.action, "number": row.number},
        )  # fmt: skip
    return _view(drawn, row)


_ITS_ROW = and_(AuditRow.municipality_code == Drawn.municipality_code, AuditRow.number == Drawn.number)


def _eligible(code: str, month: date) -> ColumnElement[bool]:
    """The rows of the month in which somebody opened a child's data."""
    following = (month + timedelta(days=31)).replace(day=1)
    begins, ends = (datetime.combine(day, time.min, COPENHAGEN) for day in (month, following))
    return and_(
        AuditRow.municipality_code == code,
        AuditRow.at >= begins,
        AuditRow.at < ends,
        AuditRow.subject_id.is_not(None),
        AuditRow.role != Role.SYSTEM.value,
        looks.opened(),
    )


def _at_places(session: Session, eligible: ColumnElement[bool], lots: list[int]) -> list[tuple[int, UUID]]:
    """Number and person of the rows at those places, counted from 1."""
    place = func.row_number().over(order_by=AuditRow.number).label("place")
    counted = select(AuditRow.number, AuditRow.subject_id, place).where(eligible).subquery()
    query = select(counted.c.number, counted.c.subject_id).where(counted.c.place.in_(lots))
    return [(number, subject) for number, subject in session.execute(query)]


def _view(drawn: Drawn, row: AuditRow) -> DrawnView:
    return DrawnView(
        id=drawn.id, look=look(row), reviewed_at=drawn.reviewed_at,
        reviewed_by=perhaps(drawn.municipality_code, drawn.reviewed_by),
        verdict=Verdict(drawn.verdict) if drawn.verdict else None, note=drawn.note,
    )  # fmt: skip
