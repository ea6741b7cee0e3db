"""The two halves of a hand-over, each moved in its own municipality: offered here, or received and answered here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, jobs
from app.caller import Caller, Why
from app.cases import notices
from app.cases import service as cases
from app.cases.models import Case
from app.cases.rules import profile_of
from app.errors import Conflict, NotFound, Unprocessable
from app.history import service as history
from app.transfers import grounds as sharing
from app.transfers import package
from app.transfers.models import Transfer
from workflows.calendar import due
from workflows.casework import COURSE_STATES
from workflows.casework import State as CaseState
from workflows.deadlines import Deadline
from workflows.municipalities import MUNICIPALITIES
from workflows.profile import UnknownMunicipality, profile_for
from workflows.sharing import DataKind, Ground
from workflows.transfer import TRANSFER, UNSETTLED, Direction, Event, Facts, State


class OwnMunicipality(Unprocessable):
    code = "own_municipality"
    title = "Sagen er allerede i den kommune"


class NoSuchMunicipality(Unprocessable):
    code = "no_such_municipality"
    title = "Ingen kommune har den kode"


class AlreadyOffered(Conflict):
    """One offer at a time: ``transfer_id`` is the one that is not settled."""

    code = "already_offered"
    title = "Sagen er allerede tilbudt en kommune"


class CourseUnderWay(Conflict):
    code = "course_under_way"
    title = "Et forløb er planlagt eller i gang"


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """What is said with a move of a hand-over."""

    reason: str | None = None
    sent_at: datetime | None = None
    track: str | None = None
    person_id: UUID | None = None
    answered_by: str | None = None


def is_inside(municipality_code: str) -> bool:
    """Whether the municipality has a profile here, and so reads its offers itself."""
    try:
        profile_for(municipality_code)
    except UnknownMunicipality:
        return False
    return True


def offer(
    session: Session,
    case: Case,
    to_municipality_code: str,
    necessity: str,
    grounds: Mapping[DataKind, Ground],
    *,
    by: Caller,
    why: Why,
) -> Transfer:
    """Offers a case that is ``locked``; it stays the sender's until it is handed over.

    Raises CaseHasEnded, OwnMunicipality, NoSuchMunicipality, AlreadyOffered, CourseUnderWay, PackageWrong and
    MayNotBeShared.
    """
    cases.must_be_open(case)
    if to_municipality_code == case.municipality_code:
        raise OwnMunicipality("Vælg en anden kommunes kode.")
    if to_municipality_code not in MUNICIPALITIES:
        raise NoSuchMunicipality("Se efter, om koden er rigtig.")
    if (standing := unsettled_of(session, case)) is not None:
        raise AlreadyOffered("Træk tilbuddet tilbage først.", transfer_id=str(standing.id))
    if CaseState(case.state) in COURSE_STATES - {CaseState.COURSE_COMPLETED}:
        raise CourseUnderWay("Afslut eller stop forløbet, før sagen tilbydes en anden kommune.")
    sharing.must_be_whole(grounds)
    profile = profile_of(session, case)
    when = due(by.at, profile.deadlines[Deadline.ANSWER_TRANSFER], profile.closed_days)
    inside = is_inside(to_municipality_code)
    row = Transfer(
        municipality_code=case.municipality_code,
        id=clock.new_id(),
        direction=Direction.OUT.value,
        other_municipality_code=to_municipality_code,
        by_hand=not inside,
        state=TRANSFER.initial.value,
        case_id=case.id,
        grounds={kind.value: ground.value for kind, ground in grounds.items()},
        necessity=necessity,
        preview=package.preview_of(session, case).model_dump_json(),
        offered_at=by.at,
        offered_by=by.id,
        target_at=when.target,
        fatal_at=when.fatal,
        entries=[],
        to_carry=inside,
    )
    sharing.must_be_shareable(session, case, row, by=by)
    session.add(row)
    session.flush()
    record_begun(session, row, "offered", by=by, why=why, about=case.person_id)
    sharing.disclose_kinds(session, case, row, sharing.SHOWN_IN_AN_OFFER, by=by, why=why)
    cases.offered(session, case, to_municipality_code, by=by)
    carry(session, row)
    return row


def move(session: Session, row: Transfer, event: Event, said: Said, *, by: Caller, why: Why) -> None:
    """One move of one half that is ``locked``, by somebody or on the other half's word.

    Raises Forbidden and MoveRefused. What follows for the case is for the caller to see to.
    """
    history.advance(
        session, TRANSFER, row, event, facts_of(row, event, by=by), by=by, why=why, about=about(session, row),
        case_id=row.case_id, reason=said.reason, details={"municipality_code": row.other_municipality_code},
    )  # fmt: skip
    match event:
        case Event.SEND:
            row.sent_at = said.sent_at
        case Event.ACCEPT:
            row.track, row.chosen_person_id = said.track, said.person_id
        case Event.HAND_OVER:
            row.handed_over_at = by.at
        case Event.RETURN:
            row.returned_at = by.at
    if event in _ANSWERS:
        elsewhere = row.direction == Direction.OUT.value
        row.answered_at, row.answered_role = by.at, by.role.value
        row.answered_by = (said.answered_by if elsewhere else None) or by.id
    if said.reason is not None:
        row.answer = said.reason
    session.flush()


_ANSWERS = frozenset({Event.ACCEPT, Event.REFUSE})


def facts_of(row: Transfer, event: Event | None, *, by: Caller) -> Facts:
    """As it stands; a word that was carried here is the other municipality's own."""
    carried = by.role.value == "system"
    ours_to_answer = row.direction == Direction.IN.value or row.by_hand
    return Facts(
        receiver_is_outside=row.by_hand,
        offer_has_left=row.sent_at is not None or carried or row.direction == Direction.IN.value,
        answer_is_the_receivers=ours_to_answer or carried,
        withdrawal_is_the_senders=row.direction == Direction.OUT.value or carried,
        time_for_an_answer_has_passed=row.fatal_at <= by.at or (carried and row.direction == Direction.IN.value),
        case_has_left_the_sender=event is Event.HAND_OVER,
        may_still_be_returned=(carried and not row.by_hand) or _may_be_returned(row, by.at),
    )


