"""The worker: what happens without anybody asking, by the job engine procrastinate."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from sqlalchemy.orm import Session

from app import case_index_room, clock, filing_room, meeting_room, post_room, tracing, transfer_room
from app.access.sessions import remove_abandoned_logins, remove_ended
from app.adapters.outside import NOTHING_OUTSIDE, Outside
from app.audit.checkpoints import keep_checkpoints
from app.audit.sinks import Sink
from app.cases.birthdays import follow_birthdays
from app.cases.coming_of_age import follow_coming_of_age
from app.cases.expiry import expire_consents
from app.cases.watch import signal_passed_deadlines
from app.db import Database
from app.idempotency.service import forget_old_answers
from app.lists import uploads
from app.oversight.rounds import draw_samples, watch_log
from app.people.name_words import index_those_lacking
from app.people.tampering import telling
from app.post.silence import tell_of_silence
from app.receivers.allowed import Receivers
from app.webhooks.dispatching import Dispatcher
from workflows.profile import all_profiles

logger = logging.getLogger("ssp.worker")

STALLED_AFTER_SECONDS = 60
EVERY_MINUTE = "* * * * *"
EVERY_TEN_MINUTES = "*/10 * * * *"
EVERY_HOUR = "0 * * * *"
EVERY_NIGHT = "17 2 * * *"


def watch_deadlines(database: Database, now: Callable[[], datetime] = clock.now) -> int:
    """Signals every deadline that has passed."""
    return _in_each_municipality(database, signal_passed_deadlines, now)


def end_consents(database: Database, now: Callable[[], datetime] = clock.now) -> int:
    """Ends every consent whose last day has passed."""
    return _in_each_municipality(database, expire_consents, now)


def tell_of_late_receipts(database: Database, now: Callable[[], datetime] = clock.now) -> int:
    """Tells whoever has the case of each letter that was sent and has no receipt when it should."""
    return _in_each_municipality(database, tell_of_silence, now)


def forget_answers(database: Database, now: Callable[[], datetime] = clock.now) -> int:
    """Removes the answers that were kept for requests that might be sent again, when they are old."""
    return _in_each_municipality(database, forget_old_answers, now)


def forget_uploads(database: Database, now: Callable[[], datetime] = clock.now) -> int:
    """Removes how far yesterday's lists were."""
    return _in_each_municipality(database, uploads.forget, now)


def index_names(database: Database, now: Callable[[], datetime] = clock.now) -> int:
    """Makes the words of names findable that were stored before there was an index, or by a version without it."""
    return _in_each_municipality(database, index_those_lacking, now)


def remove_sessions(database: Database, now: Callable[[], datetime] = clock.now) -> int:
    """Removes the sessions that ended a day ago, and the logins that nobody came back from."""
    with database.transaction() as session:
        abandoned = remove_abandoned_logins(session, now())
    return abandoned + _in_each_municipality(database, remove_ended, now)


def _in_each_municipality(
    database: Database, do: Callable[[Session, datetime], int], now: Callable[[], datetime]
) -> int:
    """``do`` until it finds nothing more; in short transactions, so that a kill loses little."""
    done = 0
    for profile in all_profiles():
        found = 1
        while found:
            with telling(database), database.transaction(profile.municipality_code) as session:
                found = do(session, now())
            done += found
    return done


def follow_each_birthday(database: Database, now: Callable[[], datetime] = clock.now) -> int:
    """Changes who must be told where a young person has turned 15 or 18 meanwhile; gives how many cases changed."""
    changed = 0
    for profile in all_profiles():
        with telling(database), database.transaction(profile.municipality_code) as session:
            at = now()
            came_of_age = follow_coming_of_age(session, profile.municipality_code, at)
            changed += came_of_age + follow_birthdays(session, profile.municipality_code, at)
    return changed


def keep_log(database: Database, sinks: Sequence[Sink]) -> int:
    """Signs where each log stands, and sends what a sink lacks. Raises SinkFailed."""
    return keep_checkpoints(database, [profile.municipality_code for profile in all_profiles()], sinks)


