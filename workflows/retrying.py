"""How long to wait before a letter is tried again, and when to give up and tell somebody."""

from datetime import datetime, timedelta

GIVE_UP_AFTER = timedelta(days=5)
"""After it was put in the post. A carrier that is away for a weekend and a day is waited for."""
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
