"""Finding receivers for whom there is something, and sending it: each by itself, so that a slow one harms no other.

Not jobs of the job engine: a job for each event would be 200 a second at the most, and a worker that is killed would
hold its receiver's events back for a minute. Whoever holds a receiver's lock sends to it; PostgreSQL gives the lock
back when the holder dies.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final
from uuid import UUID

import httpx
import psycopg
from opentelemetry.trace import SpanKind

from app import clock, tracing
from app.adapters.message_broker import MessageBroker
from app.closed import is_closed
from app.db import Database
from app.people.tampering import telling
from app.receivers.allowed import Receivers
from app.webhooks import batches
from app.webhooks.batches import Batch
from app.webhooks.broadcasting import BROKER, open_broker, publish
from app.webhooks.sending import MOST_BYTES, TIMEOUT, Failure, Sent, send
from workflows.profile import all_profiles

logger = logging.getLogger("ssp.webhooks")

SLOTS: Final = 8
"""Receivers that are sent to at the same moment, by one process."""
SLICE: Final = 10.0
"""Seconds after which a receiver with much to get lets the next one in."""
LOOKS_EVERY: Final = 1.0
Named = tuple[str, UUID]
"""A municipality's receiver."""
Deliver = Callable[[Batch, Callable[[], bool]], Sent]


class Locks:
    """Who sends to which receiver, among all processes: session locks on one connection of their own."""

    def __init__(self, url: str) -> None:
        self._url, self._using = url, threading.Lock()
        self._connection: psycopg.Connection[tuple[bool]] | None = None

    def take(self, named: Named) -> bool:
        return self._ask("select pg_try_advisory_lock(hashtextextended(%s, 0))", named)

    def give_back(self, named: Named) -> None:
        self._ask("select pg_advisory_unlock(hashtextextended(%s, 0))", named)

    def close(self) -> None:
        with self._using:
            if self._connection is not None:
                self._connection.close()

    def _ask(self, statement: str, named: Named) -> bool:
        with self._using:
            if self._connection is None or self._connection.closed:
                self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
            found = self._connection.execute(statement.encode(), (f"webhook:{named[0]}:{named[1]}",)).fetchone()
            return bool(found and found[0])


class Dispatcher:
    """Sends, until it is stopped. ``now`` is asked for each message; ``looks_every`` is in seconds."""

    def __init__(
        self,
        url: str,
        database: Database,
        receivers: Receivers,
        broker_for: Callable[[str], MessageBroker | None] = lambda _: None,
        *,
        now: Callable[[], datetime] = clock.now,
        looks_every: float = LOOKS_EVERY,
    ) -> None:
        self._looks_every = looks_every
        self._database, self._receivers, self._broker_for, self._now = database, receivers, broker_for, now
        self._locks, self._stopped = Locks(url), threading.Event()
        self._networks: dict[Named, httpx.BaseTransport] = {}
        self._busy: set[Named] = set()
        self._pool = ThreadPoolExecutor(SLOTS, "webhooks")
        self._loop = threading.Thread(target=self._run, name="webhooks")

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        """After what is under way."""
        self._stopped.set()
        self._loop.join()
        self._pool.shutdown()
        for network in self._networks.values():
            network.close()
        self._locks.close()

    def _run(self) -> None:
        opened = False
        while not self._stopped.wait(self._looks_every):
            try:
                opened = opened or self._open_brokers()
                for named in self._due():
                    if named not in self._busy:
                        self._busy.add(named)
                        self._pool.submit(self._serve, named)
            except Exception as error:
                logger.error("receivers could not be looked for: %s", type(error).__name__)

    def _open_brokers(self) -> bool:
        for profile in all_profiles():
            code = profile.municipality_code
            if self._broker_for(code) is not None:
                with self._database.transaction(code) as session:
                    if not is_closed(session, code):
                        open_broker(session, code, self._now())
        return True

    def _due(self) -> list[Named]:
        found: list[Named] = []
        for profile in all_profiles():
            code = profile.municipality_code
            with self._database.transaction(code) as session:
                found += [(code, one) for one in batches.due(session, code, self._now())]
        return found

    def _serve(self, named: Named) -> None:
        try:
            if self._locks.take(named):
                try:
                    with tracing.under_way("send events", SpanKind.CONSUMER):
                        serve(self._database, named, self._deliver(named), now=self._now, stopped=self._stopped)
                finally:
                    self._locks.give_back(named)
        except Exception as error:
            logger.error("a receiver could not be served: %s", type(error).__name__)
        finally:
            self._busy.discard(named)

    def _deliver(self, named: Named) -> Deliver:
        network = self._networks.get(named) or self._networks.setdefault(named, network_of(self._receivers))
        by_http, broker = by_http_with(network, self._now), self._broker_for(named[0])

        def deliver(batch: Batch, may_go_on: Callable[[], bool]) -> Sent:
            if batch.url != BROKER:
                return by_http(batch, may_go_on)
            return publish(broker, batch.messages) if broker else Sent([], [], Failure("no_broker"))

        return deliver


def by_http_with(network: httpx.BaseTransport, now: Callable[[], datetime]) -> Deliver:
    return lambda batch, may_go_on: send(
        network, batch.url, batch.secrets, batch.messages, now, may_go_on, was_away=batch.was_away
    )


def serve(
    database: Database,
    named: Named,
    deliver: Deliver,
    *,
    now: Callable[[], datetime] = clock.now,
    stopped: threading.Event | None = None,
) -> int:
    """Sends one receiver what there is, for one slice; gives how many messages arrived.

    Each batch is taken in one transaction, sent outside any, and settled in another. A death between the two means
    that the batch is sent again: a receiver knows a message by its ``webhook-id``.
    """
    code, webhook_id = named
    arrived, until = 0, time.monotonic() + SLICE

    def may_go_on() -> bool:
        return time.monotonic() < until and not (stopped and stopped.is_set())

    while may_go_on():
        with telling(database), database.transaction(code) as session:
            batch = batches.take(session, code, webhook_id, now())
        if batch is None:
            break
        sent = deliver(batch, may_go_on)
        with database.transaction(code) as session:
            batches.settle(session, code, webhook_id, batch, sent, now())
        arrived += len(sent.arrived)
        if sent.away is not None:
            logger.warning("receiver %s is away: %s", webhook_id, sent.away.code)
            break
    return arrived


def network_of(receivers: Receivers) -> httpx.BaseTransport:
    return receivers.transport(timeout=TIMEOUT, most_bytes=MOST_BYTES)
