"""Requests and answers about letters."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.fields import Line, Moment, Request, View, Words
from workflows.informing import Purpose
from workflows.letter import Event, State
from workflows.letter_kinds import Kind

Cvr = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]


class _Written(Request):
    message: Annotated[Words | None, Field(description="Med dine egne ord")] = None
    contact_name: Annotated[Line | None, Field(max_length=100, description="Hvem modtageren kan ringe til")] = None


class WriteToTheFamily(_Written):
    """One letter to each who is still to be told, never one to all."""

    to: Literal["family"]
    purpose: Purpose = Purpose.INFORM
    meeting_at: Moment | None = None
    meeting_place: Line | None = None


class WriteOfTransfer(_Written):
    """To each custody holder and the young person: the case is with another municipality now."""

    to: Literal["family_of_transferred"]


class WriteToInstitution(_Written):
    """The course's plan to one who takes part in it; it rests on the consent to the course."""

    to: Literal["institution"]
    institution: Annotated[Line, Field(description="Som den er nævnt i samtykket")]
    cvr_number: Annotated[Cvr | None, Field(description="Til Digital Post; ellers på papir")] = None


WriteLetters = Annotated[WriteToTheFamily | WriteOfTransfer | WriteToInstitution, Field(discriminator="to")]


class LetterMoveView(View):
    event: str
    allowed: bool
    unmet: list[str]
    messages: list[str]


class LetterInList(View):
    id: UUID
    case_id: UUID
    kind: Kind
    kind_title: str
    state: State
    recipient_kind: str
    recipient: str | None
    obligation_id: UUID | None
    consent_id: UUID | None
    channel: str | None
    created_at: datetime
    created_by: str
    queued_at: datetime | None
    tries: int
    next_try_at: datetime | None
    sent_at: datetime | None
    delivered_at: datetime | None
    failed_at: datetime | None
    handed_over_at: datetime | None
    failure: str | None
    failure_text: str | None
    """Why it failed or was stopped, in Danish."""


class AttemptView(View):
    started_at: datetime
    ended_at: datetime | None
    channel: str
    outcome: str | None
    code: str | None
    transaction_id: str | None


class ReceiptView(View):
    id: UUID
    outcome: str
    at: datetime
    received_at: datetime
    code: str | None


class LetterView(LetterInList):
    """``blocks`` is what it says: as it left, or as it would leave now. ``found`` is what the check stumbles over."""

    reference: str
    template_version: str
    title: str
    blocks: list[dict[str, Any]]
    found: list[str]
    pdf_sha256: str | None
    moves: list[LetterMoveView]
    attempts: list[AttemptView]
    receipts: list[ReceiptView]


class Queue(Request):
    event: Literal[Event.QUEUE]


class TakeBack(Request):
    event: Literal[Event.TAKE_BACK]


class SendAgain(Request):
    event: Literal[Event.SEND_AGAIN]


class HandOver(Request):
    event: Literal[Event.HAND_OVER]
    handed_over_at: Moment
    to: Annotated[Line | None, Field(description="Hvordan: personligt, i postkassen, til hvem")] = None


class Stop(Request):
    event: Literal[Event.STOP]
    reason: Words


LetterMove = Annotated[Queue | TakeBack | SendAgain | HandOver | Stop, Field(discriminator="event")]


class TemplateView(View):
    """The wording that holds for one kind of letter, and what may stand in it."""

    kind: Kind
    kind_title: str
    version: str
    title: str
    body: str
    written_by: str | None
    written_at: datetime | None
    note: str | None
    placeholders: dict[str, str]
    """What may stand in it, and what it means."""
    required: list[str]


class ChangeTemplate(Request):
    """Without title and body the vendor's wording holds again."""

    title: Annotated[Line | None, Field(max_length=200)] = None
    body: Annotated[str | None, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)] = None
    note: Line | None = None


class PreviewTemplate(Request):
    """The wording that is tried; without one, the one that holds."""

    title: Annotated[Line | None, Field(max_length=200)] = None
    body: Annotated[str | None, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)] = None
