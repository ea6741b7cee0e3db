"""How far a municipality's log and its checkpoints have come."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.audit.checkpoint_models import AuditCheckpoint, AuditSending
from app.audit.models import AuditHead, AuditRow


@dataclass(frozen=True)
class Status:
    """``sinks``: each one's name, the number of the newest checkpoint it has, and when it got it."""

    rows: int
    last_number: int
    last_checkpoint: AuditCheckpoint | None
    sinks: list[tuple[str, int, datetime]]


def read_status(session: Session, municipality_code: str) -> Status:
    head = session.get(AuditHead, municipality_code)
    rows = session.scalar(
        select(func.count()).select_from(AuditRow).where(AuditRow.municipality_code == municipality_code)
    )
    newest = (
        select(AuditCheckpoint)
        .where(AuditCheckpoint.municipality_code == municipality_code)
        .order_by(AuditCheckpoint.id.desc())
        .limit(1)
    )
    of_each = (
        select(AuditSending.sink, AuditCheckpoint.number, AuditSending.at)
        .join(
            AuditCheckpoint,
            (AuditCheckpoint.municipality_code == AuditSending.municipality_code)
            & (AuditCheckpoint.id == AuditSending.checkpoint_id),
        )
        .where(AuditSending.municipality_code == municipality_code)
        .ext(distinct_on(AuditSending.sink))
        .order_by(AuditSending.sink, AuditCheckpoint.id.desc())
    )
    sinks = [(sink, number, at) for sink, number, at in session.execute(of_each)]
    return Status(rows or 0, head.number if head else 0, session.scalar(newest), sinks)


@dataclass(frozen=True)
class Behind:
    """The rows of a log that one place for checkpoints does not vouch for yet, and when the oldest was written."""

    rows: int
    oldest_at: datetime | None


def behind(session: Session, municipality_code: str, sink: str) -> Behind:
    """How far the newest checkpoint that ``sink`` has is behind the log; without any it is the whole log."""
    newest = (
        select(AuditCheckpoint.number)
        .join(
            AuditSending,
            (AuditSending.municipality_code == AuditCheckpoint.municipality_code)
            & (AuditSending.checkpoint_id == AuditCheckpoint.id),
        )
        .where(AuditCheckpoint.municipality_code == municipality_code, AuditSending.sink == sink)
        .order_by(AuditCheckpoint.id.desc())
        .limit(1)
    )
    anchored = session.scalar(newest) or 0
    head = session.get(AuditHead, municipality_code)
    if head is None or head.number <= anchored:
        return Behind(0, None)
    first = select(AuditRow.at).where(AuditRow.municipality_code == municipality_code, AuditRow.number == anchored + 1)
    return Behind(head.number - anchored, session.scalar(first))
