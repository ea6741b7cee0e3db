"""One form for each thing that can be done: asked for, sent, and shown again when it could not be done."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app import clock
from app.access.policy import Action
from app.access.service import InSession
from app.access.sessions import Entered
from app.cases.api import get_case, get_history
from app.cases.requests import VersionStale
from app.cases.schemas import CaseView, MoveView
from app.cases.texts import move_title
from app.db import Transaction
from app.errors import NotFound, Problem
from app.web.case_access import hold_to, may
from app.web.forms.fields import Field, fields_of
from app.web.forms.reading import Filled, body_of, values_of
from app.web.history import Happened, happened
from app.web.operations.beside import BESIDE
from app.web.operations.of_a_case import OPERATIONS
from app.web.operations.operation import Doing, Operation, Place
from app.web.remedies import remedies_for
from app.web.rendering import page
from app.web.sending import Form, Sending, Sent, on_to
from app.web.tabs import TABS
from workflows.casework import Event
from workflows.profile import profile_for

router = APIRouter(prefix="/sager/{case_id}/goer", include_in_schema=False)
beside_router = APIRouter(prefix="/goer", include_in_schema=False)


@router.get("/{name}")
def ask(request: Request, session: Transaction, now: InSession, case_id: UUID, name: str) -> Response:
    """The form for something that is done to the case."""
    return _asked(request, now, _named(OPERATIONS, name), Place(session, now.caller, case_id))


@router.get("/{name}/{object_id}")
def ask_about(
    request: Request, session: Transaction, now: InSession, case_id: UUID, name: str, object_id: UUID
) -> Response:
    """The form for something that is done to one thing in the case: a consent, a letter."""
    return _asked(request, now, _named(OPERATIONS, name), Place(session, now.caller, case_id, object_id))


@router.post("/{name}")
def do(sent: Sent, case_id: UUID, name: str) -> Response:
    return _done(sent, _named(OPERATIONS, name), case_id, None)


@router.post("/{name}/{object_id}")
def do_to(sent: Sent, case_id: UUID, name: str, object_id: UUID) -> Response:
    return _done(sent, _named(OPERATIONS, name), case_id, object_id)


@beside_router.get("/{name}")
def ask_beside(request: Request, session: Transaction, now: InSession, name: str) -> Response:
    """The form for something that is in no one case."""
    return _asked(request, now, _named(BESIDE, name), Place(session, now.caller))


@beside_router.get("/{name}/{object_id}")
def ask_beside_about(request: Request, session: Transaction, now: InSession, name: str, object_id: UUID) -> Response:
    """The form for something that is done to one thing outside the cases: an offer, a cover."""
    return _asked(request, now, _named(BESIDE, name), Place(session, now.caller, None, object_id))


@beside_router.post("/{name}")
def do_beside(sent: Sent, name: str) -> Response:
    return _done(sent, _named(BESIDE, name), None, None)


@beside_router.post("/{name}/{object_id}")
def do_beside_to(sent: Sent, name: str, object_id: UUID) -> Response:
    return _done(sent, _named(BESIDE, name), None, object_id)


def _named(operations: Mapping[str, Operation], name: str) -> Operation:
    if name not in operations:
        raise NotFound()
    return operations[name]


def back_to(operation: Operation, case_id: UUID | None) -> str:
    """Where the result is seen."""
    return operation.tab if case_id is None else f"/sager/{case_id}/{operation.tab}".rstrip("/")


def _asked(request: Request, now: Entered, operation: Operation, place: Place) -> Response:
    hold_to(place.session, place.case_id, operation.action, by=place.by)
    return _form_page(request, now, operation, place, Filled(values_of(operation.initial(place))))


def _form_page(
    request: Request, now: Entered, operation: Operation, place: Place, filled: Filled,
    problem: Problem | None = None, since: Form | None = None,
) -> Response:  # fmt: skip
    """``since``: what was sent before, when a colleague had changed the case in the meantime."""
    answer = Response()
    case = get_case(place.session, place.by, place.case_id, answer) if place.case_id else None
    move = _move_of(case, operation, refused=problem is not None) if case else None
    # What was written is shown also when the move has become one that cannot be made.
    blocked = move is not None and not move.allowed and problem is None
    title, button = _called(operation, place)
    allowed = may(place.session, place.case_id, by=place.by) if place.case_id else frozenset[Action]()
    stale = isinstance(problem, VersionStale) and Action.READ_HISTORY in allowed
    changes = _changes(place, since) if since and stale else []
    return page(
        request, "form_page.html", now,
        status=problem.status if problem else 422 if filled.errors else 200,
        case=case, operation=operation, move=move, blocked=blocked, title=title, button=button,
        fields=[] if blocked else _fields(operation, place, needed=move.needs if move else ()),
        remedies=remedies_for(move, allowed) if move and not move.allowed else [],
        filled=filled, problem=problem, back=back_to(operation, place.case_id),
        etag=answer.headers.get("ETag", ""), key=clock.new_id().hex, opened_at=place.by.at.isoformat(),
        changed=isinstance(problem, VersionStale), changes=changes,
        by_others=any(one.who != place.by.id for one in changes),
    )  # fmt: skip


def _called(operation: Operation, place: Place) -> tuple[str, str]:
    """The form's heading and its button, a move as the municipality calls it."""
    if operation.event is None:
        return operation.title, operation.button
    title = move_title(Event(operation.event), profile_for(place.by.municipality_code))
    return title, title


