"""A receiver's address and secrets, and its dead letters."""

import base64
import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.caller import Caller
from app.errors import Conflict, NotFound
from app.events import service as events
from app.events.catalogue import TEST
from app.events.models import Event
from app.webhooks.models import HeldEvent, Webhook, WebhookSecret
from workflows.integration import Held, Paused
from workflows.roles import Role

MOST_WEBHOOKS: Final = 10
"""Of one client."""
OLD_SECRET_HOLDS: Final = timedelta(hours=24)
"""After a new one was made, so that the receiver can change to it."""


class TooManyWebhooks(Conflict):
    code = "too_many_webhooks"
    title = "Der er for mange modtagere"


class PausedByAdministrator(Conflict):
    code = "paused_by_administrator"
    title = "Administratoren har sat den på pause"


def register(
    session: Session, url: str, types: Collection[str], from_number: int | None, *, by: Caller
) -> tuple[Webhook, str]:
    """A receiver, and the secret that is shown this once. It is sent what comes after ``from_number``; without one,
    what happens from now on. Raises TooManyWebhooks.
    """
    newest = events.number(session, by.municipality_code, by.id)  # its head is locked: two at once are counted
    if len(of_caller(session, by=by)) >= MOST_WEBHOOKS:
        raise TooManyWebhooks(f"Et system kan have {MOST_WEBHOOKS}. Fjern en først.")
    row = Webhook(
        municipality_code=by.municipality_code, id=clock.new_id(), client=by.id, url=url, types=sorted(types),
        made_at=by.at, sent_to=newest if from_number is None else min(from_number, newest), failures=0, paused=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row, _new_secret(session, row, by)


def of_caller(session: Session, *, by: Caller) -> list[Webhook]:
    """The caller's own; an administrator's are the municipality's. The oldest first."""
    query = select(Webhook).where(Webhook.municipality_code == by.municipality_code, Webhook.removed_at.is_(None))
    if by.role is not Role.ADMINISTRATOR:
        query = query.where(Webhook.client == by.id)
    return list(session.scalars(query.order_by(Webhook.id)))


def found(session: Session, webhook_id: UUID, *, by: Caller, locked: bool = False) -> Webhook:
    """Raises NotFound, for another client's too."""
    query = select(Webhook).where(
        Webhook.municipality_code == by.municipality_code, Webhook.id == webhook_id, Webhook.removed_at.is_(None)
    )
    row = session.scalar(query.with_for_update() if locked else query)
    if row is None or (by.role is not Role.ADMINISTRATOR and row.client != by.id):
        raise NotFound()
    return row


def change_secret(session: Session, row: Webhook, *, by: Caller) -> str:
    """A new one; until the one before ends, a day from now, messages are signed with both. Older ones end at once."""
    own = and_(WebhookSecret.municipality_code == row.municipality_code, WebhookSecret.webhook_id == row.id)
    session.execute(delete(WebhookSecret).where(own, WebhookSecret.ends_at.is_not(None)))
    ends = by.at + OLD_SECRET_HOLDS
    session.execute(update(WebhookSecret).where(own, WebhookSecret.ends_at.is_(None)).values(ends_at=ends))
    return _new_secret(session, row, by)


def pause(row: Webhook, paused: bool, *, by: Caller) -> None:
    """Nothing is sent, and nothing is lost: it is sent when it goes on. Raises PausedByAdministrator."""
    if not paused:
        if row.paused == Paused.ADMINISTRATOR.value and by.role is not Role.ADMINISTRATOR:
            raise PausedByAdministrator("Tal med kommunens administrator.")
        row.paused, row.failures, row.failing_since, row.next_try_at = None, 0, None, None
    elif row.paused is None:
        row.paused = (Paused.ADMINISTRATOR if by.role is Role.ADMINISTRATOR else Paused.CLIENT).value


def remove(session: Session, row: Webhook, *, by: Caller) -> None:
    """What was held back for it goes with it; the feed still has it."""
    row.removed_at = by.at
    session.execute(delete(HeldEvent).where(_of(row)))
    session.execute(
        delete(WebhookSecret).where(
            WebhookSecret.municipality_code == row.municipality_code, WebhookSecret.webhook_id == row.id
        )
    )


def try_it(session: Session, row: Webhook, *, by: Caller) -> Event:
    """An event about nothing, which goes the way of the others."""
    return events.tell(session, row.municipality_code, TEST, row.id, row.client, by.at)


def waiting(session: Session, row: Webhook) -> tuple[int, int]:
    """How many were not sent yet, and how many were given up."""
    head = events.newest(session, row.municipality_code, row.client)
    held = session.execute(select(HeldEvent.state, func.count()).where(_of(row)).group_by(HeldEvent.state))
    states = {str(state): int(count) for state, count in held}
    behind = max(head - row.sent_to, 0)
    return behind + states.get(Held.WAITING.value, 0), states.get(Held.GIVEN_UP.value, 0)


def dead_letters(session: Session, row: Webhook, after: int, limit: int) -> list[tuple[HeldEvent, Event]]:
    """``limit`` + 1 at most of those that were given up, the oldest first."""
    query = (
        select(HeldEvent, Event)
        .join(Event, and_(Event.municipality_code == HeldEvent.municipality_code, Event.id == HeldEvent.event_id))
        .where(_of(row), HeldEvent.state == Held.GIVEN_UP.value, HeldEvent.number > after)
        .order_by(HeldEvent.number)
        .limit(limit + 1)
    )
    return [(held, event) for held, event in session.execute(query)]


def send_again(session: Session, row: Webhook, ids: Collection[UUID] | None, *, by: Caller) -> int:
    """Those given up are sent once more, from the first attempt on; all of them without ``ids``. Gives how many."""
    wanted = and_(_of(row), HeldEvent.state == Held.GIVEN_UP.value)
    if ids is not None:
        wanted = and_(wanted, HeldEvent.id.in_(ids))
    values = {"state": Held.WAITING.value, "attempts": 0, "next_try_at": by.at, "given_up_at": None}
    done = session.execute(update(HeldEvent).where(wanted).values(**values))
    return int(done.rowcount)  # type: ignore[attr-defined]  # an update's result has it


def let_go(session: Session, row: Webhook, ids: Collection[UUID]) -> int:
    """Those given up are let go: nobody needs them any more. Gives how many."""
    wanted = and_(_of(row), HeldEvent.state == Held.GIVEN_UP.value, HeldEvent.id.in_(ids))
    done = session.execute(delete(HeldEvent).where(wanted))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a delete's result has it


def _new_secret(session: Session, row: Webhook, by: Caller) -> str:
    """32 random bytes, as Standard Webhooks writes them."""
    text = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    session.add(
        WebhookSecret(
            municipality_code=row.municipality_code, id=clock.new_id(), webhook_id=row.id, secret=text,
            made_at=by.at, ends_at=None,
        )
    )  # fmt: skip
    session.flush()
    return text


def _of(row: Webhook) -> ColumnElement[bool]:
    return and_(HeldEvent.municipality_code == row.municipality_code, HeldEvent.webhook_id == row.id)
