"""Who is calling, in which role, of which municipality, when, and on what ground."""

from dataclasses import dataclass
from datetime import datetime

from workflows.roles import AccessPurpose, Role


@dataclass(frozen=True, slots=True)
class Caller:
    """A person or system for the length of one request or job.

    ``at`` is the instant everything in it happens; no rule asks the machine for the time.
    """

    id: str
    role: Role
    municipality_code: str
    at: datetime
    purpose: AccessPurpose | None = None
    """The one purpose the credential is for; None when it is for all that the role has."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why something was allowed, and what for, as codes. Both go into the log."""

    reason: str
    purpose: AccessPurpose


def system(municipality_code: str, at: datetime) -> Caller:
    """The service itself, when a deadline passes or a job runs."""
    return Caller("system", Role.SYSTEM, municipality_code, at)


def of_itself(reason: str) -> Why:
    """Why the service acts without anybody asking."""
    return Why(reason, AccessPurpose.OPERATION)
