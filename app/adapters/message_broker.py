"""What the service needs of a message broker: that events are handed over, and kept by whoever wants them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

NOBODYS: Final = frozenset({"NO_ROUTE", "NO_MESSAGE_TYPE"})
"""Why something was not taken although nothing is wrong: nobody has asked for its type."""


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """An event as it leaves: thin, with ids alone. ``body`` is the CloudEvent, structured, as JSON in UTF-8."""

    message_id: UUID
    """The event's own: the same again is the same event, and whoever receives it may leave it out."""
    type: str
    """The event's, and by it the broker knows who wants it: ``dk.ssp.case.given``; at most 255 bytes."""
    body: bytes


class BrokerAway(Exception):
    """The broker cannot be reached, is slow, or would not keep something now: hand the same over again. What was
    handed over may have come through."""


class BrokerRefused(Exception):
    """The broker answers, but not to us, or has nowhere to put something. ``code`` is its own, or ours.

    ``message_ids`` are those it did not take, when it took the others; empty when it took none.
    """

    def __init__(self, code: str, message_ids: frozenset[UUID] = frozenset()) -> None:
        super().__init__(code)
        self.code, self.message_ids = code, message_ids


class MessageBroker(Protocol):
    def publish(self, messages: Sequence[Message]) -> None:
        """Returns when the broker has said of each that it has it. Many at once go nearly as fast as one.

        Raises BrokerAway and BrokerRefused. May be called by several threads; one at a time gets through.
        """
        ...
