"""What of a receiver's events is to be sent now, and writing down what became of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    String,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session, aliased

from app import clock
from app.events import service as events
from app.events.catalogue import TEST, cloud_event
from app.events.models import Event, EventHead
from app.webhooks.models import HeldEvent, Webhook, WebhookSecret
from app.webhooks.sending import Failure, Message, Sent
from workflows.integration import GIVE_UP_AFTER, LONG_AWAY, Held, Paused, looked_for_again, next_attempt

_AT_A_TIME = 200
"""What is sent again when a worker dies in the middle, at the most."""


class Batch(NamedTuple):
    """What is to be sent to one receiver."""

    url: str
    secrets: list[str]
    messages: list[Message]
    behind: list[Message]
    """New ones of cases in which an earlier one is held back: they wait behind it."""
    passed: int
    """The number up to which everything is in this batch, or was not asked for."""
    was_away: bool


def due(session: Session, municipality_code: str, at: datetime) -> list[UUID]:
    """The receivers for whom there is something to send now."""
    own = and_(EventHead.municipality_code == Webhook.municipality_code, EventHead.receiver == Webhook.client)
    unnumbered = exists().where(
        Event.municipality_code == Webhook.municipality_code, Event.receiver == Webhook.client, Event.number.is_(None)
    )
    earlier = aliased(HeldEvent)
    behind = exists().where(
        earlier.municipality_code == HeldEvent.municipality_code, earlier.webhook_id == HeldEvent.webhook_id,
        earlier.case_id == HeldEvent.case_id, earlier.state == Held.WAITING.value, earlier.number < HeldEvent.number,
    )  # fmt: skip
    waits = exists().where(
        _of(Webhook.municipality_code, Webhook.id),
        _waiting(),
        or_(HeldEvent.next_try_at <= at, Webhook.failures > 0),
        ~behind,
    )
    query = (
        select(Webhook.id)
        .outerjoin(EventHead, own)
        .where(
            Webhook.municipality_code == municipality_code,
            _is_sent_to(at),
            or_(EventHead.last > Webhook.sent_to, unnumbered, waits),
        )
    )
    return list(session.scalars(query))


def take(session: Session, municipality_code: str, webhook_id: UUID, at: datetime) -> Batch | None:
    """What is to be sent next; None when there is nothing, or nothing may be sent now."""
    webhook = session.scalar(
        select(Webhook).where(Webhook.municipality_code == municipality_code, Webhook.id == webhook_id, _is_sent_to(at))
    )
    if webhook is None:
        return None
    events.number(session, municipality_code, webhook.client)
    held_back = set(session.scalars(select(HeldEvent.case_id).where(_of_webhook(webhook), _waiting()).distinct()))
    messages: list[Message] = []
    behind: list[Message] = []
    passed = webhook.sent_to
    for event in events.after(session, municipality_code, webhook.client, webhook.sent_to, _AT_A_TIME):
        passed = event.number or passed
        if not _is_for(webhook, event):
            continue
        waits = event.case_id is not None and event.case_id in held_back
        (behind if waits else messages).append(_message(event))
    if held_back:  # after the new ones, which must not wait for what this receiver may never take
        messages += _heads(session, webhook, at)
        if not messages and webhook.failures:
            messages = _heads(session, webhook, at, is_early=True)
    if passed == webhook.sent_to and not messages:
        return None
    return Batch(webhook.url, _secrets(session, webhook, at), messages, behind, passed, webhook.failures > 0)


def _is_for(webhook: Webhook, event: Event) -> bool:
    """A trial is for the one that asked for it, whatever types it named."""
    if event.type == TEST:
        return event.object_id == webhook.id
    return not webhook.types or event.type in webhook.types


def settle(session: Session, municipality_code: str, webhook_id: UUID, batch: Batch, sent: Sent, at: datetime) -> None:
    """Writes what became of the batch. What was not tried is sent another time."""
    webhook = session.scalars(
        select(Webhook)
        .where(Webhook.municipality_code == municipality_code, Webhook.id == webhook_id)
        .with_for_update()
    ).one()
    if webhook.removed_at is not None:
        return
    _let_go(session, webhook, [one for one in sent.arrived if not one.is_new])
    reached = _reached(batch, sent)
    for message, failure in sent.held:
        if message.is_new:
            _hold(session, webhook, message, failure, at)
        elif failure is not None and not message.is_early:
            _failed_again(session, webhook, message, failure, at)
    for message in batch.behind:
        if message.number <= reached:
            _hold(session, webhook, message, None, at)
    webhook.sent_to = max(webhook.sent_to, reached)
    if sent.arrived:
        if webhook.failing_since and webhook.failing_since <= at - LONG_AWAY and sent.away is None:
            _is_back(session, webhook, at)
        webhook.failures, webhook.failing_since, webhook.next_try_at = 0, None, None
        webhook.last_arrived_at = at
    if sent.held or sent.away:
        failed = [failure for _, failure in sent.held if failure is not None]
        webhook.last_failure = (sent.away or failed[-1]).code if sent.away or failed else webhook.last_failure
    if sent.away is not None:
        _is_away(session, webhook, sent.away, at)


def _reached(batch: Batch, sent: Sent) -> int:
    """The number up to which everything was sent, is held, or was not asked for."""
    done = {one.number for one in sent.arrived} | {one.number for one, _ in sent.held}
    untried = [one.number for one in batch.messages if one.is_new and one.number not in done]
    return min(untried) - 1 if untried else batch.passed


def _is_away(session: Session, webhook: Webhook, why: Failure, at: datetime) -> None:
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or at
    webhook.next_try_at = looked_for_again(webhook.failures, at, why.asks_to_wait)
    if why.is_gone:
        webhook.paused = Paused.RECEIVER.value
    if webhook.failing_since <= at - GIVE_UP_AFTER:
        _give_up_the_oldest(session, webhook, at)


def _is_back(session: Session, webhook: Webhook, at: datetime) -> None:
    """What was held back while it was away long is tried at once, and not when its own next attempt would come."""
    session.execute(update(HeldEvent).where(_of_webhook(webhook), _waiting()).values(next_try_at=at))


_GIVE_UP = text(
    """
    insert into held_events (municipality_code, id, webhook_id, event_id, number, case_id, state, attempts,
        next_try_at, held_at, given_up_at, last_failure)
    select municipality_code, gen_random_uuid(), :webhook, id, number, case_id, :given_up, 0, :at, :at, :at, :failure
    from events
    where municipality_code = :code and receiver = :client and number > :sent_to and at <= :before
        and type <> :test and (cardinality(:types) = 0 or type = any(:types))
    on conflict do nothing
    """
).bindparams(bindparam("types", type_=ARRAY(String())))


def _give_up_the_oldest(session: Session, webhook: Webhook, at: datetime) -> None:
    """What is older than every attempt would have taken becomes a dead letter, and is seen as one."""
    before, code = at - GIVE_UP_AFTER, webhook.municipality_code
    values = {
        "webhook": webhook.id, "code": code, "client": webhook.client, "sent_to": webhook.sent_to, "before": before,
        "types": webhook.types, "at": at, "failure": webhook.last_failure, "given_up": Held.GIVEN_UP.value,
        "test": TEST,
    }  # fmt: skip
    session.execute(_GIVE_UP, values)
    last = session.scalar(
        select(func.max(Event.number)).where(
            Event.municipality_code == code, Event.receiver == webhook.client, Event.number > webhook.sent_to,
            Event.at <= before,
        )
    )  # fmt: skip
    webhook.sent_to = last or webhook.sent_to


def _heads(session: Session, webhook: Webhook, at: datetime, *, is_early: bool = False) -> list[Message]:
    """Of each case the first that is held back, when its time has come; ``is_early``: one whose time has not."""
    queue = func.coalesce(HeldEvent.case_id, HeldEvent.event_id)
    first = (
        select(HeldEvent.id)
        .where(_of_webhook(webhook), _waiting())
        .ext(distinct_on(queue))
        .order_by(queue, HeldEvent.number)
        .subquery()
    )
    query = (
        select(HeldEvent, Event)
        .join(first, first.c.id == HeldEvent.id)
        .join(Event, and_(Event.municipality_code == HeldEvent.municipality_code, Event.id == HeldEvent.event_id))
        .where(true() if is_early else HeldEvent.next_try_at <= at)
        .order_by(HeldEvent.number)
        .limit(1 if is_early else _AT_A_TIME)
    )
    return [_message(event, held.attempts, is_early=is_early) for held, event in session.execute(query)]


def _message(event: Event, attempts: int | None = None, *, is_early: bool = False) -> Message:
    return Message(event.number or 0, event.id, event.case_id, cloud_event(event), attempts, is_early)


def _secrets(session: Session, webhook: Webhook, at: datetime) -> list[str]:
    """The newest first."""
    query = (
        select(WebhookSecret)
        .where(
            WebhookSecret.municipality_code == webhook.municipality_code,
            WebhookSecret.webhook_id == webhook.id,
            or_(WebhookSecret.ends_at.is_(None), WebhookSecret.ends_at > at),
        )
        .order_by(WebhookSecret.made_at.desc())
    )
    return [one.secret or "" for one in session.scalars(query)]


def _let_go(session: Session, webhook: Webhook, messages: Iterable[Message]) -> None:
    numbers = [one.number for one in messages]
    if numbers:
        session.execute(delete(HeldEvent).where(_of_webhook(webhook), HeldEvent.number.in_(numbers)))


def _hold(session: Session, webhook: Webhook, message: Message, failure: Failure | None, at: datetime) -> None:
    attempts = 0 if failure is None else 1
    values = {
        "municipality_code": webhook.municipality_code, "id": clock.new_id(), "webhook_id": webhook.id,
        "event_id": message.event_id, "number": message.number, "case_id": message.case_id,
        "state": Held.WAITING.value, "attempts": attempts, "held_at": at, "given_up_at": None,
        "next_try_at": (next_attempt(attempts, at) or at) if attempts else at,
        "last_failure": failure.code if failure else None,
    }  # fmt: skip
    session.execute(insert(HeldEvent).values(values).on_conflict_do_nothing())


def _failed_again(session: Session, webhook: Webhook, message: Message, failure: Failure, at: datetime) -> None:
    attempts = (message.attempts or 0) + 1
    following = next_attempt(attempts, at) or _last_attempt(session, webhook, message, at)
    given_up = {} if following else {"state": Held.GIVEN_UP.value, "given_up_at": at}
    values = {"attempts": attempts, "next_try_at": following or at, "last_failure": failure.code} | given_up
    session.execute(update(HeldEvent).where(_of_webhook(webhook), HeldEvent.number == message.number).values(**values))


def _last_attempt(session: Session, webhook: Webhook, message: Message, at: datetime) -> datetime | None:
    """Nothing is given up before its three days are over, however early its attempts were."""
    held_at = select(HeldEvent.held_at).where(_of_webhook(webhook), HeldEvent.number == message.number)
    last = session.scalars(held_at).one() + GIVE_UP_AFTER
    return last if last > at else None


def _is_sent_to(at: datetime) -> ColumnElement[bool]:
    return and_(
        Webhook.removed_at.is_(None),
        Webhook.paused.is_(None),
        or_(Webhook.next_try_at.is_(None), Webhook.next_try_at <= at),
    )


def _waiting() -> ColumnElement[bool]:
    return HeldEvent.state == Held.WAITING.value


def _of_webhook(webhook: Webhook) -> ColumnElement[bool]:
    return and_(HeldEvent.municipality_code == webhook.municipality_code, HeldEvent.webhook_id == webhook.id)


def _of(municipality_code: object, webhook_id: object) -> ColumnElement[bool]:
    return and_(HeldEvent.municipality_code == municipality_code, HeldEvent.webhook_id == webhook_id)
