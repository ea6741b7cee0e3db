"""Consent in a case: who is asked, what they answered, and the paper that they signed."""

import hashlib
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Response, UploadFile

from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Why
from app.cases import service as cases
from app.cases import writing
from app.cases.models import Case
from app.cases.requests import about, readable, writable
from app.cases.rules import profile_of
from app.consents import papers
from app.consents import service as consents
from app.consents.models import Consent, ConsentPaper
from app.consents.schemas import Ask, AskForConsent, ConsentMove, ConsentView, Grant, PaperView
from app.db import Transaction
from app.idempotency.service import Key, answer_once, request_hash
from app.paging import Page
from app.people.models import Person
from app.responses import problems
from workflows.informing import Means
from workflows.letter_kinds import Kind

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["Familien"])


@router.get("/consents", responses=problems(404), summary="Samtykker")
def list_consents(session: Transaction, by: By, case_id: UUID) -> Page[ConsentView]:
    case, why = readable(session, case_id, Action.READ_CONSENTS, by=by)
    audit.record(session, "consent.read", by=by, why=why, subjects=[case.person_id], fields=["consent"])
    rows = consents.of_case(session, case.municipality_code, case.id)
    return Page(items=_shown(session, rows), next_cursor=None)


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
            body.means.value, profile=profile_of(session, case), by=by, why=why,
        )  # fmt: skip
        cases.consents_asked(session, case, by=by)
        if body.means is Means.LETTER:
            subject = cases.subject_of(session, case)
            writing.about_consents(session, case, subject, Kind.CONSENT_REQUEST, asked, by=by, why=why)
        return 201, Page(items=_shown(session, asked), next_cursor=None), None

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
        subject = cases.subject_of(session, case)
        consents.move(
            session, row, body.event, body.answer(), subject=subject,
            profile=profile_of(session, case), by=by, why=why,
        )  # fmt: skip
        _follow_up(session, case, subject, row, body, by, why)
        return 200, _shown(session, [row])[0], None

    hashed = request_hash("move_consent", case_id, consent_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@router.post(
    "/consents/{consent_id}/papers",
    status_code=201,
    response_model=PaperView,
    responses={200: {"model": PaperView, "description": "Den er gemt før"}, **problems(404, 413)},
    summary="Gem det underskrevne samtykke",
)
def keep_paper(
    session: Transaction,
    by: By,
    case_id: UUID,
    consent_id: UUID,
    file: Annotated[UploadFile, File(description="PDF, JPEG eller PNG på højst 10 MB")],
    key: Key = None,
) -> Response:
    """Scannet eller fotograferet. Den ændres aldrig; er den utydelig, gemmes en til. Også når sagen er endt."""
    require(by, Action.WRITE_CONSENT)
    content = file.file.read(papers.MOST_BYTES + 1)

    def do() -> tuple[int, PaperView, None]:
        case, why = writable(session, case_id, Action.WRITE_CONSENT, by=by)
        row = consents.consent(session, case.municipality_code, case.id, consent_id)
        kept, new = papers.keep(session, row, content, about=case.person_id, by=by, why=why)
        return 201 if new else 200, _paper(kept), None

    hashed = request_hash("keep_paper", case_id, consent_id, hashlib.sha256(content).hexdigest())
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@router.get(
    "/consents/{consent_id}/papers/{paper_id}",
    response_class=Response,
    responses=problems(404)
    | {200: {"content": {kind: {} for kind in papers.ENDINGS}, "description": "Det underskrevne samtykke"}},
    summary="Det underskrevne samtykke, som det blev gemt",
)
def get_paper(session: Transaction, by: By, case_id: UUID, consent_id: UUID, paper_id: UUID) -> Response:
    case, why = readable(session, case_id, Action.READ_CONSENTS, by=by)
    row = papers.paper(session, case.municipality_code, case.id, consent_id, paper_id)
    audit.record(
        session, "consent.paper_read", by=by, why=why, subjects=[case.person_id], object_id=row.id, fields=["consent"]
    )
    # Saved and not shown: whoever sent it may have put more than a signature into it.
    name = f"samtykke-{row.id.hex[-8:]}.{papers.ENDINGS[row.media_type]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(papers.content_of(row), media_type=row.media_type, headers=headers)


def _shown(session: Transaction, rows: Sequence[Consent]) -> list[ConsentView]:
    kept = papers.of_each(session, rows)
    return [
        ConsentView(**{name: getattr(row, name) for name in _OF_THE_ROW}, papers=[_paper(one) for one in kept[row.id]])
        for row in rows
    ]


_OF_THE_ROW = ConsentView.model_fields.keys() - {"papers"}


def _paper(row: ConsentPaper) -> PaperView:
    return PaperView(**{name: getattr(row, name) for name in _OF_THE_PAPER}, sha256=row.sha256.hex())


_OF_THE_PAPER = PaperView.model_fields.keys() - {"sha256"}


def _follow_up(
    session: Transaction, case: Case, subject: Person, row: Consent, body: ConsentMove, by: By, why: Why
) -> None:
    """A letter that asks again; a receipt for what was answered; and what rested on a consent that ended stops."""
    if isinstance(body, Ask):
        if body.means is Means.LETTER:
            writing.about_consents(session, case, subject, Kind.CONSENT_REQUEST, [row], by=by, why=why)
        return
    if not isinstance(body, Grant):
        cases.consent_ended(session, case, row, by=by, why=why)
    if body.receipt:
        writing.about_consents(session, case, subject, Kind.CONSENT_RECEIPT, [row], by=by, why=why)
