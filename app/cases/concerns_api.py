"""Concern reports as the authority's team leader sees them: who, why, by when, and what came of it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from app import paging
from app.access.policy import Action
from app.access.relations import Resource
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Why
from app.cases import concern_reports
from app.cases import service as cases
from app.cases.concern_reports import ConcernReport
from app.db import Transaction
from app.fields import Flag, Request, View, Words
from app.idempotency.service import Key, Shown, answer_once, request_hash
from app.people.models import Person
from app.responses import problems
from workflows.concern_report import OUTCOMES, Outcome, State

router = APIRouter(prefix="/v1/concern-reports", tags=["Underretninger"])

_FIELDS = ["concern_report", "identity"]


class ReportedChild(View):
    id: UUID
    name: str | None
    cpr_number: str | None
    birth_date: date


class ConcernReportView(View):
    """One report. The rest of the case is shown to those who have it."""

    id: UUID
    case_id: UUID
    person: ReportedChild
    state: State
    raised_at: datetime
    raised_role: str
    reason: str | None
    target_at: datetime
    fatal_at: datetime
    overdue: bool
    """Not assessed, and the target has passed."""
    outcome: Outcome | None
    outcome_title: str | None
    outcome_told: bool
    assessment: str | None
    assessed_at: datetime | None
    assessed_by: str | None


class AssessConcern(Request):
    outcome: Outcome
    reason: Words
    tell_outcome: Annotated[
        Flag, Field(description="Om de, der har sagen, må få at vide, hvad der blev sat i gang; ellers kun, at det er"
                    " vurderet")
    ] = False  # fmt: skip


@router.get("", responses=problems(400), summary="Underretninger til myndigheden, de ældste først")
def list_concern_reports(
    session: Transaction,
    by: By,
    awaiting: bool = False,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> paging.Page[ConcernReportView]:
    """``awaiting`` giver kun dem, der ikke er vurderet. Fristen er 24 timer, også i weekenden og på helligdage."""
    why = _why(by)
    found = concern_reports.page(session, awaiting=awaiting, after=paging.after_id(cursor), limit=limit, by=by)
    shown = found[:limit]
    subjects = [person.id for _, person in shown]
    audit.record(session, "concern_report.listed", by=by, why=why, subjects=subjects or [None], fields=_FIELDS)
    following = paging.following_id([report.id for report, _ in found], limit)
    return paging.Page(items=[_view(report, person, by) for report, person in shown], next_cursor=following)


@router.post(
    "/{report_id}/assessment",
    response_model=ConcernReportView,
    responses=problems(404, 409),
    summary="Vurdér en underretning",
)
def assess_concern(session: Transaction, by: By, report_id: UUID, body: AssessConcern, key: Key = None) -> Response:
    """Vurderingen ændres ikke: kommer der mere frem, er det en ny underretning. Den, der underrettede, får besked."""
    why = _why(by)

    def do() -> tuple[int, ConcernReportView, None]:
        case = cases.locked(
            session, by.municipality_code, concern_reports.found(session, by.municipality_code, report_id).case_id
        )
        row = concern_reports.assess(session, case, report_id, **body.model_dump(), by=by, why=why)
        cases.concern_assessed(session, case, by=by)
        subject = cases.subject_of(session, case)
        audit.record(
            session, "concern_report.read", by=by, why=why, subjects=[subject.id], object_id=row.id, fields=_FIELDS
        )
        return 200, _view(row, subject, by), None

    def about(_: object) -> Shown:
        report = concern_reports.found(session, by.municipality_code, report_id)
        return Shown((cases.found(session, by.municipality_code, report.case_id).person_id,), why.purpose)

    return answer_once(session, key, request_hash("assess_concern", report_id, body), by=by, do=do, about=about)


def _why(by: By) -> Why:
    return require(by, Action.ASSESS_CONCERN, Resource(by.municipality_code, is_concern_report=True))


def _view(row: ConcernReport, person: Person, by: By) -> ConcernReportView:
    outcome = Outcome(row.outcome) if row.outcome else None
    return ConcernReportView(
        id=row.id,
        case_id=row.case_id,
        person=ReportedChild.model_validate(person),
        state=State(row.state),
        raised_at=row.raised_at,
        raised_role=row.raised_role,
        reason=row.reason,
        target_at=row.target_at,
        fatal_at=row.fatal_at,
        overdue=row.state == State.RECEIVED and row.target_at <= by.at,
        outcome=outcome,
        outcome_title=OUTCOMES[outcome] if outcome else None,
        outcome_told=row.outcome_told,
        assessment=row.assessment,
        assessed_at=row.assessed_at,
        assessed_by=row.assessed_by,
    )