def return_until(row: Transfer) -> datetime | None:
    """Until when it can be given back: by the receiver's profile, or where it has none by the sender's."""
    if row.handed_over_at is None:
        return None
    code = row.municipality_code
    if row.direction == Direction.OUT.value and not row.by_hand:
        code = row.other_municipality_code
    return row.handed_over_at + timedelta(days=profile_for(code).transfers.return_days)


def _may_be_returned(row: Transfer, at: datetime) -> bool:
    until = return_until(row)
    return until is not None and at < until


def locked(session: Session, municipality_code: str, transfer_id: UUID) -> Transfer:
    """Raises NotFound."""
    found = session.get(
        Transfer, (municipality_code, transfer_id), with_for_update=True, populate_existing=True
    )  # fmt: skip
    if found is None:
        raise NotFound()
    return found


def found(session: Session, municipality_code: str, transfer_id: UUID) -> Transfer:
    """Raises NotFound."""
    row = session.get(Transfer, (municipality_code, transfer_id))
    if row is None or row.municipality_code != municipality_code:
        raise NotFound()
    return row


def unsettled_of(session: Session, case: Case) -> Transfer | None:
    """The offer of the case that has not come to an end."""
    query = select(Transfer).where(
        Transfer.municipality_code == case.municipality_code,
        Transfer.case_id == case.id,
        Transfer.direction == Direction.OUT.value,
        Transfer.state.in_([state.value for state in UNSETTLED]),
    )
    return session.scalar(query)


def record_begun(session: Session, row: Transfer, event: str, *, by: Caller, why: Why, about: UUID | None) -> None:
    """The first row of the half's history."""
    history.record(
        session, TRANSFER.name, row, event, None, by=by, case_id=row.case_id, reason=row.necessity,
        details={"municipality_code": row.other_municipality_code, "kinds": sorted(row.grounds)},
    )  # fmt: skip
    history.log(session, TRANSFER.name, row, event, by=by, why=why, about=about)


def carry(session: Session, row: Transfer) -> None:
    """The other half is told of how this one stands, as soon as this transaction is kept."""
    if not row.by_hand:
        row.to_carry = True
        session.flush()
        jobs.carry_transfer(session, row.municipality_code, row.id)


def about(session: Session, row: Transfer) -> UUID | None:
    """The person here; nobody until the case is handed over to us."""
    if row.case_id is None:
        return row.person_id
    return cases.subject_of(session, cases.found(session, row.municipality_code, row.case_id)).id


def tell_case(session: Session, row: Transfer, kind: notices.Kind, *, by: Caller, **details: object) -> None:
    """A notice to whoever has the case, which names the hand-over by id."""
    if row.case_id is not None:
        case = cases.found(session, row.municipality_code, row.case_id)
        notices.write(session, case, kind, {"transfer_id": str(row.id), **details}, by=by)


def is_settled(row: Transfer) -> bool:
    return State(row.state) not in UNSETTLED
