"""The family in a case: who holds custody, and who must be told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from app import jobs
from app.access.fields import person_fields
from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Why
from app.cases import service as cases
from app.cases import whose
from app.cases.requests import about, readable, writable
from app.db import Transaction
from app.fields import CprNumber, Flag, Line, Request, View, Words
from app.idempotency.service import Key, answer_once, request_hash
from app.obligations import service as obligations
from app.obligations.models import Obligation
from app.obligations.schemas import ObligationMove, ObligationView
from app.paging import Page
from app.people import service as people
from app.people.models import CustodyHolder
from app.responses import problems
from workflows.informing import RecipientKind

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["Familien"])


class EnterCustodyHolder(Request):
    name: Line
    relation: Literal["mother", "father", "other"]
    cpr_number: Annotated[CprNumber | None, Field(description="Til Digital Post; vises ikke igen")] = None
    address: Annotated[Words | None, Field(description="Linjer som på en kuvert")] = None
    contact: Words | None = None
    address_protected: Flag = False


class CustodyHolderView(View):
    id: UUID
    name: str | None
    relation: str
    contact: str | None
    address_protected: bool
    source: str
    """``hand`` or ``register``."""
    has_cpr_number: bool
    address: str | None = None
    """Absent for a system."""
    register_read_at: datetime | None


@router.get("/custody-holders", responses=problems(404), summary="Hvem har forældremyndigheden")
def list_custody_holders(session: Transaction, by: By, case_id: UUID) -> Page[CustodyHolderView]:
    case, why = readable(session, case_id, Action.READ_PERSON, by=by)
    audit.record(session, "custody.read", by=by, why=why, subjects=[case.person_id], fields=["custody_holder"])
    holders = people.custody_holders(session, case.municipality_code, case.person_id)
    return Page(items=[_holder_shown(holder, by, why) for holder in holders], next_cursor=None)


@router.post(
    "/custody-holders",
    status_code=201,
    response_model=CustodyHolderView,
    responses=problems(404, 409),
    summary="Indtast en forældremyndighedsindehaver",
)
def enter_custody_holder(
    session: Transaction, by: By, case_id: UUID, body: EnterCustodyHolder, key: Key = None
) -> Response:
    require(by, Action.WRITE_CUSTODY)

    def do() -> tuple[int, CustodyHolderView, None]:
        case, why = writable(session, case_id, Action.WRITE_CUSTODY, by=by)
        cases.must_be_open(case)
        subject = cases.subject_of(session, case)
        holder = people.enter_custody_holder(session, subject, **body.model_dump(), by=by, why=why)
        whose.custody_changed(session, case, by=by, why=why)
        return 201, _holder_shown(holder, by, why), None

    hashed = request_hash("enter_custody_holder", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@router.delete(
    "/custody-holders/{holder_id}",
    status_code=204,
    response_class=Response,
    responses=problems(404, 409),
    summary="Ikke længere",
)
def end_custody(session: Transaction, by: By, case_id: UUID, holder_id: UUID, key: Key = None) -> Response:
    """Rækken bliver stående i historikken; det, den pågældende ikke længere skal have at vide, bortfalder."""
    require(by, Action.WRITE_CUSTODY)

    def do() -> tuple[int, None, None]:
        case, why = writable(session, case_id, Action.WRITE_CUSTODY, by=by)
        cases.must_be_open(case)
        people.end_custody(session, cases.subject_of(session, case), holder_id, by=by, why=why)
        whose.custody_changed(session, case, by=by, why=why)
        return 204, None, None

    hashed = request_hash("end_custody", case_id, holder_id)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


class LookUpQueued(View):
    queued: bool


@router.post(
    "/custody-lookup",
    status_code=202,
    response_model=LookUpQueued,
    responses=problems(404, 409),
    summary="Slå forældremyndigheden op i CPR",
)
def look_up_custody(session: Transaction, by: By, case_id: UUID, key: Key = None) -> Response:
    """Svaret kommer af sig selv: forældremyndighed og beskyttelse rettes, og sagen siger, hvad der ændrede sig."""
    require(by, Action.WRITE_CUSTODY)

    def do() -> tuple[int, LookUpQueued, None]:
        case, why = writable(session, case_id, Action.WRITE_CUSTODY, by=by)
        cases.must_be_open(case)
        jobs.look_up_custody(session, case.municipality_code, case.id)
        audit.record(session, "custody.asked", by=by, why=why, subjects=[case.person_id], fields=["custody_holder"])
        return 202, LookUpQueued(queued=True), None

    hashed = request_hash("look_up_custody", case_id)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@router.get("/obligations", responses=problems(404), summary="Hvem skal have besked, og hvem har fået det")
def list_obligations(session: Transaction, by: By, case_id: UUID) -> Page[ObligationView]:
    case, why = readable(session, case_id, Action.READ_OBLIGATIONS, by=by)
    audit.record(session, "obligation.read", by=by, why=why, subjects=[case.person_id], fields=["obligation"])
    rows = obligations.of_case(session, case.municipality_code, case.id)
    return Page(items=_shown(session, rows, by), next_cursor=None)


@router.post(
    "/obligations/{obligation_id}/moves",
    response_model=ObligationView,
    responses=problems(404, 409),
    summary="Orienteret, undtaget, ikke nået frem, eller taget tilbage",
)
def move_obligation(
    session: Transaction, by: By, case_id: UUID, obligation_id: UUID, body: ObligationMove, key: Key = None
) -> Response:
    require(by, Action.WRITE_OBLIGATION)

    def do() -> tuple[int, ObligationView, None]:
        case, why = writable(session, case_id, Action.WRITE_OBLIGATION, by=by)
        cases.must_be_open(case)
        row = obligations.obligation(session, case.municipality_code, case.id, obligation_id)
        obligations.move(session, row, body.event, body.said(), by=by, why=why, about=case.person_id)
        cases.obligations_changed(session, case, by=by)
        return 200, _shown(session, [row], by)[0], None

    hashed = request_hash("move_obligation", case_id, obligation_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


def _holder_shown(holder: CustodyHolder, by: By, why: Why) -> CustodyHolderView:
    fields = {name: getattr(holder, name) for name in _OF_THE_HOLDER}
    if "address" in person_fields(by.role, why.purpose):
        fields["address"] = holder.address
    return CustodyHolderView(**fields, has_cpr_number=holder.cpr_number_sealed is not None)


_OF_THE_HOLDER = CustodyHolderView.model_fields.keys() - {"has_cpr_number", "address"}


def _shown(session: Transaction, rows: Sequence[Obligation], by: By) -> list[ObligationView]:
    holders = [row.custody_holder_id for row in rows if row.custody_holder_id is not None]
    names = people.names_of_custody_holders(session, by.municipality_code, holders)
    shown = []
    for row in rows:
        recipient = "Den unge"
        if row.recipient_kind == RecipientKind.CUSTODY_HOLDER:
            unknown = "Forældremyndighedsindehaver, endnu ukendt"
            recipient = names[row.custody_holder_id] if row.custody_holder_id else unknown
        overdue = obligations.is_outstanding(row) and row.target_at <= by.at
        fields = {name: getattr(row, name) for name in _OF_THE_ROW}
        shown.append(ObligationView(**fields, recipient=recipient, overdue=overdue))
    return shown


_OF_THE_ROW = ObligationView.model_fields.keys() - {"recipient", "overdue"}
