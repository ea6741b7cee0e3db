"""What every request about one case does first: find it, ask whether the caller may, check the version."""

import re
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import Header
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.policy import Action, decide
from app.access.service import require
from app.caller import Caller, Why
from app.cases import service as cases
from app.cases import ways_out
from app.cases.models import Case
from app.cases.queries import resource_of
from app.errors import NotFound, Problem
from app.idempotency.service import Shown

IfMatch = Annotated[
    str | None, Header(alias="If-Match", max_length=40, description="ETag fra den sag, skridtet bygger på")
]
_ETAG = re.compile(r'(?:W/)?"?([0-9]{1,9})"?')


class VersionMissing(Problem):
    status = 428
    code = "version_missing"
    title = "If-Match mangler"


class VersionStale(Problem):
    status = 412
    code = "version_stale"
    title = "Sagen er ændret af en anden"


def readable(session: Session, case_id: UUID, action: Action, *, by: Caller) -> tuple[Case, Why]:
    """The case and why ``by`` may do ``action``; shown to somebody outside, it is in the ledger.

    Raises Forbidden, NotFound and MayNotBeShown.
    """
    require(by, action)
    case = session.scalar(select(Case).where(Case.municipality_code == by.municipality_code, Case.id == case_id))
    if case is None:
        raise NotFound()
    why = require(by, action, resource_of(session, case, by=by))
    ways_out.shown(session, case, action, by=by, why=why)
    return case, why


def writable(session: Session, case_id: UUID, action: Action, *, by: Caller) -> tuple[Case, Why]:
    """The same, with the case locked."""
    require(by, action)
    case = cases.locked(session, by.municipality_code, case_id)
    why = require(by, action, resource_of(session, case, by=by))
    ways_out.shown(session, case, action, by=by, why=why)
    return case, why


def about(session: Session, case_id: UUID, *, by: Caller) -> Callable[[Any], Shown]:
    """Who the case is about, when somebody comes to ask: for the log of an answer that is given again.

    What it gives raises NotFound when the caller no longer may see the case: an answer that was kept
    is no way around that.
    """

    def look(_: Any) -> Shown:
        query = select(Case).where(Case.municipality_code == by.municipality_code, Case.id == case_id)
        case = session.scalar(query)
        verdict = decide(by, Action.READ_CASE, resource_of(session, case, by=by)) if case else None
        if case is None or verdict is None or not verdict.allowed:
            raise NotFound("Det er sket, men du har ikke længere adgang til sagen.")
        ways_out.shown(session, case, Action.READ_CASE, by=by, why=verdict.why)
        return Shown((case.person_id,), verdict.why.purpose)

    return look


def check_version(case: Case, if_match: str | None) -> None:
    """Raises VersionMissing and VersionStale."""
    if if_match is None:
        raise VersionMissing("Hent sagen, og send dens ETag som If-Match.")
    match = _ETAG.fullmatch(if_match.strip())
    if match is None or int(match[1]) != case.version:
        raise VersionStale("Hent sagen igen, og se, hvad der er sket.", version=case.version)
