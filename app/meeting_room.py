"""The worker's task of handover meetings: calling those to come, and the alarm when a list is missing."""

import logging
from collections.abc import Callable
from datetime import datetime

from procrastinate import App, RetryStrategy

from app.db import Database
from app.meetings.awaited import go_round
from app.people.tampering import telling

logger = logging.getLogger("ssp.worker")


def add_tasks(engine: App, database: Database, *, now: Callable[[], datetime], rounds: str) -> None:
    """``rounds``: when it is looked, as cron has it."""

    @engine.periodic(cron=rounds)
    @engine.task(name="follow_meetings", queueing_lock="follow_meetings", retry=RetryStrategy(max_attempts=5, wait=10))
    def follow_meetings(timestamp: int) -> None:
        with telling(database):
            done = go_round(database, now)
        if done:
            logger.info("handover meetings followed: %s", done)
