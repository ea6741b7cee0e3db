"""Breaking the glass before one case, ending it, and its review by another.

Never hard-blocked, for a child's safety comes first; never quiet: the log reviewer is told in the
same transaction, and of an attempt that finds no case too.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app import clock
from app.access.policy import Action, Relation, decide, ever
from app.access.service import require
from app.audit import service as audit
from app.audit.alarms import sound_in
from app.caller import Caller, Why
from app.cases.break_glass import BreakGlass
from app.cases.models import Case
from app.cases.queries import resource_of
from app.errors import NotFound
from app.oversight import alarms, texts
from app.oversight.log import person_by_cpr_number
from app.oversight.problems import AccessAlready, AlreadyReviewed, AnotherReviews, GlassIsBroken, GlassIsWhole
from app.oversight.pseudonyms import perhaps, pseudonym
from app.oversight.schemas import BreakGlassIn, BreakGlassView, Grant, ReviewIn
from workflows.oversight import BREAK_GLASS_FOR, BREAK_GLASS_REVIEWED_WITHIN, Verdict
from workflows.roles import AccessPurpose

BROKEN, IN_VAIN, QUESTIONED = "break_glass", "break_glass_in_vain", "break_glass_questioned"
_WHY = Why(Relation.BROKEN_GLASS.value, AccessPurpose.BREAK_GLASS)


def break_glass(session: Session, said: BreakGlassIn, *, by: Caller) -> Grant:
    """An hour's sight of the case that ``said`` names. A child without a case is answered so, not refused:
    it is as telling to learn, so it is logged and told too.

    Raises NotFound for an id that is no case here, AccessAlready, and GlassIsBroken while an earlier hour runs.
    """
    require(by, Action.BREAK_GLASS)
    case = _sought(session, said, by=by)
    if case is None:
        audit.record(session, "break_glass.sought", by=by, why=_WHY, subjects=[None], fields=["case"])
        sound_in(session, IN_VAIN, by.municipality_code, at=by.at, actor=by.id, details={"role": by.role.value})
        return Grant(id=None, case_id=None, until=None)
    before = decide(by, Action.READ_CASE, resource_of(session, case, by=by))
    if before.allowed and before.why != _WHY:
        raise AccessAlready(texts.ALREADY_IN)
    if before.allowed:
        raise GlassIsBroken(texts.BROKEN_ALREADY)
    grant = BreakGlass(
        municipality_code=by.municipality_code,
        id=clock.new_id(),
        case_id=case.id,
        person_id=case.person_id,
        holder=by.id,
        role=by.role.value,
        reason=said.reason,
        at=by.at,
        until=by.at + BREAK_GLASS_FOR,
    )
    session.add(grant)
    session.flush()
    _record(session, grant, "break_glass.broken", by=by, why=_WHY)
    sound_in(
        session, BROKEN, grant.municipality_code, at=by.at, subject_id=grant.person_id, object_id=grant.id,
        actor=by.id, details={"role": grant.role},
    )  # fmt: skip
    return Grant.model_validate(grant)


def end(session: Session, grant_id: UUID, *, by: Caller) -> BreakGlassView:
    """Ends it before its time: whoever broke it, or a log reviewer. Raises NotFound and GlassIsWhole."""
    require(by, Action.BREAK_GLASS)
    grant = _locked(session, grant_id, by=by)
    own = grant.holder == by.id
    if not own and not ever(by.role, Action.REVIEW_LOG):
        raise NotFound()
    if not _stands(grant, by.at):
        raise GlassIsWhole(texts.NOT_BROKEN)
    grant.ended_at = by.at
    session.flush()
    _record(session, grant, "break_glass.ended", by=by, why=_WHY if own else require(by, Action.REVIEW_LOG))
    return _view(grant, by)


def review(session: Session, grant_id: UUID, said: ReviewIn, *, by: Caller) -> BreakGlassView:
    """What another finds of it, when it is over; the alarms about it are then seen.

    Raises NotFound, AnotherReviews, GlassIsBroken and AlreadyReviewed.
    """
    why = require(by, Action.REVIEW_LOG)
    grant = _locked(session, grant_id, by=by)
    if grant.holder == by.id:
        raise AnotherReviews(texts.OWN_GLASS)
    if grant.reviewed_at is not None:
        raise AlreadyReviewed(texts.REVIEWED)
    if _stands(grant, by.at):
        raise GlassIsBroken(texts.STILL_BROKEN)
    grant.reviewed_at, grant.reviewed_by = by.at, by.id
    grant.verdict, grant.note = said.verdict.value, said.note
    session.flush()
    alarms.see_all_about(session, grant.id, by=by)
    _record(session, grant, "break_glass.reviewed", by=by, why=why)
    if said.verdict is Verdict.QUESTIONED:
        sound_in(
            session, QUESTIONED, grant.municipality_code, at=by.at, subject_id=grant.person_id, object_id=grant.id,
            actor=grant.holder,
        )  # fmt: skip
    return _view(grant, by)


def grants(
    session: Session, reviewed: bool | None, after: tuple[datetime, UUID] | None, limit: int, *, by: Caller
) -> list[BreakGlassView]:
    """``limit`` + 1 at most, the newest first: a log reviewer's municipality's, everybody else's own."""
    require(by, Action.BREAK_GLASS)
    query = select(BreakGlass).where(BreakGlass.municipality_code == by.municipality_code)
    all_ = ever(by.role, Action.READ_LOG)
    if not all_:
        query = query.where(BreakGlass.holder == by.id)
    if reviewed is not None:
        query = query.where(BreakGlass.reviewed_at.is_not(None) if reviewed else BreakGlass.reviewed_at.is_(None))
    if after is not None:
        query = query.where(tuple_(BreakGlass.at, BreakGlass.id) < after)
    rows = session.scalars(query.order_by(BreakGlass.at.desc(), BreakGlass.id.desc()).limit(limit + 1)).all()
    about = dict.fromkeys(grant.person_id for grant in rows[:limit])
    why = require(by, Action.READ_LOG) if all_ else _WHY
    audit.record(session, "break_glass.listed", by=by, why=why, subjects=about or [None], fields=["reason"])
    return [_view(grant, by) for grant in rows]


