"""Making the obligations of a case, and following each to told or exempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.caller import Caller, Why
from app.errors import Conflict, NotFound
from app.history import service as history
from app.obligations.models import Obligation
from app.people import service as people
from app.people.models import Person
from app.remembering import remembered
from workflows.calendar import local_date
from workflows.informing import (
    DEADLINE_OF,
    OBLIGATION,
    SATISFIED,
    Event,
    Facts,
    Means,
    Purpose,
    Recipient,
    RecipientKind,
    State,
    due,
    everyone_satisfied,
    fulfils,
    last_day_of,
    who_must_be_told,
)
from workflows.informing import Obligation as Owed
from workflows.profile import Profile

OUTSTANDING = frozenset(State) - SATISFIED - OBLIGATION.closing


class OwedAnew(Conflict):
    """The same is owed to the same recipient already, for a newer incident; that one is to be met."""

    code = "owed_anew"
    title = "Den pågældende skal allerede have besked igen"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said with an obligation's move."""

    means: Means | None = None
    told_at: datetime | None = None
    proof: str | None = None
    """What shows that a letter arrived: a receipt's number, or who it was handed to."""
    reason: str | None = None


@remembered
def of_case(session: Session, municipality_code: str, case_id: UUID) -> list[Obligation]:
    """All obligations of the case, oldest first, those that lapsed too."""
    query = (
        select(Obligation)
        .where(Obligation.municipality_code == municipality_code, Obligation.case_id == case_id)
        .order_by(Obligation.created_at, Obligation.id)
    )
    return list(session.scalars(query))


def is_outstanding(obligation: Obligation) -> bool:
    return State(obligation.state) in OUTSTANDING


def outstanding_among(session: Session, municipality_code: str, case_ids: Sequence[UUID]) -> set[tuple[UUID, Purpose]]:
    """In which of the cases somebody is still to be told, and for what; one question for all of them."""
    query = (
        select(Obligation.case_id, Obligation.purpose)
        .where(
            Obligation.municipality_code == municipality_code,
            Obligation.case_id.in_(case_ids),
            Obligation.state.in_([one.value for one in OUTSTANDING]),
        )
        .distinct()
    )
    return {(case_id, Purpose(purpose)) for case_id, purpose in session.execute(query)}


def everyone_told_or_exempt(obligations: Sequence[Obligation], purpose: Purpose) -> bool:
    """Of those that stand; never true of none."""
    return everyone_satisfied([State(o.state) for o in obligations if o.purpose == purpose])


def renew(
    session: Session,
    case_id: UUID,
    subject: Person,
    purpose: Purpose,
    *,
    since: datetime,
    profile: Profile,
    by: Caller,
    why: Why,
) -> list[Obligation]:
    """Makes the obligations that are missing, and lets lapse those to people who are no longer recipients.

    Somebody told before ``since`` is owed the news again; somebody told after it is not.
    """
    when = due(by.at, profile.deadlines[DEADLINE_OF[purpose]], profile.closed_days)
    recipients = _recipients(session, subject, last_day_of(when.target), profile)
    covered: set[Recipient] = set()
    for obligation in of_case(session, by.municipality_code, case_id):
        if obligation.purpose != purpose:
            continue
        if is_outstanding(obligation) and recipient_of(obligation) not in recipients:
            lapse(session, obligation, "recipient_is_no_longer_one", by=by, why=why, about=subject.id)
        elif is_outstanding(obligation) or _settled_since(obligation, since):
            covered.add(recipient_of(obligation))
    made = []
    for recipient in recipients:
        if recipient not in covered:
            made.append(_make(session, case_id, subject, purpose, recipient, when.target, when.fatal, by=by))
    session.flush()
    return made


def follow_age(
    session: Session, case_id: UUID, subject: Person, purpose: Purpose, *, profile: Profile, by: Caller, why: Why
) -> bool:
    """Who is still to be told is asked anew at the age today; whether that changed anything. The history says why.

    Only where somebody is still to be told: whoever was told as they should be at the time is not told again.
    """
    rows = [one for one in of_case(session, by.municipality_code, case_id) if one.purpose == purpose]
    outstanding = [one for one in rows if is_outstanding(one)]
    if not outstanding:
        return False
    on = max(local_date(by.at), *(last_day_of(one.target_at) for one in outstanding))
    recipients = _recipients(session, subject, on, profile)
    gone = [one for one in outstanding if recipient_of(one) not in recipients]
    for one in gone:
        lapse(session, one, "the_young_person_has_come_of_age", by=by, why=why, about=subject.id)
    covered = {recipient_of(one) for one in rows if one.state != State.LAPSED}
    when = due(by.at, profile.deadlines[DEADLINE_OF[purpose]], profile.closed_days)
    new = [one for one in recipients if one not in covered]
    for recipient in new:
        made = _make(session, case_id, subject, purpose, recipient, when.target, when.fatal, by=by)
        session.flush()
        history.record(
            session, OBLIGATION.name, made, "owed", None, by=by, case_id=case_id,
            reason="the_young_person_is_to_be_told_now",
            details={"purpose": purpose.value, "recipient": recipient.kind.value},
        )  # fmt: skip
        history.log(session, OBLIGATION.name, made, "owed", by=by, why=why, about=subject.id)
    session.flush()
    return bool(gone or new)


