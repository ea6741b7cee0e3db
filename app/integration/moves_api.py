"""Several moves at once, for a system that has been away."""

from fastapi import APIRouter, Response

from app.access.policy import Action
from app.access.service import By, require
from app.cases import bulk
from app.db import Transaction
from app.idempotency.service import Key, answer_once, request_hash
from app.integration import moves
from app.integration.schemas import ManyMoves, MoveOutcomesView
from app.responses import problems

router = APIRouter(prefix="/v1", tags=["Fagsystemer"])


@router.post(
    "/case-moves",
    response_model=MoveOutcomesView,
    responses=problems(),
    summary="Tag flere skridt på én gang, med et svar for hvert",
)
def make_moves(session: Transaction, by: By, body: ManyMoves, key: Key = None) -> Response:
    """I den rækkefølge, de er sendt. Et skridt, der afvises, rører ikke de andre sager; i samme sag prøves de næste
    ikke."""
    why = require(by, Action.MOVE_CASE)

    def do() -> tuple[int, MoveOutcomesView, None]:
        return 200, moves.move_each(session, body.moves, by=by, why=why), None

    return answer_once(
        session, key, request_hash("make_moves", body), by=by, do=do, about=bulk.seen_again(session, by=by)
    )
