"""Requests and answers about consents."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.consents.service import Answer
from app.fields import Flag, Line, Moment, Request, View, Words
from workflows.consent import Event, Scope
from workflows.informing import Means


class AskForConsent(Request):
    """Everyone who must sign is asked, each by a consent of their own."""

    scope: Scope
    recipients: Annotated[
        list[Line], Field(min_length=1, max_length=20, description="Institutioner og funktioner, aldrig navne")
    ]
    terms: Annotated[Words, Field(description="Hvilke oplysninger, til hvem og hvad de skal bruges til")]
    means: Means


class PaperView(View):
    id: UUID
    media_type: str
    size: int
    """In bytes."""
    sha256: str
    added_at: datetime
    added_by: str


class ConsentView(View):
    id: UUID
    signer_kind: str
    custody_holder_id: UUID | None
    scope: str
    recipients: list[str]
    state: str
    asked_at: datetime | None
    asked_by: str | None
    answered_at: datetime | None
    answered_by: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    terms: str | None
    document: str | None
    papers: list[PaperView]
    """What was signed, as it was scanned; the oldest first."""


Receipt = Annotated[Flag, Field(description="Send den, der har svaret, en kvittering")]


class Ask(Request):
    event: Literal[Event.ASK]
    means: Means

    def answer(self) -> Answer:
        return Answer(means=self.means.value)


class Grant(Request):
    event: Literal[Event.GRANT]
    document: Annotated[Words, Field(description="Hvor det underskrevne samtykke eller mødenotatet ligger")]
    valid_from: Moment | None = None
    valid_until: Moment | None = None
    receipt: Receipt = True

    def answer(self) -> Answer:
        return Answer(valid_from=self.valid_from, valid_until=self.valid_until, document=self.document)


class _Reasoned(Request):
    reason: Words | None = None
    receipt: Receipt = True

    def answer(self) -> Answer:
        return Answer(reason=self.reason)


class Refuse(_Reasoned):
    event: Literal[Event.REFUSE]


class Withdraw(_Reasoned):
    event: Literal[Event.WITHDRAW]


ConsentMove = Annotated[Ask | Grant | Refuse | Withdraw, Field(discriminator="event")]
