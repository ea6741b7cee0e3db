"""The case: every state with every event, who stands in the way, and a walk down each track."""

from dataclasses import replace

import pytest

from workflows.casework import CASEWORK, Event, Facts, State, Track, track_of
from workflows.engine import NO_SUCH_MOVE, Refused

_BESIDE = {"raise_concern": "stays", "assign": "stays", "transfer": "transferred", "drop": "dropped"}
_WITH_COORDINATOR = _BESIDE | {"reroute": "with_team_leader"}
_WITH_AUTHORITY = _BESIDE | {"reroute": "with_coordinator", "note_reference": "stays"}
_WITH_A_CASEWORKER = _WITH_AUTHORITY | {"inform_caseworker": "stays"}
_AFTER_ASSESSMENT = _WITH_A_CASEWORKER | {"reassess": "with_caseworker"}

# Written from the description of the process, not from the table it checks.
_IN_A_COURSE = _WITH_COORDINATOR | {"change_plan": "stays", "change_local_leader": "stays"}
EXPECTED: dict[str, dict[str, str]] = {
    "received": {
        "give_to_team_leader": "with_team_leader",
        "give_to_coordinator": "with_coordinator",
        "drop": "dropped",
        "send_elsewhere": "transferred",
        "raise_concern": "stays",
    },
    "with_team_leader": _WITH_AUTHORITY | {"inform_caseworker": "with_caseworker", "reopen": "received"},
    "with_caseworker": _WITH_A_CASEWORKER
    | {"assess_no_further_action": "orientation_due", "assess_further_action": "summons_due"},
    "orientation_due": _AFTER_ASSESSMENT | {"confirm_informed": "family_informed_by_authority"},
    "family_informed_by_authority": _AFTER_ASSESSMENT | {"close": "closed"},
    "summons_due": _AFTER_ASSESSMENT | {"call_to_meeting": "meeting_called"},
    "meeting_called": _AFTER_ASSESSMENT | {"hold_meeting": "meeting_held", "call_to_meeting": "stays"},
    "meeting_held": _AFTER_ASSESSMENT | {"close": "closed"},
    "with_coordinator": _WITH_COORDINATOR
    | {"confirm_informed": "family_informed", "reassess": "stays", "reopen": "received"},
    "family_informed": _WITH_COORDINATOR | {"start_gathering": "gathering_knowledge", "reassess": "with_coordinator"},
    "gathering_knowledge": _WITH_COORDINATOR | {"place_on_step": "placed", "reassess": "with_coordinator"},
    "placed": _WITH_COORDINATOR
    | {
        "keep_step": "stays",
        "start_gathering": "gathering_knowledge",
        "plan_course": "course_planned",
        "close": "closed",
        "reassess": "with_coordinator",
    },
    "course_planned": _IN_A_COURSE
    | {"start_course": "course_running", "discontinue_course": "placed", "reassess": "stays"},
    "course_running": _IN_A_COURSE
    | {
        "pause_course": "course_paused",
        "complete_course": "course_completed",
        "discontinue_course": "placed",
        "reassess": "stays",
    },
    "course_paused": _IN_A_COURSE
    | {"resume_course": "course_running", "discontinue_course": "placed", "reassess": "stays"},
    "course_completed": _WITH_COORDINATOR | {"close": "closed", "reassess": "with_coordinator"},
    "closed": {"reopen": "received"},
    "dropped": {"reopen": "received"},
    "transferred": {"reopen": "received"},
}

ALL_WELL = Facts(
    decided_on_the_entry=True,
    recipient_is_known=True,
    everyone_told_or_exempt=True,
    everyone_summoned_or_exempt=True,
    severity_may_end=True,
    step_requirements_met=True,
    step_allows_course=True,
    course_has_its_ground=True,
    local_leader_named=True,
    receiver_has_accepted=True,
    something_has_left_the_house=False,
)

