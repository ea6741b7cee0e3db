"""Open cases that began under earlier decisions: what it would mean for each to follow today's, and having it do so."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import deadlines
from app.cases import service as cases
from app.cases.models import Case, RunningDeadline
from app.cases.rules import rules_of
from app.db import Database
from app.history import service as history
from app.versions import service as versions
from app.versions.service import Rules
from workflows import profile_versions
from workflows.casework import CASEWORK, State
from workflows.deadlines import Deadline
from workflows.profile_versions import Plan
from workflows.what_if import Ran


@dataclass(frozen=True, slots=True)
class Planned:
    """One open case. ``number`` is of the version it goes by now."""

    case_id: UUID
    state: str
    number: int
    plan: Plan


def plans(database: Database, *, by: Caller, why: Why) -> list[Planned]:
    """Of each open case that goes by an earlier version; ids, codes and dates alone. Changes no case."""
    with database.transaction(by.municipality_code) as session:
        today = versions.take_into_use(session, by.municipality_code, by.at)
        audit.record(session, "versions.planned", by=by, why=why, subjects=[None], fields=["state", "deadline"])
        numbers = {one.digest: one.number for one in versions.versions(session, by.municipality_code)}
        found = session.scalars(_behind(by.municipality_code, today.digest))
        return [
            Planned(case.id, case.state, numbers[case.goes_by or today.digest], _plan(session, case, today, by.at))
            for case in found
        ]


def follow(
    database: Database, reason: str, *, only: Collection[UUID] | None = None, by: Caller, why: Why
) -> Iterator[Planned]:
    """Has each such case follow today's version, in a transaction of its own, and gives what became of it.

    ``reason`` is kept in the history of each. One that cannot follow stays as it is, and its plan says why.
    """
    for planned in plans(database, by=by, why=why):
        if only is None or planned.case_id in only:
            with database.transaction(by.municipality_code) as session:
                done = _follow(session, planned, reason, by=by, why=why)
            if done is not None:
                yield done


def _follow(session: Session, planned: Planned, reason: str, *, by: Caller, why: Why) -> Planned | None:
    case = cases.locked(session, by.municipality_code, planned.case_id)
    today = versions.rules_today(by.municipality_code)
    if case.closed_at is not None or case.goes_by in (None, today.digest):
        return None  # it ended, or somebody was here first
    plan = _plan(session, case, today, by.at)
    if plan.stays is None:
        _reckon_anew(session, case, plan)
        case.goes_by = today.digest
        deadlines.keep(session, case, today.profile, by=by, moved=False)
        (number,) = (
            one.number for one in versions.versions(session, by.municipality_code) if one.digest == today.digest
        )
        history.record(
            session, CASEWORK.name, case, "rules_changed", case.state, by=by, case_id=case.id, reason=reason,
            details={"from_version": planned.number, "to_version": number},
        )  # fmt: skip
        history.log(session, CASEWORK.name, case, "rules_changed", by=by, why=why, about=case.person_id)
    return Planned(case.id, case.state, planned.number, plan)


def _reckon_anew(session: Session, case: Case, plan: Plan) -> None:
    running = {Deadline(row.kind): row for row in _running(session, case) if row.object_id is None}
    for moved in plan.deadlines:
        running[moved.kind].target_at, running[moved.kind].fatal_at = moved.target, moved.fatal


def _plan(session: Session, case: Case, today: Rules, now: datetime) -> Plan:
    ran = [
        Ran(Deadline(row.kind), row.started_at, row.target_at, row.fatal_at, None)
        for row in _running(session, case)
        if row.object_id is None
    ]
    before = rules_of(session, case).profile
    return profile_versions.plan_for(State(case.state), ran, before, today.profile, today.casework, now)


def _running(session: Session, case: Case) -> list[RunningDeadline]:
    return [row for row in deadlines.of_case(session, case) if row.met_at is None]


def _behind(municipality_code: str, digest: str) -> Select[Case]:
    return (
        select(Case)
        .where(Case.municipality_code == municipality_code, Case.closed_at.is_(None), Case.goes_by != digest)
        .order_by(Case.opened_at, Case.id)
    )
