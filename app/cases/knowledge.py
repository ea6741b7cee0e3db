"""Asking for what is known of a child, on a ground, and writing down what came back."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases.models import Case, Knowledge
from app.disclosures.service import Wanted, disclose
from app.errors import Conflict, NotFound
from app.history import service as history
from workflows.consent import Scope
from workflows.knowledge import PARTY_OF, SCOPE_OF, Outcome, Source, answered_sources
from workflows.sharing import ConsentStanding, DataKind, Ground, Purpose, Way


class AnsweredAlready(Conflict):
    code = "answered_already"
    title = "Der er allerede svaret"


def of_case(session: Session, case: Case) -> list[Knowledge]:
    query = (
        select(Knowledge)
        .where(Knowledge.municipality_code == case.municipality_code, Knowledge.case_id == case.id)
        .order_by(Knowledge.asked_at, Knowledge.id)
    )
    return list(session.scalars(query))


def answered_sources_of(session: Session, case: Case) -> int:
    """How many different sources have answered in this case."""
    query = select(Knowledge.source, Knowledge.asked_of, Knowledge.outcome).where(
        Knowledge.municipality_code == case.municipality_code, Knowledge.case_id == case.id
    )
    return answered_sources(
        [
            (f"{source} {asked_of}", Outcome(outcome) if outcome else None)
            for source, asked_of, outcome in session.execute(query)
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
    consent: ConsentStanding,
    section_115_stands: bool,
    by: Caller,
    why: Why,
) -> Knowledge:
    """To ask is to disclose. Raises MayNotBeShared with the paragraph."""
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
        details={"knowledge_id": str(row.id), "source": source.value, "ground": ground.value},
    )  # fmt: skip
    audit.record(
        session, "knowledge.asked", by=by, why=why, subjects=[case.person_id], object_id=row.id, fields=["knowledge"]
    )
    session.flush()
    return row


def answer(
    session: Session, case: Case, knowledge_id: UUID, *, outcome: Outcome, text: str | None, by: Caller, why: Why
) -> Knowledge:
    """Raises NotFound and AnsweredAlready; a later answer is a new question."""
    row = session.get(Knowledge, (case.municipality_code, knowledge_id), with_for_update=True)
    if row is None or row.case_id != case.id:
        raise NotFound()
    if row.outcome is not None:
        raise AnsweredAlready("Stil et nyt spørgsmål, hvis der er kommet mere at vide.")
    row.outcome, row.answer, row.answered_at = outcome.value, text, by.at
    history.record(
        session, "casework", case, "knowledge_answered", case.state, by=by, case_id=case.id,
        details={"knowledge_id": str(row.id), "outcome": outcome.value},
    )  # fmt: skip
    audit.record(
        session, "knowledge.answered", by=by, why=why, subjects=[case.person_id], object_id=row.id,
        fields=["knowledge"],
    )  # fmt: skip
    session.flush()
    return row


def withdraw(session: Session, case: Case, scope: Scope, *, by: Caller, why: Why) -> list[Knowledge]:
    """The consent that these questions rested on has ended: they wait for no answer any more."""
    stopped = []
    for row in of_case(session, case):
        if row.outcome is None and row.ground == Ground.CONSENT and SCOPE_OF.get(Source(row.source)) is scope:
            row.outcome, row.answered_at = Outcome.WITHDRAWN.value, by.at
            history.record(
                session, "casework", case, "knowledge_withdrawn", case.state, by=by, case_id=case.id,
                details={"knowledge_id": str(row.id), "source": row.source},
            )  # fmt: skip
            audit.record(
                session, "knowledge.withdrawn", by=by, why=why, subjects=[case.person_id], object_id=row.id,
                fields=["knowledge"],
            )  # fmt: skip
            stopped.append(row)
    session.flush()
    return stopped
