"""What waits and what is late in the whole installation, read from the database when somebody asks for it.

The second line keeps municipalities apart, so each one's figures are read in a transaction of its own, as the rounds
are done. A figure has a municipality's code and the name of a thing; nobody's id, and nothing of a case.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import clock
from app.audit import status as log
from app.cases import watch as deadlines
from app.db import Database
from app.filing import service as filing
from app.letters import service as letters
from app.meetings import awaited
from app.metrics import job_queue
from app.metrics.process import of_process
from app.obligations.overdue import overdue
from app.webhooks import standing as webhooks
from workflows.profile import all_profiles

logger = logging.getLogger("ssp.metrics")

NOWHERE: Final = "none"
"""Stands as the place of checkpoints where the settings name none: nothing vouches for the log."""
_OF_EACH: Final = "municipality"
_FAMILIES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "ssp_jobs": ("Jobs by task: waiting, put_off to a time to come, doing", ("task", "state")),
    "ssp_jobs_oldest_seconds": ("Since the oldest job that waits could have been done", ("task",)),
    "ssp_jobs_given_up": ("Things that were given up and are undone", (_OF_EACH, "task")),
    "ssp_obligations_overdue": ("Recipients who should have been told", (_OF_EACH, "past")),
    "ssp_deadlines_overdue": ("Running deadlines that have passed", (_OF_EACH, "kind", "past")),
    "ssp_lists_missing": ("Handover meetings whose list should have come", (_OF_EACH,)),
    "ssp_letters_waiting": ("Letters that are to leave", (_OF_EACH,)),
    "ssp_letters_oldest_seconds": ("Since the oldest of them was to leave", (_OF_EACH,)),
    "ssp_filings_waiting": ("Documents that are to be filed in the records system", (_OF_EACH,)),
    "ssp_filings_oldest_seconds": ("Since the oldest of them was to be filed", (_OF_EACH,)),
    "ssp_events_waiting": ("Events that have not arrived, for each receiver", (_OF_EACH,)),
    "ssp_events_oldest_seconds": ("Since the oldest of them happened", (_OF_EACH,)),
    "ssp_events_held": ("Of them those that a receiver refused, to be tried again", (_OF_EACH,)),
    "ssp_dead_letters": ("Events that were given up", (_OF_EACH,)),
    "ssp_webhooks_away": ("Receivers that did not answer the last time", (_OF_EACH,)),
    "ssp_webhooks_paused": ("Receivers to which nothing is sent for now", (_OF_EACH,)),
    "ssp_log_rows_unanchored": ("Rows of the log after the newest checkpoint in a place", (_OF_EACH, "sink")),
    "ssp_log_lag_seconds": ("Since the oldest of those rows was written", (_OF_EACH, "sink")),
}
_READ: Final = ("ssp_figures_read", "1: the figures of the whole installation could be read; 0: the database was away")

Sample = tuple[str, tuple[str, ...], float]
"""Of which family, with which labels, and how much."""


class Figures(Collector):
    """``sinks``: names of places for checkpoints. When the database is away there is one figure, which says so."""

    def __init__(self, database: Database, sinks: Sequence[str], now: Callable[[], datetime] = clock.now) -> None:
        self._database, self._sinks, self._now = database, tuple(sinks) or (NOWHERE,), now
        self._one_at_a_time = threading.Lock()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        families = {name: GaugeMetricFamily(name, said, labels=labels) for name, (said, labels) in _FAMILIES.items()}
        try:
            with self._one_at_a_time:  # whoever asks often does not keep the worker from its connections
                samples = list(self._samples())
        except SQLAlchemyError as error:
            logger.error("the figures could not be read: %s", type(error).__name__)
            yield GaugeMetricFamily(*_READ, value=0)
            return
        for name, labels, value in samples:
            families[name].add_metric(labels, value)
        yield from families.values()
        yield GaugeMetricFamily(*_READ, value=1)

    def _samples(self) -> Iterator[Sample]:
        at = self._now()
        with self._database.transaction() as session:
            yield from _jobs(session, at)
        for profile in all_profiles():
            code = profile.municipality_code
            with self._database.transaction(code) as session:
                yield from _of_municipality(session, code, self._sinks, at)


def figures_of_all(database: Database, sinks: Sequence[str]) -> CollectorRegistry:
    """What a worker gives: its own figures, and those of the whole installation."""
    registry = of_process("worker", database)
    registry.register(Figures(database, sinks))
    return registry


def _jobs(session: Session, at: datetime) -> Iterator[Sample]:
    for one in job_queue.queued(session, at):
        for state, count in (("waiting", one.waiting), ("put_off", one.put_off), ("doing", one.doing)):
            yield "ssp_jobs", (one.task, state), count
        yield "ssp_jobs_oldest_seconds", (one.task,), _since(one.oldest_at, at)
    for code, task, things in job_queue.given_up(session):
        yield "ssp_jobs_given_up", (code, task), things


def _of_municipality(session: Session, code: str, sinks: Sequence[str], at: datetime) -> Iterator[Sample]:
    owed = overdue(session, code, at)
    yield "ssp_obligations_overdue", (code, "target"), owed.target
    yield "ssp_obligations_overdue", (code, "fatal"), owed.fatal
    for kind, target, fatal in deadlines.overdue(session, code, at):
        yield "ssp_deadlines_overdue", (code, kind, "target"), target
        yield "ssp_deadlines_overdue", (code, kind, "fatal"), fatal
    yield "ssp_lists_missing", (code,), awaited.how_many_are_missing(session, code, at)
    for what, (count, oldest_at) in (
        ("letters", letters.waiting(session, code)),
        ("filings", filing.waiting(session, code)),
    ):
        yield f"ssp_{what}_waiting", (code,), count
        yield f"ssp_{what}_oldest_seconds", (code,), _since(oldest_at, at)
    told = webhooks.standing(session, code)
    yield "ssp_events_waiting", (code,), told.waiting
    yield "ssp_events_oldest_seconds", (code,), _since(told.oldest_at, at)
    yield "ssp_events_held", (code,), told.held
    yield "ssp_dead_letters", (code,), told.given_up
    yield "ssp_webhooks_away", (code,), told.away
    yield "ssp_webhooks_paused", (code,), told.paused
    for sink in sinks:
        behind = log.behind(session, code, sink)
        yield "ssp_log_rows_unanchored", (code, sink), behind.rows
        yield "ssp_log_lag_seconds", (code, sink), _since(behind.oldest_at, at)


def _since(then: datetime | None, at: datetime) -> float:
    """Seconds; nothing that waits has waited for none."""
    return max((at - then).total_seconds(), 0) if then else 0
