"""Writing events as a transaction ends, and numbering them as they are handed out."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, String, Uuid, bindparam, event, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import clock
from app.events.catalogue import CHANGED, LINKED
from app.events.models import EVERYTHING, Event, EventHead

_CHANGED = "events.changed"
_LINKS = "events.links"

_OF_WHAT_CHANGED = text(
    """
    insert into events (municipality_code, id, receiver, at, type, case_id, object_id, version)
    select :code, gen_random_uuid(), told.receiver, told.at, told.type, told.case_id, told.subject_id, told.version
    from (
        select h.at, h.id, h.case_id, h.subject_id, types.type, c.version, hears.receiver
        from history h
        join unnest(:workflows, :types) as types(workflow, type) on types.workflow = h.workflow
        left join cases c on c.municipality_code = h.municipality_code and c.id = h.case_id
        cross join lateral (
            select c.integration_client where c.integration_client is not null
            union all
            select receiver from event_heads where municipality_code = :code and receiver = :everything
        ) as hears(receiver)
        where h.municipality_code = :code and h.id = any(:ids)
        order by h.at, h.id
    ) as told
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid())),
    bindparam("workflows", type_=ARRAY(String())),
    bindparam("types", type_=ARRAY(String())),
)
_OF_LINKS = text(
    """
    insert into events (municipality_code, id, receiver, at, type, case_id, object_id, version)
    select :code, gen_random_uuid(), said.receiver, :at, said.type, c.id, c.id, c.version
    from unnest(:types, :cases, :receivers) with ordinality as said(type, case_id, receiver, place)
    join cases c on c.municipality_code = :code and c.id = said.case_id
    where (said.type = :linked) = (c.integration_client is not distinct from said.receiver)
    order by said.place
    """
).bindparams(
    bindparam("types", type_=ARRAY(String())),
    bindparam("cases", type_=ARRAY(Uuid())),
    bindparam("receivers", type_=ARRAY(String())),
)
_NUMBER = text(
    """
    with waiting as (
        select id, row_number() over (order by seq) as place from events
        where municipality_code = :code and receiver = :receiver and number is null
    )
    update events set number = :last + waiting.place from waiting
    where events.municipality_code = :code and events.id = waiting.id
    """
)


def changed(session: Session, municipality_code: str, history_ids: Iterable[UUID]) -> None:
    """Whoever hears of what these rows of history tell of is told, in this transaction.

    The events are written as the last thing but the log, when the case stands as it will: those of a row that was
    undone meanwhile are not.
    """
    session.info.setdefault(_CHANGED, {}).setdefault(municipality_code, []).extend(history_ids)


def link_changed(
    session: Session, municipality_code: str, type_: str, case_id: UUID, receiver: str, at: datetime
) -> None:
    """``LINKED`` or ``UNLINKED``: the receiver hears of the case from here on, or no more; unless that is undone before
    the transaction ends.
    """
    session.info.setdefault(_LINKS, {}).setdefault(municipality_code, []).append((type_, case_id, receiver, at))


def tell(session: Session, municipality_code: str, type_: str, object_id: UUID, receiver: str, at: datetime) -> Event:
    """An event about no case, to one receiver."""
    row = Event(
        municipality_code=municipality_code, id=clock.new_id(), receiver=receiver, at=at, type=type_, case_id=None,
        object_id=object_id, version=None, number=None,
    )  # fmt: skip
    session.add(row)
    return row


def hear_everything(session: Session, municipality_code: str) -> None:
    """From here on every change in the municipality is written for ``EVERYTHING`` too."""
    _locked_head(session, municipality_code, EVERYTHING)


def number(session: Session, municipality_code: str, receiver: str) -> int:
    """Gives every event that waits its number, and the last number there is. Two at once wait for each other.

    A number is given once the event is committed, so none is ever missing: an event that was rolled back never
    had one.
    """
    head = _locked_head(session, municipality_code, receiver)
    given = session.execute(_NUMBER, {"code": municipality_code, "receiver": receiver, "last": head.last})
    head.last += given.rowcount  # type: ignore[attr-defined]  # an update's result has it
    session.flush()
    return head.last


def after(session: Session, municipality_code: str, receiver: str, number_: int, limit: int) -> list[Event]:
    """Those that are numbered, from the one after ``number_``."""
    query = (
        select(Event)
        .where(Event.municipality_code == municipality_code, Event.receiver == receiver, Event.number > number_)
        .order_by(Event.number)
        .limit(limit)
    )
    return list(session.scalars(query))


def numbered(session: Session, municipality_code: str, receiver: str, number_: int) -> Event | None:
    """The one with the number."""
    return session.scalar(
        select(Event).where(
            Event.municipality_code == municipality_code, Event.receiver == receiver, Event.number == number_
        )
    )


def newest(session: Session, municipality_code: str, receiver: str) -> int:
    """How many events there are for the receiver, numbered or not."""
    head = session.scalar(
        select(EventHead.last).where(EventHead.municipality_code == municipality_code, EventHead.receiver == receiver)
    )
    waits = session.scalar(
        select(func.count()).where(
            Event.municipality_code == municipality_code, Event.receiver == receiver, Event.number.is_(None)
        )
    )
    return (head or 0) + (waits or 0)


def _locked_head(session: Session, municipality_code: str, receiver: str) -> EventHead:
    query = (
        select(EventHead)
        .where(EventHead.municipality_code == municipality_code, EventHead.receiver == receiver)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalar(query)
    if found is None:  # its first; of two at once, the later finds the other's
        first = {"municipality_code": municipality_code, "id": clock.new_id(), "receiver": receiver, "last": 0}
        session.execute(insert(EventHead).values(first).on_conflict_do_nothing())
        found = session.scalars(query).one()
    return found


@event.listens_for(Session, "before_commit", insert=True)  # before the log, whose head is locked last
def _write_what_changed(session: Session) -> None:
    links = session.info.pop(_LINKS, {})
    changes = session.info.pop(_CHANGED, {})
    if not links and not changes:
        return
    session.flush()
    for code, said in links.items():
        types, cases, receivers, moments = zip(*said, strict=True)
        values = {"types": list(types), "cases": list(cases), "receivers": list(receivers)}
        session.execute(_OF_LINKS, values | {"code": code, "at": max(moments), "linked": LINKED})
    for code, ids in changes.items():
        named = {"workflows": list(CHANGED), "types": list(CHANGED.values())}
        session.execute(_OF_WHAT_CHANGED, named | {"code": code, "ids": ids, "everything": EVERYTHING})


@event.listens_for(Session, "after_rollback")
def _forget_what_changed(session: Session) -> None:
    session.info.pop(_LINKS, None)
    session.info.pop(_CHANGED, None)
