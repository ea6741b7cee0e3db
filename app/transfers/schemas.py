"""Requests and answers about hand-overs."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.fields import Line, Moment, MunicipalityCode, Request, View, Words
from app.transfers.package import Child, Incident, Known, LeftOut, PastCourse, Step, Told
from workflows.casework import Track
from workflows.sharing import DataKind, Ground
from workflows.transfer import Direction, Event, State


class Part(Request):
    """One kind of data in the package, and the ground on which it leaves."""

    kind: DataKind
    ground: Ground


class OfferTransfer(Request):
    """Without ``package`` what usually goes along, by retsplejeloven § 115, stk. 2."""

    municipality_code: MunicipalityCode
    necessity: Annotated[Words, Field(description="Hvorfor det er nødvendigt; ved LAW_OTHER også hvilken lov")]
    package: Annotated[list[Part] | None, Field(min_length=1, max_length=20)] = None


class Send(Request):
    """To a municipality outside: when the offer left on paper or by secure mail."""

    event: Literal[Event.SEND]
    sent_at: Moment


class Accept(Request):
    """``track``: who takes it over. ``person_id``: one of ``candidates``, where no CPR number says whom it is about.

    Written down by the sender for a municipality outside; ``answered_by`` is then who said so.
    """

    event: Literal[Event.ACCEPT]
    track: Track | None = None
    person_id: UUID | None = None
    answered_by: Annotated[Line | None, Field(max_length=100)] = None


class Refuse(Request):
    event: Literal[Event.REFUSE]
    reason: Words
    answered_by: Annotated[Line | None, Field(max_length=100)] = None


class Withdraw(Request):
    event: Literal[Event.WITHDRAW]
    reason: Words


class GiveBack(Request):
    event: Literal[Event.RETURN]
    reason: Words


TransferMove = Annotated[Send | Accept | Refuse | Withdraw | GiveBack, Field(discriminator="event")]


class PreviewView(View):
    name: str
    birth_date: date
    incidents: int


class TransferMoveView(View):
    event: str
    allowed: bool
    unmet: list[str]
    messages: list[str]
    needs: list[str]


class CandidateView(View):
    id: UUID
    name: str
    birth_date: date


class HolderView(View):
    number: int
    name: str
    relation: str
    contact: str | None
    address: str | None
    address_protected: bool


class PackageView(View):
    """What was handed over. The CPR numbers of custody holders are kept with them and shown to nobody."""

    child: Child
    incidents: list[Incident]
    holders: list[HolderView]
    told: list[Told]
    steps: list[Step]
    knowledge: list[Known]
    course: PastCourse | None
    left_out: list[LeftOut]


class TransferInList(View):
    """One half of a hand-over. ``preview`` is what the receiver sees before it answers."""

    id: UUID
    direction: Direction
    municipality_code: str
    """The other one's."""
    municipality: str
    by_hand: bool
    state: State
    state_title: str
    case_id: UUID | None
    preview: PreviewView
    kinds: list[DataKind]
    offered_at: datetime
    target_at: datetime
    fatal_at: datetime
    overdue: bool
    sent_at: datetime | None
    answered_at: datetime | None
    handed_over_at: datetime | None
    returned_at: datetime | None
    return_until: datetime | None
    track: Track | None


class TransferView(TransferInList):
    """``package`` is there once it was handed over."""

    grounds: dict[DataKind, Ground]
    necessity: str
    offered_by: str
    answered_by: str | None
    answer: str | None
    candidates: list[CandidateView]
    package: PackageView | None
    moves: list[TransferMoveView]
