"""The signed paper itself, kept with the consent that it proves: scanned or photographed, and never changed."""

import base64
import hashlib
from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, defer

from app import clock, jobs
from app.audit import service as audit
from app.caller import Caller, Why
from app.consents.models import Consent, ConsentPaper
from app.errors import NotFound, Problem, Unprocessable
from app.history import service as history
from workflows.consent import CONSENT

MOST_BYTES: Final = 10 * 2**20
_BEGINS_WITH: Final[Mapping[bytes, str]] = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
ENDINGS: Final[Mapping[str, str]] = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class PaperUnreadable(Unprocessable):
    """Neither a PDF nor a picture."""

    code = "paper_unreadable"
    title = "Filen kan ikke gemmes som et underskrevet samtykke"


class PaperTooLarge(Problem):
    status = 413
    code = "too_large"
    title = "Filen er for stor"


def keep(
    session: Session, consent: Consent, content: bytes, *, about: UUID, by: Caller, why: Why
) -> tuple[ConsentPaper, bool]:
    """The paper, and whether it is new: the same bytes again are the same paper.

    Whatever the file is called, what it is shows in its first bytes. Raises PaperUnreadable and PaperTooLarge.
    """
    if len(content) > MOST_BYTES:
        raise PaperTooLarge("Højst 10 MB.")
    media_type = next((kind for first, kind in _BEGINS_WITH.items() if content.startswith(first)), None)
    if media_type is None:
        raise PaperUnreadable("Send en PDF eller et billede (JPEG eller PNG).")
    sha256 = hashlib.sha256(content).digest()
    before = session.scalar(_of([consent.id], consent.municipality_code).where(ConsentPaper.sha256 == sha256))
    if before is not None:
        audit.record(session, "consent.read", by=by, why=why, subjects=[about], fields=["consent"])
        return before, False
    row = ConsentPaper(
        municipality_code=consent.municipality_code,
        id=clock.new_id(),
        case_id=consent.case_id,
        consent_id=consent.id,
        media_type=media_type,
        size=len(content),
        sha256=sha256,
        added_at=by.at,
        added_by=by.id,
        content=base64.b64encode(content).decode(),
    )
    session.add(row)
    history.record(
        session, CONSENT.name, consent, "paper_kept", consent.state, by=by, case_id=consent.case_id,
        details={"scope": consent.scope, "signer": consent.signer_kind, "sha256": sha256.hex()},
    )  # fmt: skip
    audit.record(session, "consent.paper_kept", by=by, why=why, subjects=[about], object_id=row.id, fields=["consent"])
    session.flush()
    jobs.file_documents(session, row.municipality_code, row.case_id)
    return row, True


def of_each(session: Session, consents: Collection[Consent]) -> dict[UUID, list[ConsentPaper]]:
    """The papers of each consent, the oldest first; what they hold is not read."""
    found: dict[UUID, list[ConsentPaper]] = {one.id: [] for one in consents}
    for code in {one.municipality_code for one in consents}:
        for row in session.scalars(_of(found, code)):
            found[row.consent_id].append(row)
    return found


def paper(session: Session, municipality_code: str, case_id: UUID, consent_id: UUID, paper_id: UUID) -> ConsentPaper:
    """Raises NotFound."""
    found = session.get(ConsentPaper, (municipality_code, paper_id))
    if found is None or (found.case_id, found.consent_id) != (case_id, consent_id):
        raise NotFound()
    return found


def _of(consent_ids: Collection[UUID], municipality_code: str) -> Select[ConsentPaper]:
    return (
        select(ConsentPaper)
        .where(ConsentPaper.municipality_code == municipality_code, ConsentPaper.consent_id.in_(consent_ids))
        .order_by(ConsentPaper.added_at, ConsentPaper.id)
        .options(defer(ConsentPaper.content_sealed))
    )


def content_of(row: ConsentPaper) -> bytes:
    return base64.b64decode(row.content or "")
