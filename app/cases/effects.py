"""What each move of a case does besides changing its state. Runs after the move, in its transaction."""

from collections.abc import Callable, Mapping
from datetime import datetime

from app import jobs
from app.cases import (
    assessments,
    concern_reports,
    course_effects,
    family_meetings,
    incidents,
    links,
    notices,
    placements,
    sides,
)
from app.cases.moved import Moved
from app.cases.said import Said
from app.errors import Unprocessable
from app.obligations import service as obligations
from workflows.casework import Event, State
from workflows.informing import Purpose


class OwnMunicipality(Unprocessable):
    code = "own_municipality"
    title = "Sagen er allerede i den kommune"


def _give_to_coordinator(moved: Moved) -> None:
    moved.case.authority_case_active = False
    _begin_the_news(moved)
    _owe_information(moved)
    jobs.look_up_custody(moved.session, moved.case.municipality_code, moved.case.id)


def _give_to_team_leader(moved: Moved) -> None:
    moved.case.authority_case_active = True
    _begin_the_news(moved)
    jobs.look_up_custody(moved.session, moved.case.municipality_code, moved.case.id)


def _begin_the_news(moved: Moved) -> None:
    """What is given now is news, but for a case that came back as it left: that the family was told still counts."""
    came_back = moved.case.returned_at is not None and moved.case.news_at is not None
    if moved.said.decided_on_the_entry or not came_back:
        moved.case.news_at = moved.by.at
    moved.case.returned_at = None


def _assign(moved: Moved) -> None:
    _tell_responsible(moved, moved.said.responsible)
    moved.case.responsible = moved.said.responsible


def _inform_caseworker(moved: Moved) -> None:
    sides.must_not_have_the_other_side(moved.session, moved.case, moved.said.caseworker or "")
    _tell_caseworkers(moved, moved.said.caseworker)
    moved.case.caseworker = moved.said.caseworker
    links.give_to_system(moved.session, moved.case, moved.said.integration_client, by=moved.by)


def _assess(moved: Moved) -> None:
    further_action = moved.event is Event.ASSESS_FURTHER_ACTION
    said = moved.said
    if said.severity is None or said.reason is None:
        raise ValueError("an assessment names a level and its reasons")
    assessments.assess(
        moved.session, moved.case, severity=said.severity, factors=said.factors, reason=said.reason,
        further_action=further_action, profile=moved.profile, by=moved.by,
    )  # fmt: skip
    incidents.looked_at(moved.session, moved.case, by=moved.by)
    _owe_information(moved)
    if further_action:
        _owe(moved, Purpose.SUMMON, since=moved.by.at)
    else:
        _lapse(moved, (Purpose.SUMMON,), "no_meeting_is_called")


def _call_to_meeting(moved: Moved) -> None:
    """Called again, the family is owed a new summons: what it was told is not when the meeting is."""
    said, again = moved.said, moved.before is State.MEETING_CALLED
    if again and said.not_held is not None and said.reason is not None:
        family_meetings.not_held(moved.session, moved.case, said.not_held, said.reason, by=moved.by)
        _owe(moved, Purpose.SUMMON, since=moved.by.at)
    elif said.not_held is not None:
        raise family_meetings.NoMeetingWasCalled("Udelad not_held, når familien indkaldes første gang.")
    moved.case.meeting_at = said.meeting_at


def _hold_meeting(moved: Moved) -> None:
    said = moved.said
    if said.held_at is None or said.agreed is None:
        raise ValueError("a meeting that was held says when, and what was agreed")
    family_meetings.held(moved.session, moved.case, said.held_at, said.attendees, said.agreed, by=moved.by)


def _note_reference(moved: Moved) -> None:
    moved.case.authority_reference = moved.said.authority_reference


def _place_on_step(moved: Moved) -> None:
    said = moved.said
    if said.step is None or said.reason is None:
        raise ValueError("a placement names its step and its reason")
    placements.place_on_step(
        moved.session, moved.case, said.step, said.reason, said.rests_on, profile=moved.profile, by=moved.by
    )
    incidents.looked_at(moved.session, moved.case, by=moved.by)


def _reroute(moved: Moved) -> None:
    case = moved.case
    to_authority = State(case.state) is State.WITH_TEAM_LEADER
    _tell_responsible(moved, None)
    case.responsible = None
    case.authority_case_active = to_authority
    notices.settle(moved.session, case, notices.REROUTING, by=moved.by)
    incidents.looked_at(moved.session, case, by=moved.by)  # the other track looks at all of it from its beginning
    if to_authority:
        case.local_leader = None  # whose course has ended, and with it the need to see the child's case
        return
    _tell_caseworkers(moved, None)
    case.caseworker = None
    links.give_to_system(moved.session, case, None, by=moved.by)
    _lapse(moved, (Purpose.SUMMON,), "no_meeting_is_called")
    _owe_information(moved)


