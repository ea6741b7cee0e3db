"""What the worker does for the log reviewer, municipality by municipality."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.oversight import samples
from app.oversight import watch as watching
from workflows.profile import Profile, all_profiles


def watch_log(database: Database, now: Callable[[], datetime] = clock.now) -> int:
    """Raises the alarms that are due; gives how many."""
    return _in_each(database, watching.watch, now)


def draw_samples(database: Database, now: Callable[[], datetime] = clock.now) -> int:
    """Draws the last month's sample where it has not been drawn; gives in how many municipalities."""
    return _in_each(database, samples.draw, now)


def _in_each(database: Database, do: Callable[[Session, Profile, datetime], int], now: Callable[[], datetime]) -> int:
    done = 0
    for profile in all_profiles():
        with database.transaction(profile.municipality_code) as session:
            done += do(session, profile, now())
    return done
