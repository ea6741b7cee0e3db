"""Showing a case to one caller: what it says, and what the caller may do next."""

from collections.abc import Collection, Set
from datetime import datetime
from typing import TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.fields import case_fields, may_read_words, person_fields
from app.access.policy import Action, decide
from app.caller import Caller, Why
from app.cases import concern_reports, deadlines, incidents, knowledge, notices, placements, sharing, texts
from app.cases.facts import facts_of
from app.cases.models import Case, Knowledge, Notice, Placement, Signal
from app.cases.queries import resource_of
from app.cases.rules import rules_of
from app.cases.schemas import (
    AwaitedView,
    CaseInList,
    CaseView,
    CourseStateView,
    DeadlineView,
    HistoryView,
    MoveView,
    NoticeView,
    PersonView,
    ReportedConcern,
    SignalView,
    StepView,
)
from app.cases.standing import section_115_until
from app.consents import service as consents
from app.courses import service as courses
from app.fields import View
from app.history.models import HistoryRow
from app.history.texts import messages
from app.people.models import Person
from app.versions import service as versions
from workflows.calendar import age_on, local_date
from workflows.casework import COORDINATOR_STATES, Event, State, Track
from workflows.engine import Option
from workflows.profile import Profile, profile_for
from workflows.roles import AccessPurpose, Role
from workflows.work import Awaited

V = TypeVar("V", bound=View)

HANDED_ON = frozenset({Event.REROUTE, Event.TRANSFER, Event.RAISE_CONCERN, Event.DROP, Event.REOPEN})
"""Moves whose reason is written for whoever has the case next."""


def etag(case: Case) -> str:
    return f'"{case.version}"'


def case_view(session: Session, case: Case, subject: Person, *, by: Caller, why: Why) -> CaseView:
    """The whole case, less what the caller's role may not have."""
    rules = rules_of(session, case)
    profile = rules.profile
    facts = facts_of(session, case, subject, profile, by=by)
    options = rules.casework.options(State(case.state), facts)
    only_seen = why.purpose is AccessPurpose.BREAK_GLASS
    everything = CaseView(
        id=case.id,
        state=State(case.state),
        version=case.version,
        state_title=texts.said_in(texts.STATES[State(case.state)], profile),
        municipality_code=case.municipality_code,
        track=case.track,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        due_at=case.due_at,
        overdue=_overdue(case, by.at),
        person=person_view(subject, by=by, why=why),
        child_name=subject.name,
        incidents=case.incidents,
        incident_awaits_reassessment=case.incident_awaits_reassessment,
        entries_awaiting_decision=case.entries_awaiting_decision,
        notice=_notice(session, case),
        authority_case_active=case.authority_case_active,
        responsible=case.responsible,
        caseworker=case.caseworker,
        integration_client=case.integration_client,
        local_leader=case.local_leader,
        meeting_at=case.meeting_at,
        authority_reference=case.authority_reference,
        concern_raised_at=case.concern_raised_at,
        concern_reports=_reported(session, case, by=by, why=why),
        to_municipality_code=case.to_municipality_code,
        step=_step(session, case, profile),
        course=_course(session, case, profile),
        waiting_for=_waiting_for(session, case, by.at),
        deadlines=[DeadlineView.model_validate(row) for row in deadlines.of_case(session, case)],
        signals=_signals(session, case),
        moves=[_move(option, profile) for option in options if by.role in option.roles and not only_seen],
        sharing=said_of_sharing(session, case, subject, profile, by=by),
        notices=[notice_view(row) for row in notices.of_case(session, case)],
    )
    return _masked(everything, case_fields(by.role, why.purpose))


def said_of_sharing(session: Session, case: Case, subject: Person, profile: Profile, *, by: Caller) -> str | None:
    """One sentence; of a case that has ended none, for nothing is shared in it."""
    if case.closed_at is not None:
        return None
    rows = consents.of_case(session, case.municipality_code, case.id)
    found = sharing.parties(session, case, subject, profile, rows, by=by)
    return sharing.sentence(found, rows, profile, section_115_until(case, profile))


def notice_view(row: Notice) -> NoticeView:
    fields = {name: getattr(row, name) for name in NoticeView.model_fields if name != "text"}
    return NoticeView(**fields, text=notices.TEXTS[notices.Kind(row.kind)])


def brief_view(case: Case) -> CaseView:
    """What one who has just sent a case away may still know: that it went."""
    return CaseView(id=case.id, state=State(case.state), version=case.version, moves=[])


def view_for(session: Session, case: Case, subject: Person, *, by: Caller) -> CaseView:
    """The case after a move: whole if the caller may still see it."""
    verdict = decide(by, Action.READ_CASE, resource_of(session, case, by=by))
    if verdict.allowed:
        return case_view(session, case, subject, by=by, why=verdict.why)
    return brief_view(case)


def in_list(case: Case, subject: Person, waits_for: Collection[Awaited], *, by: Caller, why: Why) -> CaseInList:
    profile = profile_for(case.municipality_code)
    everything = CaseInList(
        id=case.id,
        state=State(case.state),
        version=case.version,
        state_title=texts.said_in(texts.STATES[State(case.state)], profile),
        track=Track(case.track) if case.track else None,
        due_at=case.due_at,
        overdue=_overdue(case, by.at),
        child_name=subject.name,
        age=_age(subject, by.at),
        incidents=case.incidents,
        incident_awaits_reassessment=case.incident_awaits_reassessment,
        waits_for=sorted(waits_for),
        responsible=case.responsible,
        caseworker=case.caseworker,
        local_leader=case.local_leader,
        opened_at=case.opened_at,
    )
    return only(everything, case_fields(by.role, why.purpose))


