"""What somebody does with a hand-over: each half by its own municipality."""

from sqlalchemy.orm import Session

from app.caller import Caller, Why
from app.cases import service as cases
from app.lists.problems import NotACandidate
from app.transfers import leaving, receiving, service
from app.transfers.models import Transfer
from app.transfers.schemas import Accept, GiveBack, Refuse, Send, TransferMove
from app.transfers.service import Said
from workflows.casework import Track
from workflows.roles import Role
from workflows.transfer import Direction, Event


def move(session: Session, row: Transfer, body: TransferMove, *, by: Caller, why: Why) -> None:
    """One move of a half that is ``locked``. Raises Forbidden, MoveRefused and NotACandidate."""
    said = _said(body, by)
    if row.direction == Direction.IN.value:
        _receive(session, row, Event(body.event), said, by=by, why=why)
        return
    if row.case_id is None:
        raise ValueError("what is offered is a case")
    case = cases.locked(session, row.municipality_code, row.case_id)
    if isinstance(body, Send):
        service.move(session, row, Event.SEND, said, by=by, why=why)
        return
    leaving.answered(session, row, case, Event(body.event), said, by=by, why=why)
    service.carry(session, row)


def _receive(session: Session, row: Transfer, event: Event, said: Said, *, by: Caller, why: Why) -> None:
    if event is Event.RETURN and row.case_id is not None:
        case = cases.locked(session, row.municipality_code, row.case_id)
        receiving.give_back(session, row, case, said, by=by, why=why)
        return
    chosen = said.person_id
    if chosen is not None and chosen not in {one.id for one in receiving.candidates(session, row)}:
        raise NotACandidate("Vælg en af candidates, eller ingen.")
    service.move(session, row, event, said, by=by, why=why)
    service.carry(session, row)


def _said(body: TransferMove, by: Caller) -> Said:
    match body:
        case Send():
            return Said(sent_at=body.sent_at)
        case Accept():
            own = Track.AUTHORITY if by.role is Role.TEAM_LEADER else Track.COORDINATOR
            track = (body.track or own).value
            return Said(track=track, person_id=body.person_id, answered_by=body.answered_by)
        case Refuse():
            return Said(reason=body.reason, answered_by=body.answered_by)
        case GiveBack():
            return Said(reason=body.reason)
    return Said(reason=body.reason)