def _send_elsewhere(moved: Moved) -> None:
    if moved.said.municipality_code == moved.case.municipality_code:
        raise OwnMunicipality("Vælg en anden kommunes kode.")
    moved.case.to_municipality_code = moved.said.municipality_code
    moved.case.offered_to = None


def _raise_concern(moved: Moved) -> None:
    if moved.said.reason is None:
        raise ValueError("a concern report says what it is about")
    moved.case.concern_raised_at = moved.by.at
    concern_reports.raise_concern(
        moved.session, moved.case, moved.said.reason, profile=moved.profile, by=moved.by, why=moved.why
    )


def _reassess(moved: Moved) -> None:
    incidents.looked_at(moved.session, moved.case, by=moved.by)


def _close(moved: Moved) -> None:
    moved.case.authority_reference = moved.said.authority_reference or moved.case.authority_reference


def _reopen(moved: Moved) -> None:
    case = moved.case
    case.track = case.responsible = case.caseworker = case.local_leader = None
    links.give_to_system(moved.session, case, None, by=moved.by)
    case.authority_case_active = case.to_municipality_code = None


EFFECTS: Mapping[Event, Callable[[Moved], None]] = {
    Event.GIVE_TO_COORDINATOR: _give_to_coordinator,
    Event.GIVE_TO_TEAM_LEADER: _give_to_team_leader,
    Event.SEND_ELSEWHERE: _send_elsewhere,
    Event.ASSIGN: _assign,
    Event.INFORM_CASEWORKER: _inform_caseworker,
    Event.ASSESS_NO_FURTHER_ACTION: _assess,
    Event.ASSESS_FURTHER_ACTION: _assess,
    Event.NOTE_REFERENCE: _note_reference,
    Event.CALL_TO_MEETING: _call_to_meeting,
    Event.HOLD_MEETING: _hold_meeting,
    Event.PLACE_ON_STEP: _place_on_step,
    Event.PLAN_COURSE: course_effects.plan_course,
    Event.CHANGE_PLAN: course_effects.change_plan,
    Event.CHANGE_LOCAL_LEADER: course_effects.change_local_leader,
    Event.START_COURSE: course_effects.drive_course,
    Event.PAUSE_COURSE: course_effects.drive_course,
    Event.RESUME_COURSE: course_effects.drive_course,
    Event.COMPLETE_COURSE: course_effects.drive_course,
    Event.DISCONTINUE_COURSE: course_effects.drive_course,
    Event.REROUTE: _reroute,
    Event.TRANSFER: _send_elsewhere,
    Event.RAISE_CONCERN: _raise_concern,
    Event.REASSESS: _reassess,
    Event.CLOSE: _close,
    Event.REOPEN: _reopen,
}


def details_of(said: Said) -> dict[str, str | int]:
    """What of ``said`` belongs in the history in the clear: ids, codes and dates, never words about a person."""
    told: dict[str, str | int | None] = {
        "municipality_code": said.municipality_code,
        "responsible": said.responsible,
        "caseworker": said.caseworker,
        "severity": said.severity,
        "not_held": said.not_held,
        "authority_reference": said.authority_reference,
        "step": said.step,
        "local_leader": said.local_leader,
        "meeting_at": said.meeting_at.isoformat() if said.meeting_at else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _tell_caseworkers(moved: Moved, new: str | None) -> None:
    """The new one that they have the case, the former one that it has left them; nobody twice."""
    former = moved.case.caseworker
    if new == former:
        return
    if new is not None:
        notices.write(moved.session, moved.case, notices.Kind.CASE_GIVEN, {"from": former}, to=new, by=moved.by)
    if former is not None:
        notices.write(moved.session, moved.case, notices.Kind.CASE_LEFT, {"to": new}, to=former, by=moved.by)


def _tell_responsible(moved: Moved, new: str | None) -> None:
    """The same of those who have the whole track; whoever does it themselves is not told."""
    former, by = moved.case.responsible, moved.by
    if new not in (None, former, by.id):
        notices.write(moved.session, moved.case, notices.Kind.CASE_ASSIGNED, {"from": former}, to=new, by=by)
    if former not in (None, new, by.id):
        notices.write(moved.session, moved.case, notices.Kind.CASE_UNASSIGNED, {"to": new}, to=former, by=by)


def _owe_information(moved: Moved) -> None:
    """The family is owed the news, unless it was told since the latest incident was given."""
    _owe(moved, Purpose.INFORM, since=moved.case.news_at or moved.by.at)


def _owe(moved: Moved, purpose: Purpose, *, since: datetime) -> None:
    obligations.renew(
        moved.session, moved.case.id, moved.subject, purpose, since=since, profile=moved.profile, by=moved.by,
        why=moved.why,
    )  # fmt: skip


def _lapse(moved: Moved, purposes: tuple[Purpose, ...], reason: str) -> None:
    obligations.lapse_outstanding(
        moved.session, moved.case.id, moved.subject.id, purposes, reason, by=moved.by, why=moved.why
    )
