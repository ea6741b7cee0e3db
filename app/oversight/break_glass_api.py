"""Broken glass: an hour's sight of one case, for a reason, told at once and reviewed by another."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app import paging
from app.access.policy import Action
from app.access.service import By, require
from app.db import Transaction
from app.idempotency.service import Key, answer_once, request_hash
from app.oversight import break_glass as glass
from app.oversight.log import cpr_number_index
from app.oversight.schemas import BreakGlassIn, BreakGlassView, Grant, ReviewIn
from app.paging_by_time import after_id, following
from app.responses import problems

router = APIRouter(prefix="/v1/break-glass", tags=["Tilsyn"])


@router.post("", status_code=201, response_model=Grant, responses=problems(404, 409), summary="Bryd glasset for én sag")
def break_glass(session: Transaction, by: By, body: BreakGlassIn, key: Key = None) -> Response:
    """Sagen kan læses i 60 minutter og ikke ændres. Logkontrollen får besked med det samme.

    ``null``: barnet med det CPR-nummer har ingen sag i kommunen. Også det er noteret.
    """
    require(by, Action.BREAK_GLASS)
    named = body.case_id or cpr_number_index(body.cpr_number or "", by=by).hex()
    return answer_once(
        session, key, request_hash("break_glass", named, body.reason), by=by,
        do=lambda: (201, glass.break_glass(session, body, by=by), None),
        about=glass.about(session, by=by),
    )  # fmt: skip


@router.get("", responses=problems(400), summary="Brudte glas, nyeste først")
def list_break_glass(
    session: Transaction,
    by: By,
    reviewed: Annotated[bool | None, Query(description="false: dem, der mangler at blive gennemgået")] = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> paging.Page[BreakGlassView]:
    """Logkontrollen ser kommunens, andre deres egne."""
    found = glass.grants(session, reviewed, after_id(cursor), limit, by=by)
    return paging.Page(items=found[:limit], next_cursor=following([(one.at, one.id) for one in found], limit))


@router.post("/{grant_id}/end", response_model=BreakGlassView, responses=problems(404, 409), summary="Afslut før tiden")
def end_break_glass(session: Transaction, by: By, grant_id: UUID, key: Key = None) -> Response:
    """Den, der brød glasset, eller logkontrollen."""
    require(by, Action.BREAK_GLASS)
    return answer_once(
        session, key, request_hash("end_break_glass", grant_id), by=by,
        do=lambda: (200, glass.end(session, grant_id, by=by), None),
        about=glass.about(session, by=by),
    )  # fmt: skip


@router.post(
    "/{grant_id}/review",
    response_model=BreakGlassView,
    responses=problems(404, 409),
    summary="Skriv, om det var i orden",
)
def review_break_glass(session: Transaction, by: By, grant_id: UUID, body: ReviewIn, key: Key = None) -> Response:
    """Inden for 24 timer, og aldrig af den, der brød glasset. ``questioned`` giver en alarm."""
    require(by, Action.REVIEW_LOG)
    return answer_once(
        session, key, request_hash("review_break_glass", grant_id, body), by=by,
        do=lambda: (200, glass.review(session, grant_id, body, by=by), None),
        about=glass.about(session, by=by),
    )  # fmt: skip
