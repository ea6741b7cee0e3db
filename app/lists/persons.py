"""Putting right who is who: two who are one child, and incidents joined to somebody whom they are not about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.policy import Action
from app.access.service import require
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import whose
from app.errors import Conflict, NotFound
from app.lists import changing_hands as changing
from app.lists import entries as agenda
from app.lists.corrections import IdentityCorrection
from app.lists.identity_schemas import MergeIn, MoveIn, SplitBackIn
from app.lists.matching import lock_intake
from app.lists.models import ListEntry
from app.lists.versions import settle
from app.people.models import Person
from app.people.service import all_that_are
from workflows.identity import Correction, Known, Obstacle, goes_on_in_the_merged_ones, obstacle


class CannotBeMerged(Conflict):
    code = "cannot_be_merged"
    title = "De to kan ikke lægges sammen"


class NotMerged(Conflict):
    code = "not_merged"
    title = "De to er ikke lagt sammen"


@dataclass(frozen=True, slots=True)
class Changed:
    """What is written down of a correction."""

    kind: Correction
    wrong: Person
    right: Person
    moved: Sequence[ListEntry]
    holders: Sequence[UUID] = ()
    case_id: UUID | None = None
    undoes: UUID | None = None


_OBSTACLES = {
    Obstacle.SAME: "Det er den samme person.",
    Obstacle.MERGED_ALREADY: "Den ene er allerede lagt sammen med en anden. Brug den, der står tilbage.",
    Obstacle.TWO_NUMBERS: "To personnumre er to personer. Spørg CPR, hvis nummeret er skiftet.",
    Obstacle.NUMBER_WOULD_BE_LOST: "Den med personnummeret skal være den, der står tilbage. Byt om på dem.",
}


def merge(session: Session, said: MergeIn, *, by: Caller) -> IdentityCorrection:
    """``merged_id`` is from now on another name of ``person_id``; both keep what they were in.

    Of two open cases one goes on (``goes_on_in_the_merged_ones``): the incidents of the other join it and come before
    the meeting again, and the other ends. Raises NotFound, CannotBeMerged, and MoveRefused when the other cannot end.
    """
    why = require(by, Action.CORRECT_IDENTITY)
    lock_intake(session, by.municipality_code)
    stays, merged = (changing.seen(session, one, by=by) for one in (said.person_id, said.merged_id))
    stands = obstacle(_known(stays), _known(merged), same=stays.id == merged.id)
    if stands is not None:
        raise CannotBeMerged(_OBSTACLES[stands], obstacle=stands.value)
    theirs = changing.locked_entries(session, changing.in_open_cases(session, {stays.id, merged.id}, by), by)
    open_cases = {one.person_id: one for one in changing.locked_cases(session, {stays.id, merged.id}, by)}
    ours, other = open_cases.get(stays.id), open_cases.get(merged.id)
    if other is not None:
        changing.must_have(session, other, by)
    holders = changing.bring_custody(session, merged, stays)
    merged.same_as_id = stays.id
    moved = [one for one in theirs if one.person_id == merged.id]
    goes_along = goes_on_in_the_merged_ones(ours and ours.state, other and other.state)
    if ours is not None and other is not None:
        going_on = other if goes_along else ours
        leaving = [one for one in theirs if one.case_id != going_on.id]
        if not leaving:
            raise CannotBeMerged("Den ene sag har ingen hændelse, der kan flyttes. Luk den først.")
        changing.join(session, leaving, stays, going_on, by=by, why=why)
    if other is not None and goes_along:
        case = changing.give_case(session, other.id, moved, stays, by=by)
        whose.custody_changed(session, case, by=by, why=why)  # the same child: whoever was told is not told again
    went = other.id if other is not None and goes_along else None
    change = Changed(Correction.MERGE, merged, stays, moved, holders, went)
    return _written(session, change, said, by=by, why=why)


def split_back(session: Session, said: SplitBackIn, *, by: Caller) -> IdentityCorrection:
    """They were two after all: what came from the merged one is theirs again, and comes before the meeting if what it
    was in has ended or has more in it. Raises NotFound and NotMerged.
    """
    why = require(by, Action.CORRECT_IDENTITY)
    lock_intake(session, by.municipality_code)
    made = session.get(IdentityCorrection, (by.municipality_code, said.correction_id))
    if made is None:
        raise NotFound()
    stays = changing.seen(session, made.to_person_id, by=by)
    merged = session.get_one(Person, (by.municipality_code, made.from_person_id))
    if made.kind != Correction.MERGE or merged.same_as_id != stays.id or _is_undone(session, made):
        raise NotMerged("Sammenlægningen er allerede ført tilbage.")
    came = {one.id for one in changing.standing_now(session, made.entries, by) if one.person_id == stays.id}
    beside = changing.in_case(session, made.case_id, by)
    locked = changing.locked_entries(session, came | beside, by)
    moved, others = [one for one in locked if one.id in came], [one for one in locked if one.id not in came]
    merged.same_as_id = None
    changing.give_custody(session, made.holders, merged, by=by)
    going_back = changing.open_case_of(session, made.case_id, stays, by=by)
    if going_back is not None:
        own = [one for one in moved if one.case_id == going_back.id]
        case = changing.give_case(session, going_back.id, own, merged, by=by)
        changing.join(session, others, stays, None, by=by, why=why)
        whose.person_changed(session, case, by=by, why=why)
        changing.hand_on(session, [one for one in moved if one not in own], merged, by=by, why=why)
    else:
        changing.hand_on(session, moved, merged, by=by, why=why)
    went = going_back.id if going_back is not None else None
    change = Changed(Correction.SPLIT_BACK, stays, merged, moved, made.holders, went, made.id)
    return _written(session, change, said, by=by, why=why)


def move(session: Session, said: MoveIn, *, by: Caller) -> IdentityCorrection:
    """Incidents go to the person whom they are about, known or new; what rested on the wrong one stops.

    Raises NotFound, NotTheirIncident, and MoveRefused when a case that is left empty cannot end.
    """
    why = require(by, Action.CORRECT_IDENTITY)
    lock_intake(session, by.municipality_code)
    wrong = changing.seen(session, said.person_id, by=by)
    moved = changing.locked_entries(session, said.entries, by)
    if {one.id for one in moved} != set(said.entries) or any(one.person_id != wrong.id for one in moved):
        raise changing.NotTheirIncident("Hent hændelserne igen; en af dem er flyttet eller ændret.")
    if not all(agenda.is_seen(session, one, by=by) for one in moved):
        raise NotFound()
    right = (
        changing.new_person(session, said.new, by)
        if said.to_person_id is None
        else changing.seen(session, said.to_person_id, by=by)
    )
    if right.id == wrong.id:
        raise changing.NotTheirIncident("Vælg en anden person end den, hændelsen står på.")
    changing.hand_on(session, moved, right, by=by, why=why)
    return _written(session, Changed(Correction.MOVE, wrong, right, moved), said, by=by, why=why)


def of_person(session: Session, person_id: UUID, *, by: Caller) -> Sequence[IdentityCorrection]:
    """What was put right about a person, or those who are the same; the newest first. Raises NotFound."""
    why = require(by, Action.CORRECT_IDENTITY)
    person = changing.seen(session, person_id, by=by)
    same = all_that_are(session, by.municipality_code, person.id)
    query = (
        select(IdentityCorrection)
        .where(
            IdentityCorrection.municipality_code == by.municipality_code,
            or_(IdentityCorrection.from_person_id.in_(same), IdentityCorrection.to_person_id.in_(same)),
        )
        .order_by(IdentityCorrection.at.desc(), IdentityCorrection.id.desc())
    )
    rows = session.scalars(query).all()
    subjects = dict.fromkeys([person.id, *(one for row in rows for one in (row.from_person_id, row.to_person_id))])
    audit.record(session, "identity.read", by=by, why=why, subjects=subjects, fields=["identity"])
    return rows


def seen_again(session: Session, wrong: UUID, right: UUID, *, by: Caller) -> list[UUID]:
    """Whom a correction that was answered with before shows. Raises NotFound when ``by`` no longer sees either."""
    require(by, Action.CORRECT_IDENTITY)
    if not any(changing.is_seen(session, one, by=by) for one in (wrong, right)):
        raise NotFound("Det er sket, men du har ikke længere adgang til personen.")
    return [wrong, right]


def _written(
    session: Session, change: Changed, said: MergeIn | SplitBackIn | MoveIn, *, by: Caller, why: Why
) -> IdentityCorrection:
    settle(session, {one.list_id for one in change.moved}, by=by)
    wrong, right = change.wrong.id, change.right.id
    row = IdentityCorrection(
        municipality_code=by.municipality_code, id=clock.new_id(), kind=change.kind.value, from_person_id=wrong,
        to_person_id=right, case_id=change.case_id, entries=[one.id for one in change.moved],
        holders=list(change.holders), evidence=said.evidence, reason=said.reason, by=by.id, at=by.at,
        undoes=change.undoes,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(
        session, f"identity.{change.kind.value}", by=by, why=why, subjects=dict.fromkeys([wrong, right]),
        object_id=row.id, fields=["identity"],
    )  # fmt: skip
    return row


def _known(person: Person) -> Known:
    return Known(person.cpr_number_index is not None, person.same_as_id is not None)


def _is_undone(session: Session, made: IdentityCorrection) -> bool:
    undone = select(IdentityCorrection.id).where(
        IdentityCorrection.municipality_code == made.municipality_code, IdentityCorrection.undoes == made.id
    )
    return session.scalar(select(exists(undone))) is True
