"""Which case of a system's own each of its cases here is."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app import paging
from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Why
from app.cases import links, queries, ways_out
from app.cases import service as cases
from app.cases.links import CaseLink
from app.cases.models import Case
from app.cases.requests import about
from app.db import Transaction
from app.errors import NotFound
from app.idempotency.service import Key, answer_once, request_hash
from app.integration.schemas import LinkedPerson, LinkInList, LinkView, MakeLink, Reference
from app.responses import problems

router = APIRouter(prefix="/v1", tags=["Fagsystemer"])


@router.get("/links", responses=problems(400), summary="Dit systems sager, og hvilke du mangler at registrere")
def list_links(
    session: Transaction,
    by: By,
    awaited: Annotated[
        bool | None, Query(description="Kun dem, der mangler dit sagsnummer; false: kun de andre")
    ] = None,
    reference: Annotated[Reference | None, Query(description="Dit eget sagsnummer; lukkede sager med")] = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> paging.Page[LinkInList]:
    """De åbne sager, som dit system har fået. Intet om barnet: det står i sagen og, indtil den er registreret, i
    ``/v1/cases/{case_id}/link``."""
    require(by, Action.LINK_CASE)
    found = links.page(
        session, awaited=awaited, reference=reference, after=paging.after_id(cursor), limit=limit, by=by
    )  # fmt: skip
    shown = found[:limit]
    whys = queries.whys_listed(session, [case for case, _ in shown], by=by)
    for case, why in zip((case for case, _ in shown), whys, strict=True):
        audit.record(session, "link.listed", by=by, why=why, subjects=[case.person_id], fields=["reference"])
    if not shown:
        audit.record(session, "link.listed", by=by, why=require(by, Action.HEAR_EVENTS), subjects=[None])
    items = [LinkInList(**_said(case, link)) for case, link in shown]
    return paging.Page(items=items, next_cursor=paging.following_id([case.id for case, _ in found], limit))


@router.get(
    "/cases/{case_id}/link",
    response_model_exclude_unset=True,
    responses=problems(404),
    summary="Hvilken sag det er hos dig; indtil du har sagt det også CPR-nummeret at finde den ved",
)
def get_link(session: Transaction, by: By, case_id: UUID) -> LinkView:
    """``person`` er der kun, så længe ``state`` er ``awaited``."""
    require(by, Action.LINK_CASE)
    case = cases.found(session, by.municipality_code, case_id)
    why = require(by, Action.LINK_CASE, queries.resource_of(session, case, by=by))
    link = links.of_case(session, case)
    awaits = link is None and case.closed_at is None
    fields = ["reference", "cpr_number", "name", "birth_date"] if awaits else ["reference"]
    audit.record(session, "link.read", by=by, why=why, subjects=[case.person_id], object_id=case.id, fields=fields)
    if not awaits:
        return LinkView(**_said(case, link))
    ways_out.shown(session, case, Action.LINK_CASE, by=by, why=why)
    subject = cases.subject_of(session, case)
    person = LinkedPerson(cpr_number=subject.cpr_number, name=subject.name or "", birth_date=subject.birth_date)
    return LinkView(**_said(case, None), person=person)


@router.put(
    "/cases/{case_id}/link",
    response_model=LinkView,
    responses=problems(404, 409),
    summary="Sig, hvilken sag det er i dit system",
)
def make_link(session: Transaction, by: By, case_id: UUID, body: MakeLink, key: Key = None) -> Response:
    """To gange med det samme gør det samme som én; et andet nummer retter det første."""
    require(by, Action.LINK_CASE)

    def do() -> tuple[int, LinkView, None]:
        case, why = _lockable(session, case_id, by)
        link = links.make(session, case, body.reference, by=by)
        _log(session, "link.made", case, by, why)
        return 200, LinkView(**_said(case, link)), None

    hashed = request_hash("make_link", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@router.delete(
    "/cases/{case_id}/link", status_code=204, responses=problems(404), summary="Nummeret var forkert: sagen venter igen"
)
def remove_link(session: Transaction, by: By, case_id: UUID, key: Key = None) -> Response:
    """Sagen er stadig dit systems; det mangler at sige, hvilken den er."""
    require(by, Action.LINK_CASE)

    def do() -> tuple[int, None, None]:
        case, why = _lockable(session, case_id, by)
        if links.of_case(session, case) is None:
            raise NotFound()
        links.end(session, case, by.at)
        _log(session, "link.removed", case, by, why)
        return 204, None, None

    hashed = request_hash("remove_link", case_id)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


def _lockable(session: Transaction, case_id: UUID, by: By) -> tuple[Case, Why]:
    """Locked; nothing of the child is shown by it, so nothing goes into the ledger."""
    case = cases.locked(session, by.municipality_code, case_id)
    return case, require(by, Action.LINK_CASE, queries.resource_of(session, case, by=by))


def _log(session: Transaction, action: str, case: Case, by: By, why: Why) -> None:
    audit.record(
        session, action, by=by, why=why, subjects=[case.person_id], object_id=case.id, fields=["reference"]
    )  # fmt: skip


def _said(case: Case, link: CaseLink | None) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "state": "made" if link else "awaited",
        "reference": link.reference if link else None,
        "made_at": link.made_at if link else None,
        "version": case.version,
    }
