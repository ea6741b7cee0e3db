"""The pages put together: their addresses, the files they load, and what a browser is shown when something fails."""

import re
from collections.abc import Callable

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.web import (
    administration,
    beside,
    cases,
    figures,
    form_pages,
    given_up,
    handing_over,
    identity,
    in_a_case,
    lists,
    login,
    many,
    meeting_decisions,
    meeting_moves,
    meetings,
    oversight,
    queue,
    searching,
    start,
    systems,
    typed_entries,
    under_way,
)
from app.web.problems import ProblemPages
from app.web.rendering import STATIC, STATIC_VERSION

__all__ = ["PAPER_PATH", "UPLOAD_PATHS", "ProblemPages", "add_pages", "is_page"]

_ROUTERS = (
    login.router,
    start.router,
    queue.router,
    form_pages.router,
    form_pages.beside_router,
    in_a_case.router,
    identity.router,
    beside.router,
    many.router,
    oversight.router,
    figures.router,
    searching.router,
    administration.router,
    given_up.router,
    systems.router,
    cases.router,
    handing_over.router,
    typed_entries.router,
    lists.router,
    under_way.router,
    meetings.router,
    meeting_decisions.router,
    meeting_moves.router,
)
UPLOAD_PATHS = frozenset({handing_over.HAND_OVER})
"""The pages that a list is sent to."""
PAPER_PATH = re.compile(in_a_case.router.prefix.replace("{case_id}", "[^/]+") + "/samtykker/[^/]+")
"""Those that a signed paper is sent to."""
_FOR_ANYBODY = frozenset({"log-ind"})


class KeptForEver(StaticFiles):
    """The address changes with the files."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code == 200:
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def add_pages(app: FastAPI, people_to_be: tuple[login.PersonToBe, ...]) -> None:
    """Adds the pages; ``people_to_be`` are the demo's, and nobody elsewhere."""
    app.state.people_to_be = people_to_be
    for router in _ROUTERS:
        app.include_router(router)
    app.mount(f"/static/{STATIC_VERSION}", KeptForEver(directory=STATIC))


def is_page() -> Callable[[str], bool]:
    """Whether an address is a page for who is logged in, so that the rest can be refused before anything is read."""
    paths = [route.path for router in _ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    firsts = {path.split("/")[1] for path in paths} - _FOR_ANYBODY
    return lambda path: path.split("/")[1] in firsts if path.startswith("/") else False
