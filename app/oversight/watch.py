"""Watching the log: many who look at one child, one who looks at many, and broken glass that nobody reviewed."""

from datetime import datetime, timedelta

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.audit import looks
from app.audit.alarms import Alarm, sound_in
from app.audit.models import AuditRow
from app.cases.break_glass import BreakGlass
from workflows.oversight import BREAK_GLASS_REVIEWED_WITHIN
from workflows.profile import Profile
from workflows.roles import AccessPurpose, Role

MANY_VIEWERS, MANY_CHILDREN, OVERDUE = "many_viewers", "many_children", "break_glass_overdue"


def watch(session: Session, profile: Profile, at: datetime) -> int:
    """Raises the alarms that are due at the instant ``at``; gives how many are new.

    An alarm of a kind is raised once for a child, or for one who looks, until its window has passed.
    """
    # Of two workers at once, the second waits here and then finds the alarms of the first.
    key = f"watch_log|{profile.municipality_code}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    return sum(find(session, profile, at) for find in (_many_viewers, _many_children, _overdue))


def _many_viewers(session: Session, profile: Profile, at: datetime) -> int:
    limits, code = profile.oversight, profile.municipality_code
    since = at - timedelta(hours=limits.viewers_within_hours)
    viewers = func.count(AuditRow.actor.distinct())
    query = (
        select(AuditRow.subject_id, viewers)
        .where(
            AuditRow.municipality_code == code,
            AuditRow.at > since,
            AuditRow.subject_id.is_not(None),
            AuditRow.role != Role.SYSTEM.value,
            AuditRow.purpose != AccessPurpose.OVERSIGHT.value,  # who sees the log has not seen the child
            looks.opened(),
            ~exists().where(
                Alarm.municipality_code == code,
                Alarm.kind == MANY_VIEWERS,
                Alarm.subject_id == AuditRow.subject_id,
                Alarm.at > since,
            ),
        )
        .group_by(AuditRow.subject_id)
        .having(viewers >= limits.viewers_of_one_child)
    )
    return sum(
        sound_in(
            session, MANY_VIEWERS, code, at=at, subject_id=subject,
            details={"viewers": many, "hours": limits.viewers_within_hours},
        )
        for subject, many in session.execute(query).all()
    )  # fmt: skip


def _many_children(session: Session, profile: Profile, at: datetime) -> int:
    limits, code = profile.oversight, profile.municipality_code
    since = at - timedelta(minutes=limits.children_within_minutes)
    opened = func.count(AuditRow.subject_id.distinct()).filter(looks.opened())
    listed = func.count(AuditRow.subject_id.distinct())
    most = case(
        (AuditRow.role == Role.INTEGRATION.value, limits.children_opened_by_a_system),
        else_=limits.children_opened_by_one,
    )
    query = (
        select(AuditRow.actor, AuditRow.role, opened, listed)
        .where(
            AuditRow.municipality_code == code,
            AuditRow.at > since,
            AuditRow.subject_id.is_not(None),
            AuditRow.role != Role.SYSTEM.value,
            looks.looked(),
            ~exists().where(
                Alarm.municipality_code == code,
                Alarm.kind == MANY_CHILDREN,
                Alarm.actor == AuditRow.actor,
                Alarm.at > since,
            ),
        )
        .group_by(AuditRow.actor, AuditRow.role)
        .having(or_(opened >= most, listed >= limits.children_listed_by_one))
    )
    return sum(
        sound_in(
            session, MANY_CHILDREN, code, at=at, actor=actor,
            details={"role": role, "opened": many, "listed": all_, "minutes": limits.children_within_minutes},
        )
        for actor, role, many, all_ in session.execute(query).all()
    )  # fmt: skip


def _overdue(session: Session, profile: Profile, at: datetime) -> int:
    code = profile.municipality_code
    query = select(BreakGlass).where(
        BreakGlass.municipality_code == code,
        BreakGlass.reviewed_at.is_(None),
        BreakGlass.at <= at - BREAK_GLASS_REVIEWED_WITHIN,
        ~exists().where(and_(Alarm.municipality_code == code, Alarm.kind == OVERDUE, Alarm.object_id == BreakGlass.id)),
    )
    return sum(
        sound_in(
            session, OVERDUE, code, at=at, subject_id=grant.person_id, object_id=grant.id, actor=grant.holder,
            once_key=f"{OVERDUE}|{grant.id}",
        )
        for grant in session.scalars(query).all()
    )  # fmt: skip
