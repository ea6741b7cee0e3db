"""Finding cases by what is known of the child or of an incident: only by what the caller's role may read of a case.

Whoever may not read the CPR number cannot have one confirmed either, and so for the rest. The text that is searched
for is written down nowhere.
"""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import StringConstraints
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    Uuid,
    case,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Session

from app.access.fields import case_fields, person_fields
from app.access.policy import Action, ever, purpose_of
from app.access.service import require
from app.audit import service as audit
from app.caller import Caller
from app.cases import showing, worklists
from app.cases.models import Case
from app.cases.schemas import CaseInList
from app.cases.sides import SIDES
from app.cases.worklists import Listed
from app.fields import Request, View
from app.people.models import Person
from app.people.name_words import name_index
from app.people.service import are_the_same, those_in_common
from app.people.vault import vault

MOST = 50
"""Of more the caller is told that there are more: a better text finds sooner than another page."""
MANY = 5_000
"""People whose name fits: the cases of so many are put in order; where there are more, the cases are gone through in
their order until enough fit. Each way is the quicker one on its side."""
_CPR_NUMBER = re.compile(r"([0-9]{6})[- ]?([0-9]{4})")
Ids = Select[Any] | CompoundSelect[Any]


class SearchIn(Request):
    text: Annotated[
        str,
        StringConstraints(
            strip_whitespace=True, min_length=2, max_length=100, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
        ),
    ]


class CasesFound(View):
    """``more``: there are others, and they are not shown."""

    items: list[CaseInList]
    more: bool


def search(session: Session, text: str, *, by: Caller) -> CasesFound:
    """Open cases first, the most urgent of them first; then those that have ended, the newest first."""
    why = require(by, Action.SEARCH_CASES)
    named = _named(session, text, by)
    found = _among_few(session, text, named, by) if len(named) <= MANY else _among_many(session, text, by)
    items = showing.show(session, found[:MOST], "case.searched", by=by)
    if not items:
        audit.record(session, "case.searched", by=by, why=why, subjects=[None], fields=["name", "state"])
    return CasesFound(items=items, more=len(found) > MOST)


def _named(session: Session, text: str, by: Caller) -> Sequence[UUID]:
    """Those whose name fits, ``MANY`` and one at most."""
    having = name_index(by.municipality_code).having(text)
    return [] if having is None else session.scalars(having.distinct().limit(MANY + 1)).all()


def _among_few(session: Session, text: str, named: Sequence[UUID], by: Caller) -> list[Listed]:
    """The cases that the text fits, put in order."""
    own, people = Case.municipality_code == by.municipality_code, [select(func.unnest(literal(named, ARRAY(Uuid()))))]
    ways = [select(Case.id).where(own, way) for way in _ways(text, people if named else [], are_the_same, by)]
    if not ways:
        return []
    every = union(*ways).subquery()
    order = [
        Case.closed_at.is_not(None), case((Case.closed_at.is_(None), Case.due_at)), Case.closed_at.desc(), Case.id,
    ]  # fmt: skip
    return worklists.listed(session, [Case.id.in_(select(every.c[0]))], order, MOST, by=by)


def _among_many(session: Session, text: str, by: Caller) -> list[Listed]:
    """The cases in their order, until enough were found that the text fits."""

    def they_or_the_same(code: str, some: Select[Any]) -> Ids:
        return union_all(some, are_the_same(code, those_in_common(code, some)))

    having = name_index(by.municipality_code).having(text)
    fits = or_(*_ways(text, [] if having is None else [having], they_or_the_same, by))
    found = worklists.listed(session, [Case.closed_at.is_(None), fits], [Case.due_at, Case.id], MOST, by=by)
    if len(found) <= MOST:
        order = [Case.closed_at.desc(), Case.id]
        ended = [Case.closed_at.is_not(None), Case.id.not_in([one.case.id for one in found])]  # since a moment ago, too
        found += worklists.listed(session, [*ended, fits], order, MOST - len(found), by=by)
    return found


def _ways(
    text: str, named: Sequence[Select[Any]], same: Callable[[str, Select[Any]], Ids], by: Caller
) -> list[ColumnElement[bool]]:
    """How a case can be found by the text, whoever may see it. ``same``: by other names of one child too."""
    code = by.municipality_code
    fields, incidents = case_fields(by.role, purpose_of(by)), ever(by.role, Action.READ_INCIDENTS)
    ways: list[ColumnElement[bool]] = [
        Case.person_id.in_(same(code, one) if incidents else one) for one in (*named, *_numbered(text, by))
    ]
    if incidents:
        sides = select(SIDES.c.case_id).where(SIDES.c.municipality_code == code, SIDES.c.incident == _bare(text))
        ways.append(Case.id.in_(sides))
    if "authority_reference" in fields:
        ways.append(Case.authority_reference.in_({text, text.upper()}))
    return ways


def _numbered(text: str, by: Caller) -> list[Select[Any]]:
    """By the CPR number, for whoever may read it."""
    code, number = by.municipality_code, _CPR_NUMBER.fullmatch(text)
    if not number or "cpr_number" not in person_fields(by.role, purpose_of(by)):
        return []
    index = vault().index(code, "cpr", "".join(number.groups()))
    return [select(Person.id).where(Person.municipality_code == code, Person.cpr_number_index == index)]


def _bare(text: str) -> Any:
    """A journal number as the database compares it (``lists.models.INCIDENT``); nothing else is one."""
    return func.nullif(func.upper(func.regexp_replace(literal(text, String()), "[^[:alnum:]]", "", "g")), "")
