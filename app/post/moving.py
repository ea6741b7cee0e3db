"""A letter's moves that people make: into the post, back, again, handed over on paper, stopped."""

from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.caller import Caller, Why
from app.cases import service as cases
from app.cases import writing
from app.cases.models import Case
from app.disclosures import service as disclosures
from app.errors import Conflict
from app.letters import service as letters
from app.letters.models import Letter
from app.people.models import Person
from app.post import consequences, may_leave
from app.post.putting_together import keep, put_together
from app.post.schemas import HandOver, LetterMove, Stop
from app.post.texts import failure_text
from workflows.letter import Event
from workflows.letter_kinds import Kind

_FRESH: Final = timedelta(days=1)
"""How old what the register said may be when a letter is handed over by hand."""


class RegisterReadLongAgo(Conflict):
    """Custody and protection are read again before a letter leaves, by hand too."""

    code = "register_read_long_ago"
    title = "Det er for længe siden, CPR er slået op"


class MayNotLeave(Conflict):
    """The check before sending says no; ``reason`` says why."""

    code = "letter_may_not_leave"
    title = "Brevet må ikke sendes, som det er"


def move(session: Session, row: Letter, case: Case, body: LetterMove, *, by: Caller, why: Why) -> None:
    """Raises Forbidden, MoveRefused, MayNotLeave, MayNotBeShared, RegisterReadLongAgo and CaseHasEnded."""
    subject = cases.subject_of(session, case)
    match body:
        case HandOver():
            _hand_over(session, row, case, subject, body, by=by, why=why)
        case Stop():
            facts = letters.facts_of(session, row)
            letters.move(
                session, row, Event.STOP, facts, about=subject.id, by=by, why=why, reason=body.reason,
                code="stopped_by_hand",
            )  # fmt: skip
        case _ if body.event is Event.TAKE_BACK:
            letters.move(session, row, body.event, letters.facts_of(session, row), about=subject.id, by=by, why=why)
        case _:
            if Kind(row.kind) is not Kind.TRANSFER and row.consent_id is None:
                cases.must_be_open(case)
            _must_be_able_to_leave(session, row, case, subject, by=by)
            writing.queue(session, row, subject, body.event, by=by, why=why)


def _must_be_able_to_leave(session: Session, row: Letter, case: Case, subject: Person, *, by: Caller) -> None:
    """Said at once, and asked again when it leaves. That a recipient is none any more is the machine's to say."""
    whole = put_together(session, row, case, subject, at=by.at, on_paper=False)
    code = may_leave.reason_to_stop(session, row, case, subject, whole, by=by)
    if code not in (None, "recipient_is_no_longer_one"):
        raise MayNotLeave(failure_text(code), reason=code, blocks=[one.block for one in whole.found])


def _hand_over(
    session: Session, row: Letter, case: Case, subject: Person, body: HandOver, *, by: Caller, why: Why
) -> None:
    read_at = subject.register_read_at
    if read_at is not None and by.at - read_at > _FRESH:
        raise RegisterReadLongAgo("Slå forældremyndigheden op igen, før brevet afleveres.")
    whole = put_together(session, row, case, subject, at=by.at, on_paper=True)
    code = may_leave.reason_to_stop(session, row, case, subject, whole, by=by)
    if code not in (None, "recipient_is_no_longer_one", "recipient_is_a_minor"):
        raise MayNotLeave(failure_text(code), reason=code, blocks=[one.block for one in whole.found])
    facts = letters.facts_of(
        session, row, recipient_confirmed=writing.is_confirmed(session, row, subject, by=by),
        checked_before_sending=True,
    )  # fmt: skip
    at = min(body.handed_over_at, by.at)
    letters.move(session, row, Event.HAND_OVER, facts, about=subject.id, by=by, why=why, reason=body.to, at=at)
    keep(row, whole.text, whole.pdf())
    wanted = may_leave.disclosure_of(session, row, case, subject, by=by)
    disclosures.disclose(session, wanted, about=subject.id, case_id=case.id, by=by, why=why)
    consequences.handed_over(session, row, case, body.to, at, by=by, why=why)