def _fields(operation: Operation, place: Place, needed: Collection[str] = ()) -> list[Field]:
    """``needed``: what the process asks for that the body itself can do without."""
    if operation.body is None:
        return []
    asked = fields_of(operation.body, operation.choices(place))
    return [
        replace(one, required=one.required or one.name in operation.must or one.name in needed)
        for one in asked
        if one.name not in operation.leave_out
    ]


def _move_of(case: CaseView, operation: Operation, *, refused: bool) -> MoveView | None:
    """Of a move of the case: whether it may be made now. Raises NotFound where the caller never makes it.

    ``refused``: it was sent, and the case had gone on; what was written is shown, whatever the move has become.
    """
    if operation.event is None:
        return None
    for move in case.moves or ():
        if move.event == operation.event:
            return move
    if refused:
        return None
    raise NotFound("Det skridt er der ikke i sagen, som den står nu.")


def _changes(place: Place, before: Form) -> list[Happened]:
    """What happened in the case since the form was opened; nothing for a form that does not say when that was."""
    try:
        opened_at = datetime.fromisoformat(before.text("_siden"))
    except ValueError:
        return []
    if opened_at.tzinfo is None:
        return []
    rows = get_history(place.session, place.by, place.case).items
    return [happened(one, place.by) for one in rows if one.at > opened_at]


def _done(sent: Sending, operation: Operation, case_id: UUID | None, object_id: UUID | None) -> Response:
    """Carries it out; when it cannot be, the form comes back with what was written and why."""
    form = sent.form
    sent.check()
    try:
        with sent.working() as (session, now):
            place = Place(session, now.caller, case_id, object_id)
            hold_to(session, case_id, operation.action, by=now.caller)
            fields = _fields(operation, place)
            body, filled = body_of(operation.body, fields, form.values) if operation.body else (None, Filled())
            if form.text("_mere") or filled.errors:
                return _form_page(sent.request, now, operation, place, _with_one_more(filled, form))
            operation.do(Doing(place, body, form.key, form.text("_version") or None))
            return _seen_at(operation, place)
    except Problem as problem:
        if problem.status in (401, 403, 404):
            raise
        with sent.working() as (session, now):
            place = Place(session, now.caller, case_id, object_id)
            return _form_page(sent.request, now, operation, place, Filled(form.values), problem, form)


def _seen_at(operation: Operation, place: Place) -> Response:
    """On to where the result is seen; of a case that is somebody else's now, to the front page."""
    if place.case_id is None:
        return on_to(operation.tab, "gemt")
    allowed = may(place.session, place.case_id, by=place.by)
    if Action.READ_CASE not in allowed:
        return on_to("/", "videre")
    shown = next((one.action in allowed for one in TABS if one.path == operation.tab), True)
    return on_to(back_to(operation, place.case_id) if shown else f"/sager/{place.case_id}", "gemt")


def _with_one_more(filled: Filled, form: Form) -> Filled:
    """With an empty row more, where one was asked for; nothing is said to be wrong then."""
    path = form.text("_mere")
    if not path:
        return filled
    values: Mapping[str, Any] = {**filled.values, f"{path}.{filled.rows(path, at_least=0)}._": [""]}
    return Filled(values)
