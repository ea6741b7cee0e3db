"""Weekly lists, their receipts, and the entries that the handover meeting decides on."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from app import paging
from app.access.policy import Action
from app.access.service import By, require
from app.cases.requests import readable
from app.db import Transaction
from app.idempotency.service import Key, answer_once, request_hash
from app.lists import concerns, deciding, earlier, entries, identifying, receipts, service, typing_in
from app.lists.earlier import EarlierCase
from app.lists.reading import Limits
from app.lists.schemas import DecisionIn, EnterConcern, EntryIn, EntryView, IdentityIn, ListView, Receipt
from app.lists.uploads import TellsHowFar
from app.responses import problems

router = APIRouter()

_LISTS, _ENTRIES = "/v1/handover-lists", "/v1/entries"


@router.post(
    _LISTS,
    status_code=201,
    response_model=Receipt,
    responses={200: {"model": Receipt, "description": "Sendt før, eller kun prøvet"}, **problems(413)},
    tags=["Ugelister"],
    summary="Aflever en ugeliste",
)
def receive_list(
    told: TellsHowFar,
    session: Transaction,
    by: By,
    file: Annotated[UploadFile, File(description="CSV, XLSX, ODS eller JSON")],
    week: Annotated[str | None, Form(max_length=8, description="ISO-uge, fx 2026-W47")] = None,
    dry_run: Annotated[bool, Query(description="Sig kun, hvad der ville ske")] = False,
    key: Key = None,
) -> Response:
    """Kvitteringen stemmer: modtaget = accepteret + dublet + afvist. Enten gemmes hele listen eller intet."""
    require(by, Action.UPLOAD_LIST)
    data = file.file.read(Limits().max_bytes + 1)

    def do() -> tuple[int, Receipt, None]:
        progress = told.begins(len(data), dry_run=dry_run, by=by)
        receipt = service.import_file(
            session, data, file.filename, by=by, week=week, dry_run=dry_run, progress=progress
        )
        told.became(receipt.id)
        return 200 if receipt.resend or receipt.dry_run else 201, receipt, None

    hashed = request_hash("receive_list", hashlib.sha256(data).hexdigest(), week, dry_run)
    about = receipts.given_again(session, by=by)
    return answer_once(session, None if dry_run else key, hashed, by=by, do=do, about=about)


@router.get(
    _LISTS,
    response_model_exclude_unset=True,
    responses=problems(400),
    tags=["Ugelister"],
    summary="Modtagne lister, de nyeste først",
)
def list_lists(
    session: Transaction, by: By, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> paging.Page[ListView]:
    """Politiet ser egne lister; de, der er med til overleveringsmødet, ser kommunens."""
    found = receipts.read_lists(session, paging.after_id(cursor), limit, by=by)
    return paging.Page(items=found[:limit], next_cursor=paging.following_id([one.id for one in found], limit))


@router.get(f"{_LISTS}/{{list_id}}", responses=problems(404), tags=["Ugelister"], summary="En listes kvittering")
def get_list(session: Transaction, by: By, list_id: UUID) -> Receipt:
    """Politiet ser rækkerne i syv dage; derefter står tallene tilbage."""
    return receipts.read_receipt(session, list_id, by=by)


@router.get(
    f"{_LISTS}/{{list_id}}/rejected",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}, **problems(404)},
    tags=["Ugelister"],
    summary="De afviste rækker som fil, til at rette og sende igen",
)
def get_rejected(session: Transaction, by: By, list_id: UUID) -> Response:
    """De oprindelige kolonner og en kolonne med fejlen."""
    name, content = receipts.read_rejected(session, list_id, by=by)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.get(_ENTRIES, responses=problems(400), tags=["Hændelser"], summary="Hændelser til overleveringsmødet")
def list_entries(
    session: Transaction,
    by: By,
    list_id: UUID | None = None,
    undecided: bool = False,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> paging.Page[EntryView]:
    """Hver med forslag og begrundelse, og for rækker uden CPR-nummer hvem de kan handle om."""
    filters = entries.Filters(list_id, undecided)
    found = entries.read_entries(session, filters, paging.after_id(cursor), limit, by=by)
    return paging.Page(items=found[:limit], next_cursor=paging.following_id([one.id for one in found], limit))


@router.get(
    "/v1/cases/{case_id}/incidents", responses=problems(404), tags=["Sager"], summary="Hændelserne, sagen handler om"
)
def list_incidents(session: Transaction, by: By, case_id: UUID) -> paging.Page[EntryView]:
    case, why = readable(session, case_id, Action.READ_INCIDENTS, by=by)
    return paging.Page(items=entries.incidents_of(session, case, by=by, why=why), next_cursor=None)


@router.get(
    "/v1/cases/{case_id}/earlier",
    response_model_exclude_unset=True,
    responses=problems(404),
    tags=["Sager"],
    summary="Barnets tidligere sager: hændelser, trin og hvad det endte med",
)
def list_earlier(session: Transaction, by: By, case_id: UUID) -> paging.Page[EarlierCase]:
    """Nyeste først. Det ene spor ser ikke det andets arbejde: trin og viden, eller vurderinger."""
    case, why = readable(session, case_id, Action.READ_EARLIER, by=by)
    return paging.Page(items=earlier.earlier_than(session, case, by=by, why=why), next_cursor=None)


@router.post(
    _ENTRIES,
    status_code=201,
    response_model=EntryView,
    responses=problems(409),
    tags=["Hændelser"],
    summary="Skriv en hændelse ind",
)
def type_entry(session: Transaction, by: By, body: EntryIn, key: Key = None) -> Response:
    """De samme regler som for en liste. En fejl siger hvilken kolonne og hvorfor."""
    require(by, Action.TYPE_ENTRY)
    return answer_once(
        session, key, request_hash("type_entry", body), by=by, about=entries.seen_again(session, by=by),
        do=lambda: (201, typing_in.type_entry(session, body, by=by), None),
    )  # fmt: skip


@router.post(
    "/v1/concerns",
    status_code=201,
    response_model=EntryView,
    responses=problems(409),
    tags=["Hændelser"],
    summary="Skriv en bekymring ind, som ikke kom med en liste",
)
def enter_concern(session: Transaction, by: By, body: EnterConcern, key: Key = None) -> Response:
    """Barnet genkendes som fra en liste, og bekymringen fordeles på overleveringsmødet. Kilden skal have en hjemmel
    til at fortælle det."""
    require(by, Action.TYPE_ENTRY)
    return answer_once(
        session, key, request_hash("enter_concern", body), by=by, about=entries.seen_again(session, by=by),
        do=lambda: (201, concerns.enter_concern(session, body, by=by), None),
    )  # fmt: skip


@router.post(
    f"{_ENTRIES}/{{entry_id}}/decision",
    response_model=EntryView,
    responses=problems(404, 409),
    tags=["Hændelser"],
    summary="Beslut, hvor hændelsen skal hen",
)
def decide_entry(session: Transaction, by: By, entry_id: UUID, body: DecisionIn, key: Key = None) -> Response:
    """``drop`` kræver en begrundelse, ``to_other_municipality`` en kommunekode. To på samme tid: én vinder."""
    require(by, Action.DECIDE_ENTRY)
    return answer_once(
        session, key, request_hash("decide_entry", entry_id, body), by=by, about=entries.seen_again(session, by=by),
        do=lambda: (200, deciding.decide_entry(session, entry_id, body, by=by), None),
    )  # fmt: skip


@router.post(
    f"{_ENTRIES}/{{entry_id}}/identity",
    response_model=EntryView,
    responses=problems(404, 409),
    tags=["Hændelser"],
    summary="Beslut, hvem en række uden CPR-nummer handler om",
)
def decide_identity(session: Transaction, by: By, entry_id: UUID, body: IdentityIn, key: Key = None) -> Response:
    """En af de mulige personer, eller ``null`` for en ny. Kan gøres om."""
    require(by, Action.DECIDE_ENTRY)
    return answer_once(
        session, key, request_hash("decide_identity", entry_id, body), by=by, about=entries.seen_again(session, by=by),
        do=lambda: (200, identifying.decide_identity(session, entry_id, body, by=by), None),
    )  # fmt: skip
