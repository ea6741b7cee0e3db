"""The feed: everything that happened in a system's cases, numbered so that it can prove that it missed nothing."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.db import Transaction
from app.errors import Conflict
from app.events import service as events
from app.events.catalogue import MEANINGS, cloud_event, schema, type_name
from app.integration.schemas import EventTypesView, EventTypeView, FeedView
from app.responses import only, problems

router = APIRouter(prefix="/v1", tags=["Fagsystemer"])


class FeedDiffers(Conflict):
    """What the receiver has seen is not what stands here: the database was restored to an earlier moment.

    ``newest`` is the last number there is. The receiver fetches its cases anew and goes on from there.
    """

    code = "feed_differs"
    title = "Det, du har set, står her ikke"


@router.get("/events", responses=problems(409), summary="Hvad der er sket i dit systems sager, siden et nummer")
def list_events(
    session: Transaction,
    by: By,
    after: Annotated[int, Query(ge=0, le=2**62, description="Det sidste nummer, du har; 0 er fra begyndelsen")] = 0,
    after_id: Annotated[
        UUID | None, Query(description="Id på beskeden med det nummer; siger fra, hvis de ikke passer")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="Hvor mange på en gang")] = 100,
) -> FeedView:
    """Numrene er uden huller: er det første i svaret ``after`` + 1, mangler du intet. En besked siger, at noget er
    sket, ikke hvad: hent sagen."""
    why = require(by, Action.HEAR_EVENTS)
    newest = events.number(session, by.municipality_code, by.id)
    _check(session, after, after_id, newest, by)
    found = events.after(session, by.municipality_code, by.id, after, limit)
    audit.record(session, "event.listed", by=by, why=why, subjects=[None], fields=["event"])
    last = found[-1].number if found else after
    return FeedView(items=[cloud_event(one) for one in found], after=after, last=last or after, newest=newest)


@router.get("/event-schemas", responses=only(401, 429, 503), summary="De slags beskeder, der findes, med deres skemaer")
def list_event_types(by: By) -> EventTypesView:
    """JSON Schema for hele beskeden, som den kommer i ``/v1/events`` og i en webhook."""
    require(by, Action.READ_WORKFLOW)
    return EventTypesView(
        items=[
            EventTypeView(type=type_name(one), meaning=meaning, json_schema=schema(one))
            for one, meaning in MEANINGS.items()
        ]
    )


def _check(session: Transaction, after: int, after_id: UUID | None, newest: int, by: By) -> None:
    if after > newest:
        raise FeedDiffers("Hent dine sager igen, og begynd fra newest.", newest=newest)
    if after_id is not None:
        named = events.numbered(session, by.municipality_code, by.id, after)
        if named is None or named.id != after_id:
            raise FeedDiffers("Hent dine sager igen, og begynd fra newest.", newest=newest)
