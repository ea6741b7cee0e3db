"""What the database holds of a case, against the model: behind the service's back."""

from collections.abc import Mapping
from typing import Any, LiteralString

import psycopg

from tests.stateful.model import EVENTS, YOUNG, Case

_MOVES = [*EVENTS, "send_elsewhere", "transfer"]
_HISTORY = "select count(*) from history where workflow = 'casework' and subject_id = %s and event = any(%s)"
_LOGGED = "select count(*) from audit_log where object_id = %s and action = any(%s)"


def version(connection: psycopg.Connection[Any], case_id: str) -> str:
    """As ``If-Match`` names it."""
    row = connection.execute("select version from cases where id = %s", (case_id,)).fetchone()
    assert row is not None
    return f'"{row[0]}"'


def is_as_the_model_says(
    connection: psycopg.Connection[Any], case_id: str, case: Case, holders: Mapping[str, str]
) -> None:
    """The row itself, what is owed, and one row of history and one in the log for each move.

    ``holders``: the custody holders' ids, and what the model calls them.
    """
    row = connection.execute(
        """select state, track, entries_awaiting_decision, incident_awaits_reassessment,
                  concern_raised_at is not null, caseworker is not null from cases where id = %s""",
        (case_id,),
    ).fetchone()
    said = (case.state, case.track, case.undecided, case.awaits_reassessment, case.concern, case.caseworker)
    assert row == said, f"the row is {row}, and the model says {said}"
    owed = connection.execute(
        "select purpose, recipient_kind, custody_holder_id::text, state from obligations where case_id = %s",
        (case_id,),
    ).fetchall()
    named = [
        (purpose, YOUNG if kind == YOUNG else holders.get(holder, "nobody knows"), state)
        for purpose, kind, holder, state in owed
    ]
    assert sorted(named) == sorted((one.purpose, one.to, one.state) for one in case.owed)
    assert _counted(connection, _HISTORY, case_id, _MOVES) == case.moves
    assert _counted(connection, _LOGGED, case_id, [f"casework.{event}" for event in _MOVES]) == case.moves


def _counted(connection: psycopg.Connection[Any], statement: LiteralString, case_id: str, names: list[str]) -> int:
    row = connection.execute(statement, (case_id, names)).fetchone()
    assert row is not None
    return int(row[0])
