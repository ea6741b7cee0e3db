"""What the edge says when it refuses: problems like all others, with the headers that help."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from app.errors import HTTP_DETAILS, HTTP_TITLES, problem_response


def refusal(status: int, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The whole answer, for where no framework stands between the edge and the caller."""
    code, title = HTTP_TITLES[status]
    return problem_response(status, code, title, HTTP_DETAILS.get(status), headers)


def raised(status: int, headers: Mapping[str, str] | None = None) -> HTTPException:
    """To be raised from ``receive``, while somebody further in reads the body: the framework lets no other through."""
    return HTTPException(status, headers=dict(headers or {}))


async def refuse(
    status: int, scope: Scope, receive: Receive, send: Send, headers: Mapping[str, str] | None = None
) -> None:
    await refusal(status, headers)(scope, receive, send)


def example(status: int) -> dict[str, Any]:
    """The body, as the OpenAPI document shows it."""
    code, title = HTTP_TITLES[status]
    body: dict[str, Any] = {"type": f"urn:ssp:problem:{code}", "title": title, "status": status, "code": code}
    return body | {"detail": HTTP_DETAILS[status]}
