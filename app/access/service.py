"""The two questions every endpoint asks: who is calling, and may they do this here."""

import logging
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app import clock
from app.access.credentials import SessionCookie
from app.access.identity_providers import Identity
from app.access.policy import ABOUT_ONE, Action, Refusal, Relation, Resource, decide, ever, purpose_of
from app.access.refusals import Unauthenticated
from app.access.sessions import Entered, enter_with_cookie, enter_with_token, look_in_with_cookie
from app.caller import Caller, Why
from app.db import Transaction
from app.errors import NotFound, Problem

logger = logging.getLogger("ssp.access")


class Forbidden(Problem):
    """403 when the role may never do it; a thing that exists but is not yours is a 404 instead."""

    status = 403
    code = "forbidden"
    title = "Det har du ikke adgang til"


_bearer = HTTPBearer(auto_error=False, description="JWT med rolle og kommune", bearerFormat="JWT")


def entered(
    request: Request,
    session: Transaction,
    _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],  # for the API's description
    at: Annotated[datetime, Depends(clock.now)],
) -> Entered:
    """The caller, asked of the database anew at each request; from here on it shows their municipality's rows."""
    shown: Caller | SessionCookie | None = getattr(request.state, "credential", None)
    if isinstance(shown, SessionCookie):
        identity: Identity = request.app.state.identity
        return enter_with_cookie(session, shown, identity.sessions, at)
    if shown is None:
        raise Unauthenticated()
    found = replace(shown, at=at)
    enter_with_token(session, found)
    return Entered(found)


InSession = Annotated[Entered, Depends(entered)]


def looked_in(request: Request, session: Transaction, at: Annotated[datetime, Depends(clock.now)]) -> Entered:
    """The same caller, for what a page asks by itself again and again: it keeps no session alive."""
    shown: Caller | SessionCookie | None = getattr(request.state, "credential", None)
    if isinstance(shown, SessionCookie):
        identity: Identity = request.app.state.identity
        return look_in_with_cookie(session, shown, identity.sessions, at)
    return entered(request, session, None, at)


LookedIn = Annotated[Entered, Depends(looked_in)]


def caller(now: InSession) -> Caller:
    return now.caller


By = Annotated[Caller, Depends(caller)]


def require(by: Caller, action: Action, resource: Resource | None = None) -> Why:
    """Why ``by`` may do ``action``, and what for; both go into the log.

    Without a ``resource``: whether the role does such a thing at all. Raises Forbidden when it never
    may, and NotFound when it may but not here: whether a case exists is itself something not
    everybody may know.
    """
    if resource is None and action in ABOUT_ONE and ever(by.role, action):
        return Why(Relation.ROLE.value, purpose_of(by))
    verdict = decide(by, action, resource or Resource(by.municipality_code))
    if verdict.allowed:
        return verdict.why
    logger.info("refused: %s %s (%s)", by.role.value, action.value, verdict.why.reason)
    if verdict.why.reason in _SAID:
        raise Forbidden(_SAID[verdict.why.reason], reason=verdict.why.reason)
    raise NotFound()


_SAID = {
    Refusal.ROLE_MAY_NEVER.value: "Din rolle giver ikke adgang til dette.",
    Refusal.ANOTHER_PURPOSE.value: "Adgangsbeviset er givet til et andet formål.",
}
"""What is no secret; every other refusal is a 404."""
