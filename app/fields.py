"""The kinds of values that requests carry, with their bounds."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

_NO_CONTROL_CHARACTERS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
_FIRST, _LAST = date(1900, 1, 1), date(2100, 1, 1)


class Request(BaseModel):
    """A request's body: an unknown field is an error, not a silence."""

    model_config = ConfigDict(extra="forbid")


class View(BaseModel):
    """A part of an answer. A field that a role may not have is not set, and so absent."""

    model_config = ConfigDict(from_attributes=True)


Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=_NO_CONTROL_CHARACTERS)
]
"""A text that a person has written."""
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_NO_CONTROL_CHARACTERS)
]
UserId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._@:-]{1,100}$")]
CprNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}-?[0-9]{4}$")]
MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
Moment = Annotated[
    AwareDatetime, Field(ge=datetime.combine(_FIRST, datetime.min.time(), UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))
]
"""An instant with its time zone."""
Day = Annotated[date, Field(ge=_FIRST, lt=_LAST)]
Whole = Annotated[int, Field(strict=True, ge=0, le=1000)]
Flag = Annotated[bool, Field(strict=True)]
