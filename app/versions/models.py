"""A municipality's decisions as they were taken into use, one row for each time they changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality


class ProfileVersion(OfMunicipality, Base):
    """Never changed. ``number`` counts from 1 in each municipality, for people; cases name the ``digest``."""

    __tablename__ = "profile_versions"
    __table_args__ = (
        Index("uq_profile_versions_number", "municipality_code", "number", unique=True),
        Index("uq_profile_versions_digest", "municipality_code", "digest", unique=True),
    )

    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(32))
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """See workflows.profile_versions.content_of."""
    casework_version: Mapped[str] = mapped_column(String(20))
    routing_version: Mapped[str] = mapped_column(String(20))
    taken_into_use_at: Mapped[datetime] = mapped_column(Instant)
