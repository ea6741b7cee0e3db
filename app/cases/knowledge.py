"""Asking for what is known of a child, on a ground, and writing down what came back."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases.models import Case, Knowledge
from app.disclosures.service import Wanted, disclose
from app.errors import Conflict, NotFound, Unprocessable
from app.history import service as history
from app.remembering import remembered
from workflows.calendar import due, last_day_of, local_date
from workflows.consent import Scope
from workflows.deadlines import Deadline
from workflows.knowledge import PARTY_OF, SAYS_WHY, SCOPE_OF, Outcome, Source, answered_sources
from workflows.profile import Profile
from workflows.sharing import ConsentStanding, DataKind, Ground, Purpose, Way


class AnsweredAlready(Conflict):
    code = "answered_already"
    title = "Der er allerede svaret"


class DayHasPassed(Unprocessable):
    code = "day_has_passed"
    title = "Den dag er gået"


class ReasonMissing(Unprocessable):
    """A refusal, and a question that is taken back, say why."""

    code = "reason_missing"
    title = "Der mangler en begrundelse"


def unanswered(session: Session, case: Case) -> list[Knowledge]:
    """What is still waited for, that which is due first before the rest."""
    rows = [row for row in of_case(session, case) if row.outcome is None]
    return sorted(rows, key=lambda row: (row.due_on or date.max, row.id))


@remembered
def of_case(session: Session, case: Case) -> list[Knowledge]:
    query = (
        select(Knowledge)
        .where(Knowledge.municipality_code == case.municipality_code, Knowledge.case_id == case.id)
        .order_by(Knowledge.asked_at, Knowledge.id)
    )
    return list(session.scalars(query))


def answered_sources_of(session: Session, case: Case) -> int:
    """How many different sources have answered in this case."""
    return answered_sources(
        [
            (f"{row.source} {row.asked_of}", Outcome(row.outcome) if row.outcome else None)
            for row in of_case(session, case)
        ]
    )


def ask(
    session: Session,
    case: Case,
    *,
    source: Source,
    asked_of: str,
    ground: Ground,
    purpose: Purpose,
    necessity: str,
    question: str,
    due_on: date | None,
    profile: Profile,
    consent: ConsentStanding,
    section_115_stands: bool,
    by: Caller,
    why: Why,
) -> Knowledge:
    """To ask is to disclose. Without ``due_on`` the profile says by when. Raises MayNotBeShared with the paragraph, and
    DayHasPassed.
    """
    today = local_date(by.at)
    if due_on is not None and due_on < today:
        raise DayHasPassed("Vælg i dag eller en senere dag.")
    row = Knowledge(
        municipality_code=case.municipality_code,
        id=clock.new_id(),
        case_id=case.id,
        source=source.value,
        asked_of=asked_of,
        ground=ground.value,
        necessity=necessity,
        question=question,
        asked_by=by.id,
        asked_at=by.at,
        due_on=due_on
        or last_day_of(due(by.at, profile.deadlines[Deadline.ANSWER_KNOWLEDGE], profile.closed_days).target),
    )
    if source is not Source.FAMILY:  # to ask the family itself discloses nothing to others
        wanted = Wanted(
            Way.QUESTION, {DataKind.IDENTITY, DataKind.POLICE_CONTACT}, PARTY_OF[source], asked_of, purpose, ground,
            necessity, consent, section_115_stands, object_id=row.id,
        )  # fmt: skip
        disclose(session, wanted, about=case.person_id, case_id=case.id, by=by, why=why)
    session.add(row)
    history.record(
        session, "casework", case, "knowledge_asked", case.state, by=by, case_id=case.id,
        details={
            "knowledge_id": str(row.id), "source": source.value, "ground": ground.value, "due_on": str(row.due_on),
        },
    )  # fmt: skip
    audit.record(
        session, "knowledge.asked", by=by, why=why, subjects=[case.person_id], object_id=row.id, fields=["knowledge"]
    )
    session.flush()
    return row


def answer(
    session: Session, case: Case, knowledge_id: UUID, *, outcome: Outcome, text: str | None, by: Caller, why: Why
) -> Knowledge:
    """What came back, or that it is not waited for any more. Raises NotFound, AnsweredAlready (a later answer is a new
    question) and ReasonMissing.
    """
    row = session.get(Knowledge, (case.municipality_code, knowledge_id), with_for_update=True)
    if row is None or row.case_id != case.id:
        raise NotFound()
    if row.outcome is not None:
        raise AnsweredAlready("Stil et nyt spørgsmål, hvis der er kommet mere at vide.")
    if outcome in SAYS_WHY and not text:
        raise ReasonMissing("Skriv i answer, hvorfor.")
    row.outcome, row.answer, row.answered_at = outcome.value, text, by.at
    event = "withdrawn" if outcome is Outcome.WITHDRAWN else "answered"
    history.record(
        session, "casework", case, f"knowledge_{event}", case.state, by=by, case_id=case.id,
        details={"knowledge_id": str(row.id), "outcome": outcome.value},
    )  # fmt: skip
    audit.record(
        session, f"knowledge.{event}", by=by, why=why, subjects=[case.person_id], object_id=row.id,
        fields=["knowledge"],
    )  # fmt: skip
    session.flush()
    return row


def withdraw(session: Session, case: Case, scope: Scope, *, by: Caller, why: Why) -> list[Knowledge]:
    """The consent that these questions rested on has ended: they wait for no answer any more."""
    rested = [
        row
        for row in unanswered(session, case)
        if row.ground == Ground.CONSENT and SCOPE_OF.get(Source(row.source)) is scope
    ]
    return _take_back(session, case, rested, None, by=by, why=why)


def withdraw_all(session: Session, case: Case, reason: str, *, by: Caller, why: Why) -> list[Knowledge]:
    """None of what nobody has answered should have been asked in this case: no answer is taken any more."""
    return _take_back(session, case, unanswered(session, case), reason, by=by, why=why)


def _take_back(
    session: Session, case: Case, rows: list[Knowledge], reason: str | None, *, by: Caller, why: Why
) -> list[Knowledge]:
    for row in rows:
        row.outcome, row.answer, row.answered_at = Outcome.WITHDRAWN.value, reason, by.at
        history.record(
            session, "casework", case, "knowledge_withdrawn", case.state, by=by, case_id=case.id, reason=reason,
            details={"knowledge_id": str(row.id), "source": row.source},
        )  # fmt: skip
        audit.record(
            session, "knowledge.withdrawn", by=by, why=why, subjects=[case.person_id], object_id=row.id,
            fields=["knowledge"],
        )  # fmt: skip
    session.flush()
    return rows
