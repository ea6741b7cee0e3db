"""The one door: every state of every workflow changes here and nowhere else."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.access.service import Forbidden
from app.audit import service as audit
from app.caller import Caller, Why
from app.errors import Conflict
from app.events import service as events
from app.history.models import HistoryRow
from app.history.texts import messages
from workflows.engine import NO_SUCH_MOVE, E, F, Refused, S, Workflow
from workflows.profile import profile_for

SF = TypeVar("SF")


class Moving(Protocol):
    """A row whose state a workflow governs."""

    municipality_code: str
    id: UUID
    state: Any


class MoveRefused(Conflict):
    """The guards said no; ``unmet`` names them, ``possible`` what may be done instead; ``already_made``: it is done."""

    code = "move_refused"
    title = "Det kan ikke ske nu"


def advance(
    session: Session,
    workflow: Workflow[S, E, F],
    row: Moving,
    event: E,
    facts: F,
    *,
    by: Caller,
    why: Why,
    about: UUID | None,
    case_id: UUID | None = None,
    reason: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> S:
    """Moves ``row`` by ``event`` and writes its history and audit rows; gives the new state.

    The row must be locked by the caller (select … for update). ``about`` is the person it concerns,
    ``why`` the code of the access decision. Raises Forbidden when the role may not make the move,
    and MoveRefused with the names of the guards that said no.
    """
    before = type(workflow.initial)(row.state)
    roles = workflow.roles_for(before, event)
    if roles and by.role not in roles:
        raise Forbidden("Din rolle kan ikke tage dette skridt.", reason="role_may_not_make_the_move")
    try:
        after = workflow.advance(before, event, facts)
    except Refused as refused:
        problem = move_refused(workflow, before, facts, refused, by)
        if refused.unmet == (NO_SUCH_MOVE,) and _was_the_last(session, workflow.name, row, event):
            problem.extra["already_made"] = True  # sent twice: there is nothing left to do
        raise problem from None
    row.state = after.value
    record(
        session, workflow.name, row, event.value, before.value, by=by, case_id=case_id, reason=reason, details=details
    )
    log(session, workflow.name, row, event.value, by=by, why=why, about=about)
    return after


def _was_the_last(session: Session, workflow: str, row: Moving, event: StrEnum) -> bool:
    """Whether ``event`` is the move that put ``row`` where it is."""
    query = (
        select(HistoryRow.event)
        .where(
            HistoryRow.municipality_code == row.municipality_code, HistoryRow.workflow == workflow,
            HistoryRow.subject_id == row.id, HistoryRow.from_state != HistoryRow.to_state,
        )
        .order_by(HistoryRow.at.desc(), HistoryRow.id.desc())
        .limit(1)
    )  # fmt: skip
    return session.scalar(query) == event.value


def log(session: Session, workflow: str, row: Moving, event: str, *, by: Caller, why: Why, about: UUID | None) -> None:
    """The log's row for what happened to ``row``."""
    audit.record(session, f"{workflow}.{event}", by=by, why=why, subjects=[about], object_id=row.id, fields=["state"])


def record(
    session: Session,
    workflow: str,
    row: Moving,
    event: str,
    before: str | None,
    *,
    by: Caller,
    case_id: UUID | None,
    reason: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> HistoryRow:
    """One history row; for what happens to a row without a move (opened, an incident joined) too.

    Whoever hears of the case in a system of their own is told, in the same transaction.
    """
    entry = HistoryRow(
        municipality_code=row.municipality_code,
        id=clock.new_id(),
        at=by.at,
        workflow=workflow,
        subject_id=row.id,
        case_id=case_id,
        event=event,
        from_state=before,
        to_state=row.state,
        actor=by.id,
        role=by.role.value,
        reason=reason,
        details=dict(details or {}),
    )
    session.add(entry)
    events.changed(session, entry.municipality_code, [entry.id])
    return entry


def move_refused(workflow: Workflow[S, E, F], state: S, facts: F, refused: Refused, by: Caller) -> MoveRefused:
    """``possible`` are the moves that the caller's role may make now; ``messages`` is ``unmet`` in Danish."""
    options = workflow.options(state, facts)
    possible = [option.event.value for option in options if option.allowed and by.role in option.roles]
    detail = "Der mangler noget, før det kan ske." if refused.unmet != (NO_SUCH_MOVE,) else (
        "Det skridt findes ikke herfra."
    )  # fmt: skip
    return MoveRefused(
        detail,
        workflow=workflow.name,
        state=state.value,
        unmet=list(refused.unmet),
        messages=messages(refused.unmet, profile_for(by.municipality_code)),
        possible=possible,
    )


def last_at(session: Session, workflow: str, row: Moving, event: StrEnum) -> datetime | None:
    """When ``event`` last happened to ``row``; None: never."""
    return session.scalar(
        select(func.max(HistoryRow.at)).where(
            HistoryRow.municipality_code == row.municipality_code, HistoryRow.workflow == workflow,
            HistoryRow.subject_id == row.id, HistoryRow.event == event.value,
        )
    )  # fmt: skip


def of_case(session: Session, municipality_code: str, case_id: UUID) -> list[HistoryRow]:
    """Everything that has happened in a case, oldest first."""
    query = (
        select(HistoryRow)
        .where(HistoryRow.municipality_code == municipality_code, HistoryRow.case_id == case_id)
        .order_by(HistoryRow.at, HistoryRow.id)
    )
    return list(session.scalars(query))
