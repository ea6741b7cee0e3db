"""Showing a hand-over to one caller, and writing down whom it showed."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.access.policy import Action, decide
from app.access.service import require
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import service as cases
from app.cases.models import Case
from app.cases.queries import resource_of, visible
from app.history.texts import messages
from app.people.models import Person
from app.transfers import receiving, service, texts
from app.transfers.grounds import grounds_of
from app.transfers.models import Transfer
from app.transfers.package import Package, Preview
from app.transfers.schemas import (
    CandidateView,
    PackageView,
    PreviewView,
    TransferInList,
    TransferMoveView,
    TransferView,
)
from workflows.casework import Track
from workflows.municipalities import MUNICIPALITIES, said
from workflows.profile import profile_for
from workflows.transfer import TRANSFER, Direction, State

_FIELDS = ["identity", "transfer"]


def page(
    session: Session, direction: Direction | None, state: State | None, after: UUID | None, limit: int, *, by: Caller
) -> list[Transfer]:
    """``limit`` + 1 at most, in the order in which they were offered; those that ``by`` has a part in."""
    query = (
        select(Transfer)
        .outerjoin(Case, and_(Case.municipality_code == Transfer.municipality_code, Case.id == Transfer.case_id))
        .where(Transfer.municipality_code == by.municipality_code, or_(_not_here_yet(), visible(by)))
        .order_by(Transfer.id)
        .limit(limit + 1)
    )
    if direction is not None:
        query = query.where(Transfer.direction == direction.value)
    if state is not None:
        query = query.where(Transfer.state == state.value)
    if after is not None:
        query = query.where(Transfer.id > after)
    return list(session.scalars(query))


def _not_here_yet() -> ColumnElement[bool]:
    return and_(Transfer.direction == Direction.IN.value, Transfer.case_id.is_(None))


def why_of(session: Session, row: Transfer, *, by: Caller) -> Why:
    """Why ``by`` may see and move it: by the case where there is one. Raises Forbidden and NotFound."""
    if row.case_id is None:
        return require(by, Action.ANSWER_TRANSFER)
    case = cases.found(session, row.municipality_code, row.case_id)
    return require(by, Action.TRANSFER_CASE, resource_of(session, case, by=by))


def listed(session: Session, rows: Collection[Transfer], *, by: Caller) -> list[TransferInList]:
    """Those that may be shown, each in the log about whom it shows; that nothing was there is a look too."""
    shown = []
    if not rows:
        nothing = require(by, Action.ANSWER_TRANSFER)
        audit.record(session, "transfer.listed", by=by, why=nothing, subjects=[None], fields=_FIELDS)
    for row in rows:
        why = _why_listed(session, row, by)
        if why is not None:
            shown.append(_in_list(row, by))
            record_look(session, row, "transfer.listed", by=by, why=why)
    return shown


def _why_listed(session: Session, row: Transfer, by: Caller) -> Why | None:
    if row.case_id is None:
        return require(by, Action.ANSWER_TRANSFER)
    case = cases.found(session, row.municipality_code, row.case_id)
    verdict = decide(by, Action.TRANSFER_CASE, resource_of(session, case, by=by))
    return verdict.why if verdict.allowed else None


def record_look(session: Session, row: Transfer, action: str, *, by: Caller, why: Why) -> None:
    """About the child of the case; of an offer, about each that it may be here."""
    person_id = service.about(session, row)
    subjects: list[UUID | None] = [one.id for one in receiving.candidates(session, row)]
    if person_id is not None or not subjects:
        subjects = [person_id]
    audit.record(session, action, by=by, why=why, subjects=subjects, object_id=row.id, fields=_FIELDS)


def transfer_view(session: Session, row: Transfer, *, by: Caller, why: Why) -> TransferView:
    """The whole of it, and the row in the log."""
    record_look(session, row, "transfer.read", by=by, why=why)
    package = Package.model_validate_json(row.package) if row.package else None
    return TransferView(
        **dict(_in_list(row, by)),
        grounds=grounds_of(row),
        necessity=row.necessity or "",
        offered_by=row.offered_by,
        answered_by=row.answered_by,
        answer=row.answer,
        candidates=[_candidate(one) for one in receiving.candidates(session, row)],
        package=PackageView.model_validate(package.model_dump()) if package else None,
        moves=_moves(row, by),
    )


def _in_list(row: Transfer, by: Caller) -> TransferInList:
    direction, state = Direction(row.direction), State(row.state)
    other = row.other_municipality_code
    return TransferInList(
        id=row.id,
        direction=direction,
        municipality_code=other,
        municipality=said(other) if other in MUNICIPALITIES else other,
        by_hand=row.by_hand,
        state=state,
        state_title=texts.STATES[direction, state],
        case_id=row.case_id,
        preview=PreviewView.model_validate(Preview.model_validate_json(row.preview or "")),
        kinds=sorted(grounds_of(row)),
        offered_at=row.offered_at,
        target_at=row.target_at,
        fatal_at=row.fatal_at,
        overdue=not service.is_settled(row) and row.target_at <= by.at,
        sent_at=row.sent_at,
        answered_at=row.answered_at,
        handed_over_at=row.handed_over_at,
        returned_at=row.returned_at,
        return_until=service.return_until(row),
        track=Track(row.track) if row.track else None,
    )


def _candidate(person: Person) -> CandidateView:
    return CandidateView(id=person.id, name=person.name or "", birth_date=person.birth_date)


def _moves(row: Transfer, by: Caller) -> list[TransferMoveView]:
    profile = profile_for(row.municipality_code)
    options = TRANSFER.options(State(row.state), service.facts_of(row, None, by=by))
    return [
        TransferMoveView(
            event=option.event.value, allowed=option.allowed, unmet=list(option.unmet),
            messages=messages(option.unmet, profile), needs=list(option.needs),
        )
        for option in options
        if by.role in option.roles
    ]  # fmt: skip
