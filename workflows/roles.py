"""Who takes part in the process, and what for."""

from enum import StrEnum


class Role(StrEnum):
    """A role that a person, or another system, acts in. One caller has one role at a time."""

    POLICE = "police"
    TEAM_LEADER = "team_leader"
    CASEWORKER = "caseworker"
    COORDINATOR = "coordinator"
    LOCAL_LEADER = "local_leader"
    MANAGER = "manager"
    LOG_REVIEWER = "log_reviewer"
    ADMINISTRATOR = "administrator"
    INTEGRATION = "integration"
    SYSTEM = "system"
    """The service itself (a deadline that passes, a consent that expires). Never given in a token."""


GRANTABLE_ROLES = frozenset(Role) - {Role.SYSTEM}


class AccessPurpose(StrEnum):
    """What personal data is read or written for (formål: databeskyttelsesforordningen article 5(1)(b))."""

    HANDOVER = "handover"
    """The police hand over the list, and see what became of it."""
    HANDOVER_MEETING = "handover_meeting"
    AUTHORITY_CASEWORK = "authority_casework"
    CRIME_PREVENTION = "crime_prevention"
    """The coordinator's track (retsplejeloven § 115)."""
    COURSE = "course"
    OVERSIGHT = "oversight"
    ADMINISTRATION = "administration"
    STATISTICS = "statistics"
    BREAK_GLASS = "break_glass"
    OPERATION = "operation"
    """The service does what the clock or an earlier move asks."""
