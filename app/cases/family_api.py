"""The family in a case: who holds custody, who must be told, who has consented."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.cases import service as cases
from app.cases.requests import about, readable, writable
from app.consents import service as consents
from app.consents.schemas import AskForConsent, ConsentMove, ConsentView
from app.db import Transaction
from app.fields import Flag, Line, Request, View, Words
from app.idempotency.service import Key, answer_once, request_hash
from app.obligations import service as obligations
from app.obligations.models import Obligation
from app.obligations.schemas import ObligationMove, ObligationView
from app.paging import Page
from app.people import service as people
from app.responses import problems
from workflows.informing import RecipientKind
from workflows.profile import profile_for

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["Familien"])


class EnterCustodyHolder(Request):
    name: Line
    relation: Literal["mother", "father", "other"]
    contact: Words | None = None
    address_protected: Flag = False


class CustodyHolderView(View):
    id: UUID
    name: str | None
    relation: str
    contact: str | None
    address_protected: bool


@router.get("/custody-holders", responses=problems(404), summary="Hvem har forældremyndigheden")
def list_custody_holders(session: Transaction, by: By, case_id: UUID) -> Page[CustodyHolderView]:
    case, why = readable(session, case_id, Action.READ_PERSON, by=by)
    audit.record(session, "custody.read", by=by, why=why, subjects=[case.person_id], fields=["custody_holder"])
    holders = people.custody_holders(session, case.municipality_code, case.person_id)
    return Page(items=[CustodyHolderView.model_validate(holder) for holder in holders], next_cursor=None)


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
        cases.custody_changed(session, case, by=by, why=why)
        return 201, CustodyHolderView.model_validate(holder), None

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
        cases.custody_changed(session, case, by=by, why=why)
        return 204, None, None

    hashed = request_hash("end_custody", case_id, holder_id)
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


@router.get("/consents", responses=problems(404), summary="Samtykker")
def list_consents(session: Transaction, by: By, case_id: UUID) -> Page[ConsentView]:
    case, why = readable(session, case_id, Action.READ_CONSENTS, by=by)
    audit.record(session, "consent.read", by=by, why=why, subjects=[case.person_id], fields=["consent"])
    rows = consents.of_case(session, case.municipality_code, case.id)
    return Page(items=[ConsentView.model_validate(row) for row in rows], next_cursor=None)


@router.post(
    "/consents",
    status_code=201,
    response_model=Page[ConsentView],
    responses=problems(404, 409),
    summary="Bed om samtykke hos alle, der skal give det",
)
def ask_for_consent(session: Transaction, by: By, case_id: UUID, body: AskForConsent, key: Key = None) -> Response:
    require(by, Action.WRITE_CONSENT)

    def do() -> tuple[int, Page[ConsentView], None]:
        case, why = writable(session, case_id, Action.WRITE_CONSENT, by=by)
        cases.must_be_open(case)
        asked = consents.ask(
            session, case.id, cases.subject_of(session, case), body.scope, body.recipients, body.terms,
            body.means.value, profile=profile_for(case.municipality_code), by=by, why=why,
        )  # fmt: skip
        return 201, Page(items=[ConsentView.model_validate(row) for row in asked], next_cursor=None), None

    hashed = request_hash("ask_for_consent", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@router.post(
    "/consents/{consent_id}/moves",
    response_model=ConsentView,
    responses=problems(404, 409),
    summary="Givet, afslået, tilbagekaldt, eller spurgt igen",
)
def move_consent(
    session: Transaction, by: By, case_id: UUID, consent_id: UUID, body: ConsentMove, key: Key = None
) -> Response:
    require(by, Action.WRITE_CONSENT)

    def do() -> tuple[int, ConsentView, None]:
        case, why = writable(session, case_id, Action.WRITE_CONSENT, by=by)
        row = consents.consent(session, case.municipality_code, case.id, consent_id)
        consents.move(
            session, row, body.event, body.answer(), subject=cases.subject_of(session, case),
            profile=profile_for(case.municipality_code), by=by, why=why,
        )  # fmt: skip
        cases.consent_changed(session, case, by=by, why=why)
        return 200, ConsentView.model_validate(row), None

    hashed = request_hash("move_consent", case_id, consent_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


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
