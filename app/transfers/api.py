"""Cases offered to other municipalities, and those that others offer us."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app import paging
from app.access.policy import Action
from app.access.service import By, require
from app.cases.requests import about, writable
from app.db import Transaction
from app.idempotency.service import Key, Shown, answer_once, request_hash
from app.responses import problems
from app.transfers import moving, service
from app.transfers.schemas import OfferTransfer, TransferInList, TransferMove, TransferView
from app.transfers.view import listed, page, transfer_view, why_of
from workflows.sharing import Ground
from workflows.transfer import USUAL, Direction, State

router = APIRouter(prefix="/v1", tags=["Overdragelser"])


@router.post(
    "/cases/{case_id}/transfers",
    status_code=201,
    response_model=TransferView,
    responses=problems(404, 409),
    summary="Tilbyd en anden kommune sagen",
)
def offer_transfer(session: Transaction, by: By, case_id: UUID, body: OfferTransfer, key: Key = None) -> Response:
    """Sagen er jeres, til den er afleveret. Bruger kommunen systemet, ser den tilbuddet selv; ellers sendes det i
    hånden, og svaret noteres."""
    require(by, Action.TRANSFER_CASE)

    def do() -> tuple[int, TransferView, None]:
        case, why = writable(session, case_id, Action.TRANSFER_CASE, by=by)
        parts = body.package
        grounds = {one.kind: one.ground for one in parts} if parts else dict.fromkeys(sorted(USUAL), Ground.RPL_115_2)
        row = service.offer(session, case, body.municipality_code, body.necessity, grounds, by=by, why=why)
        return 201, transfer_view(session, row, by=by, why=why), None

    hashed = request_hash("offer_transfer", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@router.get("/transfers", responses=problems(400), summary="Overdragelser til og fra andre kommuner")
def list_transfers(
    session: Transaction,
    by: By,
    direction: Direction | None = None,
    state: State | None = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> paging.Page[TransferInList]:
    """``in`` er dem, andre kommuner tilbyder jer. Før de er overtaget, vises kun, hvem det handler om."""
    require(by, Action.ANSWER_TRANSFER)
    found = page(session, direction, state, paging.after_id(cursor), limit, by=by)
    following = paging.following_id([one.id for one in found], limit)
    return paging.Page(items=listed(session, found[:limit], by=by), next_cursor=following)


@router.get("/transfers/{transfer_id}", responses=problems(404), summary="En overdragelse, og hvad der fulgte med")
def get_transfer(session: Transaction, by: By, transfer_id: UUID) -> TransferView:
    require(by, Action.ANSWER_TRANSFER)
    row = service.found(session, by.municipality_code, transfer_id)
    return transfer_view(session, row, by=by, why=why_of(session, row, by=by))


@router.post(
    "/transfers/{transfer_id}/moves",
    response_model=TransferView,
    responses=problems(404, 409),
    summary="Svar på et tilbud, træk det tilbage, eller giv sagen tilbage",
)
def move_transfer(session: Transaction, by: By, transfer_id: UUID, body: TransferMove, key: Key = None) -> Response:
    """Et ja åbner sagen hos den, der siger ja, så snart den er afleveret. Et nej sender den tilbage til afsenderens
    opmærksomhed."""
    require(by, Action.ANSWER_TRANSFER)

    def do() -> tuple[int, TransferView, None]:
        row = service.locked(session, by.municipality_code, transfer_id)
        why = why_of(session, row, by=by)
        moving.move(session, row, body, by=by, why=why)
        return 200, transfer_view(session, row, by=by, why=why), None

    hashed = request_hash("move_transfer", transfer_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=lambda _: _seen_again(session, transfer_id, by))


def _seen_again(session: Transaction, transfer_id: UUID, by: By) -> Any:
    row = service.found(session, by.municipality_code, transfer_id)
    why = why_of(session, row, by=by)
    person_id = service.about(session, row)
    return Shown((person_id,), why.purpose)
