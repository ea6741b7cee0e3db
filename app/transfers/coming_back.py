"""A case that was handed over comes back: the sender has it again, and what happened meanwhile is known."""

from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from app.caller import Caller, Why
from app.cases import notices
from app.cases import service as cases
from app.cases.intake import Joining, join_cases, lock_cases
from app.cases.models import Case
from app.history import service as history
from app.history.service import MoveRefused
from app.lists.deciding import standing_entries
from app.transfers import service, telling
from app.transfers.models import Transfer
from app.transfers.package import Package, Told
from workflows.casework import CASEWORK, CLOSING_STATES

TOLD = TypeAdapter(list[Told])


def take_back(session: Session, row: Transfer, case: Case, reason: str, *, by: Caller, why: Why) -> None:
    """The case is opened again; has the child another open case by now, its incidents come to the meeting in that."""
    try:
        cases.returned(session, case, reason, by=by, why=why)
    except MoveRefused:
        other = _join_the_open_one(session, case, by=by)
        notices.write(session, other, notices.Kind.TRANSFER_RETURNED, {"transfer_id": str(row.id)}, by=by)
        return
    service.tell_case(session, row, notices.Kind.TRANSFER_RETURNED, by=by)


def told_meanwhile(session: Session, row: Transfer, case: Case, told: list[Told], *, by: Caller, why: Why) -> None:
    """Whoever the other municipality told is not told again here."""
    if row.package is None or case.closed_at is not None:
        return
    sent = Package.model_validate_json(row.package)
    subject = cases.subject_of(session, case)
    holders = telling.holders_of(session, subject, sent.holders)
    telling.write_down(session, case, subject, told, holders, row.other_municipality_code, by=by, why=why)


def _join_the_open_one(session: Session, case: Case, *, by: Caller) -> Case:
    """Each incident awaits the meeting again, in the case that is open."""
    met = lock_cases(session, case.municipality_code, people=[case.person_id], cases=[])
    (open_id,) = [one.id for one in met if one.state not in CLOSING_STATES]
    entries = standing_entries(session, case)
    other = cases.locked(session, case.municipality_code, open_id)
    _join(session, case, other, [one.id for one in entries], by=by)
    for entry in entries:
        entry.case_id, entry.joined_open_case = open_id, True
        entry.decision = entry.decided_at = entry.decided_by = entry.to_municipality_code = None
        entry.decision_reason = None
    session.flush()
    return cases.locked(session, case.municipality_code, open_id)


def _join(session: Session, case: Case, other: Case, entry_ids: list[UUID], *, by: Caller) -> None:
    many = len(entry_ids)
    join_cases(session, case.municipality_code, {other.id: Joining(many, many), case.id: Joining(-many, 0)})
    for entry_id in entry_ids:
        details = {"entry": str(entry_id)}
        for moved, event in ((other, "incident_joined"), (case, "entry_moved")):
            history.record(
                session, CASEWORK.name, moved, event, moved.state, by=by, case_id=moved.id, details=details
            )  # fmt: skip
    session.refresh(case)
