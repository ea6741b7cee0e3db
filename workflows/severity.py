"""How serious it is: the levels and the factors that a caseworker's assessment names, as a versioned scale.

Source: Fredericia, "SSP overleveringsmøde": the caseworker assesses how serious the incident is, and
what needs no further action ends with an orientation. What the levels are no source says, so they are
data in the profile, have a version, and say themselves whose they are.
"""

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workflows.scales import VersionedScale, rise

_Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class UnknownLevel(Exception):
    """The scale has no such level."""

    def __init__(self, version: str, level: int) -> None:
        super().__init__(f"severity scale {version} has no level {level}")
        self.version = version
        self.level = level


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(_Frozen):
    """One level. ``title`` and ``description`` are Danish; ``may_end`` is whether no further action may follow."""

    level: int = Field(ge=0)
    title: str = Field(min_length=1)
    description: str = Field(min_length=1)
    may_end: bool


class Factor(_Frozen):
    """Something that an assessment may rest on, by its code; ``title`` is Danish."""

    code: _Code
    title: str = Field(min_length=1)


class SeverityScale(VersionedScale):
    """A version of the scale."""

    levels: tuple[Level, ...] = Field(min_length=1)
    factors: tuple[Factor, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _levels_rise(self) -> Self:
        if not rise([one.level for one in self.levels]):
            raise ValueError("the levels must stand in rising order, each once")
        return self

    @model_validator(mode="after")
    def _each_factor_once(self) -> Self:
        codes = [one.code for one in self.factors]
        if len(codes) != len(set(codes)):
            raise ValueError("each factor must stand once")
        return self

    @model_validator(mode="after")
    def _no_severe_level_ends_where_a_milder_may_not(self) -> Self:
        may_end = [one.may_end for one in self.levels]
        if may_end != sorted(may_end, reverse=True):
            raise ValueError("a level may not end without further action where a milder one may not")
        return self

    def level(self, level: int) -> Level:
        """Raises UnknownLevel."""
        for one in self.levels:
            if one.level == level:
                return one
        raise UnknownLevel(self.version, level)

    def unknown_factors(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Those of ``codes`` that the scale does not have, in their order."""
        known = {one.code for one in self.factors}
        return tuple(code for code in codes if code not in known)
