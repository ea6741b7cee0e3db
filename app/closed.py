"""Is a municipality closed in this database: while it is moved to another, and for good where it was moved from.

The database's own rule says so (``app/moving/closing.py`` makes it), so that every process sees it at once.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import Unavailable


class MunicipalityClosed(Unavailable):
    """503: what the municipality has is in another database, or on its way there."""

    code = "municipality_closed"
    title = "Kommunen er lukket her"


def rule_of(municipality_code: str) -> str:
    """The name that the rule has on every table."""
    return f"closed_{municipality_code}"


CLOSED = "exists (select from pg_policy where polrelid = to_regclass('audit_heads') and polname = 'closed_' || :code)"
"""For a query that asks something else too."""
_ASK = text(f"select {CLOSED}")


def is_closed(session: Session, municipality_code: str) -> bool:
    return bool(session.scalar(_ASK, {"code": municipality_code}))


def closed() -> MunicipalityClosed:
    return MunicipalityClosed(
        "Kommunens sager bliver flyttet eller er flyttet. Intet er gemt. Spørg jeres IT-afdeling.",
        headers={"Retry-After": "60"},
    )
