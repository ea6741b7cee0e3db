"""The way in and out, as pages: to the identity provider, or in the demo as one of the invented people."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from app import clock
from app.access import sessions
from app.access.choices import Choice
from app.access.credentials import COOKIE, SessionCookie, check_origin
from app.access.identity_providers import Identity, Use
from app.access.login import logout_url
from app.access.policy import Action
from app.access.service import InSession, LookedIn, require
from app.access.sessions import LoggedIn
from app.db import Transaction
from app.errors import NotFound
from app.identity.login_api import LOCAL_PATH, forget, keep
from app.identity.schemas import ActAs
from app.identity.sessions_api import change_role, get_session
from app.web.rendering import page, seconds_left
from app.web.sending import Sent, on_to
from workflows.profile import profile_for
from workflows.roles import Role

logger = logging.getLogger("ssp.access")
router = APIRouter(include_in_schema=False)

Onwards = Annotated[str, Query(max_length=500, pattern=LOCAL_PATH)]


@dataclass(frozen=True, slots=True)
class PersonToBe:
    """One of the demo's invented people: whom somebody can be, and what to look at then."""

    user: str
    name: str
    role: Role
    municipality_code: str
    tries: str

    @property
    def title(self) -> str:
        profile = profile_for(self.municipality_code)
        return f"{profile.titles[self.role]}, {profile.name}"


@router.get("/log-ind")
def log_in_page(
    request: Request, at: Annotated[datetime, Depends(clock.now)], videre: Onwards = "/", farvel: bool = False
) -> Response:
    """Where to log in; after logging out also a good-bye."""
    identity: Identity = request.app.state.identity
    providers = [one.name for one in identity.providers if Use.PEOPLE in one.uses]
    people: tuple[PersonToBe, ...] = request.app.state.people_to_be
    return page(request, "login.html", at=at, providers=providers, people=people, onwards=videre, farewell=farvel)


@router.post("/log-ind/som")
def log_in_as(sent: Sent) -> Response:
    """As one of the demo's people; nowhere else is there anybody to be."""
    request = sent.request
    identity: Identity = request.app.state.identity
    check_origin(identity, request)
    people: tuple[PersonToBe, ...] = request.app.state.people_to_be
    chosen = next((one for one in people if one.user == sent.form.text("user")), None)
    if chosen is None:
        raise NotFound("Den person findes ikke i demoen.")
    choices = frozenset(Choice(one.role, one.municipality_code) for one in people if one.user == chosen.user)
    person = LoggedIn(chosen.user, "demo", chosen.user, choices)
    with request.app.state.database.transaction() as session:
        cookie = sessions.begin(
            session, person, Choice(chosen.role, chosen.municipality_code), identity.sessions, sent.at
        )
    onwards = sent.form.text("videre")
    answer = on_to(onwards if onwards.startswith("/") and not onwards.startswith("//") else "/")
    keep(answer, COOKIE, cookie, identity.sessions.most)
    return answer


@router.post("/log-ud")
def log_out_page(sent: Sent) -> Response:
    """Ends the session here and at once; the provider's own is ended from the page that follows."""
    shown = getattr(sent.request.state, "credential", None)
    if not isinstance(shown, SessionCookie):
        return RedirectResponse("/log-ind", 303)
    sent.check()
    with sent.request.app.state.database.transaction() as session:
        name = sessions.end_own(session, shown, sent.at)
    identity: Identity = sent.request.app.state.identity
    provider = identity.for_people(name)
    elsewhere = logout_url(identity, provider) if provider else None
    answer = page(sent.request, "logged_out.html", at=sent.at, elsewhere=elsewhere)
    forget(answer)
    return answer


@router.post("/rolle")
def act_as(sent: Sent) -> Response:
    """On in another of one's own roles."""
    try:
        body = ActAs.model_validate({"role": sent.form.text("role")})
    except ValidationError:
        raise NotFound("Vælg en af dine egne roller.") from None
    sent.carry_out(lambda session, now: change_role(session, now, body))
    return on_to("/", "rolle")


@router.get("/bliv")
def stay(request: Request, session: Transaction, now: InSession) -> Response:
    """Asked for by a page whose session is about to end: to ask is to stay logged in. Gives the seconds left."""
    get_session(session, now)
    return Response(f"{seconds_left(now) or ''}", media_type="text/plain")


@router.get("/tid-tilbage")
def time_left(now: LookedIn) -> Response:
    """The same for a page that thinks it is over; to ask is not to stay."""
    require(now.caller, Action.READ_OWN_SESSION)
    return Response(f"{seconds_left(now) or ''}", media_type="text/plain")
