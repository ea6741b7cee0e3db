"""Who looked: the log of one child, of one pseudonym, and the extract of it that the child may have."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Date, cast, func, select, tuple_
from sqlalchemy.orm import Session

from app.access.policy import Action
from app.access.service import require
from app.audit import looks
from app.audit import service as audit
from app.audit.models import AuditRow
from app.caller import Caller
from app.disclosures.service import Wanted, disclose
from app.errors import NotFound
from app.lists.keys import Keys
from app.oversight import texts
from app.oversight.pseudonyms import actor_of, pseudonym
from app.oversight.schemas import Extract, ExtractLine, Look, LookUp, PersonFound
from app.people.encryption import vault
from app.people.models import Person
from app.people.service import all_that_are
from workflows.calendar import COPENHAGEN
from workflows.roles import AccessPurpose
from workflows.sharing import DataKind, Ground, PartyKind, Purpose, Way

Place = tuple[datetime, int]
"""Where a page ended: the last row's instant and number."""
_BACK = timedelta(days=30)
_FIELDS = ["actor", "purpose", "action"]
_SUBJECT_ACCESS = Wanted(
    Way.EXPORT, {DataKind.ACCESS_LOG}, PartyKind.FAMILY, "Den registrerede", Purpose.SUBJECT_ACCESS, Ground.LAW_OTHER,
    "Ret til indsigt (databeskyttelsesforordningen artikel 15)",
)  # fmt: skip
"""The extract is made to be given to the child or its family."""


@dataclass(frozen=True, slots=True)
class Filters:
    """``since`` is included, ``until`` is not."""

    since: datetime | None = None
    until: datetime | None = None
    action: str | None = None


def look_up(session: Session, said: LookUp, *, by: Caller) -> PersonFound:
    """The opaque id by which the log knows the child with that CPR number. It is logged, found or not."""
    why = require(by, Action.READ_LOG)
    person = person_by_cpr_number(session, said.cpr_number, by=by)
    found = person.id if person else None
    audit.record(session, "person_id.read", by=by, why=why, subjects=[found], fields=["cpr_number"])
    return PersonFound(person_id=found)


def cpr_number_index(number: str, *, by: Caller) -> bytes:
    """What stands for the CPR number, with or without its hyphen, wherever it may not stand itself."""
    return Keys(vault(), by.municipality_code).cpr_number(number.replace("-", ""))


def person_by_cpr_number(session: Session, number: str, *, by: Caller) -> Person | None:
    index = cpr_number_index(number, by=by)
    query = select(Person).where(Person.municipality_code == by.municipality_code, Person.cpr_number_index == index)
    return session.scalar(query)


def of_person(
    session: Session, person_id: UUID, filters: Filters, after: Place | None, limit: int, *, by: Caller
) -> list[Look]:
    """What was done with a child's data, ``limit`` + 1 rows at most, the newest first. Raises NotFound."""
    why = require(by, Action.READ_LOG)
    people = _known(session, person_id, by=by)
    rows = _rows(session, filters, after, limit, by=by, people=people)
    seen = dict.fromkeys([*people, *_named_in(session, rows[:limit], by=by)])
    audit.record(session, "access_log.read", by=by, why=why, subjects=seen, fields=_FIELDS)
    return [look(row) for row in rows]


def of_actor(
    session: Session, sought: str | None, filters: Filters, after: Place | None, limit: int, *, by: Caller
) -> list[Look]:
    """The whole log, or what one pseudonym has done; of the last thirty days unless ``filters`` says otherwise."""
    why = require(by, Action.READ_LOG)
    since = filters.since or (filters.until or by.at) - _BACK
    actor = actor_of(session, sought, since=since, by=by) if sought is not None else None
    found: list[AuditRow] = []
    if sought is None or actor is not None:
        narrowed = Filters(since, filters.until, filters.action)
        found = _rows(session, narrowed, after, limit, by=by, actor=actor)
    seen = _named_in(session, found[:limit], by=by)
    audit.record(session, "access_log.listed", by=by, why=why, subjects=seen or [None], fields=_FIELDS)
    return [look(row) for row in found]


