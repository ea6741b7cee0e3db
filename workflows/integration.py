"""What a caseworker's own system and this service agree on: how much at a time, and how long one waits for the other.

Source: Standard Webhooks 1.0 (the attempts, over three days); what is not said there is the vendor's choice.
"""

from datetime import datetime, timedelta
from enum import StrEnum

MOST_MOVES = 100
"""In one request."""
AWAY_AFTER = 3
"""So many events after each other that did not arrive: it is the receiver that is away, and not the events' fault."""

_ATTEMPTS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
GIVE_UP_AFTER = sum(_ATTEMPTS, timedelta())
"""From the first attempt to the last: a little more than three days."""
_AWAY = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 120, 300))
LONG_AWAY = timedelta(minutes=10)
"""From here on what was held back meanwhile is tried as soon as the receiver is back."""
_LONGEST_ASKED_FOR = timedelta(hours=1)


class Paused(StrEnum):
    """By whom nothing is sent for now."""

    CLIENT = "client"
    ADMINISTRATOR = "administrator"
    RECEIVER = "receiver"
    """It answered that it is gone for good (410)."""


class Held(StrEnum):
    WAITING = "waiting"
    GIVEN_UP = "given_up"


def next_attempt(attempts: int, at: datetime) -> datetime | None:
    """When an event that its receiver has refused ``attempts`` times is sent again; None: it is given up."""
    return at + _ATTEMPTS[attempts - 1] if attempts <= len(_ATTEMPTS) else None


def looked_for_again(failures: int, at: datetime, asked: timedelta | None = None) -> datetime:
    """When it is tried whether a receiver that was away ``failures`` times in a row is there again.

    ``asked``: the wait that it asked for itself (Retry-After), at the most an hour.
    """
    planned = _AWAY[min(failures, len(_AWAY)) - 1]
    return at + max(planned, min(asked or timedelta(), _LONGEST_ASKED_FOR))
