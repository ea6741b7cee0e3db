"""In a log of two hundred thousand rows the looks at one child are found by an index, behind the rules for rows too."""

from typing import Any
from uuid import UUID

from sqlalchemy import event, text

from app.caller import Caller as By
from app.cases.looks_api import list_looks
from app.db import Database
from tests.caller import FREDERICIA, Service
from tests.cases.stations import on_monday, reach
from workflows.casework import State
from workflows.roles import Role

LONG = 200_000
_FILL = """
insert into audit_log (municipality_code, id, number, at, actor, role, purpose, action, reason, subject_id, fields,
                       previous, hash)
select '607', gen_random_uuid(), -n, timestamptz '2026-11-01' + n * interval '10 seconds', 'mona', 'coordinator',
       'crime_prevention', 'case.read', 'coordinators_track', md5((n % 5000)::text)::uuid, '{}', '', ''
from generate_series(1, :long) as n
"""
"""Of five thousand other children; numbered below the rows of the service itself, which go on."""


def test_the_looks_at_one_child_are_found_by_an_index(service: Service, database: Database) -> None:
    case_id = reach(on_monday(service), State.PLACED)
    with database.transaction() as session:
        session.execute(text(_FILL), {"long": LONG})
        session.execute(text("analyze"))
    sent: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *more: Any) -> None:
        sent.append((statement, parameters))

    by = By("tove", Role.COORDINATOR, FREDERICIA, service.at())
    with service.database.transaction(FREDERICIA) as session:
        event.listen(service.database.engine, "before_cursor_execute", note)
        try:
            found = list_looks(session, by, UUID(case_id), None, 50).items
        finally:
            event.remove(service.database.engine, "before_cursor_execute", note)
        (asked,) = [one for one in sent if "FROM audit_log" in one[0]]
        lines = session.connection().exec_driver_sql(f"explain {asked[0]}", asked[1]).all()
    plan = "\n".join(line for (line,) in lines)
    assert found
    assert "mona" not in {one.who for one in found}
    assert "ix_audit_log_municipality_code_subject_id_at" in plan, plan
    assert "Seq Scan" not in plan, plan
