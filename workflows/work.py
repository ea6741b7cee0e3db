"""Who works on what: whom a case can wait for, which moves are made on many cases, and who arranges who stands in.

No municipality's concept says it (default): how long a cover may last is the profile's, the rest stands here.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from workflows.casework import Event
from workflows.knowledge import Source
from workflows.roles import Role


class Awaited(StrEnum):
    """Somebody else than whoever has the case, whose answer or work it waits for."""

    FAMILY = "family"
    """A consent was asked for, or a question to the family, and nobody has answered."""
    SCHOOL = "school"
    CLUB = "club"
    STREET_TEAM = "street_team"
    HEALTH_SERVICE = "health_service"
    SOCIAL_AUTHORITY = "social_authority"
    POLICE = "police"
    INDEPENDENT_INSTITUTION = "independent_institution"
    CASEWORKER = "caseworker"
    HANDOVER_MEETING = "handover_meeting"
    """An incident of the case awaits its decision."""
    OTHER_MUNICIPALITY = "other_municipality"


SOURCE_OF: Mapping[Awaited, Source] = {Awaited(one.value): one for one in Source}
"""Whose answer to a question is waited for."""
_ANYBODYS = frozenset({Awaited.FAMILY, Awaited.HANDOVER_MEETING, Awaited.OTHER_MUNICIPALITY})
AWAITED_BY: Mapping[Role, frozenset[Awaited]] = {
    Role.COORDINATOR: _ANYBODYS | SOURCE_OF.keys(),
    Role.TEAM_LEADER: _ANYBODYS | {Awaited.CASEWORKER},
    Role.CASEWORKER: _ANYBODYS,
}
"""Of whom a role is told that a case waits for them: what was asked of school and club is the coordinator's work."""

IN_BULK = frozenset(
    {
        Event.ASSIGN,
        Event.INFORM_CASEWORKER,
        Event.CONFIRM_INFORMED,
        Event.START_GATHERING,
        Event.CHANGE_LOCAL_LEADER,
    }
)
"""A move that weighs one child's situation, or ends something for it, is made one case at a time."""
MOST_IN_BULK = 100
"""Cases at a time."""

ARRANGES: Mapping[Role, frozenset[Role]] = {
    Role.TEAM_LEADER: frozenset({Role.TEAM_LEADER, Role.CASEWORKER}),
    Role.COORDINATOR: frozenset({Role.COORDINATOR, Role.LOCAL_LEADER}),
}
"""Of which roles somebody arranges who stands in for whom; anybody who has cases does so for themselves."""
COVERED = frozenset({Role.TEAM_LEADER, Role.CASEWORKER, Role.COORDINATOR, Role.LOCAL_LEADER})


def may_arrange(role: Role, own: bool, covered: Role) -> bool:
    """Whether one who acts in ``role`` may arrange a cover for themselves (``own``) or a colleague in ``covered``."""
    return covered in COVERED and (covered in ARRANGES.get(role, ()) or (own and covered is role))


def days_of(first: date, last: date) -> int:
    """How many days a cover lasts, both included; none or fewer where the last comes before the first."""
    return (last - first).days + 1
