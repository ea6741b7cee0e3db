"""Who has looked at the child, for those who have the case; the log's reviewer reads the log itself."""

from uuid import UUID

from fastapi import APIRouter

from app import paging
from app.access.policy import Action
from app.access.service import By
from app.cases.looks import LooksOfDay, looks_at, place
from app.cases.requests import readable
from app.db import Transaction
from app.responses import problems

router = APIRouter(prefix="/v1", tags=["Deling"])


@router.get(
    "/cases/{case_id}/looks", responses=problems(400, 404), summary="Hvem der har set på barnet i sagen, nyeste først"
)
def list_looks(
    session: Transaction, by: By, case_id: UUID, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> paging.Page[LooksOfDay]:
    """En linje for hver dag, person og formål. Fra en anden side af samarbejdet vises rolle og formål, ikke hvem."""
    after = place(cursor)
    case, why = readable(session, case_id, Action.READ_LOOKS, by=by)
    return looks_at(session, case, after, limit, by=by, why=why)
