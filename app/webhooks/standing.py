"""How it goes with telling others' systems, over all receivers of a municipality."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.events.models import Event
from app.webhooks.models import HeldEvent, Webhook
from workflows.integration import Held


class Standing(NamedTuple):
    """``waiting``: events that have not arrived, for each receiver, of which ``held`` were refused and are tried again
    or wait behind such a one; ``given_up`` are dead letters; ``away`` receivers did not answer the last time; to
    ``paused`` ones nothing is sent.
    """

    waiting: int
    oldest_at: datetime | None
    held: int
    given_up: int
    away: int
    paused: int


def standing(session: Session, municipality_code: str) -> Standing:
    own = and_(Webhook.municipality_code == municipality_code, Webhook.removed_at.is_(None))
    unsent, first_unsent = _unsent(session, own)
    held, first_held = _held(session, municipality_code, Held.WAITING)
    given_up, _ = _held(session, municipality_code, Held.GIVEN_UP)
    away, paused = session.execute(
        select(
            func.count().filter(Webhook.failing_since.is_not(None), Webhook.paused.is_(None)),
            func.count().filter(Webhook.paused.is_not(None)),
        ).where(own)
    ).one()
    oldest_at = min((at for at in (first_unsent, first_held) if at is not None), default=None)
    return Standing(unsent + held, oldest_at, held, given_up, away, paused)


def _unsent(session: Session, own: ColumnElement[bool]) -> tuple[int, datetime | None]:
    """Those that nobody has tried to send to a receiver that asked for them."""
    its = and_(
        Event.municipality_code == Webhook.municipality_code,
        Event.receiver == Webhook.client,
        or_(Event.number.is_(None), Event.number > Webhook.sent_to),
        or_(func.cardinality(Webhook.types) == 0, Event.type == func.any(Webhook.types)),
    )
    count, first = session.execute(select(func.count(), func.min(Event.at)).join(Webhook, its).where(own)).one()
    return count, first


def _held(session: Session, municipality_code: str, state: Held) -> tuple[int, datetime | None]:
    its = and_(Event.municipality_code == HeldEvent.municipality_code, Event.id == HeldEvent.event_id)
    count, first = session.execute(
        select(func.count(), func.min(Event.at))
        .join(HeldEvent, its)
        .where(HeldEvent.municipality_code == municipality_code, HeldEvent.state == state.value)
    ).one()
    return count, first
