"""Asking the register, as one municipality of these tests."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.adapters.sf1520 import RegisterAccess, Sf1520

CVR = "11111111"
AGREEMENT, SYSTEM, USER = (f"{digit * 8}-0000-4000-8000-000000000000" for digit in "abc")
NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)
"""Wednesday 25 November 2026, noon in Copenhagen."""


def register_at(
    url: str,
    *,
    certificate: Path | None = None,
    authorities: Path | None = None,
    timeout: float = 5,
    now: datetime = NOON,
    clock: Callable[[], datetime] | None = None,
    user: str | None = None,
) -> Sf1520:
    access = RegisterAccess(
        url=url, certificate=certificate, authorities=authorities, system_uuid=SYSTEM, user_uuid=USER, timeout=timeout
    )
    return Sf1520(access, CVR, AGREEMENT, user_uuid=user, now=clock or (lambda: now))
