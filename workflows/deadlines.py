"""What the process waits for, by name. How long is the profile's to say."""

from enum import StrEnum


class Deadline(StrEnum):
    DECIDE = "decide"
    INFORM_CASEWORKER = "inform_caseworker"
    ASSESS = "assess"
    INFORM_FAMILY = "inform_family"
    SUMMON = "summon"
    HOLD_MEETING = "hold_meeting"
    START_GATHERING = "start_gathering"
    PLACE = "place"
    REVIEW_PLACEMENT = "review_placement"
    START_COURSE = "start_course"
    REVIEW_COURSE = "review_course"
    RESUME_COURSE = "resume_course"
    CLOSE = "close"