# The states, the event, what is otherwise than well, and the guards that must be named.
REFUSALS: list[tuple[str, str, dict[str, bool], tuple[str, ...]]] = [
    (
        "received",
        "give_to_team_leader give_to_coordinator drop send_elsewhere",
        {"decided_on_the_entry": False, "entry_awaits_decision": True},
        ("decided_at_the_handover_meeting",),
    ),
    (
        "orientation_due with_coordinator",
        "confirm_informed",
        {"everyone_told_or_exempt": False},
        ("everyone_informed_or_exempt",),
    ),
    (
        "orientation_due with_coordinator",
        "confirm_informed",
        {"recipient_is_known": False},
        ("everyone_informed_or_exempt",),
    ),
    (
        "with_caseworker",
        "assess_no_further_action",
        {"severity_may_end": False},
        ("severity_allows_no_further_action",),
    ),
    ("meeting_called", "hold_meeting", {"everyone_summoned_or_exempt": False}, ("everyone_summoned_or_exempt",)),
    ("summons_due", "call_to_meeting", {"everyone_summoned_or_exempt": False}, ("everyone_summoned_or_exempt",)),
    ("summons_due", "call_to_meeting", {"recipient_is_known": False}, ("everyone_summoned_or_exempt",)),
    (
        "family_informed_by_authority meeting_held placed course_completed",
        "close",
        {"everyone_told_or_exempt": False},
        ("everyone_informed_or_exempt",),
    ),
    (
        "family_informed_by_authority meeting_held placed course_completed",
        "close",
        {"incident_awaits_reassessment": True},
        ("no_incident_awaits_reassessment",),
    ),
    (
        "family_informed_by_authority meeting_held placed course_completed",
        "close",
        {"recipient_is_known": False, "incident_awaits_reassessment": True},
        ("everyone_informed_or_exempt", "no_incident_awaits_reassessment"),
    ),
    (
        "family_informed_by_authority meeting_held placed course_completed",
        "close",
        {"decided_on_the_entry": False, "entry_awaits_decision": True},
        ("decided_at_the_handover_meeting",),
    ),
    ("gathering_knowledge", "place_on_step", {"active_authority_case": True}, ("no_active_authority_case",)),
    ("gathering_knowledge", "place_on_step", {"step_requirements_met": False}, ("step_requirements_are_met",)),
    (
        "gathering_knowledge",
        "place_on_step",
        {"decided_on_the_entry": False, "entry_awaits_decision": True},
        ("decided_at_the_handover_meeting",),
    ),
    (
        "with_coordinator placed with_caseworker meeting_held",
        "transfer",
        {"decided_on_the_entry": False, "entry_awaits_decision": True},
        ("decided_at_the_handover_meeting",),
    ),
    (
        "with_coordinator placed with_caseworker meeting_held",
        "transfer",
        {"receiver_has_accepted": False},
        ("receiver_has_accepted",),
    ),
    ("received", "send_elsewhere", {"receiver_has_accepted": False}, ("receiver_has_accepted",)),
    ("placed", "plan_course", {"step_allows_course": False}, ("step_allows_a_course",)),
    ("placed", "plan_course", {"local_leader_named": False}, ("local_leader_is_named",)),
    ("placed", "plan_course", {"course_has_its_ground": False}, ("course_has_its_ground",)),
    *(
        (
            "course_planned course_running course_paused",
            event,
            {"course_has_its_ground": False},
            ("course_has_its_ground",),
        )
        for event in ("change_plan", "change_local_leader")
    ),
    ("course_planned", "start_course", {"course_has_its_ground": False}, ("course_has_its_ground",)),
    ("course_paused", "resume_course", {"course_has_its_ground": False}, ("course_has_its_ground",)),
    (
        "course_planned course_running course_paused",
        "reroute transfer",
        {"course_under_way": True},
        ("no_course_under_way",),
    ),
    (
        "with_coordinator family_informed gathering_knowledge placed course_completed course_planned course_running "
        "course_paused orientation_due family_informed_by_authority summons_due meeting_called meeting_held",
        "reassess",
        {"incident_awaits_reassessment": False},
        ("an_incident_awaits_reassessment",),
    ),
    ("with_coordinator placed meeting_held", "drop", {"no_incident_left": False}, ("no_incident_is_left",)),
    (
        "closed dropped transferred with_team_leader with_coordinator",
        "reopen",
        {"another_case_is_open": True},
        ("no_other_case_is_open",),
    ),
    (
        "with_team_leader with_coordinator",
        "reopen",
        {"something_has_left_the_house": True},
        ("nothing_has_left_the_house",),
    ),
]


def well_for(event: Event) -> Facts:
    """The facts under which nothing stands in the way of the event."""
    return replace(ALL_WELL, incident_awaits_reassessment=event is Event.REASSESS, no_incident_left=event is Event.DROP)


