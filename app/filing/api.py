"""What of a case is filed in the municipality's records system, and trying again what was given up."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.fields import may_read_letter
from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Why
from app.cases.requests import about, readable, writable
from app.db import Transaction
from app.errors import NotFound
from app.filing import service
from app.filing.models import Filing
from app.filing.schemas import FilingView
from app.filing.texts import SIGNED_CONSENT, said_of
from app.idempotency.service import Key, answer_once, request_hash
from app.paging import Page
from app.responses import problems
from workflows.letter_kinds import TITLES, Kind

router = APIRouter(prefix="/v1/cases/{case_id}/filings", tags=["Breve"])


@router.get("", responses=problems(404), summary="Hvad der er journaliseret i kommunens ESDH-system, det ældste først")
def list_filings(session: Transaction, by: By, case_id: UUID) -> Page[FilingView]:
    """Breve, der er sendt eller afleveret, og underskrevne samtykker. Tom, når kommunen ikke journaliserer herfra."""
    case, why = readable(session, case_id, Action.READ_LETTERS, by=by)
    audit.record(session, "filing.listed", by=by, why=why, subjects=[case.person_id], fields=["letter"])
    return Page(items=_shown(session, service.of_case(session, case), by, why), next_cursor=None)


@router.post(
    "/{filing_id}/retries",
    response_model=FilingView,
    responses=problems(404, 409),
    summary="Prøv igen at journalisere det, der blev opgivet",
)
def retry_filing(session: Transaction, by: By, case_id: UUID, filing_id: UUID, key: Key = None) -> Response:
    """Med sagens nummer, som det er nu."""
    require(by, Action.WRITE_LETTER)

    def do() -> tuple[int, FilingView, None]:
        case, why = writable(session, case_id, Action.WRITE_LETTER, by=by)
        row = service.filing(session, case, filing_id, lock=True)
        if not _shown(session, [row], by, why):
            raise NotFound()
        service.try_again(session, row, case, by=by, why=why)
        return 200, _shown(session, [row], by, why)[0], None

    hashed = request_hash("retry_filing", case_id, filing_id)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


def _shown(session: Transaction, rows: Sequence[Filing], by: By, why: Why) -> list[FilingView]:
    """Of a letter that the caller may not read, nor that it is filed."""
    kinds = service.letters_of(session, by.municipality_code, rows)
    shown = []
    for row in rows:
        kind = Kind(kinds[row.letter_id]) if row.letter_id is not None else None
        if kind is None or may_read_letter(by.role, kind, why.purpose):
            own = {name: getattr(row, name) for name in _OF_THE_ROW}
            document = SIGNED_CONSENT if kind is None else TITLES[kind]
            shown.append(FilingView(**own, document=document, text=said_of(row)))
    return shown


_OF_THE_ROW = FilingView.model_fields.keys() - {"document", "text"}
