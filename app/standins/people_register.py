"""The stand-in for the register of people: answers SF1520 PersonBaseDataExtended 4 as its schema says."""

import asyncio
import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.standins import people_answer, people_request
from app.standins.part import Part
from app.standins.people import People
from app.standins.people_request import Refused

PATH: Final = "/service/CPR/PersonBaseDataExtended/4"
_XML: Final = "text/xml; charset=utf-8"


class Playing(BaseModel):
    """What the register does with each call: answers, or is away, slow, out of its mind, or refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Literal["up", "down", "slow", "garbage", "fault"] = "up"
    times: int | None = Field(None, ge=1)
    """So many calls, and then it is up again. None: until it is told otherwise."""
    seconds: float = Field(60, ge=0)
    """How long it thinks when it is slow."""
    status: int = Field(200, ge=200, le=599)
    body: str | None = None
    """What it says when it says garbage; in base64."""
    code: str = "NOT_AUTHORISED"
    """Of the fault."""
    text: str = "The stand-in was told to refuse"


class _Register:
    def __init__(self, people: People) -> None:
        self.people = people
        self.reset()

    def reset(self) -> None:
        self.playing, self.asked = Playing(), 0
        self.by: Mapping[str, str] = {}

    async def answer(self, request: Request) -> Response:
        self.asked += 1
        playing = self._next()
        match playing.mode:
            case "down":
                return Response("<html><body>Service Unavailable</body></html>", 503, media_type="text/html")
            case "garbage":
                body = b"<html><body>Not now" if playing.body is None else base64.b64decode(playing.body)
                return Response(body, playing.status, media_type=_XML)
            case "fault":
                return _fault(Refused(playing.code, playing.text))
            case "slow":
                await asyncio.sleep(playing.seconds)
        try:
            question = people_request.question_in(request.headers, await request.body())
            self.by = question.by
            person = self.people.get(question.number)
            if person is None:
                raise Refused("PNRNotFound", "PNR not found")
        except Refused as refused:
            return _fault(refused)
        return Response(people_answer.about(person, self.people), media_type=_XML)

    def _next(self) -> Playing:
        playing = self.playing
        if playing.times is not None:
            left = playing.times - 1
            self.playing = playing.model_copy(update={"times": left}) if left else Playing()
        return playing

    async def play(self, request: Request) -> Response:
        self.playing = Playing.model_validate_json(await request.body())
        return Response(status_code=204)

    async def tell(self, request: Request) -> Response:
        return JSONResponse({"asked": self.asked, "by": dict(self.by), "mode": self.playing.mode})


def _fault(refused: Refused) -> Response:
    return Response(people_answer.fault(refused.code, refused.text), 500, media_type=_XML)


def part(people: People, state: Path | None) -> Part:
    """It receives nothing, so ``state`` is not used."""
    register = _Register(people)
    return Part(
        routes=[
            Route(PATH, register.answer, methods=["POST"]),
            Route("/standin/register", register.play, methods=["POST"]),
            Route("/standin/register", register.tell, methods=["GET"]),
        ],
        reset=register.reset,
    )