def _named_in(session: Session, rows: Sequence[AuditRow], *, by: Caller) -> list[UUID]:
    """Whom the rows are about, and whom they name as their object: an entry without a CPR number has the id of the
    person that it made, and a correction of who is who that of the person who was corrected.
    """
    objects = [row.object_id for row in rows if row.object_id is not None]
    query = select(Person.id).where(Person.municipality_code == by.municipality_code, Person.id.in_(objects))
    about = [row.subject_id for row in rows if row.subject_id is not None]
    return list(dict.fromkeys([*about, *session.scalars(query)]))


def extract(session: Session, person_id: UUID, *, by: Caller) -> Extract:
    """Days, purposes and whether it was read or written; nothing of who. Raises NotFound.

    The person concerned has a right to when and why, not to which member of staff (the Court of Justice
    in C-579/21, on article 15 of the General Data Protection Regulation).
    """
    why = require(by, Action.READ_LOG)
    people = _known(session, person_id, by=by)
    on = cast(func.timezone(COPENHAGEN.key, AuditRow.at), Date).label("on")
    rows = (
        select(on, AuditRow.purpose, looks.looked().label("looked"))
        .where(AuditRow.municipality_code == by.municipality_code, AuditRow.subject_id.in_(people))
        .subquery()
    )
    day_and_purpose = (rows.c.on, rows.c.purpose, rows.c.looked)
    query = (
        select(*day_and_purpose, func.count())
        .group_by(*day_and_purpose)
        .order_by(rows.c.on.desc(), rows.c.purpose, rows.c.looked)
    )
    lines = [
        ExtractLine(
            on=day, purpose=purpose, purpose_text=texts.PURPOSES[AccessPurpose(purpose)], looked=looked,
            kind=texts.READ if looked else texts.WRITTEN, times=times,
            break_glass=purpose == AccessPurpose.BREAK_GLASS.value,
        )
        for day, purpose, looked, times in session.execute(query)
    ]  # fmt: skip
    if all_that_are(session, by.municipality_code, person_id):
        disclose(session, _SUBJECT_ACCESS, about=person_id, case_id=None, by=by, why=why)
    audit.record(session, "access_extract.read", by=by, why=why, subjects=[person_id], fields=["purpose", "action"])
    return Extract(person_id=person_id, made_at=by.at, items=lines)


def look(row: AuditRow) -> Look:
    """The row as a log reviewer sees it."""
    return Look(
        number=row.number, at=row.at, actor=pseudonym(row.municipality_code, row.actor), role=row.role,
        purpose=row.purpose, action=row.action, reason=_reason(row), subject_id=row.subject_id,
        object_id=row.object_id, fields=row.fields,
    )  # fmt: skip


def _reason(row: AuditRow) -> str:
    """Whom a substitute stands in for is a pseudonym too."""
    code, names, absent = row.reason.partition(":")
    return f"{code}:{pseudonym(row.municipality_code, absent)}" if names else row.reason


def _known(session: Session, person_id: UUID, *, by: Caller) -> list[UUID]:
    """The person, and whoever turned out to be the same. The log outlives the person's own row.

    Raises NotFound when neither knows of them.
    """
    people = all_that_are(session, by.municipality_code, person_id)
    if people:
        return people
    logged = select(AuditRow.id).where(
        AuditRow.municipality_code == by.municipality_code, AuditRow.subject_id == person_id
    )
    if session.execute(logged.limit(1)).first() is None:
        raise NotFound()
    return [person_id]


def _rows(
    session: Session,
    filters: Filters,
    after: Place | None,
    limit: int,
    *,
    by: Caller,
    people: Collection[UUID] | None = None,
    actor: str | None = None,
) -> list[AuditRow]:
    query = select(AuditRow).where(AuditRow.municipality_code == by.municipality_code)
    if people is not None:
        query = query.where(AuditRow.subject_id.in_(people))
    if actor is not None:
        query = query.where(AuditRow.actor == actor)
    if filters.since is not None:
        query = query.where(AuditRow.at >= filters.since)
    if filters.until is not None:
        query = query.where(AuditRow.at < filters.until)
    if filters.action is not None:
        query = query.where(AuditRow.action == filters.action)
    if after is not None:
        query = query.where(tuple_(AuditRow.at, AuditRow.number) < after)
    return list(session.scalars(query.order_by(AuditRow.at.desc(), AuditRow.number.desc()).limit(limit + 1)))
