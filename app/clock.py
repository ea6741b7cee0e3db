"""The only place that asks the machine for the time or for randomness."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def new_id() -> UUID:
    """An opaque id (UUID version 7): it sorts by the time it was made and tells nothing else."""
    return uuid7()
