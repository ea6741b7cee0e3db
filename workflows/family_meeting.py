"""The meeting that the authority summons a family to: who took part, by function, and what came of it.

Source: Fredericia, "SSP overleveringsmøde": where further measures are needed, the parents and the
young person are summoned to a meeting.
"""

from collections.abc import Collection
from enum import StrEnum


class Outcome(StrEnum):
    HELD = "held"
    POSTPONED = "postponed"
    FAMILY_STAYED_AWAY = "family_stayed_away"


class Attendee(StrEnum):
    """In what function somebody took part; never by name."""

    CUSTODY_HOLDER = "custody_holder"
    CHILD = "child"
    """The child, or the young person, whom the case is about."""
    SUPPORT_PERSON = "support_person"
    CASEWORKER = "caseworker"
    TEAM_LEADER = "team_leader"
    SCHOOL = "school"
    CLUB = "club"
    STREET_TEAM = "street_team"
    HEALTH_SERVICE = "health_service"
    POLICE = "police"
    INTERPRETER = "interpreter"
    OTHER_PROFESSIONAL = "other_professional"


_FAMILY = frozenset({Attendee.CUSTODY_HOLDER, Attendee.CHILD})


def the_family_took_part(attendees: Collection[Attendee]) -> bool:
    """A meeting at which none of the family was present has not been held: they stayed away."""
    return not _FAMILY.isdisjoint(attendees)
