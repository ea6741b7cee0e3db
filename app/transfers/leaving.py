"""The sender's half: the receiver has answered, and the case leaves or stays."""

from sqlalchemy.orm import Session

from app.caller import Caller, Why, system
from app.cases import notices
from app.cases import service as cases
from app.cases.models import Case
from app.history.service import MoveRefused
from app.transfers import coming_back, package, service
from app.transfers import grounds as sharing
from app.transfers.models import Transfer
from app.transfers.service import Said
from workflows.casework import CASEWORK
from workflows.casework import Event as CaseEvent
from workflows.casework import State as CaseState
from workflows.transfer import Event, State


def answered(session: Session, row: Transfer, case: Case, event: Event, said: Said, *, by: Caller, why: Why) -> None:
    """What the receiver has said, or the sender itself; both are ``locked``. Raises Forbidden and MoveRefused."""
    if event is Event.RETURN:
        service.move(session, row, event, said, by=by, why=why)
        coming_back.take_back(session, row, case, said.reason or "", by=by, why=why)
        return
    service.move(session, row, event, said, by=by, why=why)
    match event:
        case Event.ACCEPT:
            hand_over(session, row, case, by=by, why=why)
        case Event.REFUSE | Event.WITHDRAW | Event.EXPIRE:
            if case.closed_at is None:
                cases.offer_answered(session, case, by=by)
    if event in _TOLD:
        service.tell_case(session, row, _TOLD[event], by=by)


_TOLD = {Event.REFUSE: notices.Kind.TRANSFER_REFUSED, Event.EXPIRE: notices.Kind.TRANSFER_EXPIRED}


def hand_over(session: Session, row: Transfer, case: Case, *, by: Caller, why: Why) -> bool:
    """The case leaves, if nothing stands in the way of that; else whoever has it is told once what does.

    The package is what the case holds in this moment, of the kinds that still have their ground.
    """
    fallen = sharing.fallen(session, case, row, by=by)
    if lost := sharing.must_always_go(fallen):
        _held(session, row, [fallen[lost[0]]], by=by)
        return False
    kinds = [kind for kind in sharing.grounds_of(row) if kind not in fallen]
    whole = package.put_together(session, case, kinds, fallen, by=by)
    acting = system(case.municipality_code, by.at)
    event = CaseEvent.SEND_ELSEWHERE if CaseState(case.state) is CASEWORK.initial else CaseEvent.TRANSFER
    said = cases.Said(
        reason=row.necessity, municipality_code=row.other_municipality_code, accepted_elsewhere=True
    )  # fmt: skip
    try:
        cases.move(session, case, event, by=acting, why=why, said=said)
    except MoveRefused as refused:  # nothing was written yet
        _held(session, row, refused.extra["unmet"], by=by)
        return False
    sharing.disclose_kinds(session, case, row, kinds, by=by, why=why)
    row.package = whole.model_dump_json()
    service.move(session, row, Event.HAND_OVER, Said(), by=acting, why=why)
    service.tell_case(session, row, notices.Kind.TRANSFER_ACCEPTED, by=by)
    service.carry(session, row)
    return True


def _held(session: Session, row: Transfer, unmet: list[str], *, by: Caller) -> None:
    """Told once for each reason; it is tried again each minute."""
    case = cases.found(session, row.municipality_code, row.case_id) if row.case_id else None
    if case is None:
        return
    told = [one.details.get("unmet") for one in notices.ever(session, case, notices.Kind.TRANSFER_HELD)]
    if unmet not in told:
        service.tell_case(session, row, notices.Kind.TRANSFER_HELD, by=by, unmet=unmet)


def withdraw_of_ended(session: Session, row: Transfer, *, by: Caller, why: Why) -> None:
    """The case came to an end here while it was offered: there is nothing to take over."""
    acting = system(row.municipality_code, by.at)
    service.move(session, row, Event.WITHDRAW, Said(reason="the_case_has_ended"), by=acting, why=why)
    service.carry(session, row)


def is_held(row: Transfer) -> bool:
    return row.state == State.ACCEPTED.value
