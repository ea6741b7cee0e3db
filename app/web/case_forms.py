"""One form for each thing that can be done in a case: asked for, sent, and shown again when it could not be done."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app import clock
from app.access.service import InSession
from app.access.sessions import Entered
from app.cases.api import get_case, get_history
from app.cases.requests import VersionStale
from app.cases.schemas import CaseView, MoveView
from app.db import Transaction
from app.errors import NotFound, Problem
from app.web.case_access import may
from app.web.forms.fields import Field, fields_of
from app.web.forms.reading import Filled, body_of, values_of
from app.web.history import Happened, happened
from app.web.operations.of_a_case import OPERATIONS
from app.web.operations.operation import Doing, Operation, Place
from app.web.remedies import remedies_for
from app.web.rendering import page
from app.web.sending import Form, Sending, Sent, on_to

router = APIRouter(prefix="/sager/{case_id}/goer", include_in_schema=False)


@router.get("/{name}")
def ask(request: Request, session: Transaction, now: InSession, case_id: UUID, name: str) -> Response:
    """The form for something that is done to the case."""
    return _asked(request, session, now, _operation(name), Place(session, now.caller, case_id))


@router.get("/{name}/{object_id}")
def ask_about(
    request: Request, session: Transaction, now: InSession, case_id: UUID, name: str, object_id: UUID
) -> Response:
    """The form for something that is done to one thing in the case: a consent, a letter."""
    return _asked(request, session, now, _operation(name), Place(session, now.caller, case_id, object_id))


@router.post("/{name}")
def do(sent: Sent, case_id: UUID, name: str) -> Response:
    return _done(sent, _operation(name), case_id, None)


@router.post("/{name}/{object_id}")
def do_to(sent: Sent, case_id: UUID, name: str, object_id: UUID) -> Response:
    return _done(sent, _operation(name), case_id, object_id)


def _operation(name: str) -> Operation:
    if name not in OPERATIONS:
        raise NotFound()
    return OPERATIONS[name]


def back_to(operation: Operation, case_id: UUID) -> str:
    return f"/sager/{case_id}/{operation.tab}".rstrip("/")


def _asked(request: Request, session: Session, now: Entered, operation: Operation, place: Place) -> Response:
    filled = Filled(values_of(operation.initial(place)))
    return _form_page(request, now, operation, place, filled)


def _form_page(
    request: Request, now: Entered, operation: Operation, place: Place, filled: Filled,
    problem: Problem | None = None, since: Form | None = None,
) -> Response:  # fmt: skip
    """``since``: what was sent before, when a colleague had changed the case in the meantime."""
    answer = Response()
    case = get_case(place.session, place.by, place.case, answer)
    move = _move_of(case, operation)
    fields = _fields(operation, place) if move is None or move.allowed else []
    return page(
        request, "case_form.html", now,
        status=200 if problem is None and not filled.errors else (problem.status if problem else 422),
        case=case, operation=operation, title=move.title if move else operation.title, move=move, fields=fields,
        remedies=remedies_for(move, may(place.session, place.case, by=place.by)) if move and not move.allowed else [],
        filled=filled, problem=problem, back=back_to(operation, place.case),
        etag=answer.headers["ETag"], key=clock.new_id().hex, opened_at=place.by.at.isoformat(),
        changes=_changes(place, since) if isinstance(problem, VersionStale) and since else [],
    )  # fmt: skip


def _fields(operation: Operation, place: Place) -> list[Field]:
    return fields_of(operation.body, operation.choices(place)) if operation.body else []


def _move_of(case: CaseView, operation: Operation) -> MoveView | None:
    """Of a move of the case: whether it may be made now. Raises NotFound where the caller never makes it."""
    if operation.event is None:
        return None
    for move in case.moves or ():
        if move.event == operation.event:
            return move
    raise NotFound("Det skridt er der ikke i sagen, som den står nu.")


def _changes(place: Place, before: Form) -> list[Happened]:
    """What happened in the case since the form was opened."""
    rows = get_history(place.session, place.by, place.case).items
    return [happened(one, place.by) for one in rows if one.at.isoformat() > before.text("_siden")]


def _done(sent: Sending, operation: Operation, case_id: UUID, object_id: UUID | None) -> Response:
    """Carries it out; when it cannot be, the form comes back with what was written and why."""
    form = sent.form
    try:
        with sent.working() as (session, now):
            place = Place(session, now.caller, case_id, object_id)
            fields = _fields(operation, place)
            body, filled = body_of(operation.body, fields, form.values) if operation.body else (None, Filled())
            if form.text("_mere") or filled.errors:
                return _form_page(sent.request, now, operation, place, _with_one_more(filled, form))
            sent.check()
            operation.do(Doing(place, body, form.text("_noegle") or None, form.text("_version") or None))
    except Problem as problem:
        if problem.status in (401, 403, 404):
            raise
        with sent.working() as (session, now):
            place = Place(session, now.caller, case_id, object_id)
            return _form_page(sent.request, now, operation, place, Filled(form.values), problem, form)
    return on_to(back_to(operation, case_id), "gemt")


def _with_one_more(filled: Filled, form: Form) -> Filled:
    """With an empty row more, where one was asked for; nothing is said to be wrong then."""
    path = form.text("_mere")
    if not path:
        return filled
    values: Mapping[str, Any] = {**filled.values, f"{path}.{filled.rows(path, at_least=0)}._": [""]}
    return Filled(values)
