"""The way in and out for people, in a browser: to the identity provider and back.

No endpoint here holds a transaction while it waits for the provider.
"""

import hmac
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel
from sqlalchemy import delete

from app import clock
from app.access import login, sessions
from app.access.choices import chosen
from app.access.credentials import COOKIE, SessionCookie, hash_of
from app.access.identity_providers import Identity, Provider
from app.access.models import LoginAttempt
from app.access.refusals import SessionEnded
from app.db import Database
from app.errors import NotFound, Problem
from workflows.profile import all_profiles
from workflows.roles import Role

logger = logging.getLogger("ssp.access")
router = APIRouter(include_in_schema=False)

ATTEMPT_COOKIE = "__Host-ssp-login"
LOCAL_PATH = r"^/([A-Za-z0-9._~-][A-Za-z0-9._~/?&=%-]*)?$"

At = Annotated[datetime, Depends(clock.now)]
Name = Annotated[str | None, Query(max_length=40)]


class LoggedOut(BaseModel):
    provider_logout_url: str | None
    """Where the browser can go to be logged out at the provider too."""


@router.get("/login")
def leave(
    request: Request,
    at: At,
    provider: Name = None,
    return_to: Annotated[str, Query(max_length=500, pattern=LOCAL_PATH)] = "/",
    role: Role | None = None,
    municipality: Annotated[str | None, Query(pattern="^[0-9]{3}$")] = None,
) -> Response:
    """Off to the provider; ``role`` and ``municipality`` choose, for who has several.

    Not for a link on somebody else's page: whoever follows it is asked on ours first.
    """
    if request.headers.get("sec-fetch-site") == "cross-site":
        return RedirectResponse(return_to, 303)
    found = _provider(request, provider)
    departure = login.depart(_identity(request), found)
    with _database(request).transaction() as session:
        session.add(
            LoginAttempt(
                state_hash=hash_of(departure.state),
                browser_hash=hash_of(departure.browser_secret),
                provider=found.name,
                return_to=return_to,
                wanted_role=role,
                wanted_municipality=municipality,
                at=at,
            )
        )
    answer = RedirectResponse(departure.url, 303)
    keep(answer, ATTEMPT_COOKIE, departure.browser_secret, sessions.LOGIN_TAKES)
    return answer


@router.get(login.CALLBACK)
def come_back(
    request: Request,
    at: At,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str | None, Query(max_length=4000)] = None,
    iss: Annotated[str | None, Query(max_length=500)] = None,
    secret: Annotated[str, Cookie(alias=ATTEMPT_COOKIE)] = "",
) -> Response:
    """Back from the provider, with a code or with a no."""
    try:
        answer = _arrived(request, state, code, iss, secret, at)
    except Problem as refused:
        logger.warning("a login was refused: %s", refused.code)
        raise
    answer.delete_cookie(ATTEMPT_COOKIE, secure=True, httponly=True, samesite="lax")
    return answer


def _arrived(request: Request, state: str, code: str | None, iss: str | None, secret: str, at: datetime) -> Response:
    identity, attempt = _identity(request), _attempt(request, state, secret, at)
    provider = identity.for_people(attempt.provider)
    if provider is None:
        raise login.NotTheSameLogin()
    login.check_issuer(provider, iss)
    if not code:
        raise login.ProviderRefused()
    person = login.arrive(identity, provider, code, secret, at)
    choice = chosen(person.choices, attempt.wanted_role, attempt.wanted_municipality)
    with _database(request).transaction() as session:
        cookie = sessions.begin(session, person, choice, identity.sessions, at)
    _end_the_one_before(request, at)
    answer = RedirectResponse(attempt.return_to, 303)
    keep(answer, COOKIE, cookie, identity.sessions.most)
    return answer


def _end_the_one_before(request: Request, at: datetime) -> None:
    """What this browser came with is worth nothing once it has another, in whatever municipality that was."""
    with suppress(SessionEnded):
        shown = SessionCookie.read(request.cookies.get(COOKIE, ""))
        with _database(request).transaction() as session:
            sessions.end_own(session, shown, at)


def _attempt(request: Request, state: str, secret: str, at: datetime) -> LoginAttempt:
    """The login that this browser began with this state; it is gone from here on. Raises NotTheSameLogin."""
    with _database(request).transaction() as session:
        found = session.scalars(
            delete(LoginAttempt).where(LoginAttempt.state_hash == hash_of(state)).returning(LoginAttempt)
        ).one_or_none()
        if found is not None:
            session.expunge(found)
    if found is None or not hmac.compare_digest(found.browser_hash, hash_of(secret)):
        raise login.NotTheSameLogin()
    if found.at + sessions.LOGIN_TAKES <= at:
        raise login.NotTheSameLogin()
    return found


@router.post("/logout")
def log_out(request: Request, at: At) -> Response:
    """Ends the session, here and at once. What was shown is looked at before (``Identification``)."""
    shown = getattr(request.state, "credential", None)
    if not isinstance(shown, SessionCookie):
        raise SessionEnded()
    with _database(request).transaction() as session:
        name = sessions.end_own(session, shown, at)
    identity = _identity(request)
    provider = identity.for_people(name)
    said = LoggedOut(provider_logout_url=login.logout_url(identity, provider) if provider else None)
    answer = Response(said.model_dump_json(), media_type="application/json")
    forget(answer)
    return answer


def forget(answer: Response) -> None:
    """The browser keeps nothing of the session: no cookie, no page, and nothing that was written and not sent."""
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # "cookies" would reach other services of the same domain


@router.post("/login/backchannel-logout")
def provider_logs_out(
    request: Request, at: At, logout_token: Annotated[str, Form(max_length=16_000)], provider: Name = None
) -> Response:
    """The provider itself says that somebody has logged out. In which municipality it does not know, so in each."""
    found = _provider(request, provider)
    subject, session_there = login.logged_out_there(found, logout_token, at)
    for profile in all_profiles():
        with _database(request).transaction(profile.municipality_code) as session:
            sessions.end_by_provider(session, found.name, subject, session_there, at)
    return Response(headers={"Cache-Control": "no-store"})


def _provider(request: Request, name: str | None) -> Provider:
    found = _identity(request).for_people(name)
    if found is None:
        raise NotFound("Der er ingen login-tjeneste af det navn.")
    return found


def _identity(request: Request) -> Identity:
    identity: Identity = request.app.state.identity
    return identity


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def keep(answer: Response, name: str, value: str, life: timedelta) -> None:
    answer.set_cookie(
        name, value, max_age=int(life.total_seconds()), path="/", secure=True, httponly=True, samesite="lax"
    )
    answer.headers["Cache-Control"] = "no-store"
