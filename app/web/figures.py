"""The figures, each drawn and as a table beside the drawing; printed they are the meeting's agenda of numbers."""

from collections.abc import Callable, Mapping
from typing import Final

from fastapi import APIRouter, Request, Response

from app.access.service import InSession
from app.db import Transaction
from app.errors import NotFound
from app.reports import drawing
from app.reports.api import get_figures
from app.reports.schemas import FiguresView
from app.web.rendering import page

router = APIRouter(prefix="/tal", include_in_schema=False)

DRAWINGS: Final[Mapping[str, Callable[[FiguresView], str | None]]] = {
    "alder": drawing.open_cases_by_age,
    "lister": drawing.lists_by_role,
    "besked": drawing.days_to_telling,
    "trin": drawing.cases_by_step,
    "tilstand": drawing.cases_by_state,
}


@router.get("")
def figures(request: Request, session: Transaction, now: InSession) -> Response:
    """The numbers as tables; the drawings are fetched after, for to draw takes longer than to count."""
    return page(request, "figures.html", now, figures=get_figures(session, now.caller))


@router.get("/{name}.svg")
def drawn(session: Transaction, now: InSession, name: str) -> Response:
    """One drawing, of the numbers as they are now."""
    if name not in DRAWINGS:
        raise NotFound()
    svg = DRAWINGS[name](get_figures(session, now.caller))
    if svg is None:
        raise NotFound()
    return Response(svg, media_type="image/svg+xml")
