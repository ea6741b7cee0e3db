"""Requests and answers about who is who."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.fields import Day, Line, Request, View, Words
from workflows.identity import Correction


class _Correction(Request):
    """Two reasons: what shows that it was wrong, and why it has to be put right."""

    evidence: Annotated[Words, Field(description="Hvad der viser, hvem det er")]
    reason: Annotated[Words, Field(description="Hvorfor det skal rettes nu")]


class MergeIn(_Correction):
    """``merged_id`` is from now on another name of ``person_id``."""

    event: Literal["merge"]
    person_id: UUID
    merged_id: UUID


class SplitBackIn(_Correction):
    """``correction_id`` is the merge that was wrong."""

    event: Literal["split_back"]
    correction_id: UUID


class NewPerson(Request):
    """Somebody who is not known here, and whose CPR number is not known."""

    name: Line
    birth_date: Day


class MoveIn(_Correction):
    """From ``person_id`` to one who is known, or to somebody ``new``."""

    event: Literal["move"]
    person_id: UUID
    entries: Annotated[list[UUID], Field(min_length=1, max_length=50)]
    to_person_id: UUID | None = None
    new: NewPerson | None = None


CorrectionIn = Annotated[MergeIn | SplitBackIn | MoveIn, Field(discriminator="event")]


class CorrectionView(View):
    """Whom something was taken from and given to, by id; ``entries`` are the incidents that changed hands."""

    id: UUID
    kind: Correction
    from_person_id: UUID
    to_person_id: UUID
    entries: list[UUID]
    evidence: str
    reason: str
    by: str
    at: datetime
    undoes: UUID | None
