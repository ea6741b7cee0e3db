"""Handing documents over to the records system: a job that may be killed at any point and run again.

Each document in two transactions with the network between them, for nobody waits for a records system with a case
locked. The first writes that it may be there from now on, and takes it for some minutes; the second writes what came
of it. Killed between them, it is looked for over there by our own id before it is handed over again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.adapters.filing_terms import FilingTerms
from app.adapters.outside import Outside
from app.adapters.records_system import Direction, Document, Filed, RecordsAway, RecordsRefused
from app.audit import service as audit
from app.caller import Caller, of_itself, system
from app.cases import notices
from app.cases import service as cases
from app.cases.models import Case
from app.consents import papers
from app.consents.models import ConsentPaper
from app.db import Database
from app.disclosures.service import Wanted, disclose, require_shareable
from app.errors import NotFound
from app.filing import service
from app.filing.models import Filing, State
from app.filing.texts import NO_CASE_NUMBER, REPLACED, SIGNED_CONSENT
from app.letters.models import Letter
from app.post.putting_together import kept_pdf
from workflows.calendar import local_date
from workflows.letter_grounds import GROUND_OF
from workflows.letter_kinds import TITLES, Kind
from workflows.retrying import next_try
from workflows.sharing import DataKind, Ground, PartyKind, Purpose, Way

logger = logging.getLogger("ssp.filing")

_WHY: Final = of_itself("the_document_is_to_be_filed")
_TAKEN_FOR: Final = timedelta(minutes=10)
"""Longer than the records system is waited for; another worker takes the document when the first has died."""
RECIPIENT: Final = "Kommunens ESDH-system"
NECESSITY: Final = (
    "Kommunen skal journalisere dokumentet (offentlighedsloven § 15) og bevare det (arkivloven § 8), så sagen kan "
    "følges og gives indsigt i"
)
Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True, repr=False)
class _Ready:
    """What the first transaction leaves to the second."""

    document: Document
    tries: int
    tried_before: bool


def file_case(database: Database, outside: Outside, municipality_code: str, case_id: UUID, *, now: Now) -> int:
    """Files what waits in the case, and gives how many documents were tried; none where nothing is filed."""
    records, terms = outside.records_system_for(municipality_code), outside.filing_terms_for(municipality_code)
    if records is None or terms is None:
        return 0
    tried = 0
    for filing_id in _waiting(database, municipality_code, case_id, terms, now):
        ready = _make_ready(database, municipality_code, filing_id, terms, now)
        if ready is None:
            continue
        tried += 1
        came_of_it: Filed | RecordsAway | RecordsRefused
        try:
            came_of_it = records.file(ready.document, tried_before=ready.tried_before)
        except (RecordsAway, RecordsRefused) as error:
            came_of_it = error
        note(database, municipality_code, filing_id, ready.tries, came_of_it, now)
    return tried


def cases_with_work(database: Database, outside: Outside, municipality_code: str, now: Now) -> list[UUID]:
    terms = outside.filing_terms_for(municipality_code)
    if terms is None:
        return []
    with database.transaction(municipality_code) as session:
        return service.cases_with_work(session, municipality_code, terms.since, by=system(municipality_code, now()))


def _waiting(database: Database, code: str, case_id: UUID, terms: FilingTerms, now: Now) -> list[UUID]:
    with database.transaction(code) as session:
        try:
            case = cases.locked(session, code, case_id)
        except NotFound:
            return []
        by = system(code, now())
        service.open_missing(session, case, terms.since, by=by)
        return service.due_of(session, case, by=by)


def _make_ready(database: Database, code: str, filing_id: UUID, terms: FilingTerms, now: Now) -> _Ready | None:
    """None when another has it, or when it cannot be handed over now."""
    with database.transaction(code) as session:
        case, row, by = _locked(session, code, filing_id, now)
        if row.state != State.WAITING or row.next_try_at is None or row.next_try_at > by.at:
            return None
        # Handed over once, it may lie under the number that the case had then, and is looked for there.
        number = row.case_number if row.may_be_there else None
        number = number or terms.case_number_for(case.authority_reference, case.track)
        row.tries += 1
        if number is None:
            _again_later(session, row, case, NO_CASE_NUMBER, by=by)
            return None
        document = _document(session, row, case, number, terms)
        if document is None:
            _give_up(session, row, case, REPLACED, by=by)
            return None
        require_shareable(_wanted(session, row))
        ready = _Ready(document, row.tries, row.may_be_there)
        row.may_be_there, row.case_number, row.next_try_at = True, number, by.at + _TAKEN_FOR
        return ready


def note(
    database: Database,
    code: str,
    filing_id: UUID,
    tries: int,
    came_of_it: Filed | RecordsAway | RecordsRefused,
    now: Now,
) -> None:
    """What came of the try. That it was filed holds whoever says it; a failure only of the latest try."""
    with database.transaction(code) as session:
        case, row, by = _locked(session, code, filing_id, now)
        if row.state == State.FILED:
            return
        if isinstance(came_of_it, Filed):
            _filed(session, row, case, came_of_it, by=by)
        elif row.state == State.WAITING and row.tries == tries:
            if isinstance(came_of_it, RecordsAway):
                _again_later(session, row, case, str(came_of_it), by=by)
            else:
                row.may_be_there = False
                _give_up(session, row, case, came_of_it.code, by=by)


def _filed(session: Session, row: Filing, case: Case, filed: Filed, *, by: Caller) -> None:
    row.state, row.filed_at, row.record_number = State.FILED.value, by.at, filed.number
    row.next_try_at = row.refused_at = row.code = None
    wanted = _wanted(session, row)
    disclose(session, wanted, about=case.person_id, case_id=case.id, by=by, why=_WHY)
    audit.record(session, "filing.filed", by=by, why=_WHY, subjects=[case.person_id], object_id=row.id)
    session.flush()
    if all(one.state != State.REFUSED for one in service.of_case(session, case)):
        notices.settle(session, case, [notices.Kind.FILING_REFUSED], by=by)


def _again_later(session: Session, row: Filing, case: Case, code: str, *, by: Caller) -> None:
    row.code, row.next_try_at = code, next_try(row.tries, by.at, row.waiting_since)
    logger.info("document %s put off: %s, try %s", row.id, code, row.tries)
    if row.next_try_at is None:
        _give_up(session, row, case, code, by=by)


def _give_up(session: Session, row: Filing, case: Case, code: str, *, by: Caller) -> None:
    """Whoever has the case is told, unless there is nothing to be done."""
    row.state, row.refused_at, row.next_try_at, row.code = State.REFUSED.value, by.at, None, code
    audit.record(session, "filing.refused", by=by, why=_WHY, subjects=[case.person_id], object_id=row.id)
    if code != REPLACED:
        details = {"filing_id": str(row.id), "code": code}
        notices.write(session, case, notices.Kind.FILING_REFUSED, details, by=by)


def _document(session: Session, row: Filing, case: Case, number: str, terms: FilingTerms) -> Document | None:
    """None when the bytes are others now: the letter was sent once more. It says nothing but of what kind it is."""
    party = cases.subject_of(session, case).cpr_number if terms.party else None
    if row.letter_id is not None:
        letter = session.get_one(Letter, (row.municipality_code, row.letter_id))
        content = kept_pdf(letter)
        if content is None or letter.pdf_sha256 != row.sha256:
            return None
        left_at = letter.handed_over_at or letter.sent_at or row.created_at
        return Document(
            row.id, case.id, number, letter.kind, TITLES[Kind(letter.kind)], Direction.OUTGOING, local_date(left_at),
            content, "application/pdf", party,
        )  # fmt: skip
    paper = session.get_one(ConsentPaper, (row.municipality_code, row.paper_id))
    return Document(
        row.id, case.id, number, "signed_consent", SIGNED_CONSENT, Direction.INCOMING, local_date(paper.added_at),
        papers.content_of(paper), paper.media_type, party,
    )  # fmt: skip


def _wanted(session: Session, row: Filing) -> Wanted:
    """The disclosure that filing is: the same municipality's, and another system all the same."""
    kinds: frozenset[DataKind] = frozenset({DataKind.IDENTITY, DataKind.CONSENTS})
    if row.letter_id is not None:
        kind = Kind(session.get_one(Letter, (row.municipality_code, row.letter_id)).kind)
        kinds = frozenset(GROUND_OF[kind].data)
    return Wanted(
        Way.FILING, kinds, PartyKind.SOCIAL_AUTHORITY, RECIPIENT, Purpose.RECORD_KEEPING, Ground.LAW_OTHER, NECESSITY,
        object_id=row.id,
    )  # fmt: skip


def _locked(session: Session, code: str, filing_id: UUID, now: Now) -> tuple[Case, Filing, Caller]:
    """The case first, as everybody does."""
    case = cases.locked(session, code, session.get_one(Filing, (code, filing_id)).case_id)
    return case, service.filing(session, case, filing_id, lock=True), system(code, now())
