"""Cases: the queue, one case, its moves and its history."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app import paging
from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Why
from app.cases import search, showing, worklists
from app.cases import service as cases
from app.cases.models import Case
from app.cases.move_bodies import MoveBody
from app.cases.requests import IfMatch, about, check_version, readable, writable
from app.cases.schemas import CaseInList, CaseView, HistoryView
from app.cases.search import CasesFound, SearchIn
from app.cases.view import case_view, etag, history_view, view_for
from app.cases.worklists import Filters
from app.db import Transaction
from app.history import service as history
from app.idempotency.service import Key, answer_once, request_hash
from app.responses import problems
from workflows.casework import State, Track
from workflows.work import Awaited

router = APIRouter(prefix="/v1/cases", tags=["Sager"])


@router.get("", response_model_exclude_unset=True, responses=problems(400), summary="Sager, de mest presserende først")
def list_cases(
    session: Transaction,
    by: By,
    state: State | None = None,
    track: Track | None = None,
    mine: Annotated[bool, Query(description="Dine egne, dem du er afløser for, og dem ingen har ansvaret for")] = False,
    unassigned: Annotated[bool, Query(description="Dem, ingen har ansvaret for")] = False,
    overdue: bool = False,
    due_this_week: Annotated[bool, Query(description="Frist fra nu til og med søndag")] = False,
    new_incident: Annotated[bool, Query(description="Med en ny hændelse, der ikke er vurderet")] = False,
    waits_for: Annotated[Awaited | None, Query(description="Dem, der venter på en anden")] = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> paging.Page[CaseInList]:
    """Åbne sager, som du har adgang til. En lukkende tilstand i ``state`` giver dem, der er endt dér."""
    require(by, Action.READ_CASE)
    filters = Filters(
        state=state, track=track, mine=mine, unassigned=unassigned, overdue=overdue, due_this_week=due_this_week,
        new_incident=new_incident, waits_for=waits_for,
    )  # fmt: skip
    found = worklists.page(session, filters, _after(cursor), limit, by=by)
    following = None
    if len(found) > limit:
        last = found[limit - 1].case
        following = paging.encode([last.due_at.isoformat(), str(last.id)])
    return paging.Page(items=showing.show(session, found[:limit], "case.listed", by=by), next_cursor=following)


@router.post(
    "/search", response_model_exclude_unset=True, responses=problems(), summary="Find sager, som du har adgang til"
)
def search_cases(session: Transaction, by: By, body: SearchIn) -> CasesFound:
    """Ved barnets navn, CPR-nummer, politiets journalnummer eller myndighedens eget nummer; lukkede sager med, efter de
    åbne. Et navn findes ved hvert af sine ord og ved begyndelsen af dem, fra tre bogstaver."""
    return search.search(session, body.text, by=by)


@router.get(
    "/{case_id}", response_model_exclude_unset=True, responses=problems(404), summary="En sag, og hvad der kan ske nu"
)
def get_case(session: Transaction, by: By, case_id: UUID, response: Response) -> CaseView:
    """``moves`` siger, hvilke skridt din rolle kan tage, og for dem der ikke kan tages endnu, hvorfor ikke."""
    case, why = readable(session, case_id, Action.READ_CASE, by=by)
    response.headers["ETag"] = etag(case)
    view = case_view(session, case, cases.subject_of(session, case), by=by, why=why)
    _read(session, case, view, by=by, why=why)
    return view


@router.post(
    "/{case_id}/moves",
    response_model=CaseView,
    responses=problems(404, 409, 412, 428),
    summary="Tag et skridt i sagen",
)
def move_case(
    session: Transaction, by: By, case_id: UUID, body: MoveBody, if_match: IfMatch = None, key: Key = None
) -> Response:
    """Kroppen vælges af ``event``. Et skridt, der ikke kan tages, giver 409 med ``unmet``."""
    require(by, Action.MOVE_CASE)

    def do() -> tuple[int, CaseView, str]:
        case, why = writable(session, case_id, Action.MOVE_CASE, by=by)
        check_version(case, if_match)
        cases.move(session, case, body.event, by=by, why=why, said=body.said())
        view = view_for(session, case, cases.subject_of(session, case), by=by)
        _read(session, case, view, by=by, why=why)
        return 200, view, etag(case)

    hashed = request_hash("move_case", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@router.get(
    "/{case_id}/history",
    response_model_exclude_unset=True,
    responses=problems(404),
    summary="Alt, hvad der er sket i sagen",
)
def get_history(session: Transaction, by: By, case_id: UUID) -> paging.Page[HistoryView]:
    """Ældst først; også orienteringer, samtykker og forløb."""
    case, why = readable(session, case_id, Action.READ_HISTORY, by=by)
    rows = history.of_case(session, case.municipality_code, case.id)
    audit.record(
        session, "history.read", by=by, why=why, subjects=[case.person_id], object_id=case.id, fields=["history"]
    )
    return paging.Page(items=[history_view(row, by=by, why=why) for row in rows], next_cursor=None)


def _read(session: Transaction, case: Case, view: CaseView, *, by: By, why: Why) -> None:
    audit.record(
        session, "case.read", by=by, why=why, subjects=[case.person_id], object_id=case.id,
        fields=sorted(view.model_fields_set),
    )  # fmt: skip


def _after(cursor: Annotated[str | None, Query()]) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    due_at, case_id = paging.decode(cursor, 2)
    try:
        return datetime.fromisoformat(due_at), UUID(case_id)
    except ValueError:
        raise paging.CursorWrong("Begynd forfra uden cursor.") from None
