"""Sessions of people who are logged in, logins under way, and roles that were taken away."""

from datetime import datetime

from sqlalchemy import ARRAY, CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality

ALL_ROLES = "all"
"""Stands in a withdrawal for whatever role the person comes in."""


class LoginSession(OfMunicipality, Base):
    """Somebody who is logged in. What the browser holds is not here: only its hash."""

    __tablename__ = "sessions"
    __table_args__ = (
        Index("uq_sessions_token_hash", "municipality_code", "token_hash", unique=True),
        Index(None, "municipality_code", "subject"),
    )

    token_hash: Mapped[bytes]
    subject: Mapped[str] = mapped_column(String(100))
    provider: Mapped[str] = mapped_column(String(40))
    provider_subject: Mapped[str] = mapped_column(String(255))
    provider_session: Mapped[str | None] = mapped_column(String(255))
    """``sid`` of the provider's own session, by which it may end this one."""
    acting_role: Mapped[str] = mapped_column(String(20))
    possible_roles: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    """Those that the login gave in this municipality."""
    began_at: Mapped[datetime] = mapped_column(Instant)
    last_used_at: Mapped[datetime] = mapped_column(Instant)
    """To within a minute."""
    ends_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class LoginAttempt(Base):
    """A login under way at a provider, before anything is known of who and where.

    Of no municipality, so outside row-level security. It holds hashes and what was asked for; nobody
    can finish a login with it.
    """

    __tablename__ = "login_attempts"

    state_hash: Mapped[bytes] = mapped_column(primary_key=True)
    browser_hash: Mapped[bytes]
    provider: Mapped[str] = mapped_column(String(40))
    return_to: Mapped[str] = mapped_column(String(500))
    wanted_role: Mapped[str | None] = mapped_column(String(20))
    wanted_municipality: Mapped[str | None] = mapped_column(String(3))
    at: Mapped[datetime] = mapped_column(Instant, index=True)


class RoleWithdrawal(OfMunicipality, Base):
    """A role, or all of them, taken from somebody here, whatever the identity provider still says."""

    __tablename__ = "role_withdrawals"
    __table_args__ = (
        Index(
            "uq_role_withdrawals_in_force", "municipality_code", "subject", "role", unique=True,
            postgresql_where=text("ended_at is null"),
        ),
        CheckConstraint(
            "ended_at is null or (ended_by is not null and proposed_end_by is not null"
            " and ended_by <> proposed_end_by and ended_by <> subject and proposed_end_by <> subject)",
            name="four_eyes",
        ),
    )  # fmt: skip

    subject: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    """One of ours, or ``all``."""
    reason: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(Instant)
    proposed_end_by: Mapped[str | None] = mapped_column(String(100))
    proposed_end_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[str | None] = mapped_column(String(100))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