def walk(*events: Event, start: State = State.RECEIVED) -> State:
    state = start
    for event in events:
        state = CASEWORK.advance(state, event, well_for(event))
    return state


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_each_event_leads_where_the_process_says_or_is_no_move(state: State, event: Event) -> None:
    target = EXPECTED[state].get(event)
    if target is None:
        with pytest.raises(Refused) as refused:
            CASEWORK.advance(state, event, well_for(event))
        assert refused.value.unmet == (NO_SUCH_MOVE,)
    else:
        assert CASEWORK.advance(state, event, well_for(event)) == (state if target == "stays" else target)


@pytest.mark.parametrize(("states", "events", "otherwise", "named"), REFUSALS)
def test_a_refused_move_names_the_guard(
    states: str, events: str, otherwise: dict[str, bool], named: tuple[str, ...]
) -> None:
    for state in map(State, states.split()):
        for event in map(Event, events.split()):
            with pytest.raises(Refused) as refused:
                CASEWORK.advance(state, event, replace(well_for(event), **otherwise))
            assert refused.value.unmet == named


def test_every_guard_of_the_case_is_seen_to_refuse() -> None:
    refused = {name for *_, named in REFUSALS for name in named}
    assert refused == {guard.__name__ for move in CASEWORK.moves for guard in move.guards}


def test_a_case_in_the_authority_ends_with_the_family_oriented() -> None:
    assert (
        walk(
            Event.GIVE_TO_TEAM_LEADER,
            Event.INFORM_CASEWORKER,
            Event.ASSESS_NO_FURTHER_ACTION,
            Event.CONFIRM_INFORMED,
            Event.CLOSE,
        )
        is State.CLOSED
    )


def test_a_serious_case_in_the_authority_ends_after_the_meeting_with_the_family() -> None:
    assert (
        walk(
            Event.GIVE_TO_TEAM_LEADER,
            Event.INFORM_CASEWORKER,
            Event.ASSESS_FURTHER_ACTION,
            Event.CALL_TO_MEETING,
            Event.HOLD_MEETING,
            Event.CLOSE,
        )
        is State.CLOSED
    )


PLACED = (Event.GIVE_TO_COORDINATOR, Event.CONFIRM_INFORMED, Event.START_GATHERING, Event.PLACE_ON_STEP)
STARTED = (*PLACED, Event.PLAN_COURSE, Event.START_COURSE)


def test_a_case_with_the_coordinator_may_end_with_a_placement() -> None:
    assert walk(*PLACED, Event.CLOSE) is State.CLOSED


def test_a_case_with_the_coordinator_may_go_through_a_whole_course() -> None:
    assert walk(*STARTED, Event.PAUSE_COURSE, Event.RESUME_COURSE, Event.COMPLETE_COURSE, Event.CLOSE) is State.CLOSED


def test_a_discontinued_course_leaves_the_child_on_the_step() -> None:
    assert walk(*STARTED, Event.DISCONTINUE_COURSE) is State.PLACED
    assert walk(*STARTED, Event.PAUSE_COURSE, Event.DISCONTINUE_COURSE, Event.PLAN_COURSE) is State.COURSE_PLANNED


def test_a_case_that_comes_back_from_the_authority_is_placed_anew() -> None:
    assert walk(*PLACED, Event.REROUTE, Event.REROUTE) is State.WITH_COORDINATOR


def test_a_reopened_case_starts_at_the_handover_meeting() -> None:
    assert walk(*PLACED, Event.CLOSE, Event.REOPEN) is State.RECEIVED


def test_a_case_sent_away_by_mistake_can_be_taken_back() -> None:
    assert [option.event for option in CASEWORK.options(State.TRANSFERRED, ALL_WELL)] == [Event.REOPEN]


def test_a_concern_report_never_ends_a_case() -> None:
    for state in State:
        if not CASEWORK.is_closed(state):
            assert CASEWORK.advance(state, Event.RAISE_CONCERN, ALL_WELL) is state


def test_every_open_state_after_the_meeting_is_on_one_track() -> None:
    off = {State.RECEIVED, State.CLOSED, State.DROPPED, State.TRANSFERRED}
    assert {state for state in State if track_of(state) is None} == off
    assert track_of(State.MEETING_HELD) is Track.AUTHORITY
    assert track_of(State.COURSE_PAUSED) is Track.COORDINATOR
