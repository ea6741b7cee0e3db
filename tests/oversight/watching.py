"""The log as it stands after a day of work: rows written by the service itself, as many as a test needs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from app.audit import service as audit
from app.caller import Caller, Why
from app.db import Database
from tests.caller import Caller as Person
from workflows.roles import AccessPurpose, Role


def looked(
    database: Database,
    who: str,
    subjects: Iterable[UUID],
    at: datetime,
    *,
    action: str = "case.read",
    role: Role = Role.CASEWORKER,
    code: str = "607",
) -> None:
    """``who`` has looked at each of ``subjects`` at that instant."""
    with database.transaction(code) as session:
        by = Caller(who, role, code, at)
        why = Why("own_case", AccessPurpose.AUTHORITY_CASEWORK)
        audit.record(session, action, by=by, why=why, subjects=subjects, fields=["name"])


def children(many: int) -> list[UUID]:
    return [uuid4() for _ in range(many)]


def alarms_of(reviewer: Person, **filters: Any) -> list[Any]:
    answer = reviewer.get("/v1/alarms", **filters)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def kinds(reviewer: Person, **filters: Any) -> list[str]:
    return [one["kind"] for one in alarms_of(reviewer, **filters)]
