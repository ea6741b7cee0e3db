"""A signed word about where a municipality's chain stood, and which places outside the database have it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality


class AuditCheckpoint(OfMunicipality, Base):
    """Append-only. With ``lost_to``: the log was restored from a backup, and begins again at ``number``."""

    __tablename__ = "audit_checkpoints"
    __table_args__ = (Index("uq_audit_checkpoints_hash", "municipality_code", "hash", unique=True),)

    number: Mapped[int] = mapped_column(BigInteger)
    """Of the chain's last row."""
    hash: Mapped[bytes]
    at: Mapped[datetime] = mapped_column(Instant)
    key_id: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))
    """Ed25519, in hexadecimal, over ``app.audit.checkpoints.signed_part``."""
    lost_to: Mapped[int | None] = mapped_column(BigInteger)
    """The last row that an anchor knows of and the restored log had no longer."""
    reason: Mapped[str | None] = mapped_column(Text)
    """Why that was accepted, in somebody's words."""


class AuditSending(OfMunicipality, Base):
    """Append-only. A checkpoint is in a sink."""

    __tablename__ = "audit_sendings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["municipality_code", "checkpoint_id"], ["audit_checkpoints.municipality_code", "audit_checkpoints.id"]
        ),
        Index("uq_audit_sendings_sink", "municipality_code", "checkpoint_id", "sink", unique=True),
    )

    checkpoint_id: Mapped[UUID]
    sink: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Instant)
    answer: Mapped[bytes | None]
    """What the sink gave back: an authority's time stamp."""
