"""One search for the cases that somebody may see. What is searched for stands in no address and is kept nowhere."""

from typing import Final

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from app.access.policy import Action
from app.access.service import InSession, require
from app.cases.api import search_cases
from app.cases.search import SearchIn
from app.web.next_step import next_steps
from app.web.rendering import page
from app.web.sending import Sent

router = APIRouter(prefix="/soeg", include_in_schema=False)

TOO_SHORT: Final = "Skriv mindst to bogstaver og højst hundrede."


@router.get("")
def ask(request: Request, now: InSession) -> Response:
    """Where to write; also where one comes to by going back."""
    require(now.caller, Action.SEARCH_CASES)
    return page(request, "search.html", now, rows=None, more=False, text="", fault="")


@router.post("")
def search(sent: Sent) -> Response:
    """What was found, the open and most urgent first."""
    text = sent.form.text("text").strip()
    try:
        body = SearchIn(text=text)
    except ValidationError:
        with sent.working() as (_, now):
            require(now.caller, Action.SEARCH_CASES)
            return page(sent.request, "search.html", now, status=422, rows=None, more=False, text=text, fault=TOO_SHORT)
    sent.check()
    with sent.working() as (session, now):
        found = search_cases(session, now.caller, body)
        rows = next_steps(session, found.items, now.caller)
        return page(sent.request, "search.html", now, rows=rows, more=found.more, text=text, fault="")
