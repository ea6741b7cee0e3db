"""One's own session, and everybody's for administrators."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app import paging
from app.access import sessions
from app.access.identity_providers import Identity
from app.access.policy import Action
from app.access.refusals import SessionEnded
from app.access.service import By, InSession, require
from app.access.withdrawals import in_force
from app.audit import service as audit
from app.db import Transaction
from app.errors import NotFound
from app.idempotency.service import Key, answer_once, request_hash
from app.identity.schemas import ActAs, OneSessionView, SessionView
from app.responses import problems
from workflows.roles import Role

router = APIRouter(prefix="/v1", tags=["Adgang"])


@router.get("/session", responses=problems(), summary="Hvem er jeg, i hvilken rolle og til hvornår")
def get_session(session: Transaction, now: InSession) -> SessionView:
    """Også de andre roller, der kan skiftes til; ikke dem, der er taget fra en."""
    by = now.caller
    require(by, Action.READ_OWN_SESSION)
    lost = in_force(session, by.id)
    return SessionView(
        user=by.id,
        role=by.role,
        municipality_code=by.municipality_code,
        until=now.until,
        possible_roles=[Role(one) for one in now.possible_roles if one not in (*lost, by.role)],
    )


@router.post("/session", responses=problems(), summary="Skift til en anden af mine roller")
def change_role(session: Transaction, now: InSession, body: ActAs, key: Key = None) -> SessionView:
    """For den, der er logget ind. Et system siger sin rolle med ``Acting-Role``. To gange gør det samme som én."""
    require(now.caller, Action.READ_OWN_SESSION)
    if now.id is None:
        raise SessionEnded()
    sessions.act_as(session, now.id, body.role, by=now.caller)
    others = sorted({*now.possible_roles} - {body.role.value} - {*in_force(session, now.caller.id)})
    return SessionView(
        user=now.caller.id,
        role=body.role,
        municipality_code=now.caller.municipality_code,
        until=now.until,
        possible_roles=[Role(one) for one in others],
    )


@router.get("/sessions", responses=problems(400), summary="Hvem er logget ind")
def list_sessions(
    session: Transaction, by: By, request: Request, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> paging.Page[OneSessionView]:
    """For administratorer, de nyeste først; id'er og ingen navne."""
    why = require(by, Action.MANAGE_ROLES)
    identity: Identity = request.app.state.identity
    found = sessions.active(session, paging.after_id(cursor), limit, identity.sessions.idle, by.at)
    audit.record(session, "session.read", by=by, why=why, subjects=[None], fields=["session"])
    items = [OneSessionView.model_validate(one) for one in found[:limit]]
    return paging.Page(items=items, next_cursor=paging.following_id([one.id for one in found], limit))


@router.delete(
    "/sessions/{session_id}", status_code=204, responses=problems(404), summary="Log brugeren ud, alle steder"
)
def end_sessions(session: Transaction, by: By, session_id: UUID, key: Key = None) -> Response:
    """Alle sessioner, som den bruger har, hvis session det er."""
    why = require(by, Action.MANAGE_ROLES)

    def do() -> tuple[int, None, None]:
        if not sessions.end_all_of(session, session_id, by=by, why=why):
            raise NotFound()
        return 204, None, None

    return answer_once(session, key, request_hash("end_sessions", session_id), by=by, do=do)
