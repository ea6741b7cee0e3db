"""The worker's tasks of the post room: sending letters, trying again, and asking the register."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from procrastinate import App, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued

from app import jobs
from app.adapters.outside import Outside
from app.adapters.people_register import RegisterAway, RegisterRefused
from app.cases import custody_lookup
from app.db import Database
from app.people.tampering import telling
from app.post import sending
from workflows.profile import all_profiles

logger = logging.getLogger("ssp.worker")


def add_tasks(engine: App, database: Database, outside: Outside, *, now: Callable[[], datetime], rounds: str) -> None:
    """The register is asked again for some nine days; a letter has its own plan, in the letter.

    ``rounds``: when it is looked for letters whose turn it is, as cron has it.
    """

    @engine.task(name=jobs.SEND_LETTER, retry=RetryStrategy(max_attempts=3, wait=5))
    def send_letter(municipality_code: str, letter_id: str) -> None:
        with telling(database):
            sending.send(database, outside, municipality_code, UUID(letter_id), now=now)

    @engine.task(
        name=jobs.LOOK_UP_CUSTODY,
        retry=RetryStrategy(max_attempts=12, exponential_wait=3, retry_exceptions=[RegisterAway]),
    )
    def look_up_custody(municipality_code: str, case_id: str) -> None:
        try:
            with telling(database):
                asked = outside.register_for(municipality_code)
                custody_lookup.look_up(database, asked, municipality_code, UUID(case_id), now=now)
        except RegisterRefused as refused:
            custody_lookup.tell_of_refusal(database, municipality_code, UUID(case_id), refused.code, now=now)

    @engine.periodic(cron=rounds)
    @engine.task(
        name="send_due_letters", queueing_lock="send_due_letters", retry=RetryStrategy(max_attempts=5, wait=10)
    )
    async def send_due_letters(timestamp: int) -> None:
        """Every letter whose turn it is has a job: also one whose job was lost with its worker."""
        for municipality_code, letter_id in await asyncio.to_thread(_due, database, now):
            ids = {"municipality_code": municipality_code, "letter_id": str(letter_id)}
            try:
                await engine.configure_task(jobs.SEND_LETTER, queueing_lock=f"letter:{letter_id}").defer_async(**ids)
            except AlreadyEnqueued:
                continue


def _due(database: Database, now: Callable[[], datetime]) -> list[tuple[str, UUID]]:
    found: list[tuple[str, UUID]] = []
    for profile in all_profiles():
        code = profile.municipality_code
        with database.transaction(code) as session:
            found += [(code, letter_id) for letter_id in sending.due(session, code, now())]
    return found
