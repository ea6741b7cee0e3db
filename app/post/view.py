"""Showing letters: what they say, how they fare, and what may be done with them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases import service as cases
from app.cases.models import Case
from app.history.texts import messages
from app.letters import service as letters
from app.letters.models import Letter, LetterReceipt
from app.letters.recipients import addressed
from app.letters.rendering import render
from app.people.models import Person
from app.people.service import names_of_custody_holders
from app.post.putting_together import kept_pdf, kept_text, put_together, reference, sheet_of
from app.post.schemas import AttemptView, LetterInList, LetterMoveView, LetterView, ReceiptView
from app.post.texts import failure_text
from workflows.calendar import local_date
from workflows.letter import LETTER, Facts, State
from workflows.letter_kinds import TITLES, Kind
from workflows.profile import profile_for

_OF_THE_ROW = LetterInList.model_fields.keys() - {"kind_title", "recipient", "failure_text"}


def in_list(session: Session, rows: Sequence[Letter], *, by: Caller) -> list[LetterInList]:
    """Without what they say; the holders' names in one query."""
    holders = {row.custody_holder_id for row in rows if row.custody_holder_id is not None}
    names = names_of_custody_holders(session, by.municipality_code, holders)
    return [LetterInList(**_own(row, _recipient(row, names.get(row.custody_holder_id)))) for row in rows]  # type: ignore[arg-type]  # None is no key


def letter_view(session: Session, row: Letter, case: Case, subject: Person, *, by: Caller) -> LetterView:
    """The whole letter: as it left, or as it would leave now."""
    profile = profile_for(row.municipality_code)
    to = addressed(session, row, subject, profile, local_date(by.at))
    text, found = kept_text(row) if State(row.state) not in letters.PENDING else None, []
    checked = True
    if text is None:
        now = put_together(session, row, case, subject, at=by.at, on_paper=False)
        text, found = now.text, [str(one.code) for one in now.found]
        checked = not found
    facts = letters.facts_of(
        session, row, recipient_confirmed=to.stands and bool(to.name), checked_before_sending=checked
    )
    return LetterView(
        **_own(row, to.name),
        reference=reference(row),
        template_version=row.template_version,
        title=text.title,
        blocks=list(text.as_json()["blocks"]),
        found=found,
        pdf_sha256=row.pdf_sha256.hex() if row.pdf_sha256 else None,
        moves=_moves(row, facts, by=by),
        attempts=[AttemptView.model_validate(one) for one in letters.attempts(session, row)],
        receipts=[ReceiptView.model_validate(one) for one in _receipts(session, row)],
    )


def pdf_shown(session: Session, row: Letter, case: Case, *, on_paper: bool, with_address: bool, by: Caller) -> bytes:
    """The bytes that left, or as it would look now. Without ``with_address`` the envelope's window is left empty."""
    subject, has_left = cases.subject_of(session, case), State(row.state) not in letters.PENDING
    kept, text = (kept_pdf(row), kept_text(row)) if has_left else (None, None)
    if kept is not None and (with_address or row.channel == "digital_post"):
        return kept
    if text is not None:
        profile = profile_for(row.municipality_code)
        to = addressed(session, row, subject, profile, local_date(by.at))
        left_at = row.sent_at or row.handed_over_at or by.at
        return render(sheet_of(row, text, to, profile, left_at, on_paper=False))
    return put_together(session, row, case, subject, at=by.at, on_paper=on_paper and with_address).pdf()


def _own(row: Letter, recipient: str | None) -> dict[str, object]:
    fields: dict[str, object] = {name: getattr(row, name) for name in _OF_THE_ROW}
    return fields | {
        "kind_title": TITLES[Kind(row.kind)], "recipient": recipient, "failure_text": failure_text(row.failure),
    }  # fmt: skip


def _recipient(row: Letter, holder: str | None) -> str | None:
    return {"young_person": "Den unge", "institution": row.institution}.get(row.recipient_kind, holder)


def _moves(row: Letter, facts: Facts, *, by: Caller) -> list[LetterMoveView]:
    profile = profile_for(row.municipality_code)
    return [
        LetterMoveView(
            event=option.event,
            allowed=option.allowed,
            unmet=list(option.unmet),
            messages=messages(option.unmet, profile),
        )
        for option in LETTER.options(State(row.state), facts)
        if by.role in option.roles
    ]


def _receipts(session: Session, row: Letter) -> list[LetterReceipt]:
    query = (
        select(LetterReceipt)
        .where(LetterReceipt.municipality_code == row.municipality_code, LetterReceipt.letter_id == row.id)
        .order_by(LetterReceipt.received_at, LetterReceipt.id)
    )
    return list(session.scalars(query))
