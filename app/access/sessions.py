"""Sessions of people who are logged in: they begin, are entered at each request, and end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CursorResult, delete, or_, select, text, update
from sqlalchemy.orm import Session

from app import clock
from app.access import refusals
from app.access.choices import Choice
from app.access.credentials import SessionCookie, hash_of
from app.access.identity_providers import SessionRules
from app.access.models import LoginAttempt, LoginSession
from app.access.policy import purpose_of
from app.audit import service as audit
from app.caller import Caller, Why
from app.closed import CLOSED, MunicipalityClosed, closed, is_closed
from app.db import belong_to
from workflows.roles import Role

KEPT_FOR = timedelta(days=1)
"""An ended session is seen in the list for so long; the log knows it for ever."""
LOGIN_TAKES = timedelta(minutes=10)
"""The most from leaving for the provider to coming back."""

_ENTER = text(f"select ssp_enter(:code, :subject, :role), {CLOSED}")
_ENTER_SESSION = text("select * from ssp_enter_session(:code, :hashed, :at, :idle)")


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Who came back from the provider, and what was said there."""

    subject: str
    provider: str
    provider_subject: str
    choices: frozenset[Choice]
    provider_session: str | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """A session as the request that came with it found it."""

    caller: Caller
    id: UUID | None = None
    until: datetime | None = None
    possible_roles: Sequence[str] = field(default=())


def enter_with_token(session: Session, caller: Caller) -> None:
    """From here on the transaction sees the caller's municipality. Raises RoleWithdrawn and MunicipalityClosed."""
    named = {"code": caller.municipality_code, "subject": caller.id, "role": caller.role.value}
    withdrawn, is_elsewhere = session.execute(_ENTER, named).one()
    if is_elsewhere:
        raise closed()
    if withdrawn:
        raise refusals.RoleWithdrawn()


def enter_with_cookie(session: Session, cookie: SessionCookie, rules: SessionRules, at: datetime) -> Entered:
    """The same for a session, which the request keeps alive. Raises SessionEnded as well."""
    found = session.execute(
        _ENTER_SESSION,
        {"code": cookie.municipality_code, "hashed": cookie.token_hash, "at": at, "idle": rules.idle},
    ).one_or_none()
    if found is None:
        raise _not_there(session, cookie)
    if found.withdrawn:
        raise refusals.RoleWithdrawn()
    caller = Caller(found.who, Role(found.acting), cookie.municipality_code, at)
    return Entered(caller, found.session_id, found.until, sorted(found.possible))


def look_in_with_cookie(session: Session, cookie: SessionCookie, rules: SessionRules, at: datetime) -> Entered:
    """The same for what a page asks by itself: nobody need sit before it, so the session is not kept alive.

    Raises the same.
    """
    belong_to(session, cookie.municipality_code)
    own = session.scalar(
        select(LoginSession).where(
            LoginSession.token_hash == cookie.token_hash,
            LoginSession.ended_at.is_(None),
            LoginSession.ends_at > at,
            LoginSession.last_used_at > at - rules.idle,
        )
    )
    if own is None:
        raise _not_there(session, cookie)
    by = _whose(own, at)
    enter_with_token(session, by)
    return Entered(by, own.id, min(own.ends_at, own.last_used_at + rules.idle), sorted(own.possible_roles))


def begin(session: Session, person: LoggedIn, choice: Choice, rules: SessionRules, at: datetime) -> str:
    """Begins a session; gives the cookie's value. One too many ends that which was used least lately.

    Raises RoleWithdrawn.
    """
    by = Caller(person.subject, choice.role, choice.municipality_code, at)
    enter_with_token(session, by)
    _make_room(session, rules, by=by)
    cookie = f"{choice.municipality_code}.{clock.new_secret()}"
    begun = LoginSession(
        municipality_code=choice.municipality_code,
        id=clock.new_id(),
        token_hash=hash_of(cookie),
        subject=person.subject,
        provider=person.provider,
        provider_subject=person.provider_subject,
        provider_session=person.provider_session,
        acting_role=choice.role.value,
        possible_roles=sorted(
            one.role.value for one in person.choices if one.municipality_code == choice.municipality_code
        ),
        began_at=at,
        last_used_at=at,
        ends_at=at + rules.most,
    )
    session.add(begun)
    _record(session, "session.begun", begun.id, by=by)
    return cookie


def _make_room(session: Session, rules: SessionRules, *, by: Caller) -> None:
    """Two that begin at once may be one too many; the next one sets it right."""
    if rules.at_once is None:
        return
    going_on = (
        select(LoginSession)
        .where(LoginSession.subject == by.id, LoginSession.ended_at.is_(None), LoginSession.ends_at > by.at)
        .order_by(LoginSession.last_used_at.desc(), LoginSession.id.desc())
        .offset(rules.at_once - 1)
        .with_for_update()
    )
    for one in session.scalars(going_on).all():
        one.ended_at = by.at
        _record(session, "session.ended", one.id, by=_whose(one, by.at), reason="too_many_sessions")


