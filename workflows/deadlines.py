"""What the process waits for, by name. How long is the profile's to say."""

from collections.abc import Mapping
from enum import StrEnum

from workflows.roles import Role


class Deadline(StrEnum):
    DECIDE = "decide"
    INFORM_CASEWORKER = "inform_caseworker"
    ASSESS = "assess"
    INFORM_FAMILY = "inform_family"
    ASK_CONSENT = "ask_consent"
    """Beside what the state waits for: consent follows as soon as possible what is shared without it."""
    SUMMON = "summon"
    HOLD_MEETING = "hold_meeting"
    START_GATHERING = "start_gathering"
    PLACE = "place"
    REVIEW_PLACEMENT = "review_placement"
    START_COURSE = "start_course"
    REVIEW_COURSE = "review_course"
    RESUME_COURSE = "resume_course"
    CLOSE = "close"
    ANSWER_KNOWLEDGE = "answer_knowledge"
    """Beside what the state waits for: one for each question that nobody has answered."""
    ANSWER_TRANSFER = "answer_transfer"
    """Beside what the state waits for: another municipality was offered the case."""
    ASSESS_CONCERN = "assess_concern"
    """Beside what the state waits for: one for each concern report that the authority has not assessed, in hours."""
    HOLD_CONCERN_TALK = "hold_concern_talk"
    """Beside what the state waits for: a talk was planned, and nobody has said what came of it."""
    MEET_AD_HOC_GROUP = "meet_ad_hoc_group"
    """Beside what the state waits for: an ad hoc group is at work, and is to meet."""
    REASSESS = "reassess"
    """Beside what the state waits for: a new incident was given to a case that was on its way."""


ESCALATES_TO: Mapping[Role, Role] = {
    Role.CASEWORKER: Role.TEAM_LEADER,
    Role.TEAM_LEADER: Role.MANAGER,
    Role.COORDINATOR: Role.MANAGER,
    Role.LOCAL_LEADER: Role.COORDINATOR,
}
"""Who hears of it when the fatal date passes (default: nobody's concept says)."""
