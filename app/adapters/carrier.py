"""What the service needs of whoever carries its letters, and how it asks: digitally, or on paper."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from app.adapters.people_register import PostalAddress


class Channel(StrEnum):
    DIGITAL_POST = "digital_post"
    PHYSICAL_POST = "physical_post"


@dataclass(frozen=True, slots=True, repr=False)
class Addressee:
    """A person by CPR number (ten digits), or an institution by CVR number (eight). On paper: name and address."""

    name: str
    cpr_number: str | None = None
    cvr_number: str | None = None
    address: PostalAddress | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Parcel:
    """A letter as it is handed over. ``letter_id`` is the carrier's key: the same again is the same letter."""

    letter_id: UUID
    title: str
    """Shown in the recipient's inbox and in the notice of it, so it says nothing of anybody."""
    pdf: bytes
    written_at: datetime
    to: Addressee


@dataclass(frozen=True, slots=True)
class Taken:
    """The carrier has the letter. ``before``: it had it already, and takes it no second time."""

    transaction_id: str
    before: bool = False


class CarrierAway(Exception):
    """The carrier cannot be reached, is slow, or has a fault of its own: try again with the same id."""


class CarrierRefused(Exception):
    """The carrier will not take this letter, now or later. ``code`` is its own, and names nobody."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Carrier(Protocol):
    def is_registered(self, to: Addressee) -> bool:
        """Whether it can be sent digitally. Raises CarrierAway and CarrierRefused."""
        ...

    def send(self, parcel: Parcel, channel: Channel) -> Taken:
        """Raises CarrierAway and CarrierRefused."""
        ...
