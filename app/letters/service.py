"""Writing letters and following each by its machine. What a letter says is put together in app/post."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, jobs
from app.caller import Caller, Why, system
from app.errors import NotFound
from app.history import service as history
from app.letters import templates
from app.letters.models import Letter, LetterAttempt
from workflows.letter import LETTER, Event, Facts, State
from workflows.letter_kinds import Kind

PENDING = frozenset({State.DRAFTED, State.QUEUED, State.FAILED})
"""It has not left, as far as anybody knows."""


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """What is said when a letter is written: one recipient, and what it is about."""

    kind: Kind
    recipient_kind: str
    custody_holder_id: UUID | None = None
    institution: str | None = None
    institution_cvr: str | None = None
    obligation_id: UUID | None = None
    consent_id: UUID | None = None
    message: str | None = None
    contact_name: str | None = None
    meeting_at: datetime | None = None
    meeting_place: str | None = None


def of_case(session: Session, municipality_code: str, case_id: UUID) -> list[Letter]:
    """All letters of the case, oldest first."""
    query = (
        select(Letter)
        .where(Letter.municipality_code == municipality_code, Letter.case_id == case_id)
        .order_by(Letter.created_at, Letter.id)
    )
    return list(session.scalars(query))


def letter(session: Session, municipality_code: str, case_id: UUID, letter_id: UUID) -> Letter:
    """One letter of the case. Raises NotFound."""
    found = session.get(Letter, (municipality_code, letter_id))
    if found is None or found.case_id != case_id:
        raise NotFound()
    return found


def locked(session: Session, municipality_code: str, letter_id: UUID) -> Letter:
    """The letter, locked until the transaction ends; the case first, as everybody does. Raises NotFound."""
    query = (
        select(Letter)
        .where(Letter.municipality_code == municipality_code, Letter.id == letter_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def write(session: Session, case_id: UUID, about: UUID, draft: Draft, *, by: Caller, why: Why) -> Letter:
    """A draft. It is not on its way until it is queued."""
    letter_id = clock.new_id()
    row = Letter(
        municipality_code=by.municipality_code,
        id=letter_id,
        case_id=case_id,
        kind=draft.kind.value,
        state=LETTER.initial.value,
        recipient_kind=draft.recipient_kind,
        custody_holder_id=draft.custody_holder_id,
        institution=draft.institution,
        institution_cvr=draft.institution_cvr,
        obligation_id=draft.obligation_id,
        consent_id=draft.consent_id,
        template_version=templates.current(session, by.municipality_code, draft.kind).version,
        message=draft.message,
        contact_name=draft.contact_name,
        meeting_at=draft.meeting_at,
        meeting_place=draft.meeting_place,
        created_at=by.at,
        created_by=by.id,
        key=letter_id,
        tries=0,
    )
    session.add(row)
    session.flush()
    history.record(
        session, LETTER.name, row, "written", None, by=by, case_id=case_id,
        details={"kind": row.kind, "recipient": row.recipient_kind},
    )  # fmt: skip
    history.log(session, LETTER.name, row, "written", by=by, why=why, about=about)
    return row


def move(
    session: Session,
    row: Letter,
    event: Event,
    facts: Facts,
    *,
    about: UUID,
    by: Caller,
    why: Why,
    reason: str | None = None,
    code: str | None = None,
    at: datetime | None = None,
) -> None:
    """One move of a letter that is locked. ``reason`` is in somebody's words, ``code`` in ours.

    ``at`` is when it happened, where that is not now. Raises Forbidden and MoveRefused.
    """
    details: dict[str, Any] = {"kind": row.kind, "recipient": row.recipient_kind}
    details |= {"code": code} if code else {}
    before = State(row.state)
    history.advance(
        session, LETTER, row, event, facts, by=by, why=why, about=about, case_id=row.case_id, reason=reason,
        details=details,
    )  # fmt: skip
    at = at or by.at
    match event:
        case Event.QUEUE | Event.SEND_AGAIN:
            row.queued_at, row.queued_by, row.next_try_at, row.tries = by.at, by.id, by.at, 0
            if before is State.FAILED and not may_have_left(session, row):
                row.key = clock.new_id()  # the carrier said no to the old one: to it, this is another letter
            row.failed_at = row.failure = None
            jobs.send_letter(session, row.municipality_code, row.id)
        case Event.TAKE_BACK:
            row.queued_at = row.queued_by = row.next_try_at = None
        case Event.SEND:
            row.sent_at, row.next_try_at = at, None
            jobs.file_documents(session, row.municipality_code, row.case_id)
        case Event.DELIVER:
            row.delivered_at, row.next_try_at, row.failure = at, None, None
            if row.sent_at is None:
                row.sent_at = at
                jobs.file_documents(session, row.municipality_code, row.case_id)
        case Event.FAIL:
            row.failed_at, row.next_try_at, row.failure = by.at, None, code
        case Event.HAND_OVER:
            row.handed_over_at, row.next_try_at, row.channel = at, None, "by_hand"
            jobs.file_documents(session, row.municipality_code, row.case_id)
        case Event.STOP:
            row.next_try_at, row.failure = None, code or row.failure
    session.flush()


def stop_pending(
    session: Session,
    municipality_code: str,
    case_id: UUID,
    those: Callable[[Letter], bool],
    code: str,
    *,
    about: UUID,
    by: Caller,
    why: Why,
) -> list[Letter]:
    """Stops every letter of ``those`` that has not left; waits for the one that is being handed over just now.

    It follows from what ``by`` did, and ``by`` may be a system, which moves no letter itself.
    """
    stopped, acting = [], system(municipality_code, by.at)
    for found in of_case(session, municipality_code, case_id):
        if State(found.state) not in PENDING or not those(found):
            continue
        row = locked(session, municipality_code, found.id)
        if State(row.state) in PENDING:
            move(session, row, Event.STOP, facts_of(session, row), about=about, by=acting, why=why, code=code)
            stopped.append(row)
    return stopped


def facts_of(session: Session, row: Letter, **known: bool) -> Facts:
    return Facts(may_have_left=may_have_left(session, row), **known)


def may_have_left(session: Session, row: Letter) -> bool:
    """A try of which nobody knows how it went, under the key that the letter has now."""
    query = select(LetterAttempt.id).where(
        LetterAttempt.municipality_code == row.municipality_code,
        LetterAttempt.letter_id == row.id,
        LetterAttempt.key == row.key,
        LetterAttempt.outcome.is_(None) | (LetterAttempt.outcome == "away"),
    )
    return session.scalar(query.limit(1)) is not None


def attempts(session: Session, row: Letter) -> list[LetterAttempt]:
    query = (
        select(LetterAttempt)
        .where(LetterAttempt.municipality_code == row.municipality_code, LetterAttempt.letter_id == row.id)
        .order_by(LetterAttempt.started_at, LetterAttempt.id)
    )
    return list(session.scalars(query))


def waiting(session: Session, municipality_code: str) -> tuple[int, datetime | None]:
    """How many are to leave and have not, and since when the first."""
    query = select(func.count(), func.min(Letter.queued_at)).where(
        Letter.municipality_code == municipality_code, Letter.state == State.QUEUED.value
    )
    count, oldest_at = session.execute(query).one()
    return count, oldest_at


def by_key(session: Session, municipality_code: str, key: UUID) -> UUID | None:
    """The letter that the carrier knows, or knew, by ``key``."""
    own = select(Letter.id).where(Letter.municipality_code == municipality_code, Letter.key == key)
    tried = select(LetterAttempt.letter_id).where(
        LetterAttempt.municipality_code == municipality_code, LetterAttempt.key == key
    )
    return session.scalar(own) or session.scalar(tried.limit(1))