def make(
    url: str,
    database: Database,
    sinks: Sequence[Sink] = (),
    checkpoints: str = EVERY_HOUR,
    outside: Outside = NOTHING_OUTSIDE,
    *,
    now: Callable[[], datetime] = clock.now,
    post_round: str = EVERY_MINUTE,
) -> App:
    """The job engine on ``url`` with the tasks of this service. Job arguments are ids only: it logs them.

    ``sinks``: where the log's checkpoints go; ``checkpoints``: when, as cron has it; ``post_round``: when it is
    looked for letters that are to be tried again.
    """
    engine = App(connector=PsycopgConnector(conninfo=url))
    post_room.add_tasks(engine, database, outside, now=now, rounds=post_round)
    case_index_room.add_tasks(engine, database, outside, now=now, rounds=post_round)
    filing_room.add_tasks(engine, database, outside, now=now, rounds=post_round)
    transfer_room.add_tasks(engine, database, now=now, rounds=post_round)
    meeting_room.add_tasks(engine, database, now=now, rounds=EVERY_MINUTE)

    @engine.periodic(cron=EVERY_HOUR)
    @engine.task(
        name="follow_birthdays", queueing_lock="follow_birthdays", retry=RetryStrategy(max_attempts=5, wait=60)
    )
    def birthdays(timestamp: int) -> None:
        logger.info("cases in which a birthday changed who must be told: %s", follow_each_birthday(database, now))

    @engine.periodic(cron=EVERY_HOUR)
    @engine.task(
        name="tell_of_late_receipts",
        queueing_lock="tell_of_late_receipts",
        retry=RetryStrategy(max_attempts=5, wait=60),
    )
    def silence(timestamp: int) -> None:
        logger.info("letters with a late receipt: %s", tell_of_late_receipts(database, now))

    @engine.periodic(cron=EVERY_MINUTE)
    @engine.task(name="watch_deadlines", queueing_lock="watch_deadlines", retry=RetryStrategy(max_attempts=5, wait=10))
    def watch(timestamp: int) -> None:
        signalled = watch_deadlines(database)
        if signalled:
            logger.info("deadlines signalled: %s", signalled)

    @engine.periodic(cron=EVERY_MINUTE)
    @engine.task(name="expire_consents", queueing_lock="expire_consents", retry=RetryStrategy(max_attempts=5, wait=10))
    def expire(timestamp: int) -> None:
        ended = end_consents(database)
        if ended:
            logger.info("consents ended: %s", ended)

    @engine.periodic(cron=checkpoints)
    @engine.task(name="keep_log", queueing_lock="keep_log", retry=RetryStrategy(max_attempts=5, wait=60))
    def keep(timestamp: int) -> None:
        logger.info("checkpoints of the log sent: %s", keep_log(database, sinks))

    @engine.periodic(cron=EVERY_MINUTE)
    @engine.task(name="watch_log", queueing_lock="watch_log", retry=RetryStrategy(max_attempts=5, wait=10))
    def look(timestamp: int) -> None:
        watch_log(database)

    @engine.periodic(cron=EVERY_TEN_MINUTES)
    @engine.task(name="index_names", queueing_lock="index_names", retry=RetryStrategy(max_attempts=5, wait=60))
    def index(timestamp: int) -> None:
        indexed = index_names(database)
        if indexed:
            logger.info("names indexed: %s", indexed)

    @engine.periodic(cron=EVERY_NIGHT)
    @engine.task(name="draw_samples", queueing_lock="draw_samples", retry=RetryStrategy(max_attempts=5, wait=60))
    def draw(timestamp: int) -> None:
        logger.info("samples of the log drawn: %s", draw_samples(database))

    @engine.periodic(cron=EVERY_NIGHT)
    @engine.task(name="forget_answers", queueing_lock="forget_answers", retry=RetryStrategy(max_attempts=5, wait=60))
    def forget(timestamp: int) -> None:
        logger.info("kept answers removed: %s", forget_answers(database))

    @engine.periodic(cron=EVERY_NIGHT)
    @engine.task(name="forget_uploads", queueing_lock="forget_uploads", retry=RetryStrategy(max_attempts=5, wait=60))
    def forget_how_far(timestamp: int) -> None:
        forget_uploads(database)

    @engine.periodic(cron=EVERY_NIGHT)
    @engine.task(name="remove_sessions", queueing_lock="remove_sessions", retry=RetryStrategy(max_attempts=5, wait=60))
    def remove(timestamp: int) -> None:
        logger.info("ended sessions removed: %s", remove_sessions(database))

    @engine.periodic(cron=EVERY_MINUTE)
    @engine.task(name="take_over_stalled_jobs", queueing_lock="take_over_stalled_jobs", pass_context=False)
    async def take_over_stalled_jobs(timestamp: int) -> None:
        """A job whose worker died is given to another, unless the same is queued again already."""
        for job in await engine.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
            try:
                await engine.job_manager.retry_job(job)
            except UniqueViolation:
                await engine.job_manager.finish_job(job, Status.FAILED, delete_job=True)

    return engine


def run(
    url: str,
    database: Database,
    sinks: Sequence[Sink] = (),
    checkpoints: str = EVERY_HOUR,
    outside: Outside = NOTHING_OUTSIDE,
    receivers: Receivers = Receivers(),
) -> None:
    """Works until it is told to stop: the jobs, and beside them telling ``receivers`` of events."""

    async def work() -> None:
        engine = make(url, database, sinks, checkpoints, outside)
        async with engine.open_async():
            await engine.run_worker_async(
                concurrency=2,
                install_signal_handlers=True,
                delete_jobs="successful",
                worker_middleware=[tracing.each_job],
            )

    dispatcher = Dispatcher(url, database, receivers, outside.message_broker_for)
    dispatcher.start()
    try:
        asyncio.run(work())
    finally:
        dispatcher.stop()
