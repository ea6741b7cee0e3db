"""Asking the municipality's index whether the authority has an active case: a job, never in a request."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.adapters.case_index import Answer, CaseIndex, IndexAway, IndexRefused
from app.audit import service as audit
from app.caller import of_itself, system
from app.cases import authority_case
from app.cases import service as cases
from app.cases.authority_models import AuthorityAnswer
from app.cases.models import Case
from app.cases.rules import profile_of
from app.cases.standing import section_115_stands
from app.db import Database
from app.disclosures.service import MayNotBeShared, Wanted, disclose
from app.errors import NotFound
from app.lists.models import ListEntry
from app.lists.resuggesting import Because, suggest_anew, undecided_of
from app.people.models import Person
from workflows.case_index import Finding, Source
from workflows.profile import profile_for
from workflows.sharing import DataKind, Ground, PartyKind, Purpose, Way

NO_AGREEMENT: Final = "NO_AGREEMENT"
MAY_NOT_BE_ASKED: Final = "MAY_NOT_BE_ASKED"
_WHY: Final = of_itself("the_case_index_is_asked")
_RECIPIENT: Final = "Kommunens sags- og dokumentindeks (SF1470)"
_NECESSITY: Final = "For at finde ud af, om myndigheden har en aktiv sag, så hændelsen gives til det rette spor"
_UNANSWERED_AGAIN: Final = timedelta(hours=1)
_AT_ONCE: Final = 200

_FINDINGS: Final = {Answer.ACTIVE: Finding.ACTIVE, Answer.NOTHING_FOUND: Finding.NOTHING_FOUND}


def look_up(
    database: Database, asked: CaseIndex | None, municipality_code: str, case_id: UUID, *, now: Callable[[], datetime]
) -> Finding | None:
    """Asks, keeps the answer, and suggests anew what it changes; None when there was nothing to ask.

    Whatever goes wrong is an answer too: that it is not known.
    """
    profile = profile_for(municipality_code)
    if not profile.case_index_lookup:
        return None
    may = _may_ask(database, municipality_code, case_id, asked is not None, now)
    if may is None:
        return None
    person_id, cpr_number = may
    finding = Finding.REFUSED
    code: str | None = MAY_NOT_BE_ASKED if asked else NO_AGREEMENT
    if asked is not None and cpr_number is not None:
        try:
            finding, code = _FINDINGS[asked.look_up(cpr_number, profile.case_index.kle_numbers)], None
        except IndexAway:
            finding, code = Finding.NO_ANSWER, None
        except IndexRefused as refused:
            finding, code = Finding.REFUSED, refused.code
    with database.transaction(municipality_code) as session:
        entries = undecided_of(session, municipality_code, case_id)
        by, case = system(municipality_code, now()), cases.locked(session, municipality_code, case_id)
        if case.closed_at is not None or case.person_id != person_id:
            return None  # it ended, or turned out to be about somebody else, while the index thought
        authority_case.index_answered(session, case, finding, code, by=by)
        suggest_anew(session, case, entries, Because.INDEX_ANSWERED, by=by, why=_WHY)
    return finding


def _may_ask(
    database: Database, code: str, case_id: UUID, there_is_one: bool, now: Callable[[], datetime]
) -> tuple[UUID, str | None] | None:
    """Who the case is about and, when it may be asked, by which number. That it is asked is in the log and the ledger
    before it is.
    """
    with database.transaction(code) as session:
        by = system(code, now())
        try:
            case = cases.found(session, code, case_id)
        except NotFound:
            return None
        subject = cases.subject_of(session, case)
        if case.closed_at is not None or subject.cpr_number is None:
            return None
        if not there_is_one:
            return subject.id, None
        wanted = Wanted(
            Way.QUESTION, {DataKind.IDENTITY}, PartyKind.SOCIAL_AUTHORITY, _RECIPIENT, Purpose.CRIME_PREVENTION,
            Ground.RPL_115_2, _NECESSITY, section_115_stands=section_115_stands(case, profile_of(session, case), by.at),
            object_id=case.id,
        )  # fmt: skip
        try:
            disclose(session, wanted, about=subject.id, case_id=case.id, by=by, why=_WHY)
        except MayNotBeShared:
            return subject.id, None
        audit.record(
            session, "case_index.read", by=by, why=_WHY, subjects=[subject.id], object_id=case.id,
            fields=["authority_case_active"],
        )  # fmt: skip
        return subject.id, subject.cpr_number


def due(session: Session, municipality_code: str, at: datetime) -> list[UUID]:
    """The open cases whose turn it is: never asked about, with a new incident, or not for as long as the profile says.

    None at all where the profile does not say that the index may be asked.
    """
    profile = profile_for(municipality_code)
    if not profile.case_index_lookup:
        return []
    asked = (
        select(
            AuthorityAnswer.case_id,
            AuthorityAnswer.person_id,
            func.max(AuthorityAnswer.at).label("tried_at"),
            func.max(AuthorityAnswer.at)
            .filter(AuthorityAnswer.finding != Finding.NO_ANSWER.value)
            .label("answered_at"),
        )
        .where(AuthorityAnswer.municipality_code == municipality_code, AuthorityAnswer.source == Source.INDEX.value)
        .group_by(AuthorityAnswer.case_id, AuthorityAnswer.person_id)
        .subquery()
    )
    came_since = (
        select(ListEntry.id)
        .where(
            ListEntry.municipality_code == Case.municipality_code,
            ListEntry.case_id == Case.id,
            ListEntry.superseded_by.is_(None),
            ListEntry.decision.is_(None),
            ListEntry.received_at > asked.c.tried_at,
        )
        .exists()
    )
    long_ago = at - timedelta(days=profile.case_index.ask_again_days)
    turn = and_(
        asked.c.tried_at <= at - _UNANSWERED_AGAIN,
        or_(asked.c.answered_at.is_(None), asked.c.answered_at <= long_ago, asked.c.answered_at < asked.c.tried_at),
    )
    query = (
        select(Case.id)
        .join(Person, and_(Person.municipality_code == Case.municipality_code, Person.id == Case.person_id))
        .outerjoin(asked, and_(asked.c.case_id == Case.id, asked.c.person_id == Case.person_id))
        .where(
            Case.municipality_code == municipality_code,
            Case.closed_at.is_(None),
            Person.cpr_number_index.is_not(None),
            or_(asked.c.tried_at.is_(None), came_since, turn),
        )
        .order_by(asked.c.tried_at.asc().nulls_first(), Case.id)
        .limit(_AT_ONCE)
    )
    return list(session.scalars(query))
