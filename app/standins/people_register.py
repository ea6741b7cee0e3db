"""The stand-in for the register of people: answers SF1520 PersonBaseDataExtended 4 as its schema says."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.standins import people_answer, people_request
from app.standins.part import Part
from app.standins.people import People
from app.standins.people_request import Refused
from app.standins.soap import Playing

PATH: Final = "/service/CPR/PersonBaseDataExtended/4"
_XML: Final = "text/xml; charset=utf-8"


class _Register:
    def __init__(self, people: People) -> None:
        self.people = people
        self.reset()

    def reset(self) -> None:
        self.playing, self.asked = Playing(), 0
        self.by: Mapping[str, str] = {}

    async def answer(self, request: Request) -> Response:
        self.asked += 1
        playing, self.playing = self.playing, self.playing.after_one() or Playing()
        if (instead := await playing.instead(_XML)) is not None:
            return instead
        if playing.mode == "fault":
            return _fault(Refused(playing.code, playing.text))
        try:
            question = people_request.question_in(request.headers, await request.body())
            self.by = question.by
            person = self.people.get(question.number)
            if person is None:
                raise Refused("PNRNotFound", "PNR not found")
        except Refused as refused:
            return _fault(refused)
        return Response(people_answer.about(person, self.people), media_type=_XML)

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