def lapse_outstanding(
    session: Session, case_id: UUID, subject_id: UUID, purposes: Sequence[Purpose], reason: str, *, by: Caller, why: Why
) -> None:
    """The outstanding obligations of these purposes end: nobody is owed them any more, and ``reason`` says why."""
    for obligation in of_case(session, by.municipality_code, case_id):
        if obligation.purpose in purposes and is_outstanding(obligation):
            lapse(session, obligation, reason, by=by, why=why, about=subject_id)


def move(
    session: Session, obligation: Obligation, event: Event, said: Said, *, by: Caller, why: Why, about: UUID
) -> None:
    """One move of one obligation; telling a summons also meets the same recipient's orientation, and taking it
    back takes that back too.

    Raises Forbidden, MoveRefused and OwedAnew.
    """
    if event is Event.TAKE_BACK and _is_owed_anew(session, obligation):
        raise OwedAnew("Brug den nyeste i stedet.")
    facts = Facts(
        recipient_known=recipient_of(obligation).is_known,
        told_at_has_passed=said.told_at is not None and said.told_at <= by.at,
        told_by_letter=said.means is Means.LETTER,
        letter_delivered=bool(said.proof),
    )
    settled_at = obligation.settled_at
    _advance(session, obligation, event, facts, said, by=by, why=why, about=about)
    for other in of_case(session, by.municipality_code, obligation.case_id):
        if other.id == obligation.id or not fulfils(_owed(obligation), _owed(other)):
            continue
        met_with_it = other.state == State.TOLD and other.settled_at == settled_at
        if (event is Event.TELL and is_outstanding(other)) or (event is Event.TAKE_BACK and met_with_it):
            _advance(session, other, event, facts, said, by=by, why=why, about=about)


def obligation(session: Session, municipality_code: str, case_id: UUID, obligation_id: UUID) -> Obligation:
    """One obligation of the case, locked. Raises NotFound."""
    found = session.get(Obligation, (municipality_code, obligation_id), with_for_update=True)
    if found is None or found.case_id != case_id:
        raise NotFound()
    return found


def recipient_of(obligation: Obligation) -> Recipient:
    holder = obligation.custody_holder_id
    return Recipient(RecipientKind(obligation.recipient_kind), str(holder) if holder else None)


def lapse(session: Session, obligation: Obligation, reason: str, *, by: Caller, why: Why, about: UUID) -> None:
    """The recipient no longer is one; ``reason`` is a code."""
    facts = Facts(still_a_recipient=False)
    _advance(session, obligation, Event.LAPSE, facts, Said(reason=reason), by=by, why=why, about=about)


def _advance(
    session: Session,
    obligation: Obligation,
    event: Event,
    facts: Facts,
    said: Said,
    *,
    by: Caller,
    why: Why,
    about: UUID,
) -> None:
    details = {"purpose": obligation.purpose, "recipient": obligation.recipient_kind}
    if said.means:
        details["means"] = said.means.value
    history.advance(
        session, OBLIGATION, obligation, event, facts, by=by, why=why, about=about, case_id=obligation.case_id,
        reason=said.reason or said.proof, details=details,
    )  # fmt: skip
    told = event is Event.TELL
    obligation.means = said.means.value if told and said.means else None
    obligation.told_at = said.told_at if told else None
    obligation.told_by = by.id if told else None
    obligation.settled_at = by.at if _is_satisfied(obligation) else None
    session.flush()


def _make(
    session: Session,
    case_id: UUID,
    subject: Person,
    purpose: Purpose,
    recipient: Recipient,
    target: datetime,
    fatal: datetime,
    *,
    by: Caller,
) -> Obligation:
    made = Obligation(
        municipality_code=subject.municipality_code,
        id=clock.new_id(),
        case_id=case_id,
        purpose=purpose.value,
        recipient_kind=recipient.kind.value,
        custody_holder_id=UUID(recipient.custody_holder_id) if recipient.custody_holder_id else None,
        state=OBLIGATION.initial.value,
        created_at=by.at,
        target_at=target,
        fatal_at=fatal,
    )
    session.add(made)
    return made


def _recipients(session: Session, subject: Person, on: date, profile: Profile) -> tuple[Recipient, ...]:
    """Who must be told, at the age on the day ``on``."""
    holders = people.custody_holders(session, subject.municipality_code, subject.id)
    return who_must_be_told(
        subject.birth_date,
        subject.not_before_birth(on),
        [str(holder.id) for holder in holders],
        young_person_from=profile.young_person_from,
        adult_from=profile.adult_from,
    )


def _is_owed_anew(session: Session, obligation: Obligation) -> bool:
    others = of_case(session, obligation.municipality_code, obligation.case_id)
    return any(is_outstanding(o) and o.id != obligation.id and _owed(o) == _owed(obligation) for o in others)


def _owed(obligation: Obligation) -> Owed:
    return Owed(Purpose(obligation.purpose), recipient_of(obligation))


def _settled_since(obligation: Obligation, since: datetime) -> bool:
    return obligation.settled_at is not None and obligation.settled_at >= since


def _is_satisfied(obligation: Obligation) -> bool:
    return State(obligation.state) in SATISFIED
