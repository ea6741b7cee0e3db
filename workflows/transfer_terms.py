"""What a municipality decides about cases that come from others."""

from pydantic import BaseModel, ConfigDict, Field


class TransferTerms(BaseModel):
    """``return_days``: calendar days in which a case that was taken over can be given back (default: 14, vendor)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    return_days: int = Field(ge=0, le=365)
