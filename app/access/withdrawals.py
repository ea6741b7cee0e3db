"""Taking a role from somebody at once, and giving it back by two administrators."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import clock
from app.access.models import ALL_ROLES, RoleWithdrawal
from app.access.policy import Action
from app.access.service import require
from app.audit import service as audit
from app.audit.alarms import sound_in
from app.caller import Caller, Why
from app.errors import Conflict, NotFound, Problem
from workflows.roles import Role


class Reason(StrEnum):
    """Why; no free text, for that would be about a person."""

    LEFT = "left"
    MOVED = "moved"
    MISUSE = "misuse"
    PRECAUTION = "precaution"


class AnotherAdministrator(Conflict):
    code = "another_administrator"
    title = "Det kræver to administratorer"


class NotOneself(Problem):
    status = 403
    code = "not_oneself"
    title = "Ingen giver sig selv en rolle tilbage"


class AlreadyGivenBack(Conflict):
    code = "already_given_back"
    title = "Rollen er givet tilbage"


_WATCHED = frozenset({Role.LOG_REVIEWER.value, Role.ADMINISTRATOR.value, ALL_ROLES})
"""To take one of these from somebody is to take away who looks after the others."""


def withdraw(session: Session, subject: str, role: str, reason: Reason, *, by: Caller) -> RoleWithdrawal:
    """Takes ``role`` (or ``all``) from ``subject``: from the next request on, whatever they hold. Once is enough."""
    why = require(by, Action.MANAGE_ROLES)
    made = session.execute(
        insert(RoleWithdrawal)
        .values(
            municipality_code=by.municipality_code, id=clock.new_id(), subject=subject, role=role,
            reason=reason.value, by=by.id, at=by.at,
        )
        .on_conflict_do_nothing()
        .returning(RoleWithdrawal.id)
    ).scalar_one_or_none()  # fmt: skip
    standing = session.scalars(
        select(RoleWithdrawal).where(
            RoleWithdrawal.subject == subject, RoleWithdrawal.role == role, RoleWithdrawal.ended_at.is_(None)
        )
    ).one()
    if made is not None:
        _record(session, "role.withdrawn", standing.id, by=by, why=why)
        if role in _WATCHED:
            sound_in(
                session, "oversight_withdrawn", by.municipality_code, at=by.at, object_id=standing.id, actor=by.id,
                details={"role": role},
            )  # fmt: skip
    return standing


def give_back(session: Session, withdrawal_id: UUID, *, by: Caller) -> RoleWithdrawal:
    """The first administrator proposes that the role be given back, and a second one carries it out.

    Neither is the person it is about. Raises NotFound, NotOneself, AlreadyGivenBack and AnotherAdministrator.
    """
    why = require(by, Action.MANAGE_ROLES)
    found = session.get(RoleWithdrawal, (by.municipality_code, withdrawal_id), with_for_update=True)
    if found is None:
        raise NotFound()
    if found.subject == by.id:
        raise NotOneself("Bed to andre administratorer.")
    if found.ended_at is not None:
        raise AlreadyGivenBack("Der er ikke mere at gøre.")
    if found.proposed_end_by is None:
        found.proposed_end_by, found.proposed_end_at = by.id, by.at
        _record(session, "role.return_proposed", found.id, by=by, why=why)
    elif found.proposed_end_by == by.id:
        raise AnotherAdministrator("Du har foreslået det; en anden administrator skal sige ja.")
    else:
        found.ended_by, found.ended_at = by.id, by.at
        _record(session, "role.returned", found.id, by=by, why=why)
    return found


def read_withdrawals(session: Session, after: UUID | None, limit: int, *, by: Caller) -> list[RoleWithdrawal]:
    """The municipality's, the newest first, those in the past too; one more than ``limit``."""
    why = require(by, Action.MANAGE_ROLES)
    query = select(RoleWithdrawal).order_by(RoleWithdrawal.id.desc()).limit(limit + 1)
    if after is not None:
        query = query.where(RoleWithdrawal.id < after)
    _record(session, "role_withdrawal.read", None, by=by, why=why)
    return list(session.scalars(query))


def in_force(session: Session, subject: str) -> list[str]:
    """The roles that ``subject`` does not have now."""
    standing = select(RoleWithdrawal.role).where(RoleWithdrawal.subject == subject, RoleWithdrawal.ended_at.is_(None))
    return sorted(session.scalars(standing))


def _record(session: Session, action: str, object_id: UUID | None, *, by: Caller, why: Why) -> None:
    audit.record(session, action, by=by, why=why, subjects=[None], object_id=object_id, fields=["role"])
