"""Every way in to the service, as it is put together and not as its document says."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount

NOBODYS = "00000000-0000-7000-8000-000000000000"
OPEN = frozenset(
    {
        "/healthz", "/readyz", "/openapi.json", "/login", "/login/callback", "/login/backchannel-logout", "/log-ind",
        "/log-ind/som",
    }
)  # fmt: skip


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Method and path template of each, but for the files that come along with the pages."""
    ways_in = [route for route in _flat(app.routes) if not isinstance(route, Mount)]
    found = [(method, route.path) for route in ways_in for method in sorted(route.methods - {"HEAD"})]
    assert len(found) > 25
    return found


def _flat(routes: list[Any]) -> Iterator[Any]:
    for route in routes:
        router = getattr(route, "original_router", None)
        if router is None:
            yield route
        else:
            yield from _flat(router.routes)


def filled(path: str, ids: Mapping[str, str]) -> str:
    """The path with an id for each parameter: the one given, or nobody's."""
    return re.sub(r"{(\w+)}", lambda match: ids.get(match[1], "casework" if match[1] == "name" else NOBODYS), path)
