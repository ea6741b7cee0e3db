"""The receiver's half: an offer that came in, the case that is taken over with it, and giving it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.access.policy import Relation
from app.caller import Caller, Why, system
from app.cases import notices, whose
from app.cases import service as cases
from app.cases.models import Case
from app.history import service as history
from app.lists import concerns
from app.lists.deciding import decide_entry, standing_entries
from app.lists.identifying import decide_identity
from app.lists.known import known_entry
from app.lists.matching import is_alike, people_born_on
from app.lists.models import ListEntry
from app.lists.schemas import DecisionIn, EntryIn, IdentityIn
from app.lists.typing_in import type_entry
from app.people.models import Person
from app.transfers import service, telling
from app.transfers.models import Transfer
from app.transfers.package import Child, Incident, Package, Preview, Told, told_in
from app.transfers.service import Said
from workflows.calendar import COPENHAGEN
from workflows.casework import CASEWORK, Track, track_of
from workflows.casework import Event as CaseEvent
from workflows.casework import State as CaseState
from workflows.roles import AccessPurpose, Role
from workflows.routing import Decision
from workflows.transfer import TRANSFER, Direction, Event

_TO = {Track.COORDINATOR: Decision.TO_COORDINATOR, Track.AUTHORITY: Decision.TO_TEAM_LEADER}


@dataclass(frozen=True, slots=True, repr=False)
class Offered:
    """What is carried of an offer."""

    id: UUID
    sender: str
    grounds: dict[str, Any]
    necessity: str
    preview: str
    offered_at: datetime
    target_at: datetime
    fatal_at: datetime


def arrive(session: Session, code: str, offered: Offered, *, by: Caller, why: Why) -> Transfer:
    """The receiver's half begins."""
    row = Transfer(
        municipality_code=code,
        id=offered.id,
        direction=Direction.IN.value,
        other_municipality_code=offered.sender,
        by_hand=False,
        state=TRANSFER.initial.value,
        grounds=offered.grounds,
        necessity=offered.necessity,
        preview=offered.preview,
        offered_at=offered.offered_at,
        offered_by=offered.sender,
        target_at=offered.target_at,
        fatal_at=offered.fatal_at,
        sent_at=by.at,
        entries=[],
        to_carry=False,
    )
    session.add(row)
    session.flush()
    service.record_begun(session, row, "offer_received", by=by, why=why, about=None)
    return row


def candidates(session: Session, row: Transfer) -> list[Person]:
    """Whom of those who have or had a case here the offer may be about; nobody once the case is here."""
    if row.direction != Direction.IN.value or row.case_id is not None:
        return []
    shown = Preview.model_validate_json(row.preview or "")
    born = people_born_on(session, row.municipality_code, [shown.birth_date])
    return [one for one in born if is_alike(one.name or "", shown.name)]


def take_over(session: Session, row: Transfer, package: Package, *, by: Caller, why: Why) -> None:
    """The case is here: opened, or joined to the one that the child has; by whoever said yes.

    Raises EntryRejected when an incident breaks a rule of the lists here; nothing is lost then, for it is tried again.
    """
    acceptor = Caller(row.answered_by or "", Role(row.answered_role or ""), row.municipality_code, by.at)
    entries = _entries(session, row, package, by=acceptor)
    subject = session.get_one(Person, (row.municipality_code, entries[0].person_id))
    subject.address_protected = subject.address_protected or package.child.address_protected
    case_id = entries[0].case_id
    if case_id is None:
        raise ValueError("whom an entry is about was just decided")
    case = cases.locked(session, row.municipality_code, case_id)
    as_acceptor = Why(Relation.ROLE.value, AccessPurpose.HANDOVER_MEETING)
    holders = telling.enter_holders(session, subject, package.holders, by=acceptor, why=as_acceptor)
    if case.closed_at is None:
        told = package.told
        telling.write_down(
            session, case, subject, told, holders, row.other_municipality_code, by=acceptor, why=as_acceptor
        )  # fmt: skip
        _give(session, row, case, [one for one in entries if one.id in row.entries], by=acceptor)
        case = cases.locked(session, row.municipality_code, case.id)
        whose.custody_changed(session, case, by=acceptor, why=as_acceptor)
    row.case_id, row.person_id, row.package = case.id, subject.id, package.model_dump_json()
    service.move(session, row, Event.HAND_OVER, Said(), by=system(row.municipality_code, by.at), why=why)
    service.tell_case(session, row, notices.Kind.TAKEN_OVER, by=by)


