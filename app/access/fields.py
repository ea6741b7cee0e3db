"""What of a case each role may have: other fields are absent, and notes stay with those who wrote them."""

from workflows.roles import Role

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
