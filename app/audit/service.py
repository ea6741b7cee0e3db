"""Writing the log."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app import clock
from app.audit.models import AuditRow
from app.caller import Caller


def record(
    session: Session,
    action: str,
    *,
    by: Caller,
    reason: str,
    subjects: Iterable[UUID | None],
    object_id: UUID | None = None,
    fields: Sequence[str] = (),
) -> None:
    """One row for each subject (person), in the session's transaction."""
    rows = [row(action, by=by, reason=reason, subject_id=s, object_id=object_id, fields=fields) for s in subjects]
    if rows:
        session.execute(insert(AuditRow), rows)


def row(
    action: str,
    *,
    by: Caller,
    reason: str,
    subject_id: UUID | None,
    object_id: UUID | None = None,
    fields: Sequence[str] = (),
) -> dict[str, object]:
    """One row as values, for those who write many at a time."""
    return {
        "municipality_code": by.municipality_code,
        "id": clock.new_id(),
        "at": by.at,
        "actor": by.id,
        "role": by.role.value,
        "action": action,
        "reason": reason,
        "subject_id": subject_id,
        "object_id": object_id,
        "fields": list(fields),
    }
