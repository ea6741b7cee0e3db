"""Receipts from the receiver: they move a letter to delivered or failed, once each, in whatever order they come."""

import logging

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.adapters.post_status import Outcome, PostStatus
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import service as cases
from app.cases.models import Case
from app.disclosures import service as disclosures
from app.letters import service as letters
from app.letters.models import Letter, LetterReceipt
from app.post import consequences, may_leave
from workflows.letter import State

logger = logging.getLogger("ssp.post")

_CAN_ARRIVE = frozenset({State.QUEUED, State.SENT, State.FAILED, State.STOPPED})
_CAN_FAIL = frozenset({State.QUEUED, State.SENT})


def take(session: Session, said: PostStatus, *, by: Caller, why: Why) -> bool:
    """Whether the letter is ours. The same receipt again changes nothing."""
    letter_id = letters.by_key(session, by.municipality_code, said.letter_id)
    if letter_id is None:
        logger.warning("a receipt for a letter that is not known here: event %s", said.event_id)
        return False
    case_id = session.get_one(Letter, (by.municipality_code, letter_id)).case_id
    case = cases.locked(session, by.municipality_code, case_id)
    row = letters.locked(session, by.municipality_code, letter_id)
    if not _is_new(session, row, said, by):
        return True
    audit.record(
        session, "letter.receipt_taken", by=by, why=why, subjects=[case.person_id], object_id=row.id, fields=["letter"]
    )
    state, still_its_key = State(row.state), row.key == said.letter_id
    if said.outcome is Outcome.DELIVERED and state in _CAN_ARRIVE:
        _arrived(session, row, case, said, by=by, why=why)
    elif said.outcome is Outcome.FAILED and state in _CAN_FAIL and still_its_key:
        consequences.fail(session, row, case, said.code or "delivery_failed", by=by, why=why)
    return True


def _arrived(session: Session, row: Letter, case: Case, said: PostStatus, *, by: Caller, why: Why) -> None:
    """Where nobody had written that it left, that is written too: what has left is in the ledger."""
    if row.sent_at is None:
        subject = cases.subject_of(session, case)
        wanted = may_leave.disclosure_of(session, row, case, subject, by=by)
        disclosures.record_what_left(session, wanted, about=subject.id, case_id=case.id, by=by, why=why)
    consequences.deliver(session, row, case, f"Kvittering {said.event_id}", said.at, by=by, why=why)


def _is_new(session: Session, row: Letter, said: PostStatus, by: Caller) -> bool:
    written = session.execute(
        insert(LetterReceipt)
        .values(
            municipality_code=row.municipality_code,
            id=said.event_id,
            letter_id=row.id,
            outcome=said.outcome.value,
            at=said.at,
            received_at=by.at,
            code=said.code,
        )
        .on_conflict_do_nothing()
        .returning(LetterReceipt.id)
    ).scalar()
    return written is not None
