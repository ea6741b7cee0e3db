"""The rules a case goes by: those that held when it was opened, until somebody has it follow newer ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app import clock
from app.versions.models import ProfileVersion
from workflows.own_moves import CASEWORK_VERSION, Casework, casework_without
from workflows.profile import Profile, profile_for
from workflows.profile_versions import content_of, digest_of, profile_of
from workflows.routing import RULE_SET_VERSION
from workflows.steps import Scale


@dataclass(frozen=True, slots=True)
class Rules:
    """``digest`` names them in the tables."""

    digest: str
    profile: Profile
    casework_version: str

    @property
    def casework(self) -> Casework:
        """The moves that there are by these rules."""
        return casework_without(self.profile.moves.without, self.casework_version)


def rules_today(municipality_code: str) -> Rules:
    """Those a new case begins under. Raises UnknownMunicipality."""
    profile = profile_for(municipality_code)
    known = _today.get(municipality_code)
    if known is None or known.profile is not profile:  # another file was taken into use
        digest = digest_of(content_of(profile), CASEWORK_VERSION, RULE_SET_VERSION)
        known = _today[municipality_code] = Rules(digest, profile, CASEWORK_VERSION)
    return known


_today: dict[str, Rules] = {}
"""So that what hardly ever changes is not worked out at each request."""


def rules_of(session: Session, municipality_code: str, digest: str | None) -> Rules:
    """By what a case names. One from before there were versions goes by today's."""
    today = rules_today(municipality_code)
    if digest is None or digest == today.digest:
        return today
    row = session.scalars(_of(municipality_code).where(ProfileVersion.digest == digest)).one()
    return Rules(digest, profile_of(row.content, today.profile), row.casework_version)


def take_into_use(session: Session, municipality_code: str, at: datetime) -> Rules:
    """Today's, written down the first time that a case begins under them."""
    today = rules_today(municipality_code)
    said = {
        "code": municipality_code, "id": clock.new_id(), "digest": today.digest, "at": at,
        "content": content_of(today.profile), "casework": today.casework_version, "routing": RULE_SET_VERSION,
    }  # fmt: skip
    while not session.scalar(_TAKE_INTO_USE, said):  # another version took the number in the same moment
        pass
    return today


_TAKE_INTO_USE = text(
    """
    with kept as (
        select 1 from profile_versions where municipality_code = :code and digest = :digest
    ), written as (
        insert into profile_versions
            (municipality_code, id, number, digest, content, casework_version, routing_version, taken_into_use_at)
        select :code, :id, coalesce(max(number), 0) + 1, :digest, :content, :casework, :routing, :at
        from profile_versions where municipality_code = :code
        having not exists (select from kept)
        on conflict do nothing
        returning 1
    )
    select exists (select from kept) or exists (select from written)
    """
).bindparams(bindparam("content", type_=JSONB), bindparam("id", type_=Uuid()))


def versions(session: Session, municipality_code: str) -> Sequence[ProfileVersion]:
    """Oldest first."""
    return list(session.scalars(_of(municipality_code).order_by(ProfileVersion.number)))


def scale_of(session: Session, municipality_code: str, scale_version: str) -> Scale | None:
    """The step scale of that version, the newest that was ever in use; None: nobody has written it down."""
    today = rules_today(municipality_code).profile.steps
    if today.version == scale_version:
        return today
    rows = _of(municipality_code).where(ProfileVersion.content["steps"]["version"].astext == scale_version)
    row = session.scalars(rows.order_by(ProfileVersion.number.desc()).limit(1)).first()
    return None if row is None else Scale.model_validate(row.content["steps"])


def _of(municipality_code: str) -> Any:
    return select(ProfileVersion).where(ProfileVersion.municipality_code == municipality_code)
