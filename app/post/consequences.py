"""What follows when a letter arrives, fails or is stopped: the duty to tell, the notice in the case."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.caller import Caller, Why
from app.cases import notices
from app.cases import service as cases
from app.cases.models import Case
from app.letters import service as letters
from app.letters.models import Letter
from app.obligations import service as obligations
from workflows.casework import CLOSING_STATES, State
from workflows.informing import Event as Duty
from workflows.informing import Means
from workflows.informing import State as Obligated
from workflows.letter import Event, Facts


def deliver(session: Session, row: Letter, case: Case, proof: str, at: datetime, *, by: Caller, why: Why) -> None:
    """It lies with the recipient: who was owed it has been told. ``proof`` is the receipt's own id."""
    facts = Facts(receipt_is_from_receiver=True)
    letters.move(session, row, Event.DELIVER, facts, about=case.person_id, by=by, why=why, at=at)
    said = obligations.Said(means=Means.LETTER, told_at=min(at, by.at), proof=proof)
    _duty(session, row, case, Duty.TELL, said, by=by, why=why)


def handed_over(
    session: Session, row: Letter, case: Case, to: str | None, at: datetime, *, by: Caller, why: Why
) -> None:
    """On paper, into the recipient's hand or box: whoever handed it over says so."""
    said = obligations.Said(means=Means.LETTER, told_at=at, proof=to or "Afleveret på papir")
    _duty(session, row, case, Duty.TELL, said, by=by, why=why)


def fail(session: Session, row: Letter, case: Case, code: str, *, by: Caller, why: Why) -> None:
    """It has not arrived, and will not by itself. A failed letter has told nobody."""
    letters.move(session, row, Event.FAIL, Facts(), about=case.person_id, by=by, why=why, code=code)
    _duty(session, row, case, Duty.FAIL_DELIVERY, obligations.Said(reason=code), by=by, why=why)
    notices.write(session, case, notices.Kind.LETTER_FAILED, {"letter_id": str(row.id), "code": code}, by=by)


def stop(session: Session, row: Letter, case: Case, code: str, *, by: Caller, why: Why) -> None:
    """It may not leave. Somebody is told why, and what is owed is still owed."""
    facts = letters.facts_of(session, row)
    letters.move(session, row, Event.STOP, facts, about=case.person_id, by=by, why=why, code=code)
    notices.write(session, case, notices.Kind.LETTER_STOPPED, {"letter_id": str(row.id), "code": code}, by=by)


def _duty(
    session: Session, row: Letter, case: Case, event: Duty, said: obligations.Said, *, by: Caller, why: Why
) -> None:
    """The duty moves only where it is still to be met: it may have been met by a call meanwhile."""
    if row.obligation_id is None or State(case.state) in CLOSING_STATES:
        return
    owed = obligations.obligation(session, row.municipality_code, case.id, row.obligation_id)
    can_fail = event is Duty.TELL or owed.state == Obligated.DUE
    if obligations.is_outstanding(owed) and can_fail:
        obligations.move(session, owed, event, said, by=by, why=why, about=case.person_id)
        cases.obligations_changed(session, case, by=by)
