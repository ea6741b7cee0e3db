"""An incident written in when there is no file, and a concern that came by no list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from app import clock
from app.access.policy import Action
from app.access.service import InSession, require
from app.access.sessions import Entered
from app.caller import Caller
from app.errors import Problem
from app.lists.api import enter_concern, type_entry
from app.lists.reading.texts import NO, YES
from app.lists.schemas import EnterConcern, EntryIn
from app.web.forms.fields import Choice, Field, Kind, fields_of
from app.web.forms.reading import Filled, body_of
from app.web.rendering import page
from app.web.sending import Sending, Sent, on_to
from app.web.words import title_of
from workflows.incidents import LIST_ROLES, ListColumn
from workflows.profile import profile_for

router = APIRouter(include_in_schema=False)

_CHOICES: Final[dict[str, Sequence[Choice]]] = {
    "role": [Choice(role.value, title_of(role)) for role in LIST_ROLES],
    "police_told_parents": [Choice(YES, YES), Choice(NO, NO)],
}
_ON_A_LINE: Final = frozenset(one.value for one in ListColumn) - {ListColumn.NOTE.value}


@dataclass(frozen=True, slots=True)
class _Typed:
    """One of the two forms."""

    path: str
    title: str
    intro: str
    button: str
    body: type[BaseModel]
    carry_out: Callable[[Session, Caller, Any, str | None], Response]

    def fields(self) -> list[Field]:
        return [_as_on_a_list(one) for one in fields_of(self.body, _CHOICES)]


_INCIDENT = _Typed(
    "/lister/haendelse", "Skriv en hændelse ind",
    "Når der ikke er en fil. Reglerne er de samme som for en liste, og hændelsen kommer med på overleveringsmødet.",
    "Gem hændelsen", EntryIn, lambda session, by, body, key: type_entry(session, by, body, key),
)  # fmt: skip
_CONCERN = _Typed(
    "/bekymring", "Skriv en bekymring ind",
    "En bekymring, der ikke kom med politiets liste. Den bliver fordelt på overleveringsmødet som en hændelse.",
    "Gem bekymringen", EnterConcern, lambda session, by, body, key: enter_concern(session, by, body, key),
)  # fmt: skip


@router.get(_INCIDENT.path)
def ask_incident(request: Request, now: InSession) -> Response:
    return _asked(request, now, _INCIDENT)


@router.post(_INCIDENT.path)
def type_incident(sent: Sent) -> Response:
    return _done(sent, _INCIDENT)


@router.get(_CONCERN.path)
def ask_concern(request: Request, now: InSession) -> Response:
    return _asked(request, now, _CONCERN)


@router.post(_CONCERN.path)
def write_concern(sent: Sent) -> Response:
    return _done(sent, _CONCERN)


def _as_on_a_list(one: Field) -> Field:
    """What the list's own words decide is chosen, and a cell is a line, however long a list may have it."""
    if one.name in _CHOICES:
        return replace(one, kind=Kind.CHOICE)
    return replace(one, kind=Kind.LINE) if one.name in _ON_A_LINE else one


def may_enter_concerns(by: Caller) -> bool:
    """Whether the municipality takes them, and from this role."""
    rule = profile_for(by.municipality_code).concerns_without_list
    return rule.enabled and by.role in rule.entered_by


def _asked(request: Request, now: Entered, typed: _Typed) -> Response:
    require(now.caller, Action.TYPE_ENTRY)
    return _form_page(request, now, typed, Filled(), clock.new_id().hex)


def _form_page(
    request: Request, now: Entered, typed: _Typed, filled: Filled, key: str, problem: Problem | None = None
) -> Response:
    status = problem.status if problem else 422 if filled.errors else 200
    return page(
        request, "lists_typed.html", now, status=status, typed=typed, fields=typed.fields(), filled=filled, key=key,
        problem=problem,
    )  # fmt: skip


def _done(sent: Sending, typed: _Typed) -> Response:
    """Afterwards one stands at an empty form: there is often another one to write in."""
    sent.check()
    form, key = sent.form, sent.form.key
    try:
        with sent.working() as (session, now):
            require(now.caller, Action.TYPE_ENTRY)
            body, filled = body_of(typed.body, typed.fields(), form.values)
            if filled.errors:
                return _form_page(sent.request, now, typed, filled, form.text("_noegle"))
            typed.carry_out(session, now.caller, body, key)
    except Problem as problem:
        if problem.status in (401, 403, 404):
            raise
        column = problem.extra.get("column") or next(iter(problem.extra.get("needs", ())), None)
        errors = {column: problem.detail or problem.title} if column else {}
        with sent.working() as (_, now):
            # Nothing is kept under the key of what could not be done.
            return _form_page(sent.request, now, typed, Filled(form.values, errors), clock.new_id().hex, problem)
    return on_to(typed.path, "haendelse")
