"""How somebody can stand to what they ask for, why they may not have it, and what the rules need to know of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.caller import Why
from workflows.casework import Track


class Relation(StrEnum):
    """How a caller stands to what is asked for. It is the reason that the log gives."""

    ROLE = "role_may"
    """Nobody's in particular: what the role does in its municipality."""
    OWN_RECEIPT = "own_receipt"
    HANDOVER_MEETING = "handover_meeting"
    """A case that has no track until the meeting gives it one."""
    COORDINATORS_TRACK = "coordinators_track"
    AUTHORITYS_TRACK = "authoritys_track"
    CONCERN_REPORT = "concern_report"
    """What is reported to the authority: the report, and not the rest of the case."""
    OWN_CASE = "own_case"
    LINKED_CASE = "linked_case"
    LOCAL_LEADER = "local_leader_of_the_course"
    PARTICIPANT = "participant_in_the_course"
    GROUP_COORDINATOR = "coordinator_of_the_group"
    GROUP_MEMBER = "member_of_the_group"
    """In an ad hoc group around the child: the group, and not the case."""
    SUBSTITUTE = "substitute_of"
    """Stands in for the one who has the case; the reason says for whom."""
    BROKEN_GLASS = "broken_glass"


class Refusal(StrEnum):
    """Why not."""

    ROLE_MAY_NEVER = "role_may_never"
    ANOTHER_MUNICIPALITY = "another_municipality"
    ANOTHER_PURPOSE = "another_purpose"
    NOT_OWN_RECEIPT = "not_own_receipt"
    NO_WORK_RELATED_NEED = "no_work_related_need"
    OTHER_SIDE_OF_THE_INCIDENT = "other_side_of_the_incident"


@dataclass(frozen=True, slots=True)
class Resource:
    """What is asked for, by what the rules need to know of it and no more."""

    municipality_code: str
    is_receipt: bool = False
    uploaded_by: str | None = None
    is_concern_report: bool = False
    is_group: bool = False
    """An ad hoc group that the caller was found to be in, with a ground to see it."""
    caller_coordinates: bool = False
    is_case: bool = False
    track: Track | None = None
    """The case's track; of a closed case the one it ended on; None until the handover meeting gives it one."""
    caseworker: str | None = None
    local_leader: str | None = None
    caller_takes_part: bool = False
    """Is the caller one of those in the course's plan, with a ground to see it?"""
    integration_client: str | None = None
    caller_stands_in_for: frozenset[str] = frozenset()
    """Whom the caller covers now, in the caller's role."""
    caller_works_with_the_accused: bool = False
    """Of a victim's case: does the caller, or one they cover, have the case of somebody charged or suspected in the
    same incident?"""
    glass_broken_until: datetime | None = None
    """Until when the caller has broken the glass before this case."""


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    why: Why
    """Why and what for, as codes; they go into the log."""
