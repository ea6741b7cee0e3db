"""decide(): may this caller do this, here? One pure function, and nothing is allowed by default.

The table of roles is that of need to know: police hand over and see their own receipt; the team
leader and the caseworker see the authority's track, the coordinator the other; a local leader sees
the placed child's name, step and course, never the incident.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.caller import Caller
from workflows.casework import Track
from workflows.roles import Role


class Action(StrEnum):
    """What can be done; each endpoint asks for exactly one."""

    UPLOAD_LIST = "upload_list"
    READ_RECEIPT = "read_receipt"
    READ_ENTRIES = "read_entries"
    TYPE_ENTRY = "type_entry"
    DECIDE_ENTRY = "decide_entry"
    READ_CASE = "read_case"
    MOVE_CASE = "move_case"
    READ_INCIDENTS = "read_incidents"
    READ_HISTORY = "read_history"
    READ_PERSON = "read_person"
    WRITE_CUSTODY = "write_custody"
    READ_OBLIGATIONS = "read_obligations"
    WRITE_OBLIGATION = "write_obligation"
    READ_CONSENTS = "read_consents"
    WRITE_CONSENT = "write_consent"
    READ_KNOWLEDGE = "read_knowledge"
    WRITE_KNOWLEDGE = "write_knowledge"
    READ_PLACEMENTS = "read_placements"
    READ_ASSESSMENTS = "read_assessments"
    READ_COURSE = "read_course"
    WRITE_COURSE = "write_course"
    READ_WORKFLOW = "read_workflow"


@dataclass(frozen=True, slots=True)
class Resource:
    """What is asked for, by what the rules need to know of it and no more."""

    municipality_code: str
    uploaded_by: str | None = None
    is_case: bool = False
    track: Track | None = None
    """The case's track; of a closed case the one it ended on; None until the handover meeting gives it one."""
    caseworker: str | None = None
    local_leader: str | None = None
    integration_client: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reason: str
    """Why, as a code; it goes into the log."""


_ON_A_CASE = frozenset(
    {
        Action.READ_CASE,
        Action.MOVE_CASE,
        Action.READ_INCIDENTS,
        Action.READ_HISTORY,
        Action.READ_PERSON,
        Action.WRITE_CUSTODY,
        Action.READ_OBLIGATIONS,
        Action.WRITE_OBLIGATION,
        Action.READ_CONSENTS,
        Action.WRITE_CONSENT,
    }
)
_AUTHORITY_CASE = _ON_A_CASE | {Action.READ_ASSESSMENTS}
_AT_THE_MEETING = frozenset(
    {Action.READ_ENTRIES, Action.TYPE_ENTRY, Action.DECIDE_ENTRY, Action.READ_RECEIPT, Action.UPLOAD_LIST}
)

ROLE_ACTIONS: Mapping[Role, frozenset[Action]] = {
    Role.POLICE: frozenset({Action.UPLOAD_LIST, Action.READ_RECEIPT, Action.READ_WORKFLOW}),
    Role.TEAM_LEADER: _AT_THE_MEETING | _AUTHORITY_CASE | {Action.READ_WORKFLOW},
    Role.COORDINATOR: _AT_THE_MEETING
    | _ON_A_CASE
    | {
        Action.READ_KNOWLEDGE,
        Action.WRITE_KNOWLEDGE,
        Action.READ_PLACEMENTS,
        Action.READ_COURSE,
        Action.WRITE_COURSE,
        Action.READ_WORKFLOW,
    },
    Role.CASEWORKER: _AUTHORITY_CASE | {Action.READ_WORKFLOW},
    Role.INTEGRATION: _AUTHORITY_CASE | {Action.READ_WORKFLOW},
    Role.LOCAL_LEADER: frozenset(
        {
            Action.READ_CASE,
            Action.MOVE_CASE,
            Action.READ_COURSE,
            Action.WRITE_COURSE,
            Action.READ_WORKFLOW,
        }
    ),
    Role.MANAGER: frozenset({Action.READ_WORKFLOW}),
    Role.LOG_REVIEWER: frozenset({Action.READ_WORKFLOW}),
    Role.ADMINISTRATOR: frozenset({Action.READ_WORKFLOW}),
}


def decide(caller: Caller, action: Action, resource: Resource) -> Verdict:
    """Whether ``caller`` may do ``action`` to ``resource``, and the reason as a code."""
    if action not in ROLE_ACTIONS.get(caller.role, frozenset()):
        return Verdict(False, "role_may_never")
    if resource.municipality_code != caller.municipality_code:
        return Verdict(False, "another_municipality")
    if action is Action.READ_RECEIPT and caller.role is Role.POLICE:
        own = resource.uploaded_by == caller.id
        return Verdict(own, "own_receipt" if own else "not_own_receipt")
    if not resource.is_case:
        return Verdict(True, "role_may")
    return _decide_on_case(caller, resource)


def _decide_on_case(caller: Caller, case: Resource) -> Verdict:
    match caller.role:
        case Role.COORDINATOR if case.track is Track.COORDINATOR:
            return Verdict(True, "coordinators_track")
        case Role.TEAM_LEADER if case.track is Track.AUTHORITY:
            return Verdict(True, "authoritys_track")
        case Role.COORDINATOR | Role.TEAM_LEADER if case.track is None:
            return Verdict(True, "handover_meeting")
        case Role.CASEWORKER if case.track is Track.AUTHORITY and case.caseworker == caller.id:
            return Verdict(True, "own_case")
        case Role.INTEGRATION if case.track is Track.AUTHORITY and case.integration_client == caller.id:
            return Verdict(True, "linked_case")
        case Role.LOCAL_LEADER if case.track is Track.COORDINATOR and case.local_leader == caller.id:
            return Verdict(True, "local_leader_of_the_course")
    return Verdict(False, "no_work_related_need")


CASE_FIELDS_OF_LOCAL_LEADER = frozenset({"id", "state", "version", "child_name", "step", "course", "moves", "due_at"})
"""All that a local leader sees of a case: who, which step, the course, and what may be done next."""


def case_fields(role: Role) -> frozenset[str] | None:
    """The fields of a case that ``role`` may have; None means all. The others are absent, not null."""
    return CASE_FIELDS_OF_LOCAL_LEADER if role is Role.LOCAL_LEADER else None


_COORDINATORS_SIDE = frozenset({Role.COORDINATOR, Role.LOCAL_LEADER})
_AUTHORITYS_SIDE = frozenset({Role.TEAM_LEADER, Role.CASEWORKER, Role.INTEGRATION})


def may_read_words(reader: Role, author: Role) -> bool:
    """Whether what ``author`` wrote in a case may be read by ``reader`` when the case has changed track.

    The team leader does not read the coordinator's notes, nor the coordinator the authority's.
    """
    return not any(
        reader in side and author in other
        for side, other in ((_COORDINATORS_SIDE, _AUTHORITYS_SIDE), (_AUTHORITYS_SIDE, _COORDINATORS_SIDE))
    )
