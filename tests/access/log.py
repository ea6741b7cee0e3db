"""Looking into the log."""

from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]

READS = {
    "": "case.read",
    "/incidents": "incident.read",
    "/history": "history.read",
    "/obligations": "obligation.read",
    "/custody-holders": "custody.read",
    "/consents": "consent.read",
    "/knowledge": "knowledge.read",
    "/placements": "placement.read",
    "/course": "course.read",
}
"""What a coordinator reads of a case, below its address, and what the log calls it."""


class Log:
    """The rows that have come since the last look."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._seen: set[str] = set()

    def new(self) -> list[Row]:
        looking = self._connection.cursor(row_factory=dict_row)
        found = looking.execute(
            "select id, actor, role, action, reason, subject_id, object_id, fields from audit_log order by at, id"
        ).fetchall()
        fresh = [row for row in found if str(row["id"]) not in self._seen]
        self._seen |= {str(row["id"]) for row in found}
        return fresh

    def actions(self) -> list[str]:
        return [row["action"] for row in self.new()]
