"""Who is who in the log: a keyed pseudonym for each, lifted for a reason alone.

To ask for a name is itself written down, with the reason, where every log reviewer sees it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app import clock
from app.access.policy import Action
from app.access.service import require
from app.audit import service as audit
from app.audit.models import AuditRow
from app.caller import Caller
from app.errors import NotFound
from app.oversight import texts
from app.oversight.models import Reveal
from app.oversight.schemas import Revealed, RevealIn, RevealView
from app.people.encryption import vault


def pseudonym(municipality_code: str, actor: str) -> str:
    """32 hexadecimal digits: the same for the same actor in a municipality, and nothing to go back by."""
    return vault().index(municipality_code, "actor", actor).hex()


def perhaps(municipality_code: str, actor: str | None) -> str | None:
    return pseudonym(municipality_code, actor) if actor is not None else None


def actor_of(session: Session, sought: str, *, since: datetime | None = None, by: Caller) -> str | None:
    """Who in the log, ``since`` that instant, has the pseudonym; None when nobody does."""
    query = select(AuditRow.actor).distinct().where(AuditRow.municipality_code == by.municipality_code)
    if since is not None:
        query = query.where(AuditRow.at >= since)
    return next((actor for actor in session.scalars(query) if pseudonym(by.municipality_code, actor) == sought), None)


def reveal(session: Session, sought: str, said: RevealIn, *, by: Caller) -> Revealed:
    """Who it is. Raises NotFound when nobody in the log has the pseudonym."""
    why = require(by, Action.REVIEW_LOG)
    actor = actor_of(session, sought, by=by)
    if actor is None:
        raise NotFound(texts.NO_PSEUDONYM)
    row = Reveal(
        municipality_code=by.municipality_code, id=clock.new_id(), actor=actor, at=by.at, by=by.id, reason=said.reason
    )
    session.add(row)
    session.flush()
    audit.record(session, "pseudonym.revealed", by=by, why=why, subjects=[None], object_id=row.id, fields=["actor"])
    return Revealed(pseudonym=sought, actor=actor)


def reveals(session: Session, after: tuple[datetime, UUID] | None, limit: int, *, by: Caller) -> list[RevealView]:
    """``limit`` + 1 at most, the newest first."""
    why = require(by, Action.READ_LOG)
    query = select(Reveal).where(Reveal.municipality_code == by.municipality_code)
    if after is not None:
        query = query.where(tuple_(Reveal.at, Reveal.id) < after)
    rows = session.scalars(query.order_by(Reveal.at.desc(), Reveal.id.desc()).limit(limit + 1)).all()
    audit.record(session, "reveal.listed", by=by, why=why, subjects=[None], fields=["actor", "reason"])
    code = by.municipality_code
    return [
        RevealView(
            id=row.id, at=row.at, pseudonym=pseudonym(code, row.actor), by=pseudonym(code, row.by), reason=row.reason
        )
        for row in rows
    ]
