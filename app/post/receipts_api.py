"""Where the receipts come: KOMBIT's Beskedfordeler pushes each status of a letter here (SF1601, PKO_PostStatus)."""

from typing import Annotated

from fastapi import APIRouter, Body, Response

from app.access.policy import Action
from app.access.service import By, require
from app.adapters.post_status import NotAPostStatus, answer, parse
from app.db import Transaction
from app.errors import Unprocessable
from app.post import receipts
from app.responses import problems

router = APIRouter(prefix="/v1", tags=["Breve"])


class NotAReceipt(Unprocessable):
    code = "not_a_receipt"
    title = "Det er ikke en kvittering for et brev"


@router.post(
    "/letter-receipts",
    response_class=Response,
    responses=problems() | {200: {"content": {"application/xml": {}}, "description": "Modtaget"}},
    summary="Kvittering for et brev, fra Beskedfordeleren",
)
def take_receipt(
    session: Transaction, by: By, body: Annotated[bytes, Body(media_type="application/xml", max_length=200_000)]
) -> Response:
    """``ModtagBeskedInput`` med en ``PKO_PostStatus``. Den samme to gange er én; et ukendt brev siges der ja til."""
    why = require(by, Action.TAKE_RECEIPT)
    try:
        said = parse(body)
    except NotAPostStatus:
        raise NotAReceipt("Send en ModtagBeskedInput med en PKO_PostStatus.") from None
    receipts.take(session, said, by=by, why=why)
    return Response(answer(True), media_type="application/xml")
