"""What every scale of a municipality has: a version, and a word of whose it is while it is the vendor's."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class VersionedScale(BaseModel):
    """``notice`` is Danish and stands beside the levels wherever they are shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str = Field(min_length=1, max_length=40)
    vendor_default: bool
    notice: str

    @model_validator(mode="after")
    def _a_default_says_so(self) -> Self:
        if self.vendor_default and not self.notice.strip():
            raise ValueError("a scale that is the vendor's must say so in its notice")
        return self


def rise(levels: Sequence[int]) -> bool:
    """Whether they stand in rising order, each once."""
    return list(levels) == sorted(set(levels))
