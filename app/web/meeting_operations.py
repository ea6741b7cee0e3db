"""The moves of a meeting as they are asked for: a title, what is said with it, and a form from the move's body."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from app.meetings import schemas


@dataclass(frozen=True, slots=True)
class MeetingOperation:
    """``name`` stands in the address."""

    name: str
    event: str
    title: str
    body: type[BaseModel]
    button: str = ""
    intro: str = ""


MOVES: Final[Mapping[str, MeetingOperation]] = {
    one.event: one
    for one in (
        MeetingOperation(
            "aabn", "open", "Åbn mødet", schemas.OpenMeeting, "Åbn mødet",
            "Skriv, hvem der sidder ved bordet. Det afgør, hvad der kan stå på skærmen.",
        ),
        MeetingOperation("kommer", "arrive", "Nogen kommer", schemas.Arrive, "Skriv ind"),
        MeetingOperation("gaar", "leave", "Nogen går", schemas.Leave, "Skriv ud"),
        MeetingOperation(
            "luk", "close", "Luk mødet", schemas.CloseMeeting, "Luk mødet",
            "Når mødet er lukket, er referatet færdigt. Det kan åbnes igen med en begrundelse.",
        ),
        MeetingOperation("genaabn", "reopen", "Åbn mødet igen", schemas.ReopenMeeting, "Åbn mødet igen"),
        MeetingOperation(
            "aflys", "cancel", "Aflys mødet", schemas.CancelMeeting, "Aflys mødet",
            "Det, der ikke er besluttet, står på det næste møde.",
        ),
        MeetingOperation("flyt", "reschedule", "Flyt mødet", schemas.Reschedule, "Flyt mødet"),
        MeetingOperation(
            "ingen-liste", "say_no_list", "Der kommer ingen liste", schemas.SayNoList, "Skriv det",
            "Så minder systemet ikke om listen. Kommer den alligevel, er det her glemt af sig selv.",
        ),
        MeetingOperation(
            "listen-kommer", "take_back_no_list", "Listen kommer alligevel", schemas.TakeBackNoList,
            "Listen kommer alligevel",
        ),
    )
}  # fmt: skip
"""By the event of the workflow."""
BY_NAME: Final[Mapping[str, MeetingOperation]] = {one.name: one for one in MOVES.values()}
