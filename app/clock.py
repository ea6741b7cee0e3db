"""The only place that asks the machine for the time or for randomness."""

import secrets
from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def new_id() -> UUID:
    """An opaque id (UUID version 7): it sorts by the time it was made and tells nothing else."""
    return uuid7()


def new_secret() -> str:
    """256 random bits in 43 characters that a header or an address can hold."""
    return secrets.token_urlsafe(32)
