"""The worker's tasks of the index of cases: asking it, and the round that finds whose turn it is."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from procrastinate import App, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued

from app import jobs
from app.adapters.outside import Outside
from app.db import Database
from app.lists import authority_lookup
from app.people.tampering import telling
from workflows.profile import all_profiles

logger = logging.getLogger("ssp.worker")


def add_tasks(engine: App, database: Database, outside: Outside, *, now: Callable[[], datetime], rounds: str) -> None:
    """An index that is away is asked again by the round; ``rounds``: when that is, as cron has it."""

    @engine.task(name=jobs.ASK_CASE_INDEX, retry=RetryStrategy(max_attempts=3, wait=5))
    def ask_case_index(municipality_code: str, case_id: str) -> None:
        with telling(database):
            asked = outside.case_index_for(municipality_code)
            authority_lookup.look_up(database, asked, municipality_code, UUID(case_id), now=now)

    @engine.periodic(cron=rounds)
    @engine.task(
        name="ask_case_index_where_due",
        queueing_lock="ask_case_index_where_due",
        retry=RetryStrategy(max_attempts=5, wait=10),
    )
    async def ask_where_due(timestamp: int) -> None:
        """After each list the cases that came with it, and the open ones at the profile's pace."""
        for code, case_id in await asyncio.to_thread(due_everywhere, database, outside, now):
            ids = {"municipality_code": code, "case_id": str(case_id)}
            lock = jobs.case_index_lock(code, case_id)
            try:
                await engine.configure_task(jobs.ASK_CASE_INDEX, queueing_lock=lock).defer_async(**ids)
            except AlreadyEnqueued:
                continue


def due_everywhere(database: Database, outside: Outside, now: Callable[[], datetime]) -> list[tuple[str, UUID]]:
    """Of the municipalities that have an agreement, and whose profile says that the index may be asked."""
    found: list[tuple[str, UUID]] = []
    for profile in all_profiles():
        code = profile.municipality_code
        if outside.case_index_for(code) is not None:
            with database.transaction(code) as session:
                found += [(code, case_id) for case_id in authority_lookup.due(session, code, now())]
    return found
