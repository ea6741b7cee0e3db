"""The alarms as the log reviewer meets them: those that are open, and that one has been seen."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select, tuple_
from sqlalchemy.orm import Session

from app.access.policy import Action
from app.access.service import require
from app.audit import service as audit
from app.audit.alarms import Alarm
from app.caller import Caller
from app.errors import NotFound
from app.oversight import texts
from app.oversight.models import AlarmSeen
from app.oversight.problems import AlarmIsSeen, AnotherReviews
from app.oversight.pseudonyms import perhaps
from app.oversight.schemas import AlarmView, SeenIn

_SEEN = and_(AlarmSeen.municipality_code == Alarm.municipality_code, AlarmSeen.id == Alarm.id)


def alarms(
    session: Session, open_: bool | None, after: tuple[datetime, UUID] | None, limit: int, *, by: Caller
) -> list[AlarmView]:
    """``limit`` + 1 at most, the newest first; ``open_`` tells those that nobody has seen from the others."""
    why = require(by, Action.READ_LOG)
    query = select(Alarm, AlarmSeen).outerjoin(AlarmSeen, _SEEN).where(Alarm.municipality_code == by.municipality_code)
    if open_ is not None:
        query = query.where(AlarmSeen.id.is_(None) if open_ else AlarmSeen.id.is_not(None))
    if after is not None:
        query = query.where(tuple_(Alarm.at, Alarm.id) < after)
    rows = session.execute(query.order_by(Alarm.at.desc(), Alarm.id.desc()).limit(limit + 1)).all()
    about = dict.fromkeys(alarm.subject_id for alarm, _ in rows[:limit] if alarm.subject_id is not None)
    audit.record(session, "alarm.listed", by=by, why=why, subjects=about or [None], fields=["alarm"])
    return [_view(alarm, seen) for alarm, seen in rows]


def see(session: Session, alarm_id: UUID, said: SeenIn, *, by: Caller) -> AlarmView:
    """Somebody has looked at it. Raises NotFound, and AlarmIsSeen when somebody did before."""
    why = require(by, Action.REVIEW_LOG)
    alarm = session.get(Alarm, (by.municipality_code, alarm_id))
    if alarm is None:
        raise NotFound()
    if alarm.actor == by.id:
        raise AnotherReviews(texts.OWN_ALARM)
    if session.get(AlarmSeen, (by.municipality_code, alarm_id)) is not None:
        raise AlarmIsSeen(texts.SEEN)
    seen = _mark(session, alarm, said.note, by=by)
    audit.record(
        session, "alarm.seen", by=by, why=why, subjects=[alarm.subject_id], object_id=alarm.id, fields=["alarm"]
    )
    return _view(alarm, seen)


def see_all_about(session: Session, object_id: UUID, *, by: Caller) -> None:
    """The alarms about an object that has been reviewed are no longer open."""
    query = (
        select(Alarm)
        .outerjoin(AlarmSeen, _SEEN)
        .where(Alarm.municipality_code == by.municipality_code, Alarm.object_id == object_id, AlarmSeen.id.is_(None))
    )
    for alarm in session.scalars(query).all():
        _mark(session, alarm, None, by=by)


def _mark(session: Session, alarm: Alarm, note: str | None, *, by: Caller) -> AlarmSeen:
    seen = AlarmSeen(
        municipality_code=alarm.municipality_code, id=alarm.id, subject_id=alarm.subject_id, at=by.at, by=by.id,
        note=note,
    )  # fmt: skip
    session.add(seen)
    session.flush()
    return seen


def _view(alarm: Alarm, seen: AlarmSeen | None) -> AlarmView:
    code = alarm.municipality_code
    return AlarmView(
        id=alarm.id, kind=alarm.kind, title=texts.ALARMS.get(alarm.kind, texts.ANY_ALARM), at=alarm.at,
        subject_id=alarm.subject_id, object_id=alarm.object_id, actor=perhaps(code, alarm.actor),
        details=alarm.details, seen_at=seen.at if seen else None, seen_by=perhaps(code, seen.by if seen else None),
        note=seen.note if seen else None,
    )  # fmt: skip
