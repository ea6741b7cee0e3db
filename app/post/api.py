"""Letters: written, seen as they will look, put in the post, and what became of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy import select

from app import paging
from app.access.fields import may_read_letter, person_fields
from app.access.policy import Action, purpose_of
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Why
from app.cases import service as cases
from app.cases.models import Case
from app.cases.queries import visible, whys_listed
from app.cases.requests import about, readable, writable
from app.cases.ways_out import shown
from app.db import Transaction
from app.errors import NotFound
from app.idempotency.service import Key, answer_once, request_hash
from app.letters import service as letters
from app.letters.models import Letter
from app.paging import Page
from app.post import moving, writing
from app.post.schemas import LetterInList, LetterMove, LetterView, WriteLetters
from app.post.view import in_list, letter_view, pdf_shown
from app.responses import problems
from workflows.letter import State
from workflows.letter_kinds import Kind

router = APIRouter(prefix="/v1", tags=["Breve"])


@router.get(
    "/letters", responses=problems(400), summary="Breve på tværs af dine sager, for eksempel dem, der ikke nåede frem"
)
def list_letters(
    session: Transaction,
    by: By,
    state: State | None = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> Page[LetterInList]:
    """Ældste først. ``state=failed`` er dem, nogen må se på: send igen, eller giv besked på en anden måde."""
    require(by, Action.READ_LETTERS)
    query = (
        select(Letter, Case)
        .join(Case, (Case.municipality_code == Letter.municipality_code) & (Case.id == Letter.case_id))
        .where(visible(by), Letter.kind.in_(_kinds_for(by)))
        .order_by(Letter.id)
        .limit(limit + 1)
    )
    if state is not None:
        query = query.where(Letter.state == state.value)
    after = paging.after_id(cursor)
    if after is not None:
        query = query.where(Letter.id > after)
    found = session.execute(query).all()
    rows = [row for row, _ in found[:limit]]
    _log(session, [case for _, case in found[:limit]], by)
    return Page(
        items=in_list(session, rows, by=by), next_cursor=paging.following_id([row.id for row, _ in found], limit)
    )


@router.get("/cases/{case_id}/letters", responses=problems(404), summary="Sagens breve, de ældste først")
def list_letters_of_case(session: Transaction, by: By, case_id: UUID) -> Page[LetterInList]:
    case, why = readable(session, case_id, Action.READ_LETTERS, by=by)
    audit.record(session, "letter.listed", by=by, why=why, subjects=[case.person_id], fields=["letter"])
    rows = letters.of_case(session, case.municipality_code, case.id)
    mine = [row for row in rows if may_read_letter(by.role, Kind(row.kind), why.purpose)]
    return Page(items=in_list(session, mine, by=by), next_cursor=None)


@router.post(
    "/cases/{case_id}/letters",
    status_code=201,
    response_model=Page[LetterInList],
    responses=problems(404, 409),
    summary="Skriv udkast: ét brev til hver, aldrig ét til alle",
)
def write_letters(session: Transaction, by: By, case_id: UUID, body: WriteLetters, key: Key = None) -> Response:
    """Til familien: et brev til hver, der mangler besked. Udkastet sendes først, når det lægges i posten."""
    require(by, Action.WRITE_LETTER)

    def do() -> tuple[int, Page[LetterInList], None]:
        case, why = writable(session, case_id, Action.WRITE_LETTER, by=by)
        written = writing.write(session, case, body, by=by, why=why)
        return 201, Page(items=in_list(session, written, by=by), next_cursor=None), None

    hashed = request_hash("write_letters", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@router.get(
    "/cases/{case_id}/letters/{letter_id}", responses=problems(404), summary="Et brev, som det er eller vil blive"
)
def get_letter(session: Transaction, by: By, case_id: UUID, letter_id: UUID) -> LetterView:
    case, row, why = _readable_letter(session, case_id, letter_id, by)
    audit.record(session, "letter.read", by=by, why=why, subjects=[case.person_id], object_id=row.id, fields=["letter"])
    return letter_view(session, row, case, cases.subject_of(session, case), by=by)


@router.get(
    "/cases/{case_id}/letters/{letter_id}/pdf",
    response_class=Response,
    responses=problems(404) | {200: {"content": {"application/pdf": {}}, "description": "Brevet"}},
    summary="Brevet som PDF: de bytes, der blev sendt, eller som det ville se ud nu",
)
def get_letter_pdf(
    session: Transaction,
    by: By,
    case_id: UUID,
    letter_id: UUID,
    on_paper: Annotated[bool, Query(description="Med adresse i kuvertens rude")] = True,
) -> Response:
    case, row, why = _readable_letter(session, case_id, letter_id, by)
    audit.record(session, "letter.read", by=by, why=why, subjects=[case.person_id], object_id=row.id, fields=["letter"])
    with_address = "address" in person_fields(by.role, why.purpose)
    pdf = pdf_shown(session, row, case, on_paper=on_paper, with_address=with_address, by=by)
    headers = {"Content-Disposition": f'inline; filename="brev-{row.id.hex[-8:]}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.post(
    "/cases/{case_id}/letters/{letter_id}/moves",
    response_model=LetterView,
    responses=problems(404, 409),
    summary="Læg i posten, tag tilbage, send igen, afleveret på papir, eller stop",
)
def move_letter(
    session: Transaction, by: By, case_id: UUID, letter_id: UUID, body: LetterMove, key: Key = None
) -> Response:
    require(by, Action.WRITE_LETTER)

    def do() -> tuple[int, LetterView, None]:
        case, why = writable(session, case_id, Action.WRITE_LETTER, by=by)
        row = letters.letter(session, case.municipality_code, case.id, letter_id)
        if not may_read_letter(by.role, Kind(row.kind), why.purpose):
            raise NotFound()
        row = letters.locked(session, case.municipality_code, row.id)
        moving.move(session, row, case, body, by=by, why=why)
        return 200, letter_view(session, row, case, cases.subject_of(session, case), by=by), None

    hashed = request_hash("move_letter", case_id, letter_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


def _readable_letter(session: Transaction, case_id: UUID, letter_id: UUID, by: By) -> tuple[Case, Letter, Why]:
    case, why = readable(session, case_id, Action.READ_LETTERS, by=by)
    row = letters.letter(session, case.municipality_code, case.id, letter_id)
    if not may_read_letter(by.role, Kind(row.kind), why.purpose):
        raise NotFound()
    return case, row, why


def _kinds_for(by: By) -> list[str]:
    """Through broken glass everything is read, but one case at a time and not in a list."""
    return [kind.value for kind in Kind if may_read_letter(by.role, kind, purpose_of(by))]


def _log(session: Transaction, found: list[Case], by: By) -> None:
    """Each child once for each reason that the caller sees them for; shown to somebody outside, in the ledger too."""
    each = list({case.id: case for case in found}.values())
    whys = whys_listed(session, each, by=by)
    for why in dict.fromkeys(whys):
        seen = [case.person_id for case, other in zip(each, whys, strict=True) if other == why]
        audit.record(session, "letter.listed", by=by, why=why, subjects=seen, fields=["letter"])
    for case, why in zip(each, whys, strict=True):
        shown(session, case, Action.READ_LETTERS, by=by, why=why)
