"""Who takes part in the process."""

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
