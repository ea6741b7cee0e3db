"""Who is calling, in which role, of which municipality, and when."""

from dataclasses import dataclass
from datetime import datetime

from workflows.roles import Role


@dataclass(frozen=True, slots=True)
class Caller:
    """A person or system for the length of one request or job.

    ``at`` is the instant everything in it happens; no rule asks the machine for the time.
    """

    id: str
    role: Role
    municipality_code: str
    at: datetime


def system(municipality_code: str, at: datetime) -> Caller:
    """The service itself, when a deadline passes or a job runs."""
    return Caller("system", Role.SYSTEM, municipality_code, at)
