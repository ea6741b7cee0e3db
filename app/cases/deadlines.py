"""The deadlines that run in a case: begun and met as it moves."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.caller import Caller
from app.cases import concern_reports, concern_talks, knowledge, placements
from app.cases.models import Case, RunningDeadline
from app.consents import service as consents
from app.courses import service as courses
from app.groups import service as groups
from app.obligations import service as obligations
from app.obligations.models import Obligation
from app.remembering import remembered
from workflows.calendar import Due, Term, due, due_on, local_date
from workflows.casework import CASEWORK, COORDINATOR_STATES, OPEN_STATES, State
from workflows.deadlines import Deadline
from workflows.informing import Purpose
from workflows.profile import Profile
from workflows.roles import Role

_TELLING_STATES = OPEN_STATES - {State.RECEIVED, State.WITH_TEAM_LEADER, State.WITH_CASEWORKER, State.SUMMONS_DUE}
"""Where the family may be owed the news beside what the state itself waits for. Before them nobody has
decided what to tell, and whoever is summoned is told by the summons."""

_ASKING_STATES = frozenset({State.FAMILY_INFORMED, State.GATHERING_KNOWLEDGE, State.PLACED})
"""The family has been told, so it can be asked; what the parties share by retsplejeloven § 115 until then is to find
out whether help is needed."""
_KEPT = frozenset(
    {
        Deadline.REASSESS,
        Deadline.ASK_CONSENT,
        Deadline.ANSWER_KNOWLEDGE,
        Deadline.ANSWER_TRANSFER,
        Deadline.ASSESS_CONCERN,
        Deadline.HOLD_CONCERN_TALK,
        Deadline.MEET_AD_HOC_GROUP,
    }
)
"""These begin once, and a move of the case does not begin them anew."""
_PLANNED_BESIDE = frozenset({Deadline.HOLD_CONCERN_TALK, Deadline.MEET_AD_HOC_GROUP})
_COORDINATORS = frozenset({Deadline.ASK_CONSENT, Deadline.ANSWER_KNOWLEDGE}) | _PLANNED_BESIDE
_Waited = tuple[Deadline, UUID | None]
"""What is waited for, and which of several."""


def keep(
    session: Session, case: Case, profile: Profile, *, by: Caller, moved: bool, planned_beside: bool = False
) -> None:
    """Meets the deadlines that are over, begins those that are due now, and sets ``case.due_at``.

    What a state waits for begins anew when the case has moved into it. The family's deadline is the
    exception: it follows the obligations, for a new incident is owed to them in any state, and it is
    that of whoever must be told first among those who are still to be told. A concern report that is not
    assessed is the team leader's to answer, also when the case has ended: it does not hurry the case itself.
    ``planned_beside``: a concern talk or a group's meeting was planned just now; any other has begun its deadline
    already.
    """
    owed = _owed(session, case)
    rows = {(Deadline(row.kind), row.object_id): row for row in of_case(session, case)}
    may_be_planned = planned_beside or any(kind in _PLANNED_BESIDE for kind, _ in rows)
    wanted: dict[_Waited, Due] = (
        {(kind, None): when for kind, when in _wanted(session, case, profile, by, owed).items()}
        | _unanswered(session, case, profile)
        | _unassessed(session, case)
        | (_planned_beside(session, case, profile) if may_be_planned else {})
    )
    running = {waited: row for waited, row in rows.items() if row.met_at is None}
    for waited, row in list(running.items()):
        begins_anew = moved and waited[0] not in _KEPT
        if waited[0] is Deadline.INFORM_FAMILY and waited in wanted:
            begins_anew = bool(owed) and row.target_at != wanted[waited].target
        if waited not in wanted or begins_anew:
            row.met_at = by.at
            del running[waited]
    session.flush()  # one running deadline of a kind: the old one must be met before the new begins
    for waited, when in wanted.items():
        if waited in running:
            continue
        if waited[1] is not None and waited in rows:  # waited for again: whoever was reminded of it is not again
            rows[waited].met_at = None
            running[waited] = rows[waited]
        else:
            running[waited] = _begin(session, case, waited, when, by)
    of_the_case = [row for (kind, _), row in running.items() if kind is not Deadline.ASSESS_CONCERN]
    case.due_at = min((row.target_at for row in of_the_case), default=by.at)
    session.flush()


@remembered
def of_case(session: Session, case: Case) -> list[RunningDeadline]:
    query = (
        select(RunningDeadline)
        .where(RunningDeadline.municipality_code == case.municipality_code, RunningDeadline.case_id == case.id)
        .order_by(RunningDeadline.started_at, RunningDeadline.id)
    )
    return list(session.scalars(query))


def _owed(session: Session, case: Case) -> list[Obligation]:
    """The obligations whose deadline runs now: to inform, where the case is at a point at which the family is told."""
    if State(case.state) not in _TELLING_STATES:
        return []
    rows = obligations.of_case(session, case.municipality_code, case.id)
    return [row for row in rows if row.purpose == Purpose.INFORM and obligations.is_outstanding(row)]


def _to_be_summoned(session: Session, case: Case) -> list[Obligation]:
    rows = obligations.of_case(session, case.municipality_code, case.id)
    return [row for row in rows if row.purpose == Purpose.SUMMON and obligations.is_outstanding(row)]


def _wanted(session: Session, case: Case, profile: Profile, by: Caller, owed: list[Obligation]) -> dict[Deadline, Due]:
    waits = CASEWORK.waits.get(State(case.state))
    if waits is None:
        return {}
    kind = Deadline(waits.deadline)
    begins = by.at
    if kind is Deadline.HOLD_MEETING and case.meeting_at is not None:
        begins = max(by.at, case.meeting_at)  # a meeting that lies ahead is not late
    agreed = _next_review(session, case, profile, by) if kind is Deadline.REVIEW_COURSE else None
    wanted = {kind: agreed or due(begins, _term(session, case, profile, kind), profile.closed_days)}
    if case.incident_awaits_reassessment:
        wanted[Deadline.REASSESS] = due(by.at, profile.deadlines[Deadline.REASSESS], profile.closed_days)
    if State(case.state) is State.MEETING_CALLED and (summoned := _to_be_summoned(session, case)):
        wanted[Deadline.SUMMON] = _earliest(summoned)  # to a new time: the one they were told of was not kept
    if case.offered_to is not None:
        wanted[Deadline.ANSWER_TRANSFER] = due(by.at, profile.deadlines[Deadline.ANSWER_TRANSFER], profile.closed_days)
    if owed:
        wanted[Deadline.INFORM_FAMILY] = _earliest(owed)
    if State(case.state) in _ASKING_STATES and not consents.ever_asked(session, case.municipality_code, case.id):
        wanted[Deadline.ASK_CONSENT] = due(by.at, profile.deadlines[Deadline.ASK_CONSENT], profile.closed_days)
    return wanted


def _next_review(session: Session, case: Case, profile: Profile, by: Caller) -> Due | None:
    """When the last review meeting agreed to meet again; a day that has passed is nobody's any more."""
    course = courses.latest(session, case.municipality_code, case.id)
    if course is None or course.next_review_on is None or course.next_review_on < local_date(by.at):
        return None
    return due_on(course.next_review_on, profile.deadlines[Deadline.REVIEW_COURSE], profile.closed_days)


