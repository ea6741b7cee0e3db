"""The case: from the police's list to its end, on the authority's or the coordinator's track.

Source: Fredericia, "SSP overleveringsmøde". With an active case the team leader informs the
caseworker, who assesses, and the family is oriented or summoned. Without one the coordinator
informs the family, gathers knowledge, places the child on a step and perhaps starts a course.
"""

from enum import StrEnum

from workflows.casework_guards import (
    Facts,
    an_incident_awaits_reassessment,
    course_has_its_ground,
    decided_at_the_handover_meeting,
    everyone_informed_or_exempt,
    everyone_summoned_or_exempt,
    local_leader_is_named,
    no_active_authority_case,
    no_course_under_way,
    no_incident_awaits_reassessment,
    no_incident_is_left,
    no_other_case_is_open,
    nothing_has_left_the_house,
    receiver_has_accepted,
    severity_allows_no_further_action,
    step_allows_a_course,
    step_requirements_are_met,
)
from workflows.deadlines import Deadline
from workflows.engine import Move, Waits, Workflow
from workflows.roles import Role

__all__ = ["CASEWORK", "Event", "Facts", "State", "Track", "track_of"]


class State(StrEnum):
    RECEIVED = "received"
    WITH_TEAM_LEADER = "with_team_leader"
    WITH_CASEWORKER = "with_caseworker"
    ORIENTATION_DUE = "orientation_due"
    FAMILY_INFORMED_BY_AUTHORITY = "family_informed_by_authority"
    SUMMONS_DUE = "summons_due"
    MEETING_CALLED = "meeting_called"
    MEETING_HELD = "meeting_held"
    WITH_COORDINATOR = "with_coordinator"
    FAMILY_INFORMED = "family_informed"
    GATHERING_KNOWLEDGE = "gathering_knowledge"
    PLACED = "placed"
    COURSE_PLANNED = "course_planned"
    COURSE_RUNNING = "course_running"
    COURSE_PAUSED = "course_paused"
    COURSE_COMPLETED = "course_completed"
    CLOSED = "closed"
    DROPPED = "dropped"
    TRANSFERRED = "transferred"


class Event(StrEnum):
    GIVE_TO_TEAM_LEADER = "give_to_team_leader"
    GIVE_TO_COORDINATOR = "give_to_coordinator"
    DROP = "drop"
    SEND_ELSEWHERE = "send_elsewhere"
    ASSIGN = "assign"
    INFORM_CASEWORKER = "inform_caseworker"
    NOTE_REFERENCE = "note_reference"
    ASSESS_NO_FURTHER_ACTION = "assess_no_further_action"
    ASSESS_FURTHER_ACTION = "assess_further_action"
    CALL_TO_MEETING = "call_to_meeting"
    HOLD_MEETING = "hold_meeting"
    CONFIRM_INFORMED = "confirm_informed"
    START_GATHERING = "start_gathering"
    PLACE_ON_STEP = "place_on_step"
    KEEP_STEP = "keep_step"
    PLAN_COURSE = "plan_course"
    CHANGE_PLAN = "change_plan"
    CHANGE_LOCAL_LEADER = "change_local_leader"
    START_COURSE = "start_course"
    PAUSE_COURSE = "pause_course"
    RESUME_COURSE = "resume_course"
    COMPLETE_COURSE = "complete_course"
    DISCONTINUE_COURSE = "discontinue_course"
    REROUTE = "reroute"
    TRANSFER = "transfer"
    RAISE_CONCERN = "raise_concern"
    REASSESS = "reassess"
    REOPEN = "reopen"
    CLOSE = "close"


class Track(StrEnum):
    AUTHORITY = "authority"
    COORDINATOR = "coordinator"