def about(session: Session, *, by: Caller) -> Callable[[Any], list[UUID | None]]:
    """Whom a grant that was answered with is about: for the log when it is given again."""

    def look(answer: Any) -> list[UUID | None]:
        grant = session.get(BreakGlass, (by.municipality_code, UUID(answer["id"]))) if answer["id"] else None
        return [grant.person_id if grant else None]

    return look


def _sought(session: Session, said: BreakGlassIn, *, by: Caller) -> Case | None:
    """By the CPR number the child's open case, or else the latest."""
    query = select(Case).where(Case.municipality_code == by.municipality_code).with_for_update()
    if said.cpr_number is None:
        found = session.scalar(query.where(Case.id == said.case_id))
        if found is None:
            raise NotFound()
        return found
    person = person_by_cpr_number(session, said.cpr_number, by=by)
    if person is None:
        return None
    latest_first = query.where(Case.person_id == person.id).order_by(
        Case.closed_at.is_(None).desc(), Case.opened_at.desc(), Case.id.desc()
    )
    return session.scalar(latest_first.limit(1))


def _locked(session: Session, grant_id: UUID, *, by: Caller) -> BreakGlass:
    query = (
        select(BreakGlass)
        .where(BreakGlass.municipality_code == by.municipality_code, BreakGlass.id == grant_id)
        .with_for_update()
    )
    grant = session.scalar(query)
    if grant is None:
        raise NotFound()
    return grant


def _stands(grant: BreakGlass, at: datetime) -> bool:
    return grant.ended_at is None and at < grant.until


def _record(session: Session, grant: BreakGlass, action: str, *, by: Caller, why: Why) -> None:
    audit.record(
        session, action, by=by, why=why, subjects=[grant.person_id], object_id=grant.case_id, fields=["reason"]
    )


def _view(grant: BreakGlass, by: Caller) -> BreakGlassView:
    code = grant.municipality_code
    return BreakGlassView(
        id=grant.id, case_id=grant.case_id, person_id=grant.person_id, holder=pseudonym(code, grant.holder),
        role=grant.role, reason=grant.reason, at=grant.at, until=grant.until, ended_at=grant.ended_at,
        review_due_at=grant.at + BREAK_GLASS_REVIEWED_WITHIN, reviewed_at=grant.reviewed_at,
        reviewed_by=perhaps(code, grant.reviewed_by), verdict=Verdict(grant.verdict) if grant.verdict else None,
        note=grant.note if ever(by.role, Action.READ_LOG) else None,
    )  # fmt: skip
