"""What is said of a receiver, and what is answered."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from app.events.catalogue import MEANINGS, plain_type, type_name
from app.fields import Flag, Request, View
from app.webhooks.models import Webhook


def _known(name: str) -> str:
    if plain_type(name) is None:
        raise ValueError("no such type")
    return name


EventType = Annotated[
    str, AfterValidator(_known), Field(json_schema_extra={"enum": [type_name(one) for one in MEANINGS]})
]
Address = Annotated[str, Field(min_length=8, max_length=500, pattern=r"^https?://[!-~]+$")]


class RegisterWebhook(Request):
    url: Annotated[Address, Field(description="https, og en adresse, der kan nås udefra")]
    types: Annotated[list[EventType], Field(default_factory=list, max_length=30, description="Tom er alle")]
    after: Annotated[
        int | None,
        Field(strict=True, ge=0, le=2**62, description="Send også det, der kom efter det nummer; ellers fra nu af"),
    ] = None


class PauseWebhook(Request):
    paused: Flag


class SendAgain(Request):
    ids: Annotated[list[UUID] | None, Field(max_length=1000, description="Udelad for alle")] = None


class LetGo(Request):
    ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)]


class WebhookView(View):
    """``waiting``: events that were not sent yet; ``given_up``: its dead letters."""

    id: UUID
    client: str
    url: str
    types: list[str]
    state: Literal["arriving", "away", "paused"]
    paused_by: str | None
    made_at: datetime
    sent_to: int
    waiting: int
    given_up: int
    failing_since: datetime | None
    next_try_at: datetime | None
    last_arrived_at: datetime | None
    last_failure: str | None
    secret: Annotated[str | None, Field(description="Kun i svaret, hvor den er lavet; gem den")] = None


class WebhooksView(View):
    items: list[WebhookView]


class DeadLetterView(View):
    """``number`` is its place in the feed, where it can be read."""

    id: UUID
    event_id: UUID
    number: int
    type: str
    case_id: UUID | None
    at: datetime
    attempts: int
    given_up_at: datetime
    last_failure: str | None


class CountView(View):
    count: int


def webhook_view(row: Webhook, counts: tuple[int, int], secret: str | None = None) -> WebhookView:
    waiting, given_up = counts
    said = {
        "id": row.id, "client": row.client, "url": row.url, "types": [type_name(one) for one in row.types],
        "state": "paused" if row.paused else "away" if row.failing_since else "arriving", "paused_by": row.paused,
        "made_at": row.made_at, "sent_to": row.sent_to, "waiting": waiting, "given_up": given_up,
        "failing_since": row.failing_since, "next_try_at": row.next_try_at, "last_arrived_at": row.last_arrived_at,
        "last_failure": row.last_failure,
    }  # fmt: skip
    return WebhookView(**said) if secret is None else WebhookView(**said, secret=secret)
