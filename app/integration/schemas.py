"""What systems send and are answered."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from app.cases.bulk import OutcomeView
from app.cases.move_bodies import MoveBody
from app.fields import Request, View
from workflows.integration import MOST_MOVES

_CPR = re.compile(r"[0-9]{6}-?[0-9]{4}")


def _nobodys(reference: str) -> str:
    """A reference stands in lists and in addresses, where no CPR number may."""
    if _CPR.fullmatch(reference):
        raise ValueError("a CPR number")
    return reference


Reference = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9A-Za-z][!-~]{0,99}$"),
    AfterValidator(_nobodys),
    Field(description="Sagens nummer i dit eget system; ikke et CPR-nummer"),
]
Version = Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)]


class MakeLink(Request):
    reference: Reference


class LinkedPerson(View):
    """Whom the system finds its own case by. Given until it has said which case it is, and not afterwards."""

    cpr_number: str | None
    name: str
    birth_date: date


class LinkInList(View):
    case_id: UUID
    state: Literal["awaited", "made"]
    """``awaited``: the system has not said which case of its own it is."""
    reference: str | None
    made_at: datetime | None
    version: int


class LinkView(LinkInList):
    person: LinkedPerson | None = None


class OneMove(Request):
    """``version`` as in ``If-Match``. Of several moves in one case the first names it; the others may leave it out,
    and then follow the one before."""

    case_id: UUID
    version: Annotated[Version | None, Field(description="Sagens version, som du så den")] = None
    move: MoveBody


class ManyMoves(Request):
    moves: Annotated[list[OneMove], Field(min_length=1, max_length=MOST_MOVES)]


class MoveOutcomeView(OutcomeView):
    """``status`` is what the move alone would have been answered with."""

    status: int
    already_made: bool | None = None
    possible: list[str] | None = None


class MoveOutcomesView(View):
    """In the order in which they were sent."""

    moved: int
    refused: int
    items: list[MoveOutcomeView]


class FeedView(View):
    """``items`` are whole CloudEvents, numbered one by one from the one after ``after``."""

    items: Annotated[list[dict[str, Any]], Field(description="CloudEvents 1.0; skemaerne står på /v1/event-schemas")]
    after: int
    last: Annotated[int, Field(description="Det sidste nummer i svaret; send det som after næste gang")]
    newest: Annotated[int, Field(description="Det sidste nummer, der findes")]


class EventTypeView(View):
    type: str
    meaning: str
    json_schema: Annotated[dict[str, Any], Field(description="JSON Schema 2020-12 for hele beskeden")]


class EventTypesView(View):
    items: list[EventTypeView]
