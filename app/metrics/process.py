"""Figures of one process: which part and version it is, since when it runs, and its connections to the database."""

from collections.abc import Iterator

from prometheus_client import ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry
from sqlalchemy.pool import QueuePool

from app import migrate
from app.db import Database
from app.metrics.spans import SPANS


class Process(Collector):
    """``part``: ``web`` or ``worker``."""

    def __init__(self, part: str, database: Database) -> None:
        self._part, self._revision, self._database = part, migrate.head(), database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        which = GaugeMetricFamily("ssp_process", "Which part, and which tables it expects", labels=["part", "revision"])
        which.add_metric([self._part, self._revision], 1)
        yield which
        pool = self._database.engine.pool
        assert isinstance(pool, QueuePool)  # noqa: S101 - as Database makes it
        yield GaugeMetricFamily("ssp_database_connections_used", "Of the pool, now", value=pool.checkedout())
        yield GaugeMetricFamily("ssp_database_connections_most", "The pool's size", value=pool.size())


def of_process(part: str, database: Database) -> CollectorRegistry:
    """This process's figures, to which others may be added."""
    registry = CollectorRegistry()
    registry.register(Process(part, database))
    ProcessCollector(registry=registry)
    registry.register(SPANS)
    return registry
