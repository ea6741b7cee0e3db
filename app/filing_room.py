"""The worker's tasks of the records system: filing, and the round that finds what was lost or is to be tried again."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from procrastinate import App, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued

from app import jobs
from app.adapters.outside import Outside
from app.db import Database
from app.filing import handing_over
from app.people.tampering import telling
from workflows.profile import all_profiles


def add_tasks(engine: App, database: Database, outside: Outside, *, now: Callable[[], datetime], rounds: str) -> None:
    """A document has its own plan of tries; ``rounds``: when it is looked for those whose turn it is."""

    @engine.task(name=jobs.FILE_DOCUMENTS, retry=RetryStrategy(max_attempts=3, wait=5))
    def file_documents(municipality_code: str, case_id: str) -> None:
        with telling(database):
            handing_over.file_case(database, outside, municipality_code, UUID(case_id), now=now)

    @engine.periodic(cron=rounds)
    @engine.task(name="file_where_due", queueing_lock="file_where_due", retry=RetryStrategy(max_attempts=5, wait=10))
    async def file_where_due(timestamp: int) -> None:
        for code, case_id in await asyncio.to_thread(due_everywhere, database, outside, now):
            ids = {"municipality_code": code, "case_id": str(case_id)}
            lock = jobs.filing_lock(case_id)
            try:
                await engine.configure_task(jobs.FILE_DOCUMENTS, queueing_lock=lock).defer_async(**ids)
            except AlreadyEnqueued:
                continue


def due_everywhere(database: Database, outside: Outside, now: Callable[[], datetime]) -> list[tuple[str, UUID]]:
    """Of the municipalities that have a records system."""
    return [
        (profile.municipality_code, case_id)
        for profile in all_profiles()
        for case_id in handing_over.cases_with_work(database, outside, profile.municipality_code, now)
    ]
