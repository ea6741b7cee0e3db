"""The data keys: one for each owner of sealed texts, wrapped with the municipality's own key."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality


class DataKey(OfMunicipality, Base):
    """``id`` is the owner's: a person, a case, a course, a list; nil for what is nobody's in particular.

    With the row gone, nothing that was sealed with it opens again.
    """

    __tablename__ = "data_keys"
    __table_args__ = (Index(None, "municipality_code", "wrapped_with"),)

    wrapped: Mapped[bytes]
    wrapped_with: Mapped[str] = mapped_column(String(100))
    """The id of the municipality's key that wrapped it."""
    made_at: Mapped[datetime] = mapped_column(Instant)
