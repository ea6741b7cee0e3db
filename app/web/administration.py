"""The administrator's pages: who has lost which role, who is logged in, the letters' wording, and the profile."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from app.access.service import InSession
from app.access.sessions import Entered
from app.db import Transaction
from app.errors import NotFound, Problem, Unprocessable
from app.identity.role_withdrawals_api import list_withdrawals
from app.identity.sessions_api import list_sessions
from app.post.schemas import ChangeTemplate, PreviewTemplate, TemplateView
from app.post.templates_api import change_template, list_templates, preview_template
from app.web.rendering import page
from app.web.sending import Sending, Sent, on_to
from app.workflows_api import get_profile
from workflows.letter_kinds import Kind

router = APIRouter(include_in_schema=False)

Further = Annotated[str | None, Query(max_length=300)]
_PAGE: Final = 50


class WordingWrong(Unprocessable):
    code = "wording_wrong"
    title = "Teksten kan ikke bruges"


@router.get("/roller")
def roles(request: Request, session: Transaction, now: InSession, fra: Further = None) -> Response:
    """Roles that were taken from somebody, and those who are logged in. Giving one back takes two administrators."""
    found = list_withdrawals(session, now.caller, cursor=fra, limit=_PAGE)
    logged_in = list_sessions(session, now.caller, request, limit=_PAGE)
    return page(
        request,
        "roles.html",
        now,
        withdrawals=found.items,
        following=found.next_cursor,
        sessions=logged_in.items,
        more_sessions=logged_in.next_cursor is not None,
    )


@router.get("/skabeloner")
def templates(request: Request, session: Transaction, now: InSession) -> Response:
    """The letters' wording as it holds now."""
    return page(request, "templates.html", now, templates=list_templates(session, now.caller).items)


@router.get("/skabeloner/{kind}")
def template(request: Request, session: Transaction, now: InSession, kind: Kind) -> Response:
    """One letter's wording, what may stand in it, and what must."""
    return _template_page(request, session, now, kind, None, None)


@router.post("/skabeloner/{kind}")
def change(sent: Sent, kind: Kind) -> Response:
    """A new version, or the vendor's wording again; what cannot be used comes back as it was written."""
    form = sent.form
    try:
        if form.text("tilbage"):
            body = ChangeTemplate(note=form.text("note").strip() or None)
        else:
            body = ChangeTemplate(
                title=form.text("title").strip(), body=form.text("body").strip(), note=form.text("note").strip() or None
            )
        sent.carry_out(lambda session, now: change_template(session, now.caller, kind, body))
    except ValidationError:
        return _again(sent, kind, WordingWrong("Der mangler en overskrift eller en tekst, eller den er for lang."))
    except Problem as problem:
        if problem.status in (401, 403, 404):
            raise
        return _again(sent, kind, problem)
    return on_to("/skabeloner", "gemt")


@router.post("/skabeloner/{kind}/vis")
def preview(sent: Sent, kind: Kind) -> Response:
    """The letter with invented people; nothing is kept."""
    try:
        body = PreviewTemplate(title=sent.form.text("title").strip(), body=sent.form.text("body").strip())
    except ValidationError:
        raise WordingWrong("Der mangler en overskrift eller en tekst, eller den er for lang.") from None
    return sent.carry_out(lambda session, now: preview_template(session, now.caller, kind, body))


@router.get("/kommunen")
def municipality(request: Request, now: InSession) -> Response:
    """The municipality's own words, terms and scales, as they stand in its profile."""
    return page(request, "municipality.html", now, profile=get_profile(now.caller))


def _again(sent: Sending, kind: Kind, problem: Problem) -> Response:
    with sent.working() as (session, now):
        return _template_page(sent.request, session, now, kind, problem, sent)


def _template_page(
    request: Request, session: Transaction, now: Entered, kind: Kind, problem: Problem | None, sent: Sending | None
) -> Response:
    found = next((one for one in list_templates(session, now.caller).items if one.kind is kind), None)
    if found is None:
        raise NotFound()
    return page(
        request, "template.html", now, status=problem.status if problem else 200, wording=found,
        written=_written(found, sent), problem=problem,
    )  # fmt: skip


def _written(found: TemplateView, sent: Sending | None) -> dict[str, str]:
    if sent is None:
        return {"title": found.title, "body": found.body, "note": ""}
    return {name: sent.form.text(name) for name in ("title", "body", "note")}