AUTHORITY_STATES = frozenset(
    {
        State.WITH_TEAM_LEADER,
        State.WITH_CASEWORKER,
        State.ORIENTATION_DUE,
        State.FAMILY_INFORMED_BY_AUTHORITY,
        State.SUMMONS_DUE,
        State.MEETING_CALLED,
        State.MEETING_HELD,
    }
)
COURSE_UNDER_WAY = frozenset({State.COURSE_PLANNED, State.COURSE_RUNNING, State.COURSE_PAUSED})
COURSE_STATES = COURSE_UNDER_WAY | {State.COURSE_COMPLETED}
COORDINATOR_STATES = COURSE_STATES | {
    State.WITH_COORDINATOR,
    State.FAMILY_INFORMED,
    State.GATHERING_KNOWLEDGE,
    State.PLACED,
}
FIRST_STATIONS = frozenset({State.RECEIVED, State.WITH_TEAM_LEADER, State.WITH_CASEWORKER, State.WITH_COORDINATOR})
"""Nobody has acted on the case yet, so a new incident is seen together with the rest and not looked at anew; unless
so many come close together that the profile asks for a look at the whole."""
CLOSING_STATES = frozenset({State.CLOSED, State.DROPPED, State.TRANSFERRED})
OPEN_STATES = frozenset(State) - CLOSING_STATES


def track_of(state: State) -> Track | None:
    """Whose case it is in this state; None before the handover meeting and after the end."""
    if state in AUTHORITY_STATES:
        return Track.AUTHORITY
    return Track.COORDINATOR if state in COORDINATOR_STATES else None


_MEETING = frozenset({Role.COORDINATOR, Role.TEAM_LEADER})
_COORDINATOR = frozenset({Role.COORDINATOR})
_TEAM_LEADER = frozenset({Role.TEAM_LEADER})
_CASEWORKER = frozenset({Role.CASEWORKER, Role.INTEGRATION})
_AUTHORITY = _CASEWORKER | _TEAM_LEADER
_COURSE = frozenset({Role.COORDINATOR, Role.LOCAL_LEADER})

_AT_THE_MEETING = (decided_at_the_handover_meeting,)
_TOLD_AND_SEEN = (
    everyone_informed_or_exempt,
    no_incident_awaits_reassessment,
    decided_at_the_handover_meeting,
)

