"""What can be done with an entry at the meeting: by which key, and what must be said with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from pydantic import BaseModel

from app.meetings.schemas import Arrive, CarryOver, Decide, Undo
from app.web.forms.fields import Choice, Field, fields_of
from app.web.operations.choices import other_municipalities
from app.web.operations.operation import Place
from workflows.profile import profile_for
from workflows.rhythm import MAY_TAKE_PART
from workflows.roles import Role
from workflows.routing import Decision

CARRY_OVER: Final = "carry_over"
UNDO: Final = "undo"


class Ask(StrEnum):
    """What the screen asks for before something is done, as it stands in the address."""

    DROP = "frasorter"
    ELSEWHERE = "anden-kommune"
    CARRY_OVER = "udsaet"
    UNDO = "fortryd"
    ARRIVE = "kommer"


@dataclass(frozen=True, slots=True)
class Question:
    """A form on the screen. ``needed`` are fields that this cannot do without, whatever the body says."""

    title: str
    button: str
    body: type[BaseModel]
    names: tuple[str, ...]
    code: str = ""
    needed: frozenset[str] = frozenset()


QUESTIONS: Final[Mapping[Ask, Question]] = {
    Ask.DROP: Question(
        "Frasortér: hvorfor?", "Frasortér", Decide, ("reason",), Decision.DROP.value, frozenset({"reason"})
    ),
    Ask.ELSEWHERE: Question(
        "Hvilken kommune, og hvorfor?", "Send til kommunen", Decide, ("municipality_code", "reason"),
        Decision.TO_OTHER_MUNICIPALITY.value, frozenset({"municipality_code"}),
    ),
    Ask.CARRY_OVER: Question("Udsæt til næste møde: hvorfor?", "Udsæt", CarryOver, ("reason",), CARRY_OVER),
    Ask.UNDO: Question("Fortryd: hvorfor?", "Fortryd beslutningen", Undo, ("reason",), UNDO),
    Ask.ARRIVE: Question("Hvem er kommet?", "Skriv ind", Arrive, ("role", "user", "name")),
}  # fmt: skip
ASKED_BY: Final[Mapping[str, Ask]] = {one.code: ask for ask, one in QUESTIONS.items() if one.code}


@dataclass(frozen=True, slots=True)
class Button:
    """One thing to do with an entry. ``ask`` None is done at once."""

    key: str
    title: str
    code: str
    ask: Ask | None = None


def buttons(municipality_code: str) -> Sequence[Button]:
    """In the order in which they stand; the coordinator is called what the municipality calls its own."""
    titles = profile_for(municipality_code).titles
    return [
        Button("T", "Teamleder", Decision.TO_TEAM_LEADER.value),
        Button("S", titles[Role.COORDINATOR], Decision.TO_COORDINATOR.value),
        Button("F", "Frasortér", Decision.DROP.value, Ask.DROP),
        Button("A", "Anden kommune", Decision.TO_OTHER_MUNICIPALITY.value, Ask.ELSEWHERE),
        Button("P", "Udsæt", CARRY_OVER, Ask.CARRY_OVER),
    ]


def fields_for(ask: Ask, place: Place) -> list[Field]:
    """What is asked for."""
    question = QUESTIONS[ask]
    given = {**other_municipalities(place), "role": roles_at_the_table(place.by.municipality_code)}
    asked = {one.name: one for one in fields_of(question.body, given)}
    return [replace(asked[name], required=asked[name].required or name in question.needed) for name in question.names]


def fields_for_several(place: Place) -> list[Field]:
    """What is said once for all of those in the table that need it."""
    labels = {
        "municipality_code": "Kommune (til det, der sendes til en anden kommune)",
        "reason": "Begrundelse (til det, der frasorteres, udsættes eller sendes videre)",
    }
    asked = fields_for(Ask.ELSEWHERE, place)
    return [replace(one, label=labels[one.name], required=False) for one in asked]


def roles_at_the_table(municipality_code: str) -> Sequence[Choice]:
    """Who can take part, by the municipality's own titles: the parties first, and then the guests."""
    profile = profile_for(municipality_code)
    parties = [one for one in Role if one in profile.meetings.parties]
    guests = [one for one in Role if one in MAY_TAKE_PART and one not in profile.meetings.parties]
    return [
        *(Choice(one.value, profile.titles[one]) for one in parties),
        *(Choice(one.value, f"Gæst: {profile.titles[one]}") for one in guests),
    ]
