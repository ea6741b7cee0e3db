"""The step scale: what must be known before a child is placed on a step, and when it is looked at again.

Fredericia says that children without an active case are placed on a step, not what the steps are.
The scale is therefore data in the profile, has a version, and says itself whose it is.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workflows.calendar import Term
from workflows.scales import VersionedScale, rise


class UnknownStep(Exception):
    """The scale has no step with this level."""

    def __init__(self, version: str, level: int) -> None:
        super().__init__(f"scale {version} has no step {level}")
        self.version = version
        self.level = level


class Requirement(StrEnum):
    """What a step may ask for. The value is its code in answers."""

    KNOWLEDGE_FROM_ONE_SOURCE = "knowledge_from_one_source"
    KNOWLEDGE_FROM_TWO_SOURCES = "knowledge_from_two_sources"
    CONCERN_RAISED = "concern_raised"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a placement rests on.

    ``answered_sources`` counts the different sources (school, club, street team …) that have answered;
    a question without an answer is not knowledge.
    """

    answered_sources: int
    concern_raised: bool


class Step(BaseModel):
    """One step. ``title`` and ``description`` are Danish; ``review`` None means that no review is set here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: int = Field(ge=0)
    title: str = Field(min_length=1)
    description: str = Field(min_length=1)
    requires: frozenset[Requirement] = frozenset()
    allows_course: bool = False
    review: Term | None = None


class Scale(VersionedScale):
    """A version of the scale."""

    steps: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _levels_rise(self) -> Self:
        if not rise([step.level for step in self.steps]):
            raise ValueError("the steps must stand in rising order, each level once")
        return self

    def step(self, level: int) -> Step:
        """Raises UnknownStep."""
        for step in self.steps:
            if step.level == level:
                return step
        raise UnknownStep(self.version, level)


def unmet_requirements(step: Step, grounds: Grounds) -> tuple[Requirement, ...]:
    """What the step asks for that is not there, in the order of Requirement; empty when all is."""
    met = {
        Requirement.KNOWLEDGE_FROM_ONE_SOURCE: grounds.answered_sources >= 1,
        Requirement.KNOWLEDGE_FROM_TWO_SOURCES: grounds.answered_sources >= 2,
        Requirement.CONCERN_RAISED: grounds.concern_raised,
    }
    return tuple(requirement for requirement in Requirement if requirement in step.requires and not met[requirement])
