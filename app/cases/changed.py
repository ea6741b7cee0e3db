"""What changes in a case without a move: what is waited for follows, and nothing else."""

from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases import deadlines
from app.cases.models import Case
from app.cases.rules import profile_of
from workflows.casework import State


def offered(session: Session, case: Case, to_municipality_code: str, *, by: Caller) -> None:
    """Another municipality was offered the case: its answer is waited for, and everything else runs on."""
    case.offered_to = to_municipality_code
    deadlines.keep(session, case, profile_of(session, case), by=by, moved=False)


def offer_answered(session: Session, case: Case, *, by: Caller) -> None:
    """Nobody is waited for any more, and the case is still here."""
    case.offered_to = None
    deadlines.keep(session, case, profile_of(session, case), by=by, moved=False)


def consents_asked(session: Session, case: Case, *, by: Caller) -> None:
    """Somebody was asked for consent: nobody is reminded of it any more."""
    deadlines.keep(session, case, profile_of(session, case), by=by, moved=False)


def obligations_changed(session: Session, case: Case, *, by: Caller) -> None:
    """Somebody was told, or it was taken back: the family's deadline follows."""
    deadlines.keep(session, case, profile_of(session, case), by=by, moved=False)


def questions_changed(session: Session, case: Case, *, by: Caller) -> None:
    """Something was asked, answered or taken back: what is waited for follows."""
    deadlines.keep(session, case, profile_of(session, case), by=by, moved=False)


def concern_assessed(session: Session, case: Case, *, by: Caller) -> None:
    """The authority has assessed a report: nobody is reminded of it any more."""
    deadlines.keep(session, case, profile_of(session, case), by=by, moved=False)


def talks_changed(session: Session, case: Case, *, by: Caller) -> None:
    """A concern talk was planned, held or given up: what is waited for follows."""
    deadlines.keep(session, case, profile_of(session, case), by=by, moved=False, planned_beside=True)


def group_changed(session: Session, case: Case, *, by: Caller) -> None:
    """An ad hoc group was set up, met or ended: what is waited for follows."""
    deadlines.keep(session, case, profile_of(session, case), by=by, moved=False, planned_beside=True)


def course_reviewed(session: Session, case: Case, *, by: Caller) -> None:
    """The course was looked at: the next review is counted from now."""
    if State(case.state) is State.COURSE_RUNNING:
        deadlines.keep(session, case, profile_of(session, case), by=by, moved=True)
