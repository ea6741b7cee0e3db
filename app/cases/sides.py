"""The two sides of an incident: whoever works with one charged or suspected does not see the victim of it.

The coordinator and the team leader see both, for they give each incident its place. Those who have a
single child's case do not: a caseworker, a local leader.
"""

from collections.abc import Callable

from sqlalchemy import ColumnElement, SQLColumnExpression, String, Uuid, and_, column, exists, or_, select, table
from sqlalchemy.orm import Session, aliased

from app.cases.models import Case
from app.courses.models import Course, CourseParticipant
from app.errors import Unprocessable
from app.groups.models import AdHocGroup, GroupMember
from workflows.ad_hoc_group import State
from workflows.incidents import IncidentRole

SIDES = table(
    "incident_sides",  # a view over the entries of the lists; migration 0002
    column("municipality_code", String()),
    column("case_id", Uuid()),
    column("incident", String()),
    column("role", String()),
)
_VICTIM = (IncidentRole.VICTIM.value,)
_ACCUSED = (IncidentRole.CHARGED.value, IncidentRole.SUSPECTED.value)


class OnTheOtherSide(Unprocessable):
    """422: the person named has the case of the other side of the same incident."""

    code = "on_the_other_side_of_the_incident"
    title = "Har sagen fra den anden side af hændelsen"


Whose = Callable[[SQLColumnExpression[str | None]], ColumnElement[bool]]
"""Whether the user in a column is the one who is asked about."""


def has_the_accused(case: type[Case], whose: Whose) -> ColumnElement[bool]:
    """Whether they have, or had, a case of somebody accused in an incident of which ``case`` has the victim."""
    return _has_the_other_side(case, whose, _VICTIM, _ACCUSED)


def works_with_the_accused(session: Session, case: Case, whose: Whose) -> bool:
    """The same of one case."""
    return _of(session, case, has_the_accused(Case, whose))


def must_not_have_the_other_side(session: Session, case: Case, who: str) -> None:
    """Before somebody is given a case. Raises OnTheOtherSide, whichever side it is."""
    must_not_bring_together(session, and_(Case.municipality_code == case.municipality_code, Case.id == case.id), who)


def must_not_bring_together(session: Session, cases: ColumnElement[bool], who: str) -> None:
    """The same of several. Raises OnTheOtherSide when ``who`` has the other side of any of them."""

    def whose(column: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
        return column == who

    other = or_(has_the_accused(Case, whose), _has_the_other_side(Case, whose, _ACCUSED, _VICTIM))
    if session.scalar(select(exists(select(Case.id).where(cases, other)))) is True:
        raise OnTheOtherSide("Vælg en anden: forurettet og sigtet i samme hændelse skal holdes adskilt.")


def _of(session: Session, case: Case, condition: ColumnElement[bool]) -> bool:
    query = select(Case.id).where(Case.municipality_code == case.municipality_code, Case.id == case.id, condition)
    return session.scalar(select(exists(query))) is True


def _has_the_other_side(
    case: type[Case], whose: Whose, here: tuple[str, ...], there: tuple[str, ...]
) -> ColumnElement[bool]:
    own, others, other = SIDES.alias("own_side"), SIDES.alias("other_side"), aliased(Case)
    return exists(
        select(other.id)
        .join(others, and_(others.c.municipality_code == other.municipality_code, others.c.case_id == other.id))
        .join(
            own,
            and_(
                own.c.municipality_code == others.c.municipality_code,
                own.c.incident == others.c.incident,
            ),
        )
        .where(
            own.c.municipality_code == case.municipality_code,
            own.c.case_id == case.id,
            own.c.role.in_(here),
            others.c.role.in_(there),
            other.id != case.id,
            or_(
                whose(other.caseworker),
                whose(other.local_leader),
                _takes_part(other, whose),
                _is_in_a_group(other, whose),
            ),
        )
        .correlate(case)
    )


def _takes_part(other: type[Case], whose: Whose) -> ColumnElement[bool]:
    """In the course of that case, as its plan is now."""
    return exists(
        select(CourseParticipant.id)
        .join(
            Course,
            and_(
                Course.municipality_code == CourseParticipant.municipality_code,
                Course.id == CourseParticipant.course_id,
                Course.plan_version == CourseParticipant.plan_version,
            ),
        )
        .where(
            CourseParticipant.municipality_code == other.municipality_code,
            whose(CourseParticipant.user_id),
            CourseParticipant.view_ended_at.is_(None),
            Course.case_id == other.id,
        )
        .correlate(other)
    )


def _is_in_a_group(other: type[Case], whose: Whose) -> ColumnElement[bool]:
    """Around the child of that case, and it is at work."""
    return exists(
        select(GroupMember.id)
        .join(
            AdHocGroup,
            and_(
                AdHocGroup.municipality_code == GroupMember.municipality_code,
                AdHocGroup.id == GroupMember.group_id,
            ),
        )
        .where(
            GroupMember.municipality_code == other.municipality_code,
            whose(GroupMember.user_id),
            GroupMember.left_at.is_(None),
            AdHocGroup.state == State.WORKING.value,
            AdHocGroup.case_id == other.id,
        )
        .correlate(other)
    )
