"""What is handed over, put together as the sender's case stands, and read again by the receiver."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases import knowledge, placements
from app.cases import service as cases
from app.cases.models import Case
from app.courses import plans
from app.courses import service as courses
from app.fields import View
from app.lists.deciding import standing_entries
from app.lists.entry_views import concern_told
from app.lists.models import ListEntry
from app.lists.schemas import ConcernTold
from app.obligations import service as obligations
from app.obligations.models import Obligation
from app.people import service as people
from app.people.models import CustodyHolder, Person
from workflows.calendar import age_on, local_date
from workflows.informing import SATISFIED, Purpose, State
from workflows.profile import profile_for
from workflows.sharing import DataKind
from workflows.transfer import address_may_go, family_may_go


class Preview(View):
    """What an offer shows before it is accepted: enough to know whose child it is, and no more."""

    name: str
    birth_date: date
    incidents: int


class Child(View):
    name: str
    birth_date: date
    cpr_number: str | None
    address: str | None
    address_protected: bool


class Incident(View):
    police_journal_number: str
    role: str
    offence_code: str | None
    offence_text: str | None
    place: str | None
    note: str | None
    occurred_at: datetime | None
    police_told_parents: bool | None
    concern: ConcernTold | None = None
    """Of a concern; None in what was put together before it went along."""


class Holder(View):
    """``number`` is what the told are counted by within the package."""

    number: int
    name: str
    relation: str
    contact: str | None
    cpr_number: str | None = None
    address: str | None
    address_protected: bool


class Told(View):
    """How it stands with one who must be told: ``holder`` is the number of a custody holder; None is the young
    person, or a holder whom nobody knows."""

    recipient_kind: str
    holder: int | None
    state: Literal["told", "exempt", "due"]
    means: str | None
    told_at: datetime | None


class Step(View):
    level: int
    scale_version: str
    reason: str | None
    at: datetime


class Known(View):
    source: str
    asked_of: str
    outcome: str | None
    answer: str | None
    answered_at: datetime | None


class PastCourse(View):
    state: str
    start_on: date
    ended_at: datetime | None
    evaluation: str | None
    goals: list[str]


class LeftOut(View):
    """A kind that was offered and did not go along after all, and the reason as a code."""

    kind: DataKind
    reason: str


class Package(View):
    child: Child
    incidents: list[Incident]
    holders: list[Holder]
    told: list[Told]
    steps: list[Step]
    knowledge: list[Known]
    course: PastCourse | None
    left_out: list[LeftOut]


def preview_of(session: Session, case: Case) -> Preview:
    subject = cases.subject_of(session, case)
    return Preview(
        name=subject.name or "", birth_date=subject.birth_date, incidents=len(standing_entries(session, case))
    )


def put_together(
    session: Session, case: Case, kinds: Collection[DataKind], left_out: Mapping[DataKind, str], *, by: Caller
) -> Package:
    """Of the case as it stands; of ``kinds`` alone."""
    subject = cases.subject_of(session, case)
    holders = _holders(session, subject, by) if DataKind.FAMILY in kinds else []
    return Package(
        child=_child(subject),
        incidents=[_incident(one) for one in standing_entries(session, case)],
        holders=[_holder(one, number) for number, one in enumerate(holders)],
        told=told_in(session, case, {one.id: number for number, one in enumerate(holders)}),
        steps=_steps(session, case) if DataKind.STEP in kinds else [],
        knowledge=_known(session, case) if DataKind.KNOWLEDGE in kinds else [],
        course=_course(session, case) if DataKind.COURSE in kinds else None,
        left_out=[LeftOut(kind=kind, reason=reason) for kind, reason in left_out.items()],
    )


def told_in(session: Session, case: Case, numbers: Mapping[UUID, int], *, but_by: str | None = None) -> list[Told]:
    """How it stands with each who must be told of what happened; whoever is owed it anew is due.

    ``numbers`` are those of the custody holders. ``but_by``: a municipality that knows itself whom it told.
    """
    latest: dict[tuple[str, int | None], Obligation] = {}
    for row in obligations.of_case(session, case.municipality_code, case.id):
        known = row.custody_holder_id is None or row.custody_holder_id in numbers
        if but_by is not None and row.told_by == but_by:
            continue
        if row.purpose == Purpose.INFORM and row.state != State.LAPSED and known:
            number = numbers[row.custody_holder_id] if row.custody_holder_id else None
            key = (row.recipient_kind, number)
            if key not in latest or not obligations.is_outstanding(latest[key]):
                latest[key] = row
    return [
        Told(recipient_kind=kind, holder=number, state=_state(row), means=row.means, told_at=row.told_at)
        for (kind, number), row in latest.items()
    ]


def _state(row: Obligation) -> Literal["told", "exempt", "due"]:
    state = State(row.state)
    if state not in SATISFIED:
        return "due"
    return "told" if state is State.TOLD else "exempt"


def _child(subject: Person) -> Child:
    may = address_may_go(protected=subject.address_protected)
    return Child(
        name=subject.name or "",
        birth_date=subject.birth_date,
        cpr_number=subject.cpr_number,
        address=subject.address if may else None,
        address_protected=subject.address_protected,
    )


def _incident(entry: ListEntry) -> Incident:
    return Incident.model_validate(entry).model_copy(update={"concern": concern_told(entry)})


def _holders(session: Session, subject: Person, by: Caller) -> list[CustodyHolder]:
    age = age_on(subject.birth_date, subject.not_before_birth(local_date(by.at)))
    if not family_may_go(age, profile_for(by.municipality_code).adult_from):
        return []
    return people.custody_holders(session, subject.municipality_code, subject.id)


def _holder(holder: CustodyHolder, number: int) -> Holder:
    may = address_may_go(protected=holder.address_protected)
    return Holder(
        number=number,
        name=holder.name or "",
        relation=holder.relation,
        contact=holder.contact,
        cpr_number=holder.cpr_number,
        address=holder.address if may else None,
        address_protected=holder.address_protected,
    )


def _steps(session: Session, case: Case) -> list[Step]:
    rows = placements.of_case(session, case)
    return [Step(level=row.step, scale_version=row.scale_version, reason=row.reason, at=row.at) for row in rows]


def _known(session: Session, case: Case) -> list[Known]:
    rows = [row for row in knowledge.of_case(session, case) if row.outcome is not None]
    return [Known.model_validate(row) for row in rows]


def _course(session: Session, case: Case) -> PastCourse | None:
    course = courses.latest(session, case.municipality_code, case.id)
    if course is None:
        return None
    goals = [goal.goal or "" for goal in plans.goals(session, course)]
    return PastCourse(
        state=course.state, start_on=course.start_on, ended_at=course.ended_at, evaluation=course.evaluation,
        goals=goals,
    )  # fmt: skip
