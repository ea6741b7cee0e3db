"""What a municipality decides about how its people stand in for each other."""

from pydantic import BaseModel, ConfigDict, Field


class WorkTerms(BaseModel):
    """``cover_days``: the most calendar days that one stands in for another at a time (default: 92, vendor)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cover_days: int = Field(ge=1, le=365)
