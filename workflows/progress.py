"""How far a course has come towards a goal: the levels that a review and an evaluation name, as a versioned scale.

No source says what the levels are, so they are data in the profile, have a version, and say themselves
whose they are.
"""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class UnknownProgress(Exception):
    """The scale has no such level."""

    def __init__(self, version: str, level: int) -> None:
        super().__init__(f"progress scale {version} has no level {level}")
        self.version = version
        self.level = level


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProgressLevel(_Frozen):
    """One level, with its Danish words."""

    level: int = Field(ge=0, le=100)
    title: str = Field(min_length=1, max_length=200)
    description: str = Field(min_length=1)


class ProgressScale(_Frozen):
    """A version of the scale. ``notice`` is Danish and stands beside the levels wherever they are shown."""

    version: str = Field(min_length=1, max_length=40)
    vendor_default: bool
    notice: str
    levels: tuple[ProgressLevel, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _levels_rise(self) -> Self:
        levels = [one.level for one in self.levels]
        if levels != sorted(set(levels)):
            raise ValueError("the levels must stand in rising order, each once")
        return self

    @model_validator(mode="after")
    def _a_default_says_so(self) -> Self:
        if self.vendor_default and not self.notice.strip():
            raise ValueError("a scale that is the vendor's must say so in its notice")
        return self

    def level(self, level: int) -> ProgressLevel:
        """Raises UnknownProgress."""
        for one in self.levels:
            if one.level == level:
                return one
        raise UnknownProgress(self.version, level)