def _entries(session: Session, row: Transfer, package: Package, *, by: Caller) -> list[ListEntry]:
    """Each incident as an entry here; one that stands here already is that one. ``row.entries`` are those that came."""
    found: list[ListEntry] = []
    person_id = row.chosen_person_id
    for incident in package.incidents:
        said = _typed(package.child, incident)
        entry = known_entry(session, said, by=by)
        if entry is None:
            view = type_entry(session, said, taken_over=True, by=by)
            if view.identity.status == "undecided":
                view = decide_identity(session, view.id, IdentityIn(person_id=person_id), by=by)
            entry = session.get_one(ListEntry, (row.municipality_code, view.id), populate_existing=True)
            if incident.concern is not None:
                concerns.tell(entry, incident.concern)
            row.entries = [*row.entries, entry.id]
        person_id = entry.person_id
        found.append(entry)
    return found


def _typed(child: Child, incident: Incident) -> EntryIn:
    when = incident.occurred_at
    return EntryIn(
        police_journal_number=incident.police_journal_number,
        name=child.name,
        role=incident.role,
        cpr_number=child.cpr_number,
        birth_date=f"{child.birth_date:%d-%m-%Y}",
        address=child.address,
        offence_code=incident.offence_code,
        offence_text=incident.offence_text,
        occurred_at=f"{when.astimezone(COPENHAGEN):%d-%m-%Y %H:%M}" if when else None,
        place=incident.place,
        police_told_parents=incident.police_told_parents,
        note=incident.note,
    )


def _give(session: Session, row: Transfer, case: Case, entries: Sequence[ListEntry], *, by: Caller) -> None:
    """To the track that was said, or to the one that the child's case is on."""
    track = track_of(CaseState(case.state)) or Track(row.track or Track.COORDINATOR)
    for entry in entries:
        if entry.decision is None:
            decide_entry(session, entry.id, DecisionIn(decision=_TO[track], reason=row.necessity), by=by)


def give_back(session: Session, row: Transfer, case: Case, said: Said, *, by: Caller, why: Why) -> None:
    """What came leaves again: the whole case where it is all there is, else the incidents that came.

    Raises Forbidden and MoveRefused: a course is ended first.
    """
    service.move(session, row, Event.RETURN, said, by=by, why=why)
    standing = standing_entries(session, case)
    if case.closed_at is None and {one.id for one in standing} <= set(row.entries):
        event = CaseEvent.SEND_ELSEWHERE if CaseState(case.state) is CASEWORK.initial else CaseEvent.TRANSFER
        leaving = cases.Said(
            reason=said.reason, municipality_code=row.other_municipality_code, accepted_elsewhere=True
        )  # fmt: skip
        cases.move(session, case, event, by=system(row.municipality_code, by.at), why=why, said=leaving)
    for entry in standing:
        if entry.id in row.entries:
            entry.decision, entry.to_municipality_code = (
                Decision.TO_OTHER_MUNICIPALITY.value,
                row.other_municipality_code,
            )
            details = {"entry": str(entry.id), "municipality_code": row.other_municipality_code}
            history.record(
                session, CASEWORK.name, case, "entry_given_back", case.state, by=by, case_id=case.id, details=details
            )  # fmt: skip
    session.flush()
    service.carry(session, row)


def told_here(session: Session, row: Transfer) -> list[Told]:
    """Who was told here of what came, in the package's own numbers; not those who were told before."""
    if row.case_id is None or row.package is None:
        return []
    sent = Package.model_validate_json(row.package)
    case = cases.found(session, row.municipality_code, row.case_id)
    subject = cases.subject_of(session, case)
    numbers = {holder_id: number for number, holder_id in telling.holders_of(session, subject, sent.holders).items()}
    return told_in(session, case, numbers, but_by=row.other_municipality_code)
