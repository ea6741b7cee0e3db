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
_SAYS_IT_IS_AWAY: Final = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Message:
    """One event on its way to one receiver. ``attempts``: None of one that was not tried before; ``is_early``: its next
    attempt is not due, and it is sent to find out whether the receiver is there.
    """

    number: int
    event_id: UUID
    case_id: UUID | None
    body: dict[str, Any]
    attempts: int | None = None
    is_early: bool = False

    @property
    def is_new(self) -> bool:
        return self.attempts is None

    @property
    def queue(self) -> UUID:
        """Those in the same keep their order."""
        return self.case_id or self.event_id


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message did not arrive, as a code.

    ``by_the_event``: the receiver was there and had the event before it; it may be this one that it cannot take.
    """

    code: str
    is_gone: bool = False
    asks_to_wait: timedelta | None = None
    by_the_event: bool = False
    was_slow: bool = False


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
        except httpx.TimeoutException as late:
            return Failure("timed_out", by_the_event=isinstance(late, httpx.ReadTimeout), was_slow=True)
        except MayNotBeReached as refused:
            return Failure(refused.why.value)
        except httpx.HTTPError as failed:
            return Failure("not_reached", by_the_event=not isinstance(failed, httpx.ConnectError))
        if answer.is_success:
            return None
        wait = _wait(answer, at) if answer.status_code in _ASKS_TO_WAIT else None
        return Failure(
            f"http_{answer.status_code}", is_gone=answer.status_code == _GONE, asks_to_wait=wait,
            by_the_event=answer.status_code not in _SAYS_IT_IS_AWAY,
        )  # fmt: skip

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
    *,
    was_away: bool = False,
) -> Sent:
    """Tries each, in their order, until the receiver is found to be away, or ``may_go_on`` says that it is enough.

    One that fails holds back the others of its case and nobody else's. When it cannot be reached, or lets one wait in
    vain, or ``AWAY_AFTER`` fail after each other, it is the receiver that is away: those that were never tried before
    stand where they stood. One that it has refused before says nothing about that; nor, of a receiver that
    ``was_away``, the first that it refuses now, which may be why: it is held back, and those behind it get their turn.
    While nothing at all comes through to one that was away, it still is.
    """
    to = Receiver(network, httpx.URL(url), [Signer(secret) for secret in secrets])
    course, enough = _Course(was_away), False
    for message in messages:
        if enough := not may_go_on():
            break
        if course.stands_behind(message):
            continue
        failure = to.post(message, now())
        if failure is None:
            course.arrived(message)
        elif course.shows_it_away(message, failure):
            return course.ended(away=failure)
    return course.ended(enough=enough)


class _Course:
    """How one batch goes. ``streak`` are those that failed since one last arrived, with those that wait behind them;
    each is held back when another arrives after it, and none when it is the receiver that is away.
    """

    def __init__(self, was_away: bool) -> None:
        self._was_away = self._may_be_one_events = was_away
        self._arrived: list[Message] = []
        self._held: list[tuple[Message, Failure | None]] = []
        self._streak: list[tuple[Message, Failure | None]] = []
        self._stopped: dict[UUID, list[tuple[Message, Failure | None]]] = {}
        self._failed = 0
        self._last: Failure | None = None

    def stands_behind(self, message: Message) -> bool:
        """One of its case has failed."""
        behind = self._stopped.get(message.queue)
        if behind is not None:
            behind.append((message, None))
        return behind is not None

    def arrived(self, message: Message) -> None:
        self._arrived.append(message)
        self._held += self._streak
        self._stopped = dict.fromkeys(self._stopped, self._held)
        self._streak, self._failed = [], 0

    def shows_it_away(self, message: Message, failure: Failure) -> bool:
        self._last = failure
        at_once = failure.is_gone or failure.asks_to_wait is not None or not failure.by_the_event
        is_its_own = not at_once and (not message.is_new or self._may_be_one_events)
        goes_to = self._held if is_its_own or not message.is_new else self._streak
        goes_to.append((message, failure))
        self._stopped[message.queue] = goes_to
        if is_its_own:
            self._may_be_one_events = self._may_be_one_events and not message.is_new
            return False
        self._failed += 1
        return at_once or failure.was_slow or self._failed == AWAY_AFTER

    def ended(self, *, away: Failure | None = None, enough: bool = False) -> Sent:
        if away is None and not self._arrived and (enough or self._was_away):
            away = self._last
        return Sent(self._arrived, self._held + (self._streak if away is None else []), away)


def _wait(answer: httpx.Response, at: datetime) -> timedelta | None:
    """Retry-After, in seconds or as a date; None when the receiver does not ask for it."""
    asked = answer.headers.get("retry-after")
    if asked is None:
        return None
    try:
        return timedelta(seconds=min(int(asked), 86_400)) if asked.isdigit() else parsedate_to_datetime(asked) - at
    except (ValueError, TypeError):
        return None
