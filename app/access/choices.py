"""Which roles, of which municipalities, a token's claims give: by a mapping that stands in the settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.access.refusals import ChooseRole, RoleNotYours, UnknownMunicipality, UnknownRole, UnknownSubject
from workflows.profile import UnknownMunicipality as NoProfile
from workflows.profile import profile_for
from workflows.roles import GRANTABLE_ROLES, Role

_ID = re.compile(r"[A-Za-z0-9._@:-]{1,100}")
_LIKE_A_CPR_NUMBER = re.compile(r"(.*[^0-9])?[0-9]{6}-?[0-9]{4}")


@dataclass(frozen=True, slots=True, order=True)
class Choice:
    """One role of one municipality."""

    role: Role
    municipality_code: str

    def __str__(self) -> str:
        return f"{self.role}@{self.municipality_code}"

    @classmethod
    def read(cls, text: str) -> "Choice":
        """The choice that ``str`` wrote."""
        role, _, code = text.partition("@")
        return cls(Role(role), code)


@dataclass(frozen=True, slots=True)
class ClaimMapping:
    """The names of the claims, and what their values stand for here.

    A claim's name may be a path (``realm_access.roles``). Without ``roles`` or ``municipalities`` the
    values are our own codes. A role mapped to ``coordinator@607`` is for that municipality alone, whatever
    the other claim says.
    """

    subject: str = "sub"
    role: str = "role"
    municipality: str = "municipality"
    roles: Mapping[str, str] | None = None
    municipalities: Mapping[str, str] | None = None
    prefix: str = ""
    """Stands before each subject, so that two issuers cannot speak of one and the same."""

    def subject_of(self, claims: Mapping[str, Any]) -> str:
        """Who. Raises UnknownSubject."""
        said = _claim(claims, self.subject)
        if not isinstance(said, str) or not said or _LIKE_A_CPR_NUMBER.fullmatch(said):
            raise UnknownSubject()
        subject = self.prefix + said
        if subject in ("system", "cli") or not _ID.fullmatch(subject):
            raise UnknownSubject()
        return subject

    def choices_of(self, claims: Mapping[str, Any]) -> frozenset[Choice]:
        """All that the claims give. Raises UnknownRole and UnknownMunicipality."""
        said = _texts(_claim(claims, self.role))
        if self.roles is None:
            pairs = [(value, "") for value in said]
        else:
            pairs = [self.roles.get(value, "").partition("@")[::2] for value in said]
        roles = [(role, code) for role, code in pairs if role in set(GRANTABLE_ROLES)]
        if not roles:
            raise UnknownRole()
        codes = self._municipalities_of(claims)
        found = {Choice(Role(role), code) for role, own in roles for code in ([own] if own else codes)}
        if not found:
            raise UnknownMunicipality()
        return frozenset(found)

    def _municipalities_of(self, claims: Mapping[str, Any]) -> list[str]:
        said = _texts(_claim(claims, self.municipality))
        mapped = [self.municipalities.get(value, "") for value in said] if self.municipalities is not None else said
        return [code for code in mapped if has_profile(code)]


def chosen(choices: frozenset[Choice], role: str | None, municipality_code: str | None) -> Choice:
    """The one that was asked for, or the only one there is. Raises ChooseRole and RoleNotYours."""
    fitting = [
        one for one in choices if role in (None, one.role) and municipality_code in (None, one.municipality_code)
    ]
    if len(fitting) == 1:
        return fitting[0]
    raise (ChooseRole if fitting else RoleNotYours)(str(one) for one in choices)


def has_profile(municipality_code: str) -> bool:
    try:
        profile_for(municipality_code)
    except NoProfile:
        return False
    return True


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """By its whole name, for a name may have dots of its own; else by the path it spells."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _texts(said: Any) -> list[str]:
    if isinstance(said, str):
        return [said]
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else []
