"""Which documents are to be filed, and trying again what was given up."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from app import clock, jobs
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases.models import Case
from app.consents.models import ConsentPaper
from app.errors import Conflict, NotFound
from app.filing.models import Filing, State
from app.letters.models import Letter
from workflows.calendar import COPENHAGEN
from workflows.letter import State as LetterState

_LEFT = tuple(state.value for state in (LetterState.SENT, LetterState.DELIVERED, LetterState.HANDED_OVER))
"""The bytes that are kept are those that left: of one that is to be sent again they may be others."""


class NotGivenUp(Conflict):
    """It is filed, or it is tried by itself."""

    code = "filing_not_given_up"
    title = "Dokumentet er journaliseret, eller der prøves stadig"


def of_case(session: Session, case: Case) -> list[Filing]:
    """The oldest first."""
    query = (
        select(Filing)
        .where(Filing.municipality_code == case.municipality_code, Filing.case_id == case.id)
        .order_by(Filing.created_at, Filing.id)
    )
    return list(session.scalars(query))


def filing(session: Session, case: Case, filing_id: UUID, *, lock: bool = False) -> Filing:
    """One of the case. Raises NotFound."""
    found = session.get(Filing, (case.municipality_code, filing_id), with_for_update=lock, populate_existing=lock)
    if found is None or found.case_id != case.id:
        raise NotFound()
    return found


def letters_of(session: Session, municipality_code: str, rows: Sequence[Filing]) -> dict[UUID, str]:
    """Of which kind each letter is; what it says is not read."""
    ids = {row.letter_id for row in rows if row.letter_id is not None}
    query = select(Letter.id, Letter.kind).where(Letter.municipality_code == municipality_code, Letter.id.in_(ids))
    found: dict[UUID, str] = {}
    if ids:
        found.update((letter_id, kind) for letter_id, kind in session.execute(query))
    return found


def try_again(session: Session, row: Filing, case: Case, *, by: Caller, why: Why) -> None:
    """From now, with the case's number as it stands now. Raises NotGivenUp."""
    if row.state != State.REFUSED:
        raise NotGivenUp()
    row.state, row.waiting_since, row.next_try_at = State.WAITING.value, by.at, by.at
    row.tries, row.refused_at, row.code = 0, None, None
    audit.record(session, "filing.tried_again", by=by, why=why, subjects=[case.person_id], object_id=row.id)
    jobs.file_documents(session, case.municipality_code, case.id)
    session.flush()


def open_missing(session: Session, case: Case, since: date, *, by: Caller) -> None:
    """A row for each document of a case that is locked which has none, and which left or came since that day."""
    code = case.municipality_code
    new = [
        (letter_id, None, sha256)
        for letter_id, sha256 in session.execute(_letters(code, since).where(Letter.case_id == case.id))
    ] + [
        (None, paper_id, sha256)
        for paper_id, sha256 in session.execute(_papers(code, since).where(ConsentPaper.case_id == case.id))
    ]
    for letter_id, paper_id, sha256 in new:
        row = Filing(
            municipality_code=code, id=clock.new_id(), case_id=case.id, letter_id=letter_id, paper_id=paper_id,
            sha256=sha256, state=State.WAITING.value, created_at=by.at, waiting_since=by.at, next_try_at=by.at,
        )  # fmt: skip
        session.add(row)
    session.flush()


def cases_with_work(
    session: Session, municipality_code: str, since: date, *, by: Caller, most: int = 500
) -> list[UUID]:
    """Where a document has no row yet, its job having been lost, or a row whose turn it is."""
    found: dict[UUID, None] = {}
    turn = select(Filing.case_id).where(_due(municipality_code, by)).order_by(Filing.next_try_at)
    for query in (
        turn,
        _letters(municipality_code, since).with_only_columns(Letter.case_id),
        _papers(municipality_code, since).with_only_columns(ConsentPaper.case_id),
    ):
        found |= dict.fromkeys(session.scalars(query.limit(most)))
    return list(found)


def due_of(session: Session, case: Case, *, by: Caller) -> list[UUID]:
    query = select(Filing.id).where(_due(case.municipality_code, by), Filing.case_id == case.id).order_by(Filing.id)
    return list(session.scalars(query))


def waiting(session: Session, municipality_code: str) -> tuple[int, datetime | None]:
    """How many documents are to be filed and are not, and since when the first."""
    query = select(func.count(), func.min(Filing.waiting_since)).where(
        Filing.municipality_code == municipality_code, Filing.state == State.WAITING.value
    )
    count, oldest_at = session.execute(query).one()
    return count, oldest_at


def _due(municipality_code: str, by: Caller) -> ColumnElement[bool]:
    return and_(
        Filing.municipality_code == municipality_code,
        Filing.state == State.WAITING.value,
        Filing.next_try_at <= by.at,
    )


def _letters(municipality_code: str, since: date) -> Select[UUID, bytes | None]:
    """Those that left and have no row for the bytes that did."""
    left_on = func.coalesce(Letter.handed_over_at, Letter.sent_at)
    has_one = select(Filing.id).where(
        Filing.municipality_code == Letter.municipality_code,
        Filing.letter_id == Letter.id,
        Filing.sha256 == Letter.pdf_sha256,
    )
    return select(Letter.id, Letter.pdf_sha256).where(
        Letter.municipality_code == municipality_code,
        Letter.state.in_(_LEFT),
        Letter.pdf_sha256.is_not(None),
        left_on >= _beginning_of(since),
        ~has_one.exists(),
    )


def _papers(municipality_code: str, since: date) -> Select[UUID, bytes]:
    has_one = select(Filing.id).where(
        Filing.municipality_code == ConsentPaper.municipality_code, Filing.paper_id == ConsentPaper.id
    )
    return select(ConsentPaper.id, ConsentPaper.sha256).where(
        ConsentPaper.municipality_code == municipality_code,
        ConsentPaper.added_at >= _beginning_of(since),
        ~has_one.exists(),
    )


def _beginning_of(day: date) -> datetime:
    return datetime.combine(day, time(), COPENHAGEN)
