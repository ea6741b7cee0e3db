"""Watching the deadlines: passing a target is one reminder, passing a fatal date one escalation."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from app import caller, clock
from app.cases.models import Case, RunningDeadline, Signal
from app.history import service as history
from workflows.deadlines import ESCALATES_TO
from workflows.roles import Role

REMINDER, ESCALATION = "reminder", "escalation"
_EVENT = {REMINDER: "deadline_target_passed", ESCALATION: "deadline_fatal_passed"}


def signal_passed_deadlines(session: Session, at: datetime, *, most: int = 500) -> int:
    """Writes the signals that are due at the instant ``at``; gives how many deadlines were signalled.

    Once each, whatever happens: the database has room for one signal of a kind, so neither a clock
    that is set back nor a worker that is killed or doubled gives another.
    """
    sent = aliased(Signal)

    def _unsignalled(kind: str) -> object:
        return ~(
            select(sent.id)
            .where(
                sent.municipality_code == RunningDeadline.municipality_code,
                sent.deadline_id == RunningDeadline.id,
                sent.kind == kind,
            )
            .exists()
        )

    query = (
        select(RunningDeadline)
        .where(
            RunningDeadline.met_at.is_(None),
            RunningDeadline.target_at <= at,
            or_(
                _unsignalled(REMINDER),  # type: ignore[arg-type]  # a SQL expression
                and_(RunningDeadline.fatal_at <= at, _unsignalled(ESCALATION)),  # type: ignore[arg-type]  # likewise
            ),
        )
        .order_by(RunningDeadline.target_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    signalled = 0
    for deadline in session.scalars(query).all():
        owner = Role(deadline.owner)
        written = _signal(session, deadline, REMINDER, owner, at)
        if deadline.fatal_at <= at:
            written |= _signal(session, deadline, ESCALATION, ESCALATES_TO[owner], at)
        signalled += written
    return signalled


def overdue(session: Session, municipality_code: str, at: datetime) -> list[tuple[str, int, int]]:
    """Each kind of deadline that runs: how many are past their target, and how many of them past their last day."""
    query = (
        select(
            RunningDeadline.kind,
            func.count().filter(RunningDeadline.target_at <= at),
            func.count().filter(RunningDeadline.fatal_at <= at),
        )
        .where(RunningDeadline.municipality_code == municipality_code, RunningDeadline.met_at.is_(None))
        .group_by(RunningDeadline.kind)
        .order_by(RunningDeadline.kind)
    )
    return [(kind, target, fatal) for kind, target, fatal in session.execute(query)]


def _signal(session: Session, deadline: RunningDeadline, kind: str, to: Role, at: datetime) -> bool:
    """Whether it was written; another worker may have written it since it was looked for."""
    own = {"municipality_code": deadline.municipality_code, "case_id": deadline.case_id}
    written = session.execute(
        insert(Signal)
        .values(**own, id=clock.new_id(), deadline_id=deadline.id, kind=kind, to_role=to.value, at=at)
        .on_conflict_do_nothing()
        .returning(Signal.id)
    ).scalar()
    if written is None:
        return False
    case = session.get_one(Case, (deadline.municipality_code, deadline.case_id))
    history.record(
        session,
        "casework",
        case,
        _EVENT[kind],
        case.state,
        by=caller.system(deadline.municipality_code, at),
        case_id=case.id,
        details={"deadline": deadline.kind, "to": to.value},
    )
    return True
