"""The kinds of values in the file of outside systems."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.outbound import Address

Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Url = Annotated[str, AfterValidator(lambda url: Address.of(url) and url)]


class Table(BaseModel):
    """A table of the file: what it does not know is an error, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")
