"""What the clock does to offers: reminds, lets expire, tries again, and carries what was not heard."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.caller import of_itself, system
from app.cases import notices
from app.cases import service as cases
from app.cases.models import Case
from app.db import Database
from app.disclosures.service import MayNotBeShared
from app.history import service as history
from app.lists.deciding import standing_entries
from app.transfers import leaving, service
from app.transfers.carrying import carry_all
from app.transfers.models import Transfer
from app.transfers.service import Said
from workflows.casework import CASEWORK
from workflows.deadlines import ESCALATES_TO
from workflows.municipalities import MUNICIPALITIES, said
from workflows.profile import all_profiles
from workflows.roles import Role
from workflows.routing import Decision
from workflows.sharing import Ground
from workflows.transfer import TRANSFER, UNSETTLED, USUAL, Direction, Event, State

_EXPIRED = of_itself("the_answer_is_late")
_ENDED = of_itself("the_case_has_ended")
_DECIDED = of_itself("the_handover_meeting_decided")
_REMINDED = of_itself("a_deadline_has_passed")


def go_round(database: Database, now: Callable[[], datetime] = clock.now) -> int:
    """Everything that waits for nobody, in each municipality; gives how many hand-overs it was about."""
    done, codes = 0, [profile.municipality_code for profile in all_profiles()]
    for code in codes:
        for transfer_id in _waiting(database, code, now()):
            with database.transaction(code) as session:
                done += _look_at(session, service.locked(session, code, transfer_id), now())
    return done + carry_all(database, codes, now=now)


def offer_by_decision(database: Database, code: str, case_id: UUID, *, now: Callable[[], datetime]) -> None:
    """The handover meeting decided that the case belongs elsewhere: it is offered with what usually goes along.

    What cannot be offered so is told whoever has the case, who then offers it on another ground.
    """
    with database.transaction(code) as session:
        case, by = cases.locked(session, code, case_id), system(code, now())
        decided = [one for one in standing_entries(session, case) if one.decision == Decision.TO_OTHER_MUNICIPALITY]
        to = next((one.to_municipality_code for one in decided if one.to_municipality_code), None)
        is_here = case.state == CASEWORK.initial.value and service.unsettled_of(session, case) is None
        if to is None or not is_here:
            return
        reason = next((one.decision_reason for one in decided if one.decision_reason), None)
        name = said(to) if to in MUNICIPALITIES else to
        necessity = reason or f"Overleveringsmødet har besluttet, at hændelsen hører til i {name}"
        grounds = dict.fromkeys(sorted(USUAL), Ground.RPL_115_2)
        try:
            service.offer(session, case, to, necessity, grounds, by=by, why=_DECIDED)
        except (MayNotBeShared, service.NoSuchMunicipality) as problem:  # nothing was written yet
            details = {"municipality_code": to, "code": problem.code}
            notices.write(session, case, notices.Kind.TRANSFER_NOT_OFFERED, details, by=by)


def _waiting(database: Database, code: str, at: datetime) -> Sequence[UUID]:
    with database.transaction(code) as session:
        query = (
            select(Transfer.id)
            .outerjoin(Case, (Case.municipality_code == Transfer.municipality_code) & (Case.id == Transfer.case_id))
            .where(
                Transfer.municipality_code == code,
                Transfer.state.in_([state.value for state in UNSETTLED]),
                or_(_late(at), Transfer.state == State.ACCEPTED.value, Case.closed_at.is_not(None)),
            )
            .order_by(Transfer.id)
        )
        return session.scalars(query).all()


def _late(at: datetime) -> ColumnElement[bool]:
    return or_(
        (Transfer.target_at <= at) & Transfer.reminded_at.is_(None),
        (Transfer.fatal_at <= at) & Transfer.escalated_at.is_(None),
    )


def _look_at(session: Session, row: Transfer, at: datetime) -> bool:
    """Whether anything was done to it."""
    by = system(row.municipality_code, at)
    reminded = _remind(session, row, at)
    if row.direction != Direction.OUT.value or row.case_id is None or service.is_settled(row):
        return reminded
    case = cases.locked(session, row.municipality_code, row.case_id)
    if case.closed_at is not None:
        leaving.withdraw_of_ended(session, row, by=by, why=_ENDED)
        return True
    if leaving.is_held(row):
        return leaving.hand_over(session, row, case, by=by, why=_DECIDED) or reminded
    if row.fatal_at <= at:
        leaving.answered(session, row, case, Event.EXPIRE, Said(), by=by, why=_EXPIRED)
        service.carry(session, row)
        return True
    return reminded


def _remind(session: Session, row: Transfer, at: datetime) -> bool:
    """The receiver is reminded and its manager told, once each; the sender's own deadline runs in its case."""
    owner = TRANSFER.waits[State(row.state)].owner
    passed = []
    if row.target_at <= at and row.reminded_at is None:
        row.reminded_at = at
        passed.append(("deadline_target_passed", owner))
    if row.fatal_at <= at and row.escalated_at is None:
        row.escalated_at = at
        passed.append(("deadline_fatal_passed", ESCALATES_TO[owner]))
    for event, to in passed:
        _signal(session, row, event, to, at)
    return bool(passed)


def _signal(session: Session, row: Transfer, event: str, to: Role, at: datetime) -> None:
    by = system(row.municipality_code, at)
    details = {"deadline": "answer_transfer", "to": to.value}
    history.record(session, TRANSFER.name, row, event, row.state, by=by, case_id=row.case_id, details=details)
    history.log(session, TRANSFER.name, row, event, by=by, why=_REMINDED, about=service.about(session, row))
