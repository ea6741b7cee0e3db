"""Alarms: what the log reviewer is to look at. Written once, and never changed or removed.

That one has been seen is a row of its own, in the slice of oversight.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, event
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.db import Base, Database, Instant, OfMunicipality

logger = logging.getLogger("ssp.alarms")

_WAITING = "alarms.waiting"


class Alarm(OfMunicipality, Base):
    """Something happened that a person must look at. Ids, codes and counts alone, so it outlives erasure."""

    __tablename__ = "alarms"
    __table_args__ = (
        Index("uq_alarms_once_key", "municipality_code", "once_key", unique=True),
        Index(None, "municipality_code", "at", "id"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Instant)
    subject_id: Mapped[UUID | None]
    """The person it is about, when it is about one."""
    object_id: Mapped[UUID | None]
    """What it is about besides: a case, a row, a grant; by ``kind``."""
    actor: Mapped[str | None] = mapped_column(String(100))
    """Who did it, as in the log. Shown to the log reviewer as a pseudonym."""
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Codes and counts; never a name, a number of a person or words of somebody's."""
    once_key: Mapped[str | None] = mapped_column(String(200))
    """Of two alarms with the same key the second is not written. None: each is."""


def sound(
    database: Database,
    kind: str,
    municipality_code: str,
    *,
    at: datetime,
    subject_id: UUID | None = None,
    object_id: UUID | None = None,
    actor: str | None = None,
    details: Mapping[str, Any] | None = None,
    once_key: str | None = None,
) -> None:
    """An alarm that stands whatever becomes of the request that it comes from: in a transaction of its own.

    For what has already gone wrong, so it raises nothing itself: where it cannot be written it is logged.
    It needs a connection besides the one that the caller may hold.
    """
    try:
        with database.transaction(municipality_code) as session:
            sound_in(
                session, kind, municipality_code, at=at, subject_id=subject_id, object_id=object_id, actor=actor,
                details=details, once_key=once_key,
            )  # fmt: skip
    except SQLAlchemyError as error:
        logger.error("alarm that could not be written: %s in %s (%s)", kind, municipality_code, type(error).__name__)


def sound_in(
    session: Session,
    kind: str,
    municipality_code: str,
    *,
    at: datetime,
    subject_id: UUID | None = None,
    object_id: UUID | None = None,
    actor: str | None = None,
    details: Mapping[str, Any] | None = None,
    once_key: str | None = None,
) -> bool:
    """An alarm that belongs to what the session's transaction does. Whether it is a new one."""
    values = {
        "municipality_code": municipality_code, "id": clock.new_id(), "kind": kind, "at": at,
        "subject_id": subject_id, "object_id": object_id, "actor": actor, "details": dict(details or {}),
        "once_key": once_key,
    }  # fmt: skip
    new = session.scalar(insert(Alarm).values(values).on_conflict_do_nothing().returning(Alarm.id)) is not None
    if new:
        session.info.setdefault(_WAITING, []).append((kind, municipality_code))
    return new


@event.listens_for(Session, "after_commit")
def _say_what_stands(session: Session) -> None:
    for kind, code in session.info.pop(_WAITING, ()):
        logger.warning("alarm: %s in %s", kind, code)


@event.listens_for(Session, "after_rollback")
def _forget_what_waits(session: Session) -> None:
    session.info.pop(_WAITING, None)
