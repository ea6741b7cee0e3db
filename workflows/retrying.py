"""How long to wait before a letter is tried again, or for its receipt, and when to tell somebody."""

from collections.abc import Mapping
from datetime import datetime, timedelta

GIVE_UP_AFTER = timedelta(days=5)
"""After it was put in the post. A carrier that is away for a weekend and a day is waited for."""
RECEIPT_EXPECTED_WITHIN: Mapping[str, timedelta] = {
    "digital_post": timedelta(days=2),
    "physical_post": timedelta(days=8),
}
"""After it was sent, by channel. A letter on paper is printed, and is five working days on its way."""
_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(hours=6)


def next_try(tries: int, at: datetime, since: datetime) -> datetime | None:
    """When to try again after ``tries`` that failed, the latest at ``at``; None: give up.

    One minute, two, four … six hours at the most.
    """
    if at - since >= GIVE_UP_AFTER:
        return None
    waiting: timedelta = _FIRST * int(2 ** min(max(tries - 1, 0), 20))
    return at + min(waiting, _LONGEST)
