"""The administrator's page of caseworkers' systems: whether what they are told arrives, and what was given up."""

from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ValidationError

from app import clock
from app.access.service import InSession
from app.db import Transaction
from app.errors import NotFound
from app.events.models import EVERYTHING
from app.web.rendering import page
from app.web.sending import Sent, on_to
from app.web.system_words import failure_words, type_words
from app.webhooks.api import (
    WebhookId,
    get_webhook,
    let_go,
    list_dead_letters,
    list_webhooks,
    pause_webhook,
    send_again,
    try_webhook,
)
from app.webhooks.schemas import LetGo, PauseWebhook, SendAgain

router = APIRouter(include_in_schema=False)

B = TypeVar("B", bound=BaseModel)
_HERE: Final = "/fagsystemer"
_PAGE: Final = 50
_AT_MOST: Final = 1000


@router.get(_HERE)
def systems(request: Request, session: Transaction, now: InSession) -> Response:
    """Each address that something is sent to, and how it goes."""
    return page(
        request, "systems.html", now, found=list_webhooks(session, now.caller).items, new_key=_new_key,
        failure_words=failure_words, everything=EVERYTHING,
    )  # fmt: skip


@router.get(_HERE + "/{webhook_id}")
def system(
    request: Request,
    session: Transaction,
    now: InSession,
    webhook_id: WebhookId,
    fra: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> Response:
    """One address, and its dead letters."""
    letters = list_dead_letters(session, now.caller, webhook_id, after=fra, limit=_PAGE)
    return page(
        request, "system.html", now, one=get_webhook(session, now.caller, webhook_id), letters=letters.items,
        following=letters.next_cursor, new_key=_new_key, failure_words=failure_words, type_words=type_words,
        everything=EVERYTHING,
    )  # fmt: skip


@router.post(_HERE + "/{webhook_id}/pause")
def pause(sent: Sent, webhook_id: WebhookId) -> Response:
    """A pause, or going on."""
    body = PauseWebhook(paused=sent.form.text("pause") == "ja")
    sent.carry_out(lambda session, now: pause_webhook(session, now.caller, webhook_id, body, key=sent.form.key))
    return on_to(f"{_HERE}/{webhook_id}", "gemt")


@router.post(_HERE + "/{webhook_id}/proeve")
def tried(sent: Sent, webhook_id: WebhookId) -> Response:
    """An event about nothing."""
    sent.carry_out(lambda session, now: try_webhook(session, now.caller, webhook_id, key=sent.form.key))
    return on_to(f"{_HERE}/{webhook_id}", "proeve-sendt")


@router.post(_HERE + "/{webhook_id}/igen")
def again(sent: Sent, webhook_id: WebhookId) -> Response:
    """One dead letter, or all of them."""
    body = _said(SendAgain, {"ids": sent.form.all("besked") or None})
    sent.carry_out(lambda session, now: send_again(session, now.caller, webhook_id, body, key=sent.form.key))
    return on_to(f"{_HERE}/{webhook_id}", "sendes-igen")


@router.post(_HERE + "/{webhook_id}/ryd")
def cleared(sent: Sent, webhook_id: WebhookId) -> Response:
    """One that nobody misses."""
    body = _said(LetGo, {"ids": sent.form.all("besked")[:_AT_MOST]})
    sent.carry_out(lambda session, now: let_go(session, now.caller, webhook_id, body, key=sent.form.key))
    return on_to(f"{_HERE}/{webhook_id}", "ryddet")


def _said(body: type[B], fields: dict[str, Any]) -> B:
    """What a button of ours said. Raises NotFound for what none did."""
    try:
        return body.model_validate(fields)
    except ValidationError:
        raise NotFound("Vælg beskeden på siden, og prøv igen.") from None


def _new_key() -> str:
    """Of one button: pressed twice, it does one thing."""
    return clock.new_id().hex
