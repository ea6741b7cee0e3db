"""Roles taken away and given back."""

from uuid import UUID

from fastapi import APIRouter, Response

from app import paging
from app.access import withdrawals
from app.access.models import ALL_ROLES
from app.access.policy import Action
from app.access.service import By, require
from app.db import Transaction
from app.idempotency.service import Key, answer_once, request_hash
from app.identity.schemas import Withdraw, WithdrawalView
from app.responses import problems

router = APIRouter(prefix="/v1/role-withdrawals", tags=["Adgang"])


@router.post("", status_code=201, response_model=WithdrawalView, responses=problems(), summary="Tag en rolle fra nogen")
def withdraw_role(session: Transaction, by: By, body: Withdraw, key: Key = None) -> Response:
    """Virker fra næste kald, også for en cursor, en fil eller en session, der er i gang."""
    require(by, Action.MANAGE_ROLES)

    def do() -> tuple[int, WithdrawalView, None]:
        role = body.role.value if body.role else ALL_ROLES
        made = withdrawals.withdraw(session, body.user, role, body.reason, by=by)
        return 201, WithdrawalView.model_validate(made), None

    return answer_once(session, key, request_hash("withdraw_role", body), by=by, do=do)


@router.get("", responses=problems(400), summary="Roller, der er taget fra nogen")
def list_withdrawals(
    session: Transaction, by: By, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> paging.Page[WithdrawalView]:
    """De nyeste først, også dem der er givet tilbage."""
    found = withdrawals.read_withdrawals(session, paging.after_id(cursor), limit, by=by)
    items = [WithdrawalView.model_validate(one) for one in found[:limit]]
    return paging.Page(items=items, next_cursor=paging.following_id([one.id for one in found], limit))


@router.post(
    "/{withdrawal_id}/end",
    response_model=WithdrawalView,
    responses=problems(404, 409),
    summary="Giv rollen tilbage: den ene foreslår, den anden gør det",
)
def give_role_back(session: Transaction, by: By, withdrawal_id: UUID, key: Key = None) -> Response:
    """To administratorer, og ingen af dem er den, det handler om."""
    require(by, Action.MANAGE_ROLES)

    def do() -> tuple[int, WithdrawalView, None]:
        return 200, WithdrawalView.model_validate(withdrawals.give_back(session, withdrawal_id, by=by)), None

    return answer_once(session, key, request_hash("give_role_back", withdrawal_id), by=by, do=do)