def act_as(session: Session, session_id: UUID, role: Role, *, by: Caller) -> None:
    """Goes on in another of the roles that the login gave. Raises RoleNotYours and RoleWithdrawn."""
    own = session.get_one(LoginSession, (by.municipality_code, session_id), with_for_update=True)
    if role.value not in own.possible_roles:
        raise refusals.RoleNotYours(f"{one}@{by.municipality_code}" for one in own.possible_roles)
    other = Caller(by.id, role, by.municipality_code, by.at)
    enter_with_token(session, other)
    own.acting_role = role.value
    _record(session, "session.role_changed", own.id, by=other)


def end_own(session: Session, cookie: SessionCookie, at: datetime) -> str:
    """Logs out, be the role withdrawn or not; gives the provider's name. Raises SessionEnded."""
    belong_to(session, cookie.municipality_code)
    own = session.scalar(
        select(LoginSession)
        .where(LoginSession.token_hash == cookie.token_hash, LoginSession.ended_at.is_(None))
        .with_for_update()
    )
    if own is None:
        raise refusals.SessionEnded()
    own.ended_at = at
    _record(session, "session.ended", own.id, by=_whose(own, at))
    return own.provider


def end_all_of(session: Session, session_id: UUID, *, by: Caller, why: Why) -> bool:
    """Ends every session of the user whose session this is; False when there is no such session."""
    subject = session.scalar(select(LoginSession.subject).where(LoginSession.id == session_id))
    if subject is None:
        return False
    session.execute(
        update(LoginSession)
        .where(LoginSession.subject == subject, LoginSession.ended_at.is_(None))
        .values(ended_at=by.at)
    )
    audit.record(
        session, "session.ended_by_administrator", by=by, why=why, subjects=[None], object_id=session_id,
        fields=["session"],
    )  # fmt: skip
    return True


def end_by_provider(
    session: Session, provider: str, provider_subject: str | None, provider_session: str | None, at: datetime
) -> None:
    """The provider says that somebody has logged out there: one session of its, or all of a person's."""
    which = [LoginSession.provider == provider, LoginSession.ended_at.is_(None)]
    if provider_subject is not None:
        which.append(LoginSession.provider_subject == provider_subject)
    if provider_session is not None:
        which.append(LoginSession.provider_session == provider_session)
    for own in session.scalars(select(LoginSession).where(*which).with_for_update()).all():
        own.ended_at = at
        _record(session, "session.ended", own.id, by=_whose(own, at), reason="provider_logged_out")


def active(session: Session, after: UUID | None, limit: int, idle: timedelta, at: datetime) -> list[LoginSession]:
    """Those going on in the transaction's municipality, the newest first, and one more than ``limit``."""
    query = (
        select(LoginSession)
        .where(
            LoginSession.ended_at.is_(None), LoginSession.ends_at > at, LoginSession.last_used_at > at - idle,
        )
        .order_by(LoginSession.id.desc())
        .limit(limit + 1)
    )  # fmt: skip
    if after is not None:
        query = query.where(LoginSession.id < after)
    return list(session.scalars(query))


def remove_ended(session: Session, at: datetime) -> int:
    """Removes what has ended a day ago or more; gives how many. For the worker."""
    gone = session.execute(
        delete(LoginSession).where(or_(LoginSession.ended_at < at - KEPT_FOR, LoginSession.ends_at < at - KEPT_FOR))
    )
    return _count(gone)


def remove_abandoned_logins(session: Session, at: datetime) -> int:
    """Removes logins that nobody came back from; gives how many. For the worker."""
    return _count(session.execute(delete(LoginAttempt).where(LoginAttempt.at < at - LOGIN_TAKES)))


def _not_there(session: Session, cookie: SessionCookie) -> refusals.SessionEnded | MunicipalityClosed:
    """Of a municipality that is closed no session is seen; who has one is told which of the two it is."""
    return closed() if is_closed(session, cookie.municipality_code) else refusals.SessionEnded()


def _count(result: object) -> int:
    assert isinstance(result, CursorResult)  # noqa: S101 - what a delete gives
    return result.rowcount


def _whose(own: LoginSession, at: datetime) -> Caller:
    return Caller(own.subject, Role(own.acting_role), own.municipality_code, at)


def _record(session: Session, action: str, session_id: UUID, *, by: Caller, reason: str = "own_session") -> None:
    audit.record(
        session, action, by=by, why=Why(reason, purpose_of(by)), subjects=[None], object_id=session_id,
        fields=["session"],
    )  # fmt: skip
