"""Requests and answers of those who look at the log, and of broken glass."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from app.fields import CprNumber, Request, View, Words
from workflows.oversight import Verdict

Pseudonym = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
ActionName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,30}\.[a-z_]{1,29}$")]


class LookUp(Request):
    cpr_number: CprNumber


class PersonFound(View):
    """``person_id`` is null when the municipality does not know the child."""

    person_id: UUID | None


class Look(View):
    """A row of the log. ``actor`` is a pseudonym: the same person has the same one throughout the municipality."""

    number: int
    at: datetime
    actor: str
    role: str
    purpose: str
    action: str
    reason: str
    subject_id: UUID | None
    object_id: UUID | None
    fields: list[str]


class ExtractLine(View):
    """What happened on one day for one purpose; nothing of who did it, or at which hour."""

    on: date
    purpose: str
    purpose_text: Annotated[str, Field(description="Formålet på dansk")]
    looked: Annotated[bool, Field(description="true: læst; false: skrevet eller ændret")]
    kind: str
    times: int
    break_glass: Annotated[bool, Field(description="Nødadgang uden om den almindelige adgang")]


class Extract(View):
    person_id: UUID
    made_at: datetime
    items: list[ExtractLine]


class RevealIn(Request):
    reason: Words


class Revealed(View):
    pseudonym: str
    actor: str


class RevealView(View):
    """Whose pseudonym was lifted, by whom (both as pseudonyms) and why."""

    id: UUID
    at: datetime
    pseudonym: str
    by: str
    reason: str | None


class AlarmView(View):
    id: UUID
    kind: str
    title: str
    at: datetime
    subject_id: UUID | None
    object_id: UUID | None
    actor: str | None
    details: dict[str, Any]
    seen_at: datetime | None
    seen_by: str | None
    note: str | None


class SeenIn(Request):
    note: Words | None = None


class ReviewIn(Request):
    verdict: Verdict
    note: Words | None = None


class DrawnView(View):
    id: UUID
    look: Look
    reviewed_at: datetime | None
    reviewed_by: str | None
    verdict: Verdict | None
    note: str | None


class SampleView(View):
    """``drawn_at`` is null until it is drawn; ``looks`` is how many it was drawn from."""

    month: Month
    drawn_at: datetime | None
    looks: int
    items: list[DrawnView]


class BreakGlassIn(Request):
    """One of the two says which case; by the CPR number it is the child's open case, or else the latest."""

    case_id: UUID | None = None
    cpr_number: CprNumber | None = None
    reason: Words

    @model_validator(mode="after")
    def _one_says_which(self) -> "BreakGlassIn":
        if (self.case_id is None) == (self.cpr_number is None):
            raise ValueError("either case_id or cpr_number")
        return self


class Grant(View):
    """All null when the child with that CPR number has no case here."""

    id: UUID | None
    case_id: UUID | None
    until: datetime | None


class BreakGlassView(View):
    """``holder`` and ``reviewed_by`` are pseudonyms."""

    id: UUID
    case_id: UUID
    person_id: UUID
    holder: str
    role: str
    reason: str | None
    at: datetime
    until: datetime
    ended_at: datetime | None
    review_due_at: datetime
    reviewed_at: datetime | None
    reviewed_by: str | None
    verdict: Verdict | None
    note: str | None
