"""One server with every stand-in: the systems' own addresses, and ``/standin/`` to say what is to be played."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.standins import case_index, people_register, post, records_system
from app.standins.part import Part
from app.standins.people import People, read_person

_PARTS: Final[tuple[Callable[[People, Path | None], Part], ...]] = (
    people_register.part,
    case_index.part,
    post.part,
    records_system.part,
)


def application(people: People, state: Path | None = None) -> Starlette:
    """``state``: a folder for what must outlive a kill, for those parts that receive something."""
    parts = [make(people, state) for make in _PARTS]

    async def put_person(request: Request) -> Response:
        people.put(read_person(await request.body()))
        return Response(status_code=204)

    async def reset(request: Request) -> Response:
        people.reset()
        for part in parts:
            part.reset()
        return Response(status_code=204)

    return Starlette(
        routes=[
            Route("/standin/people", put_person, methods=["POST"]),
            Route("/standin/reset", reset, methods=["POST"]),
            *(route for part in parts for route in part.routes),
        ],
        exception_handlers={ValidationError: _said_wrong},
    )


async def _said_wrong(request: Request, error: Exception) -> Response:
    assert isinstance(error, ValidationError)  # noqa: S101 - as it is registered
    return JSONResponse({"errors": error.errors(include_input=False, include_url=False, include_context=False)}, 422)
