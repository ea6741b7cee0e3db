"""A list is handed over: chosen, tried, mended where it is wrong, and sent. Until it is sent nothing of it is kept."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from app.access.policy import Action
from app.access.service import InSession, require
from app.access.sessions import Entered
from app.caller import Caller
from app.db import Transaction
from app.errors import Problem
from app.lists.api import get_list, get_rejected
from app.lists.problems import BadWeek
from app.lists.progress import Progress, to_nobody
from app.lists.reading import Limits
from app.lists.receipt_said import said_of
from app.lists.schemas import Receipt
from app.lists.service import import_file
from app.lists.uploads import Told
from app.web.carried import MOST, Carried, ListNotAtHand, opened, sealed
from app.web.in_a_case import FileMissing
from app.web.mending import MOST_ROWS, mended_by, rows_shown
from app.web.rendering import page
from app.web.sending import Form, Sending, on_to, sending
from app.web.under_way import under_way

router = APIRouter(prefix="/lister", include_in_schema=False)

HAND_OVER: Final = "/lister/ny"
"""Where a file comes with, so that the edge lets it be as large as one to the API."""


_SentList = Annotated[Sending, Depends(sending(most_fields=MOST_ROWS * 20 + 50, most_characters=2 * MOST))]
"""The sealed list is one large field, and each row that is mended some small ones."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be done with which list."""

    what: Carried
    send: bool


@router.get("/ny")
def choose(request: Request, session: Transaction, now: InSession) -> Response:
    require(now.caller, Action.UPLOAD_LIST)
    return _choose(request, session, now)


@router.get("/{list_id}/ret")
def mend(request: Request, session: Transaction, now: InSession, list_id: UUID) -> Response:
    """The rejected rows of a list that was sent, to be mended and sent as a list of their own."""
    week = get_list(session, now.caller, list_id).week
    rejected = bytes(get_rejected(session, now.caller, list_id).body)
    return _tried(request, session, now, Carried.of(rejected, f"Afviste rækker, {week}.csv", week))


@router.post("/ny")
def hand_over(sent: _SentList) -> Response:
    """Tries a list, or sends it; what cannot be done leaves what was written in the page."""
    sent.check()
    known: Carried | None = None
    try:
        with Told(sent.request.app.state.database) as told, sent.working() as (session, now):
            known = _known(sent.form, now.caller)
            asked = _asked(sent.form, known, now.caller)
            progress = told.begins(
                len(asked.what.data or b""), dry_run=not asked.send, by=now.caller, id_=sent.form.id_of("_aflevering")
            )
            if not asked.send:
                return _tried(sent.request, session, now, asked.what, progress=progress)
            receipt = _received(session, asked.what, now.caller, dry_run=False, progress=progress)
            if receipt.id is None:
                return _tried_page(sent.request, session, now, asked.what, receipt)
            told.became(receipt.id)
        return on_to(f"/lister/{receipt.id}", "modtaget" if not receipt.resend else "modtaget-foer")
    except Problem as problem:
        if problem.status in (401, 403, 404):
            raise
        with sent.working() as (session, now):
            if isinstance(problem, BadWeek) and known is not None:
                asked = _asked(sent.form, known, now.caller)
                return _tried(sent.request, session, now, replace(asked.what, week=known.week), problem)
            return _choose(sent.request, session, now, sent.form.text("week"), problem)


def _choose(
    request: Request, session: Session, now: Entered, week: str = "", problem: Problem | None = None
) -> Response:
    return page(
        request, "lists_new.html", now, status=problem.status if problem else 200, problem=problem, week=week,
        under_way=[] if problem else under_way(session, now.caller),
    )  # fmt: skip


def _known(form: Form, by: Caller) -> Carried | None:
    """What the page carried. Raises ListNotAtHand, unless a file was chosen as well."""
    text = form.text("_liste")
    try:
        return opened(text, by) if text else None
    except ListNotAtHand:
        if _chosen(form) is None:
            raise
        return None


def _chosen(form: Form) -> UploadFile | None:
    file = form.files.get("file")
    return file if file is not None and file.filename else None


def _asked(form: Form, known: Carried | None, by: Caller) -> _Asked:
    """A file that is chosen goes before the one in the page; one that is another than was tried is tried first.

    Raises FileMissing and ListNotAtHand.
    """
    week, send = form.text("week").strip() or None, form.text("_goer") == "send"
    if (file := _chosen(form)) is not None:
        chosen = Carried.of(file.file.read(Limits().max_bytes + 1), file.filename or "", week)
        if known is None or known.sha256 != chosen.sha256:
            return _Asked(chosen, send=False)
        known = replace(known, data=chosen.data)
    if known is None:
        raise FileMissing("Vælg filen med ugens liste, og prøv igen.")
    if known.data is None:
        raise ListNotAtHand("Filen er for stor til at ligge i siden. Vælg den igen, når du sender.")
    mended = mended_by(form.values, known.data, known.filename, known.mended, by=by)
    return _Asked(replace(known, week=week or known.week, mended=mended), send)


def _received(session: Session, what: Carried, by: Caller, *, dry_run: bool, progress: Progress) -> Receipt:
    return import_file(
        session, what.data or b"", what.filename, by=by, week=what.week, dry_run=dry_run, mended=what.mended,
        progress=progress,
    )  # fmt: skip


def _tried(
    request: Request, session: Session, now: Entered, what: Carried, problem: Problem | None = None,
    *, progress: Progress = to_nobody,
) -> Response:  # fmt: skip
    """What would become of the list."""
    receipt = _received(session, what, now.caller, dry_run=True, progress=progress)
    return _tried_page(request, session, now, replace(what, week=receipt.week), receipt, problem)


def _tried_page(
    request: Request, session: Session, now: Entered, what: Carried, receipt: Receipt, problem: Problem | None = None
) -> Response:
    wrong = [row for row in receipt.rows if row["outcome"] == "rejected"]
    shown = rows_shown(what.data or b"", what.filename, wrong, what.mended, by=now.caller)
    carried, carries = sealed(what, now.caller)
    context: dict[str, Any] = {
        "receipt": receipt, "said": said_of(receipt), "wrong": shown, "more": len(wrong) - len(shown),
        "good": receipt.accepted + receipt.duplicate, "filename": what.filename, "week": what.week,
        "mended": len(what.mended.keys() - {row["row"] for row in wrong}), "carried": carried,
        "choose_again": not carries, "problem": problem,
        "under_way": [one for one in under_way(session, now.caller) if not one.dry_run and problem is None],
    }  # fmt: skip
    return page(request, "lists_tried.html", now, **context)