def _term(session: Session, case: Case, profile: Profile, kind: Deadline) -> Term:
    """The profile's term; for the review of a placement, that of the step itself where it has one."""
    if kind is Deadline.REVIEW_PLACEMENT and (placed := placements.latest(session, case)) is not None:
        steps = {step.level: step for step in profile.steps.steps}
        if (step := steps.get(placed.step)) is not None and step.review is not None:
            return step.review
    return profile.deadlines[kind]


def _earliest(owed: list[Obligation]) -> Due:
    first = min(owed, key=lambda o: o.target_at)
    return Due(first.target_at, first.fatal_at)


def _unanswered(session: Session, case: Case, profile: Profile) -> dict[_Waited, Due]:
    """Each question that somebody still waits for, as long as the case is the coordinator's."""
    if State(case.state) not in COORDINATOR_STATES:
        return {}
    term = profile.deadlines[Deadline.ANSWER_KNOWLEDGE]
    return {
        (Deadline.ANSWER_KNOWLEDGE, row.id): due_on(row.due_on, term, profile.closed_days)
        for row in knowledge.unanswered(session, case)
        if row.due_on is not None
    }


def _unassessed(session: Session, case: Case) -> dict[_Waited, Due]:
    if case.concern_raised_at is None:
        return {}
    return {
        (Deadline.ASSESS_CONCERN, row.id): Due(row.target_at, row.fatal_at)
        for row in concern_reports.awaiting(session, case)
    }


def _planned_beside(session: Session, case: Case, profile: Profile) -> dict[_Waited, Due]:
    """What lies ahead is not late: a talk, and the next meeting of an ad hoc group."""
    if State(case.state) not in COORDINATOR_STATES:
        return {}
    wanted: dict[_Waited, Due] = {}
    if (talk := concern_talks.planned(session, case)) is not None:
        term = profile.deadlines[Deadline.HOLD_CONCERN_TALK]
        wanted[Deadline.HOLD_CONCERN_TALK, talk.id] = due(talk.planned_for, term, profile.closed_days)
    if (group := groups.at_work(session, case.municipality_code, case.id)) is not None:
        term, since, waited = profile.deadlines[Deadline.MEET_AD_HOC_GROUP], group.set_up_at, group.id
        if met := groups.meetings(session, group):
            since, waited = met[-1].written_at, met[-1].id  # each meeting begins the wait for the next
        agreed = group.next_meeting_on
        wanted[Deadline.MEET_AD_HOC_GROUP, waited] = (
            due_on(agreed, term, profile.closed_days) if agreed else due(since, term, profile.closed_days)
        )
    return wanted


def _owner(case: Case, kind: Deadline) -> Role:
    if kind is Deadline.ASSESS_CONCERN:
        return Role.TEAM_LEADER
    if kind in _COORDINATORS:
        return Role.COORDINATOR
    return CASEWORK.waits[State(case.state)].owner


def _begin(session: Session, case: Case, waited: _Waited, when: Due, by: Caller) -> RunningDeadline:
    kind, object_id = waited
    row = RunningDeadline(
        municipality_code=case.municipality_code,
        id=clock.new_id(),
        case_id=case.id,
        kind=kind.value,
        object_id=object_id,
        owner=_owner(case, kind).value,
        started_at=by.at,
        target_at=when.target,
        fatal_at=when.fatal,
    )
    session.add(row)
    return row