# fmt: off
# One move to a line or two, so that the process can be read as a table.
CASEWORK: Workflow[State, Event, Facts] = Workflow(
    name="casework",
    initial=State.RECEIVED,
    closing=CLOSING_STATES,
    moves=[
        # The handover meeting.
        Move(Event.GIVE_TO_TEAM_LEADER, State.RECEIVED, State.WITH_TEAM_LEADER, _AT_THE_MEETING, _MEETING),
        Move(Event.GIVE_TO_COORDINATOR, State.RECEIVED, State.WITH_COORDINATOR, _AT_THE_MEETING, _MEETING),
        Move(Event.DROP, State.RECEIVED, State.DROPPED, _AT_THE_MEETING, _MEETING, ("reason",)),
        Move(
            Event.SEND_ELSEWHERE, State.RECEIVED, State.TRANSFERRED, (*_AT_THE_MEETING, receiver_has_accepted),
            _MEETING | {Role.SYSTEM}, ("municipality_code",),
        ),
        # The authority's track.
        Move(
            Event.INFORM_CASEWORKER, State.WITH_TEAM_LEADER, State.WITH_CASEWORKER, (), _TEAM_LEADER,
            ("caseworker",),
        ),
        Move(  # Another caseworker: illness, or the wrong one.
            Event.INFORM_CASEWORKER, AUTHORITY_STATES - {State.WITH_TEAM_LEADER}, None, (), _TEAM_LEADER,
            ("caseworker", "reason"),
        ),
        Move(  # The number of the authority's own case, when it is known and when it was wrong.
            Event.NOTE_REFERENCE, AUTHORITY_STATES, None, (), _AUTHORITY, ("authority_reference",),
        ),
        Move(
            Event.ASSESS_NO_FURTHER_ACTION, State.WITH_CASEWORKER, State.ORIENTATION_DUE,
            (severity_allows_no_further_action,), _CASEWORKER, ("severity", "reason"),
        ),
        Move(
            Event.ASSESS_FURTHER_ACTION, State.WITH_CASEWORKER, State.SUMMONS_DUE, (), _CASEWORKER,
            ("severity", "reason"),
        ),
        Move(
            Event.CONFIRM_INFORMED, State.ORIENTATION_DUE, State.FAMILY_INFORMED_BY_AUTHORITY,
            (everyone_informed_or_exempt,), _CASEWORKER,
        ),
        Move(
            Event.CALL_TO_MEETING, State.SUMMONS_DUE, State.MEETING_CALLED, (everyone_summoned_or_exempt,),
            _CASEWORKER, ("meeting_at",),
        ),
        Move(  # Postponed, or the family stayed away.
            Event.CALL_TO_MEETING, State.MEETING_CALLED, None, (), _CASEWORKER,
            ("meeting_at", "not_held", "reason"),
        ),
        Move(
            Event.HOLD_MEETING, State.MEETING_CALLED, State.MEETING_HELD, (everyone_summoned_or_exempt,), _CASEWORKER,
            ("held_at", "attendees", "agreed"),
        ),
        Move(Event.CLOSE, State.FAMILY_INFORMED_BY_AUTHORITY, State.CLOSED, _TOLD_AND_SEEN, _AUTHORITY),
        Move(Event.CLOSE, State.MEETING_HELD, State.CLOSED, _TOLD_AND_SEEN, _AUTHORITY, ("authority_reference",)),
        # The coordinator's track.
        Move(
            Event.CONFIRM_INFORMED, State.WITH_COORDINATOR, State.FAMILY_INFORMED, (everyone_informed_or_exempt,),
            _COORDINATOR,
        ),
        Move(Event.START_GATHERING, State.FAMILY_INFORMED, State.GATHERING_KNOWLEDGE, (), _COORDINATOR),
        # Looked at again: the step is kept, or knowledge is gathered anew for another.
        Move(Event.KEEP_STEP, State.PLACED, None, (), _COORDINATOR, ("reason",)),
        Move(Event.START_GATHERING, State.PLACED, State.GATHERING_KNOWLEDGE, (), _COORDINATOR),
        Move(
            Event.PLACE_ON_STEP, State.GATHERING_KNOWLEDGE, State.PLACED,
            (no_active_authority_case, step_requirements_are_met, decided_at_the_handover_meeting), _COORDINATOR,
            ("step", "reason"),
        ),
        Move(
            Event.PLAN_COURSE, State.PLACED, State.COURSE_PLANNED,
            (step_allows_a_course, course_has_its_ground, local_leader_is_named), _COORDINATOR,
            ("local_leader", "goals", "start_on"),
        ),
        Move(Event.START_COURSE, State.COURSE_PLANNED, State.COURSE_RUNNING, (course_has_its_ground,), _COURSE),
        # The service itself pauses a course whose consent is withdrawn or has run out.
        Move(
            Event.PAUSE_COURSE, State.COURSE_RUNNING, State.COURSE_PAUSED, (), _COURSE | {Role.SYSTEM}, ("reason",),
        ),
        Move(Event.RESUME_COURSE, State.COURSE_PAUSED, State.COURSE_RUNNING, (course_has_its_ground,), _COURSE),
        Move(
            Event.COMPLETE_COURSE, State.COURSE_RUNNING, State.COURSE_COMPLETED, (), _COURSE,
            ("evaluation", "goal_evaluations"),
        ),
        Move(Event.DISCONTINUE_COURSE, COURSE_UNDER_WAY, State.PLACED, (), _COURSE, ("reason",)),
        # Whoever is brought in by a new version of the plan needs that the course itself has its ground.
        Move(
            Event.CHANGE_PLAN, COURSE_UNDER_WAY, None, (course_has_its_ground,), _COURSE,
            ("goals", "start_on", "reason"),
        ),
        Move(
            Event.CHANGE_LOCAL_LEADER, COURSE_UNDER_WAY, None, (course_has_its_ground,), _COORDINATOR,
            ("local_leader", "reason"),
        ),
        Move(Event.CLOSE, State.PLACED, State.CLOSED, _TOLD_AND_SEEN, _COORDINATOR, ("reason",)),
        Move(Event.CLOSE, State.COURSE_COMPLETED, State.CLOSED, _TOLD_AND_SEEN, _COORDINATOR),
        # Beside the tracks.
        Move(  # Which of those whose the track is has the case; from another, with a reason.
            Event.ASSIGN, OPEN_STATES - {State.RECEIVED}, None, (), _MEETING, ("responsible",),
        ),
        Move(
            Event.REROUTE, COORDINATOR_STATES, State.WITH_TEAM_LEADER, (no_course_under_way,), _MEETING,
            ("reason",),
        ),
        Move(Event.REROUTE, AUTHORITY_STATES, State.WITH_COORDINATOR, (), _MEETING, ("reason",)),
        Move(
            Event.TRANSFER, OPEN_STATES - {State.RECEIVED}, State.TRANSFERRED,
            (no_course_under_way, decided_at_the_handover_meeting, receiver_has_accepted), _MEETING | {Role.SYSTEM},
            ("municipality_code", "reason"),
        ),
        Move(
            Event.DROP, OPEN_STATES - {State.RECEIVED}, State.DROPPED, (no_incident_is_left, no_course_under_way),
            frozenset({Role.SYSTEM}), ("reason",),
        ),
        Move(Event.RAISE_CONCERN, OPEN_STATES, None, (), _MEETING | _CASEWORKER | _COURSE, ("reason",)),
        Move(
            Event.REASSESS,
            frozenset({State.FAMILY_INFORMED, State.GATHERING_KNOWLEDGE, State.PLACED, State.COURSE_COMPLETED}),
            State.WITH_COORDINATOR, (an_incident_awaits_reassessment,), _COORDINATOR, ("reason",),
        ),
        Move(  # A course goes on meanwhile; and before the family is told there is nothing to go back to.
            Event.REASSESS, COURSE_UNDER_WAY | {State.WITH_COORDINATOR}, None, (an_incident_awaits_reassessment,),
            _COORDINATOR, ("reason",),
        ),
        Move(
            Event.REASSESS, AUTHORITY_STATES - {State.WITH_TEAM_LEADER, State.WITH_CASEWORKER},
            State.WITH_CASEWORKER, (an_incident_awaits_reassessment,), _AUTHORITY, ("reason",),
        ),
        Move(
            Event.REOPEN, CLOSING_STATES, State.RECEIVED, (no_other_case_is_open,), _MEETING | {Role.SYSTEM},
            ("reason",),
        ),
        Move(  # The handover meeting takes its decision back, before anybody has acted on it.
            Event.REOPEN, frozenset({State.WITH_TEAM_LEADER, State.WITH_COORDINATOR}), State.RECEIVED,
            (no_other_case_is_open, nothing_has_left_the_house), frozenset({Role.SYSTEM}), ("reason",),
        ),
    ],
    waits={
        State.RECEIVED: Waits(Role.COORDINATOR, Deadline.DECIDE),
        State.WITH_TEAM_LEADER: Waits(Role.TEAM_LEADER, Deadline.INFORM_CASEWORKER),
        State.WITH_CASEWORKER: Waits(Role.CASEWORKER, Deadline.ASSESS),
        State.ORIENTATION_DUE: Waits(Role.CASEWORKER, Deadline.INFORM_FAMILY),
        State.FAMILY_INFORMED_BY_AUTHORITY: Waits(Role.CASEWORKER, Deadline.CLOSE),
        State.SUMMONS_DUE: Waits(Role.CASEWORKER, Deadline.SUMMON),
        State.MEETING_CALLED: Waits(Role.CASEWORKER, Deadline.HOLD_MEETING),
        State.MEETING_HELD: Waits(Role.CASEWORKER, Deadline.CLOSE),
        State.WITH_COORDINATOR: Waits(Role.COORDINATOR, Deadline.INFORM_FAMILY),
        State.FAMILY_INFORMED: Waits(Role.COORDINATOR, Deadline.START_GATHERING),
        State.GATHERING_KNOWLEDGE: Waits(Role.COORDINATOR, Deadline.PLACE),
        State.PLACED: Waits(Role.COORDINATOR, Deadline.REVIEW_PLACEMENT),
        State.COURSE_PLANNED: Waits(Role.COORDINATOR, Deadline.START_COURSE),
        State.COURSE_RUNNING: Waits(Role.COORDINATOR, Deadline.REVIEW_COURSE),
        State.COURSE_PAUSED: Waits(Role.COORDINATOR, Deadline.RESUME_COURSE),
        State.COURSE_COMPLETED: Waits(Role.COORDINATOR, Deadline.CLOSE),
    },
)
# fmt: on
