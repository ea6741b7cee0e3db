"""An answer kept under the key the caller gave its request."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText


class StoredAnswer(OfMunicipality, Base):
    """The body is sealed: an answer may hold personal data."""

    __tablename__ = "stored_answers"
    sealed_for = None
    __table_args__ = (Index("uq_stored_answers_key", "municipality_code", "client", "key", unique=True),)

    client: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(200))
    request_hash: Mapped[bytes]
    status: Mapped[int]
    body_sealed: Mapped[bytes]
    body = SealedText()
    etag: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Instant)
