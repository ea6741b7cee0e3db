"""A municipality's message broker, as one more receiver: it hears of everything, and is handed many at once."""

import json
import logging
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.adapters.message_broker import NOBODYS, BrokerAway, BrokerRefused, Message, MessageBroker
from app.events import service as events
from app.events.models import EVERYTHING
from app.webhooks.models import Webhook
from app.webhooks.sending import Failure, Sent
from app.webhooks.sending import Message as Waiting

logger = logging.getLogger("ssp.webhooks")

BROKER: Final = "amqp:"
"""Stands in place of an address: where the broker is, is in the file of outside systems."""


def open_broker(session: Session, municipality_code: str, at: datetime) -> None:
    """From the first time on, every change in the municipality is written for the broker too."""
    events.hear_everything(session, municipality_code)  # its head is locked: two workers that start at once make one
    known = select(Webhook.id).where(
        Webhook.municipality_code == municipality_code, Webhook.client == EVERYTHING, Webhook.removed_at.is_(None)
    )
    if session.scalar(known) is None:
        session.add(
            Webhook(
                municipality_code=municipality_code, id=clock.new_id(), client=EVERYTHING, url=BROKER, types=[],
                made_at=at, sent_to=0, failures=0,
            )
        )  # fmt: skip


def publish(broker: MessageBroker, messages: list[Waiting]) -> Sent:
    """All in one go, in their order. What nobody at the broker wants is dealt with; what it refuses by itself is held
    back by itself.
    """
    try:
        broker.publish([_as_it_leaves(one) for one in messages])
    except BrokerAway:
        return Sent([], [], Failure("broker_away"))
    except BrokerRefused as refused:
        if refused.code in NOBODYS and refused.message_ids:
            logger.info("events that nobody at the broker has asked for: %s", len(refused.message_ids))
            return Sent(messages, [])
        failure = Failure("broker_refused")
        if not refused.message_ids:
            return Sent([], [], failure)
        arrived = [one for one in messages if one.event_id not in refused.message_ids]
        return Sent(arrived, [(one, failure) for one in messages if one.event_id in refused.message_ids])
    return Sent(messages, [])


def _as_it_leaves(waiting: Waiting) -> Message:
    body = json.dumps(waiting.body, separators=(",", ":")).encode()
    return Message(waiting.event_id, str(waiting.body["type"]), body)
