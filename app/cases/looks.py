"""Who has looked at the child of a case: a line for each day, person and purpose, for those who have the case.

A look is what ``app.audit.looks`` calls opened. Who it was is said of one's own side alone (``docs/decisions/036``).
Nothing is opened to say it: the log holds ids and codes.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Date, DateTime, cast, distinct, func, literal_column, select, tuple_
from sqlalchemy import case as either
from sqlalchemy.orm import Session

from app import paging
from app.access.fields import lookers_named
from app.audit import looks
from app.audit import service as audit
from app.audit.models import AuditRow
from app.caller import Caller, Why
from app.cases.models import Case
from app.fields import View
from app.people.service import all_that_are
from workflows.calendar import COPENHAGEN
from workflows.roles import AccessPurpose

_FOR_EVER: Final = literal_column("'infinity'::timestamptz", DateTime(timezone=True))


class LooksOfDay(View):
    """``who`` and ``last_at`` are null when it was somebody of another side, the police or the log's reviewer."""

    on: Annotated[date, Field(description="Dagen i Danmark")]
    who: Annotated[str | None, Field(description="Brugeren, eller system; null: en anden side af samarbejdet")]
    role: str
    purpose: str
    times: Annotated[int, Field(description="Hvor mange gange; det, der blev hentet på én gang, er én gang")]
    break_glass: Annotated[bool, Field(description="Nødadgang uden om den almindelige adgang")]
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended. ``newest`` is the log's row that the first page began with: what is looked at while somebody
    turns the pages moves no line from one to another.
    """

    newest: int
    last: int


def place(cursor: str | None) -> Place | None:
    """Raises CursorWrong."""
    if cursor is None:
        return None
    parts = paging.decode(cursor, 2)
    if not all(part.isdecimal() and len(part) <= 18 for part in parts):
        raise paging.CursorWrong("Begynd forfra uden cursor.")
    return Place(*(int(part) for part in parts))


def looks_at(
    session: Session, case: Case, after: Place | None, limit: int, *, by: Caller, why: Why
) -> paging.Page[LooksOfDay]:
    """The newest first. Between this case and the child's next one: what is looked at for that is that case's."""
    people = all_that_are(session, case.municipality_code, case.person_id)
    named = [role.value for role in lookers_named(by.role, why.purpose)]
    rows = select(
        cast(func.timezone(COPENHAGEN.key, AuditRow.at), Date).label("on"),
        either((AuditRow.role.in_(named), AuditRow.actor)).label("who"),
        AuditRow.role, AuditRow.purpose, AuditRow.actor, AuditRow.at, AuditRow.number,
    ).where(*_in_the_case(case, people))  # fmt: skip
    if after is not None:
        rows = rows.where(AuditRow.number <= after.newest)
    seen = rows.subquery().c
    line, last = (seen.on, seen.who, seen.role, seen.purpose), func.max(seen.number)
    times = func.count(distinct(tuple_(seen.actor, seen.at)))
    query = select(*line, times, func.max(seen.at), last).group_by(*line).order_by(last.desc()).limit(limit + 1)
    if after is not None:
        query = query.having(last < after.last)
    found = session.execute(query).all()
    audit.record(
        session, looks.OF_LOOKS, by=by, why=why, subjects=[case.person_id], object_id=case.id,
        fields=["actor", "purpose", "action"],
    )  # fmt: skip
    items = [
        LooksOfDay(
            on=on, who=who, role=role, purpose=purpose, times=many, last_at=at if who is not None else None,
            break_glass=purpose == AccessPurpose.BREAK_GLASS.value,
        )
        for on, who, role, purpose, many, at, _ in found[:limit]
    ]  # fmt: skip
    following = None
    if len(found) > limit:
        newest = after.newest if after else found[0][-1]
        following = paging.encode([str(newest), str(found[limit - 1][-1])])
    return paging.Page(items=items, next_cursor=following)


def _in_the_case(case: Case, people: list[UUID]) -> list[ColumnElement[bool]]:
    own = AuditRow.municipality_code == case.municipality_code
    conditions = [own, AuditRow.subject_id.in_(people), AuditRow.at >= case.opened_at, looks.opened()]
    if case.closed_at is not None:
        of_the_child = (
            Case.municipality_code == case.municipality_code,
            Case.person_id.in_(people),
            Case.id != case.id,
        )
        next_one = select(func.min(Case.opened_at)).where(*of_the_child, Case.opened_at >= case.closed_at)
        conditions.append(AuditRow.at < func.coalesce(next_one.scalar_subquery(), _FOR_EVER))
    return conditions
