"""Whether there is an active case in the authority: what was said of it, and the track that it suggests."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import notices
from app.cases.authority_models import AuthorityAnswer
from app.cases.models import Case
from app.history import service as history
from workflows.case_index import UNANSWERED, Change, Finding, Said, Source, change, known
from workflows.casework import CASEWORK, Track
from workflows.routing import AuthorityCase

_NOTICES = {
    Change.AUTHORITY_CASE_FOUND: notices.Kind.AUTHORITY_CASE_FOUND,
    Change.AUTHORITY_CASE_GONE: notices.Kind.AUTHORITY_CASE_GONE,
}
_OF_A_PERSONS_WORD = {
    (Track.COORDINATOR, Finding.ACTIVE): Change.AUTHORITY_CASE_FOUND,
    (Track.AUTHORITY, Finding.NONE): Change.AUTHORITY_CASE_GONE,
}


def answers_of(session: Session, case: Case) -> list[AuthorityAnswer]:
    """About whom the case is about now, in the order in which they were first given."""
    query = (
        select(AuthorityAnswer)
        .where(
            AuthorityAnswer.municipality_code == case.municipality_code,
            AuthorityAnswer.case_id == case.id,
            AuthorityAnswer.person_id == case.person_id,
        )
        .order_by(AuthorityAnswer.first_at, AuthorityAnswer.id)
    )
    return list(session.scalars(query))


def age(row: AuthorityAnswer) -> tuple[datetime, datetime, UUID]:
    """By which answers are put in order: when it was said last; in the same instant, what was kept last."""
    return row.at, row.first_at, row.id


def latest(answers: Sequence[AuthorityAnswer]) -> AuthorityAnswer | None:
    """What was said last, also when it had been said before."""
    return max(answers, key=age, default=None)


def known_of(case: Case, answers: Sequence[AuthorityAnswer]) -> AuthorityCase:
    return known(case.authority_case_active, [Said(Source(row.source), Finding(row.finding)) for row in answers])


def index_answered(session: Session, case: Case, finding: Finding, code: str | None, *, by: Caller) -> None:
    """Keeps what the index said of the person in a case that is ``locked``, and tells whoever has it what has changed.

    The case itself stays where it is: only a person reroutes.
    """
    of_the_index = [row for row in answers_of(session, case) if row.source == Source.INDEX.value]
    answered = next((row for row in reversed(of_the_index) if row.finding not in UNANSWERED), None)
    row = _keep(session, case, Source.INDEX, finding, code, _same(of_the_index, answered, finding), by=by)
    if finding in UNANSWERED:
        return
    before = Finding(answered.finding) if answered and answered is not row else None
    track = Track(case.track) if case.track else None
    if answered is not row:
        _suggest(session, case, change(track, before, finding), row, by=by)
    if finding is Finding.ACTIVE:
        notices.settle(session, case, [notices.Kind.AUTHORITY_CASE_GONE], by=by)
    elif before is Finding.ACTIVE:
        notices.settle(session, case, [notices.Kind.AUTHORITY_CASE_FOUND], by=by)


def person_said(session: Session, case: Case, finding: Finding, *, by: Caller, why: Why) -> None:
    """Somebody has asked the authority: their word stands until the index says something new."""
    row = _keep(session, case, Source.PERSON, finding, None, None, by=by)
    case.authority_case_active = finding is Finding.ACTIVE
    settled = notices.Kind.AUTHORITY_CASE_GONE if case.authority_case_active else notices.Kind.AUTHORITY_CASE_FOUND
    notices.settle(session, case, [settled], by=by)
    track = Track(case.track) if case.track else None
    _suggest(session, case, _OF_A_PERSONS_WORD.get((track, finding)) if track else None, row, by=by)
    details = {"finding": finding.value}
    history.record(
        session, CASEWORK.name, case, "authority_case_said", case.state, by=by, case_id=case.id, details=details
    )
    audit.record(
        session, "authority_case.said", by=by, why=why, subjects=[case.person_id], object_id=case.id,
        fields=["authority_case_active"],
    )  # fmt: skip
    session.flush()


def _same(
    rows: Sequence[AuthorityAnswer], answered: AuthorityAnswer | None, finding: Finding
) -> AuthorityAnswer | None:
    """The row that says this already: the last answer that was one, or the last time that there was none."""
    if finding not in UNANSWERED:
        return answered if answered is not None and answered.finding == finding.value else None
    last = latest(rows)
    return last if last is not None and last.finding in UNANSWERED else None


def _keep(
    session: Session,
    case: Case,
    source: Source,
    finding: Finding,
    code: str | None,
    same: AuthorityAnswer | None,
    *,
    by: Caller,
) -> AuthorityAnswer:
    if same is not None:
        same.at, same.finding, same.code = by.at, finding.value, code
        return same
    row = AuthorityAnswer(
        municipality_code=case.municipality_code, id=clock.new_id(), case_id=case.id, person_id=case.person_id,
        source=source.value, finding=finding.value, code=code, first_at=by.at, at=by.at, by=by.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _suggest(session: Session, case: Case, found: Change | None, row: AuthorityAnswer, *, by: Caller) -> None:
    """Once, until somebody has seen it."""
    if found is None:
        return
    kind = _NOTICES[found]
    if not notices.unseen(session, case, [kind]):
        notices.write(session, case, kind, {"answer": str(row.id), "suggests": "reroute"}, by=by)
