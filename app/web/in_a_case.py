"""What a case holds besides words: a letter as PDF, a signed paper, and a notice that has been seen."""

from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from app.access.policy import Action
from app.access.service import InSession
from app.access.sessions import Entered
from app.cases.consents_api import get_paper, keep_paper
from app.cases.sharing_api import see_notice
from app.db import Transaction
from app.errors import Unprocessable
from app.post.api import get_letter_pdf
from app.web.case_access import hold_to
from app.web.sending import Sent, on_to

router = APIRouter(prefix="/sager/{case_id}", include_in_schema=False)


class FileMissing(Unprocessable):
    code = "file_missing"
    title = "Der er ikke valgt en fil"


@router.get("/breve/{letter_id}/pdf")
def letter_pdf(session: Transaction, now: InSession, case_id: UUID, letter_id: UUID) -> Response:
    """The bytes that were sent, or as it would look now."""
    return get_letter_pdf(session, now.caller, case_id, letter_id)


@router.get("/samtykker/{consent_id}/{paper_id}")
def paper(session: Transaction, now: InSession, case_id: UUID, consent_id: UUID, paper_id: UUID) -> Response:
    """A signed consent, as it was kept."""
    return get_paper(session, now.caller, case_id, consent_id, paper_id)


@router.post("/samtykker/{consent_id}")
def keep(sent: Sent, case_id: UUID, consent_id: UUID) -> Response:
    """A scan or a photograph of what was signed."""

    def do(session: Session, now: Entered) -> Response:
        hold_to(session, case_id, Action.WRITE_CONSENT, by=now.caller)
        file = sent.form.files.get("file")
        if file is None or not file.filename:
            raise FileMissing("Vælg en fil, og prøv igen.")
        return keep_paper(session, now.caller, case_id, consent_id, file)  # type: ignore[arg-type]  # the framework's own kind of the same file

    sent.carry_out(do)
    return on_to(f"/sager/{case_id}/familien", "gemt")


@router.post("/beskeder/{notice_id}/set")
def seen(sent: Sent, case_id: UUID, notice_id: UUID) -> Response:
    """Whoever has the case has read it."""
    sent.carry_out(lambda session, now: see_notice(session, now.caller, case_id, notice_id))
    return on_to(f"/sager/{case_id}", "set")
