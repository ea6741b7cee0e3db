"""Where a system is told of events, and what did not arrive; administrators see everybody's and no secret."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from app import paging
from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Why
from app.db import Transaction
from app.errors import Unprocessable
from app.events.catalogue import plain_type, type_name
from app.idempotency.service import Key, answer_once, request_hash
from app.receivers.allowed import MayNotBeReached, Receivers
from app.responses import problems
from app.webhooks import service as webhooks
from app.webhooks.models import Webhook
from app.webhooks.schemas import (
    CountView,
    DeadLetterView,
    LetGo,
    PauseWebhook,
    RegisterWebhook,
    SendAgain,
    WebhooksView,
    WebhookView,
    webhook_view,
)
from workflows.roles import Role

router = APIRouter(prefix="/v1/webhooks", tags=["Fagsystemer"])
WebhookId = Annotated[UUID, Path(alias="webhook_id")]


class AddressRefused(Unprocessable):
    """``why``: ``not_https``, ``inner_address``, ``host_not_allowed`` …"""

    code = "address_refused"
    title = "Den adresse sendes der ikke til"


@router.get("", responses=problems(), summary="Hvor dit system får besked, og om det når frem")
def list_webhooks(session: Transaction, by: By) -> WebhooksView:
    """Administratorer ser alle systemers."""
    why = _may(by)
    found = webhooks.of_caller(session, by=by)
    _log(session, "webhook.listed", by, why)
    return WebhooksView(items=[webhook_view(one, webhooks.waiting(session, one)) for one in found])


@router.post(
    "",
    status_code=201,
    response_model=WebhookView,
    response_model_exclude_unset=True,
    responses=problems(409),
    summary="Få besked på en adresse; svaret har hemmeligheden, og kun denne gang",
)
def register_webhook(
    session: Transaction, by: By, request: Request, body: RegisterWebhook, key: Key = None
) -> Response:
    """Hver besked er signeret efter Standard Webhooks. Prøv den med ``/tests``."""
    why = require(by, Action.HEAR_EVENTS)
    receivers: Receivers = request.app.state.receivers

    def do() -> tuple[int, WebhookView, None]:
        try:
            receivers.check_form(body.url)
        except MayNotBeReached as refused:
            raise AddressRefused("Brug https og en adresse, der kan nås udefra.", why=refused.why.value) from None
        types = [plain for one in body.types if (plain := plain_type(one))]
        row, secret = webhooks.register(session, body.url, types, body.after, by=by)
        _log(session, "webhook.registered", by, why, row)
        return 201, webhook_view(row, webhooks.waiting(session, row), secret), None

    return answer_once(session, key, request_hash("register_webhook", body), by=by, do=do)


@router.get("/{webhook_id}", responses=problems(404), summary="Én modtager, og om det når frem")
def get_webhook(session: Transaction, by: By, webhook_id: WebhookId) -> WebhookView:
    why = _may(by)
    row = webhooks.found(session, webhook_id, by=by)
    _log(session, "webhook.read", by, why, row)
    return webhook_view(row, webhooks.waiting(session, row))


@router.put(
    "/{webhook_id}/pause",
    response_model=WebhookView,
    responses=problems(404, 409),
    summary="Hold pause, eller fortsæt; intet går tabt",
)
def pause_webhook(session: Transaction, by: By, webhook_id: WebhookId, body: PauseWebhook, key: Key = None) -> Response:
    """At fortsætte er også at prøve straks, når modtageren har været væk. En administrators pause ophæves af en
    administrator (409)."""
    why = _may(by)

    def do(row: Webhook) -> tuple[int, WebhookView]:
        webhooks.pause(row, body.paused, by=by)
        return 200, webhook_view(row, webhooks.waiting(session, row))

    return _change(session, "webhook.paused", webhook_id, key, request_hash("pause", webhook_id, body), do, by, why)


@router.post(
    "/{webhook_id}/secrets",
    status_code=201,
    response_model=WebhookView,
    responses=problems(404),
    summary="Ny hemmelighed; den gamle gælder et døgn endnu",
)
def change_secret(session: Transaction, by: By, webhook_id: WebhookId, key: Key = None) -> Response:
    """I det døgn er hver besked signeret med begge."""
    why = require(by, Action.HEAR_EVENTS)

    def do(row: Webhook) -> tuple[int, WebhookView]:
        secret = webhooks.change_secret(session, row, by=by)
        return 201, webhook_view(row, webhooks.waiting(session, row), secret)

    return _change(session, "webhook.secret_changed", webhook_id, key, request_hash("secret", webhook_id), do, by, why)


@router.post(
    "/{webhook_id}/tests",
    status_code=202,
    response_model=CountView,
    responses=problems(404),
    summary="Send en prøve: en besked om ingenting",
)
def try_webhook(session: Transaction, by: By, webhook_id: WebhookId, key: Key = None) -> Response:
    """Den går samme vej som alle andre, så den viser også, om noget holder dem tilbage."""
    why = _may(by)

    def do(row: Webhook) -> tuple[int, CountView]:
        webhooks.try_it(session, row, by=by)
        return 202, CountView(count=1)

    return _change(session, "webhook.tried", webhook_id, key, request_hash("try", webhook_id), do, by, why)


@router.delete("/{webhook_id}", status_code=204, responses=problems(404), summary="Ikke mere besked dertil")
def remove_webhook(session: Transaction, by: By, webhook_id: WebhookId, key: Key = None) -> Response:
    """Det, der ikke nåede frem, står stadig i ``/v1/events``."""
    why = require(by, Action.HEAR_EVENTS)

    def do(row: Webhook) -> tuple[int, None]:
        webhooks.remove(session, row, by=by)
        return 204, None

    return _change(session, "webhook.removed", webhook_id, key, request_hash("remove", webhook_id), do, by, why)


@router.get("/{webhook_id}/dead-letters", responses=problems(404), summary="Beskeder, der er opgivet")
def list_dead_letters(
    session: Transaction,
    by: By,
    webhook_id: WebhookId,
    after: Annotated[int, Query(ge=0, le=2**62, description="Nummeret på den sidste på siden før")] = 0,
    limit: paging.Limit = 50,
) -> paging.Page[DeadLetterView]:
    """Efter godt tre døgn og ti forsøg. ``next_cursor`` sendes som ``after``."""
    why = _may(by)
    row = webhooks.found(session, webhook_id, by=by)
    found = webhooks.dead_letters(session, row, after, limit)
    _log(session, "dead_letter.listed", by, why, row)
    items = [
        DeadLetterView(
            id=held.id, event_id=held.event_id, number=held.number, type=type_name(event.type), case_id=held.case_id,
            at=event.at, attempts=held.attempts, given_up_at=held.given_up_at or held.held_at,
            last_failure=held.last_failure,
        )
        for held, event in found[:limit]
    ]  # fmt: skip
    return paging.Page(items=items, next_cursor=str(items[-1].number) if len(found) > limit else None)


@router.post(
    "/{webhook_id}/dead-letters/retries",
    response_model=CountView,
    responses=problems(404),
    summary="Send dem, der er opgivet, igen",
)
def send_again(session: Transaction, by: By, webhook_id: WebhookId, body: SendAgain, key: Key = None) -> Response:
    """Med alle forsøg forfra. De kommer efter nyere beskeder: versionen siger, hvad der er nyest."""
    why = _may(by)

    def do(row: Webhook) -> tuple[int, CountView]:
        return 200, CountView(count=webhooks.send_again(session, row, body.ids, by=by))

    return _change(
        session, "dead_letter.sent_again", webhook_id, key, request_hash("again", webhook_id, body), do, by, why
    )


@router.post(
    "/{webhook_id}/dead-letters/removals",
    response_model=CountView,
    responses=problems(404),
    summary="Ryd dem, der er opgivet, og som ingen mangler",
)
def let_go(session: Transaction, by: By, webhook_id: WebhookId, body: LetGo, key: Key = None) -> Response:
    """De står stadig i ``/v1/events``."""
    why = _may(by)

    def do(row: Webhook) -> tuple[int, CountView]:
        return 200, CountView(count=webhooks.let_go(session, row, body.ids))

    return _change(
        session, "dead_letter.let_go", webhook_id, key, request_hash("let_go", webhook_id, body), do, by, why
    )


def _may(by: By) -> Why:
    """Both the system whose it is, and administrators."""
    return require(by, Action.WATCH_WEBHOOKS if by.role is Role.ADMINISTRATOR else Action.HEAR_EVENTS)


def _change(
    session: Transaction,
    action: str,
    webhook_id: UUID,
    key: str | None,
    hashed: bytes,
    change: Callable[[Webhook], tuple[int, WebhookView | CountView | None]],
    by: By,
    why: Why,
) -> Response:
    def do() -> tuple[int, WebhookView | CountView | None, None]:
        row = webhooks.found(session, webhook_id, by=by, locked=True)
        status, view = change(row)
        session.flush()
        _log(session, action, by, why, row)
        return status, view, None

    return answer_once(session, key, hashed, by=by, do=do)


def _log(session: Transaction, action: str, by: By, why: Why, row: Webhook | None = None) -> None:
    audit.record(
        session, action, by=by, why=why, subjects=[None], object_id=row.id if row else None, fields=["webhook"]
    )  # fmt: skip
