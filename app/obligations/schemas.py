"""Requests and answers about obligations."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.fields import Moment, Request, View, Words
from app.obligations.service import Said
from workflows.informing import Event, Means


class ObligationView(View):
    id: UUID
    purpose: str
    recipient_kind: str
    custody_holder_id: UUID | None
    recipient: str | None
    """Who it is, in words."""
    state: str
    created_at: datetime
    target_at: datetime
    fatal_at: datetime
    overdue: bool
    means: str | None
    told_at: datetime | None
    told_by: str | None


class Tell(Request):
    event: Literal[Event.TELL]
    means: Means
    told_at: Moment
    proof: Annotated[Words | None, Field(description="Ved brev: hvad der viser, at det er nået frem")] = None

    def said(self) -> Said:
        return Said(means=self.means, told_at=self.told_at, proof=self.proof)


class _Reasoned(Request):
    reason: Words

    def said(self) -> Said:
        return Said(reason=self.reason)


class Exempt(_Reasoned):
    event: Literal[Event.EXEMPT]


class FailDelivery(Request):
    event: Literal[Event.FAIL_DELIVERY]
    reason: Words | None = None

    def said(self) -> Said:
        return Said(reason=self.reason)


class TakeBack(_Reasoned):
    event: Literal[Event.TAKE_BACK]


ObligationMove = Annotated[Tell | Exempt | FailDelivery | TakeBack, Field(discriminator="event")]
