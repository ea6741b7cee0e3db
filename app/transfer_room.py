"""The worker's tasks of hand-overs between municipalities: offering, carrying, and the rounds of the clock."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from procrastinate import App, RetryStrategy

from app import jobs
from app.db import Database
from app.people.tampering import telling
from app.transfers import carrying
from app.transfers.rounds import go_round, offer_by_decision

logger = logging.getLogger("ssp.worker")


def add_tasks(engine: App, database: Database, *, now: Callable[[], datetime], rounds: str) -> None:
    """``rounds``: when it is looked for what is late or was not heard, as cron has it."""

    @engine.task(name=jobs.OFFER_TRANSFER, retry=RetryStrategy(max_attempts=5, wait=10))
    def offer_transfer(municipality_code: str, case_id: str) -> None:
        with telling(database):
            offer_by_decision(database, municipality_code, UUID(case_id), now=now)

    @engine.task(name=jobs.CARRY_TRANSFER, retry=RetryStrategy(max_attempts=3, wait=5))
    def carry_transfer(municipality_code: str, transfer_id: str) -> None:
        carrying.carry(database, municipality_code, UUID(transfer_id), now=now)

    @engine.periodic(cron=rounds)
    @engine.task(
        name="follow_transfers", queueing_lock="follow_transfers", retry=RetryStrategy(max_attempts=5, wait=10)
    )
    def follow_transfers(timestamp: int) -> None:
        with telling(database):
            done = go_round(database, now)
        if done:
            logger.info("hand-overs followed: %s", done)
