"""Sending a receiver its events: one after the other, signed, those of a case in their order.

Source: CloudEvents over HTTP in structured mode; Standard Webhooks 1.0 for headers, signatures and attempts.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import httpx
from standardwebhooks import Webhook as Signer

from app.outbound import HEADERS
from app.receivers.allowed import MayNotBeReached
from workflows.integration import AWAY_AFTER

TIMEOUT: Final = 10.0
"""Seconds for one message."""
MOST_BYTES: Final = 64_000
"""Of an answer; nothing in it is read."""
CONTENT_TYPE: Final = "application/cloudevents+json"
_HEADERS: Final = [
    (name.lower().encode(), value.encode())
    for name, value in {**HEADERS, "Accept": "*/*", "Connection": "keep-alive", "Content-Type": CONTENT_TYPE}.items()
]
"""Those that all messages have."""
_GONE: Final = 410
_ASKS_TO_WAIT: Final = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Message:
    """One event on its way to one receiver. ``attempts``: None of one that was not tried before."""

    number: int
    event_id: UUID
    case_id: UUID | None
    body: dict[str, Any]
    attempts: int | None = None

    @property
    def is_new(self) -> bool:
        return self.attempts is None

    @property
    def queue(self) -> UUID:
        """Those in the same keep their order."""
        return self.case_id or self.event_id


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message did not arrive, as a code."""

    code: str
    is_gone: bool = False
    asks_to_wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a batch. Those in none of the three were not tried and stand where they stood.

    ``held``: each with why it failed, or None for one that waits behind another of its case.
    """

    arrived: Sequence[Message]
    held: Sequence[tuple[Message, Failure | None]]
    away: Failure | None = None
    """The receiver is away, or asks to be left alone for a while."""


class Receiver(NamedTuple):
    """Where messages go, read once for all of them: reading an address takes a third as long as sending to it, and
    putting the same headers together for each of them a tenth.
    """

    network: httpx.BaseTransport
    url: httpx.URL
    signers: Sequence[Signer]

    def post(self, message: Message, at: datetime) -> Failure | None:
        """None: it arrived."""
        body = json.dumps(message.body, separators=(",", ":"))
        headers = [*_HEADERS, *self._signed(body, str(message.event_id), at.astimezone(UTC))]
        try:
            answer = self.network.handle_request(
                httpx.Request("POST", self.url, headers=headers, content=body.encode())
            )
            _read_to_its_end(answer)
        except httpx.TimeoutException:
            return Failure("timed_out")
        except MayNotBeReached as refused:
            return Failure(refused.why.value)
        except httpx.HTTPError:
            return Failure("not_reached")
        if answer.is_success:
            return None
        wait = _wait(answer, at) if answer.status_code in _ASKS_TO_WAIT else None
        return Failure(f"http_{answer.status_code}", is_gone=answer.status_code == _GONE, asks_to_wait=wait)

    def _signed(self, body: str, event_id: str, at: datetime) -> list[tuple[bytes, bytes]]:
        """The headers of Standard Webhooks; a signature by each secret that stands."""
        signatures = " ".join(one.sign(event_id, at, body) for one in self.signers)
        return [
            (b"webhook-id", event_id.encode()),
            (b"webhook-timestamp", str(int(at.timestamp())).encode()),
            (b"webhook-signature", signatures.encode()),
        ]


def _read_to_its_end(answer: httpx.Response) -> None:
    """So that the connection is there for the next message."""
    try:
        for _ in answer.iter_raw():
            pass
    finally:
        answer.close()


def send(
    network: httpx.BaseTransport,
    url: str,
    secrets: Sequence[str],
    messages: Sequence[Message],
    now: Callable[[], datetime],
    may_go_on: Callable[[], bool] = lambda: True,
) -> Sent:
    """Tries each, in their order, until the receiver is found to be away, or ``may_go_on`` says that it is enough.

    One that fails holds back the others of its case and nobody else's. When ``AWAY_AFTER`` fail after each other
    it is the receiver that is away: those that were never tried before stand where they stood.
    """
    arrived: list[Message] = []
    held: list[tuple[Message, Failure | None]] = []
    kept, streak = 0, 0  # of ``held``, those before the streak of failures that runs
    stopped: set[UUID] = set()
    to = Receiver(network, httpx.URL(url), [Signer(secret) for secret in secrets])
    for message in messages:
        if not may_go_on():
            break
        if message.queue in stopped:
            held.append((message, None))
            continue
        failure = to.post(message, now())
        if failure is None:
            arrived.append(message)
            kept, streak = len(held), 0
            continue
        streak += 1
        held.append((message, failure))
        stopped.add(message.queue)
        if streak == AWAY_AFTER or failure.is_gone or failure.asks_to_wait is not None:
            tried_before = [one for one in held[kept:] if not one[0].is_new and one[1] is not None]
            return Sent(arrived, held[:kept] + tried_before, failure)
    return Sent(arrived, held)


def _wait(answer: httpx.Response, at: datetime) -> timedelta | None:
    """Retry-After, in seconds or as a date; None when the receiver does not ask for it."""
    asked = answer.headers.get("retry-after")
    if asked is None:
        return None
    try:
        return timedelta(seconds=min(int(asked), 86_400)) if asked.isdigit() else parsedate_to_datetime(asked) - at
    except (ValueError, TypeError):
        return None
