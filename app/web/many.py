"""Several cases at once, and lists of one's own: the same move for each that was ticked, with what came of it."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter, ValidationError

from app.access.policy import Action
from app.access.service import InSession, require
from app.access.sessions import Entered
from app.cases import showing
from app.cases.bulk import OutcomesView
from app.cases.texts import move_title
from app.cases.worklist_api import FilterChange, MoveMany, change_filters, move_cases
from app.db import Transaction
from app.errors import Unprocessable
from app.web.operations.choices import staff
from app.web.rendering import page
from app.web.sending import Sent, on_to
from workflows.casework import CASEWORK, Event
from workflows.profile import profile_for
from workflows.roles import Role
from workflows.work import IN_BULK

router = APIRouter(include_in_schema=False)

WHO: Final[Mapping[Event, str]] = {
    Event.ASSIGN: "responsible",
    Event.INFORM_CASEWORKER: "caseworker",
    Event.CHANGE_LOCAL_LEADER: "local_leader",
}
"""Of a move that gives something to somebody: the name of who."""
_MANY: Final = TypeAdapter[Any](MoveMany)
_CHANGE: Final = TypeAdapter[Any](FilterChange)


class NothingChosen(Unprocessable):
    code = "nothing_chosen"
    title = "Der mangler noget"


def in_bulk(role: Role) -> list[Event]:
    """What ``role`` may do in several cases at once."""
    makes = {event for (_, event), move in CASEWORK.by_pair.items() if role in move.roles}
    return [event for event in Event if event in IN_BULK and event in makes]


def titles(events: list[Event], municipality_code: str) -> list[tuple[Event, str]]:
    """Each with what the municipality calls it."""
    return [(event, move_title(event, profile_for(municipality_code))) for event in events]


@router.post("/flere")
def move_ticked(sent: Sent) -> Response:
    """The same move in each case that was ticked."""
    ticked = [one.partition(":") for one in sent.form.values.get("sag", ())]
    body = _body(
        {"which": "named", "cases": [{"case_id": one[0], "version": _number(one[2])} for one in ticked]}
        | {"move": _move(sent)}
    )
    return _carried_out(sent, body)


@router.get("/flere/kollega")
def ask_for_colleague(request: Request, session: Transaction, now: InSession) -> Response:
    """All that a colleague has, to another."""
    require(now.caller, Action.MOVE_MANY)
    events = [event for event in in_bulk(now.caller.role) if event in WHO]
    return page(
        request, "colleague.html", now, events=titles(events, now.caller.municipality_code),
        staff=staff(session, "responsible", "caseworker", "local_leader", by=now.caller),
    )  # fmt: skip


@router.post("/flere/kollega")
def move_all_of(sent: Sent) -> Response:
    body = _body({"which": "all_of", "colleague": sent.form.text("colleague"), "move": _move(sent)})
    return _carried_out(sent, body)


@router.post("/filtre")
def filter_changed(sent: Sent) -> Response:
    """Keeps the list that is shown under a name, or removes one."""
    form = sent.form
    if form.text("fjern"):
        said: dict[str, Any] = {"event": "remove", "filter_id": form.text("fjern")}
    else:
        terms = {name.removeprefix("t."): values[0] for name, values in form.values.items() if name.startswith("t.")}
        flags = {name: True if value == "true" else value for name, value in terms.items()}
        said = {"event": "save", "name": form.text("name"), "terms": flags}
    try:
        body = _CHANGE.validate_python(said)
    except ValidationError:
        raise NothingChosen("Giv listen et navn uden tal.") from None
    sent.carry_out(lambda session, now: change_filters(session, now.caller, body))
    return on_to("/sager", "gemt")


def _move(sent: Sent) -> dict[str, Any]:
    """The move as it was chosen, with who and why where it asks for them."""
    form = sent.form
    try:
        event = Event(form.text("event"))
    except ValueError:
        raise NothingChosen("Vælg, hvad der skal ske.") from None
    said: dict[str, Any] = {"event": event}
    if event in WHO:
        said[WHO[event]] = form.text("who").strip()
        if form.text("reason").strip():
            said["reason"] = form.text("reason").strip()
    return said


def _body(said: dict[str, Any]) -> Any:
    try:
        return _MANY.validate_python(said)
    except ValidationError:
        raise NothingChosen("Sæt kryds ved mindst én sag, og skriv, hvem der skal have dem.") from None


def _carried_out(sent: Sent, body: Any) -> Response:
    def do(session: Any, now: Entered) -> Response:
        answer = move_cases(session, now.caller, body)
        outcomes = OutcomesView.model_validate_json(bytes(answer.body))
        names = showing.names(session, [one.case_id for one in outcomes.items], by=now.caller)
        rows = [(one, names.get(one.case_id, "En sag, der ikke længere er hos dig")) for one in outcomes.items]
        return page(sent.request, "many_moved.html", now, outcomes=outcomes, rows=rows)

    return sent.carry_out(do)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
