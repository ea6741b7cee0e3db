"""Turning 15 or 18 while somebody is still to be told: another must be told, or one no longer must."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.caller import of_itself, system
from app.cases import deadlines
from app.cases import service as cases
from app.cases.models import Case
from app.obligations import service as obligations
from app.obligations.models import Obligation
from app.people.models import Person
from workflows.calendar import local_date
from workflows.informing import Purpose
from workflows.profile import Profile, profile_for

_WHY = of_itself("the_young_person_has_had_a_birthday")
_LOOK_BACK: Final = timedelta(days=60)
"""A worker that was away for two months still finds the birthdays."""


def follow_birthdays(session: Session, municipality_code: str, at: datetime) -> int:
    """Changes who must be told in each open case whose young person has had such a birthday; gives how many changed."""
    profile = profile_for(municipality_code)
    changed = 0
    for case_id in _with_a_birthday(session, profile, at):
        case = cases.locked(session, municipality_code, case_id)
        subject, by = cases.subject_of(session, case), system(municipality_code, at)
        made_or_lapsed = [
            obligations.follow_age(session, case.id, subject, purpose, profile=profile, by=by, why=_WHY)
            for purpose in Purpose
        ]
        if any(made_or_lapsed):
            deadlines.keep(session, case, profile, by=by, moved=False)
            changed += 1
    return changed


def _with_a_birthday(session: Session, profile: Profile, at: datetime) -> list[UUID]:
    today = local_date(at)
    born = [
        Person.birth_date.between(years_before(today, age) - _LOOK_BACK, years_before(today, age))
        for age in (profile.young_person_from, profile.adult_from)
    ]
    query = (
        select(Case.id)
        .join(Person, (Person.municipality_code == Case.municipality_code) & (Person.id == Case.person_id))
        .join(Obligation, (Obligation.municipality_code == Case.municipality_code) & (Obligation.case_id == Case.id))
        .where(
            Case.municipality_code == profile.municipality_code,
            Case.closed_at.is_(None),
            Obligation.state.in_(("due", "delivery_failed")),
            born[0] | born[1],
        )
        .distinct()
        .order_by(Case.id)
    )
    return list(session.scalars(query))


def years_before(day: date, years: int) -> date:
    """Whoever was born on it or before has turned ``years``. On 1 March also those of 29 February, by the day after."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February, and that year had none: who was born on 1 March turns tomorrow
        return date(day.year - years, 2, 28)
