"""Which tables a municipality takes along, in the order in which they point to one another, and which stay."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Table, inspect, text
from sqlalchemy.orm import Session

from app.migrate import head
from app.models import Base

_CODE: Final = "municipality_code"

MOVED: Final[tuple[Table, ...]] = tuple(table for table in Base.metadata.sorted_tables if _CODE in table.columns)
"""Each row of the municipality's; what is pointed to before what points."""
STAYING: Final[Mapping[str, str]] = {
    "alembic_version": "which migrations the database itself has had; both must have had the same",
    "login_attempts": "somebody on the way to the provider and back, ten minutes at most; begins again",
}
"""The tables that are of no municipality, and why nothing of them goes along."""
QUEUE: Final[Mapping[str, str]] = {
    "procrastinate_jobs": "those that name the municipality go along, what waits and what was given up",
    "procrastinate_events": "when a job that goes along was queued, begun and given up",
    "procrastinate_periodic_defers": "when a round was queued last, for all municipalities",
    "procrastinate_workers": "which workers are alive",
}
"""The job engine's own, which have no column for the municipality: a job names it among its arguments."""


class CannotMove(Exception):
    """Something stands in the way, and nothing was changed; the message says what, and what to do."""


def columns_of(table: Table) -> list[str]:
    """Those with a value of their own: the database makes the others."""
    return [column.name for column in table.columns if column.computed is None]


def check_shape(session: Session, which: str) -> None:
    """Raises CannotMove when the database, the ``which`` one, is not of this version's shape to the last table."""
    found = session.scalar(text("select version_num from alembic_version"))
    if found != head():
        raise CannotMove(
            f"The {which} database has migration {found}, and this version's is {head()}: run ssp migrate."
        )
    tables = set(inspect(session.connection()).get_table_names())
    unknown = tables - {table.name for table in MOVED} - STAYING.keys() - QUEUE.keys()
    if unknown:
        raise CannotMove(
            f"The {which} database has tables that this version does not know: {', '.join(sorted(unknown))}."
        )
