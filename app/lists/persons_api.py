"""Who is who: two who are one, one who is two, and incidents of somebody else."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.policy import Action
from app.access.service import By, require
from app.db import Transaction
from app.idempotency.service import Key, answer_once, request_hash
from app.lists import persons
from app.lists.identity_schemas import CorrectionIn, CorrectionView, MergeIn, MoveIn
from app.paging import Page
from app.responses import problems

router = APIRouter(prefix="/v1", tags=["Hændelser"])


@router.post(
    "/identity-corrections",
    status_code=201,
    response_model=CorrectionView,
    responses=problems(404, 409),
    summary="Ret, hvem der er hvem: læg to sammen, før dem tilbage, eller flyt hændelser",
)
def correct_identity(session: Transaction, by: By, body: CorrectionIn, key: Key = None) -> Response:
    """Højst én åben sag for hver. Det, der hvilede på den forkerte, stoppes i samme øjeblik, og intet slettes."""
    require(by, Action.CORRECT_IDENTITY)

    def do() -> tuple[int, CorrectionView, None]:
        if isinstance(body, MergeIn):
            row = persons.merge(session, body, by=by)
        elif isinstance(body, MoveIn):
            row = persons.move(session, body, by=by)
        else:
            row = persons.split_back(session, body, by=by)
        return 201, CorrectionView.model_validate(row), None

    def about(answer: Any) -> list[UUID]:
        return persons.seen_again(session, UUID(answer["from_person_id"]), UUID(answer["to_person_id"]), by=by)

    return answer_once(session, key, request_hash("correct_identity", body), by=by, do=do, about=about)


@router.get(
    "/persons/{person_id}/identity-corrections",
    responses=problems(404),
    summary="Hvad der er rettet om, hvem en person er",
)
def list_corrections(session: Transaction, by: By, person_id: UUID) -> Page[CorrectionView]:
    """Nyeste først, også det, der er ført tilbage."""
    rows = persons.of_person(session, person_id, by=by)
    return Page(items=[CorrectionView.model_validate(row) for row in rows], next_cursor=None)
