"""What has been, as it was stored: deadlines, placements and recipients, for asking what would have been otherwise.

Ids, codes, dates and ages; no text is opened.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.cases.models import Case, Knowledge, Placement, RunningDeadline
from app.obligations.models import Obligation
from app.people.models import Person
from workflows.calendar import last_day_of
from workflows.deadlines import Deadline
from workflows.informing import Purpose
from workflows.knowledge import Outcome, answered_sources
from workflows.steps import Grounds
from workflows.what_if import Ran


@dataclass(frozen=True, slots=True)
class Placed:
    placement_id: UUID
    case_id: UUID
    level: int
    grounds: Grounds
    """What was known when the child was placed."""


@dataclass(frozen=True, slots=True)
class ToBeTold:
    """A case whose family was owed the news: how old its young person is on the last day of the target."""

    case_id: UUID
    birth_date: date
    on: date


def deadlines_that_ran(session: Session, municipality_code: str, since: datetime) -> Iterator[tuple[UUID, Ran]]:
    """With the id of the case."""
    query = (
        select(RunningDeadline)
        .where(RunningDeadline.municipality_code == municipality_code, RunningDeadline.started_at >= since)
        .order_by(RunningDeadline.started_at, RunningDeadline.id)
    )
    for row in session.scalars(query):
        ran = Ran(Deadline(row.kind), row.started_at, row.target_at, row.fatal_at, row.met_at)
        yield row.case_id, ran


def placements_made(session: Session, municipality_code: str, since: datetime) -> Iterator[Placed]:
    known: dict[UUID, list[Knowledge]] = defaultdict(list)
    answered = select(Knowledge).where(Knowledge.municipality_code == municipality_code, Knowledge.outcome.is_not(None))
    for one in session.scalars(answered):
        known[one.case_id].append(one)
    query = (
        select(Placement, Case.concern_raised_at)
        .join(Case, and_(Case.municipality_code == Placement.municipality_code, Case.id == Placement.case_id))
        .where(Placement.municipality_code == municipality_code, Placement.at >= since)
        .order_by(Placement.at, Placement.id)
    )
    for row, raised_at in session.execute(query):
        there = [one for one in known[row.case_id] if one.answered_at is not None and one.answered_at <= row.at]
        sources = answered_sources([(f"{one.source} {one.asked_of}", Outcome(one.outcome or "")) for one in there])
        grounds = Grounds(sources, concern_raised=raised_at is not None and raised_at <= row.at)
        yield Placed(row.id, row.case_id, row.step, grounds)


def families_to_be_told(session: Session, municipality_code: str, since: datetime) -> Iterator[ToBeTold]:
    """One for each case, by when its family was first owed the news."""
    first = func.min(Obligation.target_at)
    query = (
        select(Obligation.case_id, Person.birth_date, first)
        .join(Case, and_(Case.municipality_code == Obligation.municipality_code, Case.id == Obligation.case_id))
        .join(Person, and_(Person.municipality_code == Case.municipality_code, Person.id == Case.person_id))
        .where(
            Obligation.municipality_code == municipality_code,
            Obligation.purpose == Purpose.INFORM.value,
            Obligation.created_at >= since,
        )
        .group_by(Obligation.case_id, Person.birth_date)
        .order_by(first, Obligation.case_id)
    )
    for case_id, birth_date, target_at in session.execute(query):
        yield ToBeTold(case_id, birth_date, max(birth_date, last_day_of(target_at)))