def history_view(row: HistoryRow, *, by: Caller, why: Why) -> HistoryView:
    """One row; the other track's words stay with those who wrote them, but for what was written to be handed on."""
    shown = HistoryView.model_validate(row)
    if row.event in HANDED_ON or may_read_words(by.role, Role(row.role), why.purpose):
        return shown
    return only(shown, HistoryView.model_fields.keys() - {"reason", "details"})


def person_view(subject: Person, *, by: Caller, why: Why) -> PersonView:
    everything = PersonView(
        id=subject.id,
        name=subject.name,
        cpr_number=subject.cpr_number,
        birth_date=subject.birth_date,
        age=_age(subject, by.at),
        address=subject.address,
        address_protected=subject.address_protected,
    )
    return only(everything, person_fields(by.role, why.purpose))


def _age(subject: Person, at: datetime) -> int:
    return age_on(subject.birth_date, subject.not_before_birth(local_date(at)))


def _masked(view: CaseView, allowed: Set[str]) -> CaseView:
    """The child's name stands in ``person`` for those who have that."""
    return only(view, allowed - ({"child_name"} if "person" in allowed else set()))


def only(view: V, allowed: Set[str]) -> V:
    """The fields that are ``allowed``; the others are not set, and so absent from the answer."""
    return cast(V, view.model_construct(**{name: getattr(view, name) for name in view.model_fields_set & allowed}))


def _overdue(case: Case, at: datetime) -> bool:
    return case.closed_at is None and case.due_at <= at


def _notice(session: Session, case: Case) -> str | None:
    if case.incident_awaits_reassessment:
        if (repeated := incidents.unseen_repetition(session, case)) is not None:
            return texts.REPEATED.format(**repeated.details)
        return "Der er kommet en ny hændelse på den åbne sag. Den skal vurderes."
    if case.entries_awaiting_decision and case.state != State.RECEIVED and case.closed_at is None:
        return "Der er kommet en ny hændelse på den åbne sag. Den venter på overleveringsmødet."
    if case.closed_at is None and case.incidents > 1:
        return f"Sagen omfatter {case.incidents} hændelser."
    return None


def _move(option: Option, profile: Profile) -> MoveView:  # type: ignore[type-arg]  # whichever workflow's
    return MoveView(
        event=option.event,
        title=texts.move_title(option.event, profile),
        allowed=option.allowed,
        unmet=list(option.unmet),
        messages=messages(option.unmet, profile),
        needs=list(option.needs),
    )


def _step(session: Session, case: Case, profile: Profile) -> StepView | None:
    placed = placements.latest(session, case)
    if placed is None:
        return None
    scale = versions.scale_of(session, case.municipality_code, placed.scale_version) or profile.steps
    return StepView(
        level=placed.step,
        title=step_title(session, placed),
        scale_version=placed.scale_version,
        vendor_default=scale.vendor_default,
        notice=scale.notice,
    )


def step_title(session: Session, placed: Placement) -> str | None:
    """The step's title on the scale that the child was placed on; None where nobody has kept that scale."""
    scale = versions.scale_of(session, placed.municipality_code, placed.scale_version)
    titles = {step.level: step.title for step in scale.steps} if scale else {}
    return titles.get(placed.step)


def _waiting_for(session: Session, case: Case, at: datetime) -> list[AwaitedView]:
    """Nobody waits in a case that is not the coordinator's."""
    if State(case.state) not in COORDINATOR_STATES:
        return []
    return [_awaited(row, at) for row in knowledge.unanswered(session, case)]


def _awaited(row: Knowledge, at: datetime) -> AwaitedView:
    return AwaitedView(
        knowledge_id=row.id, source=row.source, asked_of=row.asked_of, asked_at=row.asked_at, due_on=row.due_on,
        overdue=row.due_on is not None and row.due_on < local_date(at),
    )  # fmt: skip


def _course(session: Session, case: Case, profile: Profile) -> CourseStateView | None:
    course = courses.latest(session, case.municipality_code, case.id)
    if course is None:
        return None
    return CourseStateView(id=course.id, state=course.state, name=profile.course_name, start_on=course.start_on)


def _reported(session: Session, case: Case, *, by: Caller, why: Why) -> list[ReportedConcern]:
    shown = []
    for row in concern_reports.of_case(session, case):
        fields = {name: getattr(row, name) for name in ReportedConcern.model_fields}
        if not (row.outcome_told or may_read_words(by.role, Role.TEAM_LEADER, why.purpose)):
            fields["outcome"] = None
        shown.append(ReportedConcern(**fields))
    return shown


def _signals(session: Session, case: Case) -> list[SignalView]:
    query = (
        select(Signal)
        .where(Signal.municipality_code == case.municipality_code, Signal.case_id == case.id)
        .order_by(Signal.at, Signal.id)
    )
    return [SignalView.model_validate(row) for row in session.scalars(query)]
