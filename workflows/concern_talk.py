"""A concern talk (bekymringssamtale): the coordinator and the police talk with a child and the family.

Source: Faxe, "Funktionsbeskrivelse for SSP-teamets konsulenter": "At afholde bekymringssamtaler med
kriminalitetstruede børn/unge og deres familier i samarbejde med politiet". To plan one with the police is to tell
them of the child, so it has a ground (retsplejeloven § 115, stk. 2).
"""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from workflows.deadlines import Deadline
from workflows.engine import Move, Waits, Workflow
from workflows.roles import Role


class State(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    NOT_HELD = "not_held"


class Event(StrEnum):
    HOLD = "hold"
    SAY_NOT_HELD = "say_not_held"


class NotHeld(StrEnum):
    """Why it came to nothing; then another can be planned."""

    POSTPONED = "postponed"
    FAMILY_STAYED_AWAY = "family_stayed_away"
    CALLED_OFF = "called_off"


class ConcernTalks(BaseModel):
    """Whether the municipality holds such talks, and whether the police take part in them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool
    with_police: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at, as it stands when it is written down."""

    family_took_part: bool = False
    police_took_part: bool = False
    police_are_to_take_part: bool = True
    has_begun: bool = False


def somebody_of_the_family_took_part(facts: Facts) -> bool:
    """A talk that nobody of the family came to has not been held: they stayed away."""
    return facts.family_took_part


def police_took_part_where_they_should(facts: Facts) -> bool:
    """Where the municipality holds its talks with the police, one without them is no concern talk."""
    return facts.police_took_part or not facts.police_are_to_take_part


def the_talk_has_begun(facts: Facts) -> bool:
    """It is written down when it has been held, and not before."""
    return facts.has_begun


_COORDINATOR = frozenset({Role.COORDINATOR})

CONCERN_TALK: Workflow[State, Event, Facts] = Workflow(
    name="concern_talk",
    initial=State.PLANNED,
    closing=frozenset({State.HELD, State.NOT_HELD}),
    moves=[
        Move(
            Event.HOLD,
            State.PLANNED,
            State.HELD,
            (somebody_of_the_family_took_part, police_took_part_where_they_should, the_talk_has_begun),
            _COORDINATOR,
            ("held_at", "attendees", "agreed"),
        ),
        Move(Event.SAY_NOT_HELD, State.PLANNED, State.NOT_HELD, (), _COORDINATOR, ("because", "reason")),
    ],
    waits={State.PLANNED: Waits(Role.COORDINATOR, Deadline.HOLD_CONCERN_TALK)},
)
