"""Who is who: two who are one, incidents of somebody else, and a merge that was wrong; each with what shows it."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from app import clock
from app.access.policy import Action
from app.access.service import InSession, require
from app.access.sessions import Entered
from app.caller import Caller
from app.cases.api import get_case, search_cases
from app.cases.schemas import CaseInList, CaseView
from app.cases.search import SearchIn
from app.db import Transaction
from app.errors import NotFound, Problem, Unprocessable
from app.lists.api import list_incidents
from app.lists.identity_schemas import CorrectionIn
from app.lists.persons_api import correct_identity, list_corrections
from app.web.rendering import page
from app.web.sending import Form, Sending, Sent, on_to

router = APIRouter(prefix="/sager/{case_id}/hvem", include_in_schema=False)

_CORRECTION: Final = TypeAdapter[Any](CorrectionIn)


class NotWhole(Unprocessable):
    code = "correction_not_whole"
    title = "Der mangler noget"


@router.get("")
def who(request: Request, session: Transaction, now: InSession, case_id: UUID) -> Response:
    """What was put right before, and what can be."""
    return _shown(request, session, now, case_id, Form.empty(), None)


@router.post("/find")
def find(sent: Sent, case_id: UUID) -> Response:
    """Other children here whom it may be, by their cases."""
    sent.check()
    with sent.working() as (session, now):
        return _shown(sent.request, session, now, case_id, sent.form, None)


@router.post("")
def correct(sent: Sent, case_id: UUID) -> Response:
    """Carries it out; what cannot be comes back as it was written."""
    form = sent.form
    try:
        sent.carry_out(lambda session, now: _correct(session, now.caller, case_id, form))
    except Problem as problem:
        if problem.status in (401, 403, 404):
            raise
        return _again(sent, case_id, problem)
    return on_to(f"/sager/{case_id}/historik", "gemt")


def _correct(session: Session, by: Caller, case_id: UUID, form: Form) -> Response:
    said: dict[str, Any] = {name: form.text(name).strip() for name in ("event", "evidence", "reason")}
    other = form.text("other")
    match said["event"]:
        case "merge":
            said |= {"person_id": _person(session, by, case_id), "merged_id": _other(session, by, other)}
        case "move":
            said |= {"person_id": _person(session, by, case_id), "entries": form.values.get("entries", [])}
            if other:
                said["to_person_id"] = _other(session, by, other)
            else:
                said["new"] = {"name": form.text("name").strip(), "birth_date": form.text("birth_date")}
        case "split_back":
            said["correction_id"] = form.text("correction_id")
    try:
        body = _CORRECTION.validate_python(said)
    except ValidationError:
        raise NotWhole("Vælg, hvem det er, og skriv både, hvad der viser det, og hvorfor det skal rettes nu.") from None
    return correct_identity(session, by, body, key=form.key)


def _person(session: Session, by: Caller, case_id: UUID) -> UUID:
    found = get_case(session, by, case_id, Response()).person
    if found is None:
        raise NotFound()
    return found.id


def _other(session: Session, by: Caller, case_id: str) -> UUID:
    try:
        return _person(session, by, UUID(case_id))
    except ValueError:
        raise NotWhole("Find og vælg først det andet barn.") from None


def _again(sent: Sending, case_id: UUID, problem: Problem) -> Response:
    with sent.working() as (session, now):
        return _shown(sent.request, session, now, case_id, sent.form, problem)


def _shown(
    request: Request, session: Session, now: Entered, case_id: UUID, form: Form, problem: Problem | None
) -> Response:
    by = now.caller
    require(by, Action.CORRECT_IDENTITY)
    case = get_case(session, by, case_id, Response())
    found, fault = _found(session, by, case, form)
    return page(
        request, "case_hvem.html", now, status=problem.status if problem else 422 if fault else 200,
        case=case, base=f"/sager/{case.id}", tab="historik", tabs=[], found=found, fault=fault,
        incidents=list_incidents(session, by, case_id).items,
        corrections=list_corrections(session, by, _person(session, by, case_id)).items,
        form=form, problem=problem, key=clock.new_id().hex,
    )  # fmt: skip


def _found(session: Session, by: Caller, case: CaseView, form: Form) -> tuple[list[CaseInList] | None, str]:
    text = form.text("text").strip()
    if "text" not in form.values:
        return None, ""
    try:
        body = SearchIn(text=text)
    except ValidationError:
        return None, "Skriv mindst to bogstaver."
    return [one for one in search_cases(session, by, body).items if one.id != case.id], ""
