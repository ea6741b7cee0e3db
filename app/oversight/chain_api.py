"""The log itself for whoever reviews it: taken out page by page, and how far its checkpoints have come."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.audit.alarms import sound_in
from app.audit.export import PAGE, page
from app.audit.status import read_status
from app.db import Transaction
from app.fields import View
from app.responses import problems
from workflows.calendar import local_date

router = APIRouter(tags=["Tilsyn"])


class SinkView(View):
    """How far a place outside the database has come."""

    name: str
    number: int
    at: datetime


class CheckpointView(View):
    number: int
    hash: str
    at: datetime
    key_id: str


class AuditStatus(View):
    """``lag``: rows that no checkpoint covers yet."""

    rows: int
    last_number: int
    last_checkpoint: CheckpointView | None
    lag: int
    sinks: list[SinkView]


@router.get(
    "/v1/audit-export",
    response_class=Response,
    responses={200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}, **problems()},
    summary="Loggen selv, en række på hver linje, til at kontrollere med ssp verify-audit",
)
def export_audit_log(
    session: Transaction,
    by: By,
    after: Annotated[int, Query(ge=0, le=2**62, description="Nummeret på den sidste række, man har")] = 0,
    limit: Annotated[int, Query(ge=1, le=10 * PAGE, description="Hvor mange rækker")] = PAGE,
) -> Response:
    """Færre rækker end `limit` er den sidste side. Udtrækket står selv i loggen bagefter."""
    why = require(by, Action.READ_LOG)
    lines = page(session, by.municipality_code, after, limit)
    day = local_date(by.at).isoformat()
    sound_in(  # the log itself has the ids of those who looked, which elsewhere are pseudonyms
        session, "log_exported", by.municipality_code, at=by.at, actor=by.id, once_key=f"log_exported|{by.id}|{day}"
    )
    audit.record(session, "log.exported", by=by, why=why, subjects=[None], fields=["log"])
    return Response(b"".join(lines), media_type="application/x-ndjson")


@router.get("/v1/audit-status", responses=problems(), summary="Hvor langt loggen og dens ankre er")
def get_audit_status(session: Transaction, by: By) -> AuditStatus:
    why = require(by, Action.READ_LOG)
    status = read_status(session, by.municipality_code)
    audit.record(session, "log.status", by=by, why=why, subjects=[None], fields=["log"])
    last = status.last_checkpoint
    return AuditStatus(
        rows=status.rows,
        last_number=status.last_number,
        last_checkpoint=last
        and CheckpointView(number=last.number, hash=last.hash.hex(), at=last.at, key_id=last.key_id),
        lag=status.last_number - (last.number if last else 0),
        sinks=[SinkView(name=name, number=number, at=at) for name, number, at in status.sinks],
    )
