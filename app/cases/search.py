"""Finding cases by what is known of the child or of an incident: only by what the caller's role may read of a case.

Whoever may not read the CPR number cannot have one confirmed either, and so for the rest. The text that is searched
for is written down nowhere.
"""

import re
from typing import Annotated, Any

from pydantic import StringConstraints
from sqlalchemy import Select, String, case, false, func, literal, select, union
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
from app.fields import Request, View
from app.people.models import Person
from app.people.name_words import name_index
from app.people.service import are_the_same
from app.people.vault import vault

MOST = 50
"""Of more the caller is told that there are more: a better text finds sooner than another page."""
_CPR_NUMBER = re.compile(r"([0-9]{6})[- ]?([0-9]{4})")
Ids = Select[Any]


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
    order = [
        Case.closed_at.is_not(None), case((Case.closed_at.is_(None), Case.due_at)), Case.closed_at.desc(), Case.id,
    ]  # fmt: skip
    found = worklists.listed(session, [Case.id.in_(_sought(text, by))], order, MOST, by=by)
    items = showing.show(session, found[:MOST], "case.searched", by=by)
    if not items:
        audit.record(session, "case.searched", by=by, why=why, subjects=[None], fields=["name", "state"])
    return CasesFound(items=items, more=len(found) > MOST)


def _sought(text: str, by: Caller) -> Ids:
    """The cases that the text fits, whoever may see them."""
    code, own = by.municipality_code, Case.municipality_code == by.municipality_code
    fields, incidents = case_fields(by.role, purpose_of(by)), ever(by.role, Action.READ_INCIDENTS)
    ways = [select(Case.id).where(own, Case.person_id.in_(people)) for people in _people(text, incidents, by)]
    if incidents:
        ways.append(select(SIDES.c.case_id).where(SIDES.c.municipality_code == code, SIDES.c.incident == _bare(text)))
    if "authority_reference" in fields:
        ways.append(select(Case.id).where(own, Case.authority_reference.in_({text, text.upper()})))
    if not ways:
        return select(Case.id).where(false())
    every = union(*ways).subquery()
    return select(every.c[0])


def _people(text: str, other_names: bool, by: Caller) -> list[Ids]:
    """``other_names``: also by what a child is called in other incidents, which came to be known as the same child."""
    code, found = by.municipality_code, []
    having = name_index(code).having(text)
    if having is not None:
        found.append(having)
    number = _CPR_NUMBER.fullmatch(text)
    if number and "cpr_number" in person_fields(by.role, purpose_of(by)):
        index = vault().index(code, "cpr", "".join(number.groups()))
        found.append(select(Person.id).where(Person.municipality_code == code, Person.cpr_number_index == index))
    return [are_the_same(code, one) for one in found] if other_names else found


def _bare(text: str) -> Any:
    """A journal number as the database compares it (``lists.models.INCIDENT``); nothing else is one."""
    return func.nullif(func.upper(func.regexp_replace(literal(text, String()), "[^[:alnum:]]", "", "g")), "")
