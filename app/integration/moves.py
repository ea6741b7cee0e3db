"""Several moves of one's cases in one request: each through the door by itself, in the order they were sent."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.access.policy import Action
from app.access.service import require
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import service as cases
from app.cases.apart import apart
from app.cases.requests import VersionMissing, VersionStale, writable
from app.errors import Problem
from app.integration.schemas import MoveOutcomesView, MoveOutcomeView, OneMove
from workflows.casework import State


def move_each(session: Session, moves: Sequence[OneMove], *, by: Caller, why: Why) -> MoveOutcomesView:
    """What is refused leaves the others as they are; but after a refusal nothing more is done in the same case.

    The cases are locked by id first, as everybody locks several, and then moved in the order given: so two batches
    that name the same cases wait for each other and do not stand crosswise.
    """
    _lock(session, {one.case_id for one in moves}, by)
    reached: dict[UUID, int | None] = {}
    items = [_move(session, one, reached, by) for one in moves]
    moved = sum(item.outcome == "moved" for item in items)
    if moved < len(items):
        audit.record(session, "work.moved", by=by, why=why, subjects=[None], fields=["state"])
    return MoveOutcomesView(moved=moved, refused=len(items) - moved, items=items)


def _move(session: Session, one: OneMove, reached: dict[UUID, int | None], by: Caller) -> MoveOutcomeView:
    """``reached``: the version that each case has come to here; None where a move of it was refused."""
    try:
        with apart(session):
            case, why = writable(session, one.case_id, Action.MOVE_CASE, by=by)
            _check(one, reached, case.version)
            cases.move(session, case, one.move.event, by=by, why=why, said=one.move.said())
            session.flush()
            reached[one.case_id] = case.version
            return MoveOutcomeView(
                case_id=one.case_id, outcome="moved", status=200, state=State(case.state), version=case.version
            )
    except Problem as refused:
        reached[one.case_id] = None
        said = refused.extra
        return MoveOutcomeView(
            case_id=one.case_id, outcome="refused", status=refused.status, code=refused.code, title=refused.title,
            detail=refused.detail, version=said.get("version"), unmet=said.get("unmet"),
            messages=said.get("messages"), already_made=said.get("already_made"), possible=said.get("possible"),
        )  # fmt: skip


def _check(one: OneMove, reached: dict[UUID, int | None], version: int) -> None:
    if one.case_id in reached and reached[one.case_id] is None:
        raise EarlierRefused("Skridtet før i samme sag blev afvist, så dette er ikke forsøgt.")
    expected = one.version if one.version is not None else reached.get(one.case_id)
    if expected is None:
        raise VersionMissing("Nævn sagens version ved det første skridt i den.")
    if expected != version:
        raise VersionStale("Hent sagen igen, og se, hvad der er sket.", version=version)


class EarlierRefused(Problem):
    """An earlier move of the same case in the request was refused; this one builds on it and was not tried."""

    status = 409
    code = "earlier_refused"
    title = "Ikke forsøgt"


def _lock(session: Session, case_ids: set[UUID], by: Caller) -> None:
    """What is not there is found missing when its turn comes."""
    require(by, Action.MOVE_CASE)
    for case_id in sorted(case_ids):
        try:
            cases.locked(session, by.municipality_code, case_id)
        except Problem:
            continue
