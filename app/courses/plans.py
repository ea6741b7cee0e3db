"""The plan of a course, as versions: each is written whole and never changed, and says who made it and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app import clock
from app.caller import Caller
from app.courses.models import Course, CourseGoal, CourseParticipant, CoursePlan
from app.errors import Conflict, Unprocessable
from workflows.participants import CoursePart
from workflows.sharing import Ground

T = TypeVar("T", CourseGoal, CourseParticipant)


class GoalUnknown(Unprocessable):
    """The goal that is said to be continued is none of the plan's, or is continued twice."""

    code = "goal_unknown"
    title = "Det mål findes ikke i planen"


class LeadsAlready(Conflict):
    code = "leads_already"
    title = "Er allerede lokal leder af forløbet"


@dataclass(frozen=True, slots=True)
class PlannedGoal:
    """``continues`` is the number of the goal in the version before that this one goes on with."""

    goal: str
    measures: str | None = None
    continues: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedParticipant:
    """Somebody who is brought in. ``institution`` is the one the consent names; ``ground`` None: the course's own."""

    part: CoursePart
    function: str
    institution: str | None = None
    name: str | None = None
    user_id: str | None = None
    task: str | None = None
    ground: Ground | None = None
    necessity: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a course is planned with."""

    local_leader: str
    start_on: date
    goals: Sequence[PlannedGoal]
    participants: Sequence[PlannedParticipant] = field(default=())
    """Each with the ground that was found to carry it."""
    ground: Ground = Ground.CONSENT
    necessity: str | None = None


def write(session: Session, course: Course, plan: Plan, *, reason: str | None, by: Caller) -> CoursePlan:
    """The plan as the course's next version, which holds from now. Raises GoalUnknown."""
    before = {one.position: one for one in goals(session, course)}
    continued = [one.continues for one in plan.goals if one.continues is not None]
    if not set(continued) <= before.keys() or len(continued) != len(set(continued)):
        raise GoalUnknown("Et mål føres videre under det nummer, det har i den plan, der gælder nu, og kun én gang.")
    versions = session.scalars(select(CoursePlan.version).where(*_of(CoursePlan, course))).all()
    version = max(versions, default=0) + 1
    own = {"municipality_code": course.municipality_code, "course_id": course.id}
    row = CoursePlan(
        **own, id=clock.new_id(), version=version, local_leader=plan.local_leader, start_on=plan.start_on,
        made_at=by.at, made_by=by.id, reason=reason,
    )  # fmt: skip
    session.add(row)
    course.plan_version, course.local_leader, course.start_on = version, plan.local_leader, plan.start_on
    for position, one in enumerate(plan.goals, start=1):
        continues = before[one.continues].id if one.continues is not None else None
        session.add(
            CourseGoal(
                **own,
                id=clock.new_id(),
                plan_version=version,
                position=position,
                continues=continues,
                goal=one.goal,
                measures=one.measures,
            )
        )
    for position, who in enumerate(plan.participants, start=1):
        session.add(
            CourseParticipant(
                **own,
                id=clock.new_id(),
                plan_version=version,
                position=position,
                part=who.part.value,
                function=who.function,
                institution=who.institution,
                user_id=who.user_id,
                ground=(who.ground or plan.ground).value,
                name=who.name,
                task=who.task,
                necessity=who.necessity,
            )
        )
    session.flush()
    return row


def lead_by(session: Session, course: Course, local_leader: str, reason: str, *, by: Caller) -> CoursePlan:
    """The same plan with another local leader, as its next version. Raises LeadsAlready."""
    if local_leader == course.local_leader:
        raise LeadsAlready("Vælg en anden.")
    ended = [one.view_ended_at for one in participants(session, course)]
    row = write(session, course, replace(_as_it_is(session, course), local_leader=local_leader), reason=reason, by=by)
    for one, at in zip(participants(session, course), ended, strict=True):
        one.view_ended_at = at
    session.flush()
    return row


def goals(session: Session, course: Course, version: int | None = None) -> list[CourseGoal]:
    """Those of the version that holds, or of another."""
    return list(session.scalars(_in_version(CourseGoal, course, version).order_by(CourseGoal.position)))


def participants(session: Session, course: Course, version: int | None = None) -> list[CourseParticipant]:
    """Those of the version that holds, or of another."""
    return list(
        session.scalars(
            _in_version(CourseParticipant, course, version).order_by(CourseParticipant.position, CourseParticipant.id)
        )
    )


def versions(session: Session, course: Course) -> list[CoursePlan]:
    """Every version, the first one first."""
    return list(session.scalars(select(CoursePlan).where(*_of(CoursePlan, course)).order_by(CoursePlan.version)))


def _as_it_is(session: Session, course: Course) -> Plan:
    return Plan(
        course.local_leader,
        course.start_on,
        [PlannedGoal(one.goal or "", one.measures, one.position) for one in goals(session, course)],
        [_planned(one) for one in participants(session, course)],
        Ground(course.ground),
        course.necessity,
    )


def _planned(row: CourseParticipant) -> PlannedParticipant:
    return PlannedParticipant(
        CoursePart(row.part), row.function, row.institution, row.name, row.user_id, row.task, Ground(row.ground),
        row.necessity,
    )  # fmt: skip


def _of(table: type[CoursePlan] | type[T], course: Course) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.municipality_code == course.municipality_code, table.course_id == course.id


def _in_version(table: type[T], course: Course, version: int | None) -> Select[T]:
    holds = version if version is not None else course.plan_version
    return select(table).where(*_of(table, course), table.plan_version == holds)
