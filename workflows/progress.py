"""How far a course has come towards a goal: the levels that a review and an evaluation name, as a versioned scale.

No source says what the levels are, so they are data in the profile, have a version, and say themselves
whose they are.
"""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workflows.scales import VersionedScale, rise


class UnknownProgress(Exception):
    """The scale has no such level."""

    def __init__(self, version: str, level: int) -> None:
        super().__init__(f"progress scale {version} has no level {level}")
        self.version = version
        self.level = level


class ProgressLevel(BaseModel):
    """One level, with its Danish words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: int = Field(ge=0, le=100)
    title: str = Field(min_length=1, max_length=200)
    description: str = Field(min_length=1)


class ProgressScale(VersionedScale):
    """A version of the scale."""

    levels: tuple[ProgressLevel, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _levels_rise(self) -> Self:
        if not rise([one.level for one in self.levels]):
            raise ValueError("the levels must stand in rising order, each once")
        return self

    def level(self, level: int) -> ProgressLevel:
        """Raises UnknownProgress."""
        for one in self.levels:
            if one.level == level:
                return one
        raise UnknownProgress(self.version, level)
