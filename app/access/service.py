"""The two questions every endpoint asks: who is calling, and may they do this here."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app import clock
from app.access.policy import Action, Resource, decide
from app.access.tokens import TokenVerifier, Unauthenticated
from app.caller import Caller
from app.errors import NotFound, Problem


class Forbidden(Problem):
    """403 when the role may never do it; a thing that exists but is not yours is a 404 instead."""

    status = 403
    code = "forbidden"
    title = "Det har du ikke adgang til"


_bearer = HTTPBearer(auto_error=False, description="JWT med rolle og kommune", bearerFormat="JWT")


def caller(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    at: Annotated[datetime, Depends(clock.now)],
) -> Caller:
    verifier: TokenVerifier = request.app.state.token_verifier
    if credentials is None:
        raise Unauthenticated("Send et adgangsbevis: Authorization: Bearer …")
    return verifier.caller(credentials.credentials, at)


By = Annotated[Caller, Depends(caller)]


def require(by: Caller, action: Action, resource: Resource | None = None) -> str:
    """The reason why ``by`` may do ``action``, for the log.

    Raises Forbidden when the role may never, and NotFound when it may but not here: whether a case
    exists is itself something not everybody may know.
    """
    verdict = decide(by, action, resource or Resource(by.municipality_code))
    if verdict.allowed:
        return verdict.reason
    if verdict.reason == "role_may_never":
        raise Forbidden("Din rolle giver ikke adgang til dette.", reason=verdict.reason)
    raise NotFound()
