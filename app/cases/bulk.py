"""The same move on several cases: each through the door by itself, with what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.access.policy import Action
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import queries
from app.cases import service as cases
from app.cases.apart import apart
from app.cases.models import Case
from app.cases.move_bodies import Assign, ChangeLocalLeader, ConfirmInformed, InformCaseworker, StartGathering
from app.cases.requests import VersionStale, writable
from app.courses import service as courses
from app.courses.models import Course
from app.errors import NotFound, Problem
from app.fields import View
from app.idempotency.service import Shown
from workflows.casework import Event, State
from workflows.roles import AccessPurpose
from workflows.work import MOST_IN_BULK

BulkMove = Assign | InformCaseworker | ConfirmInformed | StartGathering | ChangeLocalLeader
"""The bodies of ``workflows.work.IN_BULK``."""
Named = tuple[UUID, int | None]
"""A case, and the version in which it was seen; None is however it stands."""


class OutcomeView(View):
    """What came of the move on one case. ``code`` and the rest say why it was refused, as the move alone would."""

    case_id: UUID
    outcome: Literal["moved", "refused"]
    state: State | None = None
    version: int | None = None
    code: str | None = None
    title: str | None = None
    detail: str | None = None
    unmet: list[str] | None = None
    messages: list[str] | None = None


class OutcomesView(View):
    """``left``: how many more of the colleague's cases there are; send it again for those."""

    moved: int
    refused: int
    left: int
    items: list[OutcomeView]


def move_each(
    session: Session, body: BulkMove, named: Sequence[Named], *, left: int, by: Caller, why: Why
) -> OutcomesView:
    """What is refused of one leaves the others as they are. Locked by id, as everybody locks several."""
    done = {case_id: _move(session, case_id, version, body, by) for case_id, version in sorted(named)}
    items = [done[case_id] for case_id in dict.fromkeys(case_id for case_id, _ in named)]
    moved = sum(one.outcome == "moved" for one in items)
    _log(session, [one.case_id for one in items if one.outcome == "refused"], by=by, why=why)
    return OutcomesView(moved=moved, refused=len(items) - moved, left=left, items=items)


def of_colleague(session: Session, event: Event, colleague: str, *, by: Caller) -> tuple[list[Named], int]:
    """The open cases that ``colleague`` has, as far as ``by`` sees them and at most so many at a time; and how many
    more there are.
    """
    query = select(Case.id).where(queries.visible(by), Case.closed_at.is_(None), _has(event, colleague))
    found = list(session.scalars(query.order_by(Case.id)))
    return [(case_id, None) for case_id in found[:MOST_IN_BULK]], max(0, len(found) - MOST_IN_BULK)


def _has(event: Event, colleague: str) -> ColumnElement[bool]:
    """In the part that the move gives to another."""
    match event:
        case Event.INFORM_CASEWORKER:
            return Case.caseworker == colleague
        case Event.CHANGE_LOCAL_LEADER:  # the course says who leads it, also while they may not see the case
            return exists().where(
                Course.municipality_code == Case.municipality_code,
                Course.case_id == Case.id,
                Course.local_leader == colleague,
                Course.state.in_(courses.OPEN),
            )
        case _:
            return Case.responsible == colleague


def seen_again(session: Session, *, by: Caller) -> Callable[[Any], Shown]:
    """Whom outcomes that were answered with before are about; raises NotFound when one that was moved left ``by``."""

    def look(answer: Any) -> Shown:
        moved = {UUID(one["case_id"]) for one in answer["items"] if one["outcome"] == "moved"}
        query = select(Case).where(queries.visible(by), Case.id.in_(moved))
        seen = list(session.scalars(query))
        if len(seen) < len(moved):
            raise NotFound("Det er sket, men du har ikke længere adgang til alle sagerne.")
        whys = queries.whys_listed(session, seen, by=by)
        purpose = whys[0].purpose if whys else AccessPurpose.OPERATION
        return Shown(tuple(one.person_id for one in seen) or (None,), purpose)

    return look


def _move(session: Session, case_id: UUID, version: int | None, body: BulkMove, by: Caller) -> OutcomeView:
    try:
        with apart(session):
            case, why = writable(session, case_id, Action.MOVE_CASE, by=by)
            if version not in (None, case.version):
                raise VersionStale("Hent sagen igen, og se, hvad der er sket.", version=case.version)
            said = body.said()
            if isinstance(body, InformCaseworker) and body.integration_client is None:
                said = replace(said, integration_client=case.integration_client)  # the system goes on being linked
            cases.move(session, case, body.event, by=by, why=why, said=said)
            session.flush()
            return OutcomeView(case_id=case_id, outcome="moved", state=State(case.state), version=case.version)
    except Problem as refused:
        return OutcomeView(
            case_id=case_id, outcome="refused", code=refused.code, title=refused.title, detail=refused.detail,
            unmet=refused.extra.get("unmet"), messages=refused.extra.get("messages"),
        )  # fmt: skip


def _log(session: Session, refused: Sequence[UUID], *, by: Caller, why: Why) -> None:
    """What stands in the way of a case is said of that child; a case that is not the caller's says nothing."""
    seen = session.scalars(select(Case.person_id).where(queries.visible(by), Case.id.in_(refused)))
    subjects: list[UUID | None] = [*dict.fromkeys(seen)]
    audit.record(session, "work.moved", by=by, why=why, subjects=subjects or [None], fields=["state"])
