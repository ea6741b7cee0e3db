"""Requests and answers about sessions and roles."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.access.withdrawals import Reason
from app.fields import Request, UserId, View
from workflows.roles import Role


class SessionView(View):
    """Who I am here."""

    user: str
    role: Role
    municipality_code: str
    until: datetime | None
    """Until when, if nothing more is asked for; None for a token, which says so itself."""
    possible_roles: list[Role]
    """Which other roles the session may go on in."""


class ActAs(Request):
    role: Role


class OneSessionView(View):
    """A session as administrators see it: by ids, never by name."""

    id: UUID
    user: str = Field(validation_alias="subject")
    role: Role = Field(validation_alias="acting_role")
    began_at: datetime
    last_used_at: datetime
    ends_at: datetime


class Withdraw(Request):
    user: Annotated[UserId, Field(description="Brugerens id, som loggen og sessionerne kalder det")]
    role: Annotated[Role | None, Field(description="Uden: alle roller")] = None
    reason: Reason


class WithdrawalView(View):
    id: UUID
    user: str = Field(validation_alias="subject")
    role: str
    """One of the roles, or ``all``."""
    reason: Reason
    by: str
    at: datetime
    proposed_end_by: str | None
    proposed_end_at: datetime | None
    ended_by: str | None
    ended_at: datetime | None
