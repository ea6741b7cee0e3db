"""Every error as RFC 9457 problem details, in Danish, with nothing of what came in."""

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError, TimeoutError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from app import tracing

logger = logging.getLogger("ssp.errors")

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """Something the caller can be told. A slice names its own as facts: ``CaseNotFound``.

    ``code`` is for machines, ``title`` and ``detail`` for people. ``extra`` joins the answer's body.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"
    title: ClassVar[str] = "Forespørgslen kan ikke behandles"

    def __init__(self, detail: str | None = None, *, headers: Mapping[str, str] | None = None, **extra: Any) -> None:
        super().__init__(self.code)
        self.detail = detail
        self.headers = dict(headers or {})
        self.extra = extra


class NotFound(Problem):
    status = 404
    code = "not_found"
    title = "Findes ikke, eller du har ikke adgang"


class Conflict(Problem):
    status = 409
    code = "conflict"
    title = "Det passer ikke med, hvordan det står nu"


class Unprocessable(Problem):
    status = 422
    code = "unprocessable"
    title = "Indholdet kan ikke bruges"


class Unavailable(Problem):
    status = 503
    code = "unavailable"
    title = "Tjenesten er ikke klar"


def problem_response(
    status: int,
    code: str,
    title: str,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
    **extra: Any,
) -> JSONResponse:
    body = {"type": f"urn:ssp:problem:{code}", "title": title, "status": status, "code": code}
    if detail:
        body["detail"] = detail
    return JSONResponse(body | extra | tracing.reference(), status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


HTTP_TITLES = {
    400: ("bad_request", "Forespørgslen kan ikke læses"),
    401: ("unauthenticated", "Du er ikke logget ind"),
    403: ("forbidden", "Det har du ikke adgang til"),
    404: ("not_found", "Findes ikke, eller du har ikke adgang"),
    405: ("method_not_allowed", "Den metode findes ikke her"),
    408: ("too_slow", "Forespørgslen kom for langsomt"),
    413: ("too_large", "Indholdet er for stort"),
    414: ("address_too_long", "Adressen er for lang"),
    421: ("not_here", "Den tjeneste er ikke her"),
    429: ("too_many_requests", "For mange forespørgsler"),
    431: ("headers_too_large", "Der er for mange headere, eller de er for lange"),
    503: ("unavailable", Unavailable.title),
}

HTTP_DETAILS = {
    408: "Intet er gemt. Send det igen.",
    413: "En liste må fylde 20 MB, et underskrevet samtykke 10 MB og alt andet 1 MB. Intet er gemt.",
    414: "Gør den kortere.",
    421: "Tjenesten svarer ikke på det navn.",
    429: "Vent så mange sekunder, som Retry-After siger, og prøv igen.",
    431: "Send færre eller kortere.",
    503: "Det tog for lang tid, og intet er gemt. Prøv igen om lidt.",
}

_ENDED_BY_POSTGRESQL = frozenset({"25P03", "25P04"})
"""A transaction that was silent, or went on, for too long."""

_RULES = {
    "missing": "mangler",
    "extra_forbidden": "kendes ikke",
    "json_invalid": "er ikke gyldig JSON",
    "string_too_short": "må ikke være tom",
    "string_too_long": "er for lang",
    "too_short": "er for få",
    "too_long": "er for mange",
    "uuid_parsing": "er ikke et id",
    "timezone_aware": "mangler en tidszone",
    "union_tag_invalid": "er ikke en af de mulige værdier",
    "union_tag_not_found": "mangler",
    "enum": "er ikke en af de mulige værdier",
    "literal_error": "er ikke en af de mulige værdier",
}


def _where(location: Sequence[Any]) -> str:
    return ".".join(str(part) for part in location)


def _possible(context: Mapping[str, Any]) -> dict[str, list[str]]:
    """The values that would do, which pydantic knows from the field itself; never the one that was sent."""
    expected = str(context.get("expected", "")) or str(context.get("expected_tags", ""))
    values = re.findall(r"'([a-zA-Z0-9_]+)'", expected)
    return {"possible": values} if values else {}


def _invalid(error: RequestValidationError) -> JSONResponse:
    """Where and which rule, never the value; an unknown field's own name is a value too."""
    errors = []
    for one in error.errors():
        location = one["loc"][:-1] if one["type"] == "extra_forbidden" else one["loc"]
        rule = one["type"]
        context = one.get("ctx", {})
        message = _RULES.get(rule, "har ikke den rette form")
        if rule == "string_too_short" and context.get("min_length", 1) > 1:
            message = "er for kort"
        errors.append({"where": _where(location), "rule": rule, "message": message} | _possible(context))
    return problem_response(
        422, "invalid", "Indholdet har ikke den rette form", "Se under errors, hvilke felter det drejer sig om.",
        errors=errors,
    )  # fmt: skip


def add_handlers(app: FastAPI) -> None:
    """Makes every failure of ``app`` answer with problem+json."""

    def on_problem(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Problem)  # noqa: S101 - registered for Problem alone
        return problem_response(error.status, error.code, error.title, error.detail, error.headers, **error.extra)

    def on_invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it alone
        return _invalid(error)

    def on_http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
        code, title = HTTP_TITLES.get(error.status_code, ("error", "Der er sket en fejl"))
        headers = dict(error.headers or {})
        if error.status_code == 405 and (route := request.scope.get("route")):
            # The router names the methods of the first route it met; an address may have more.
            described = app.openapi()["paths"].get(route.path, ())
            headers |= {"Allow": ", ".join(sorted(method.upper() for method in described))} if described else {}
        return problem_response(error.status_code, code, title, HTTP_DETAILS.get(error.status_code), headers)

    def on_conflict(_: Request, error: Exception) -> JSONResponse:
        logger.warning("conflict: %s", type(error).__name__)
        return problem_response(409, "conflict", Conflict.title, "Hent det igen, og prøv en gang til.")

    def on_database_away(_: Request, error: Exception) -> JSONResponse:
        logger.error("database not answering: %s", type(error).__name__)
        return problem_response(
            503, "unavailable", Unavailable.title, "Databasen svarer ikke. Intet er gemt. Prøv igen om lidt.",
            {"Retry-After": "5"},
        )  # fmt: skip

    def on_database_ended(request: Request, error: Exception) -> JSONResponse:
        ended = getattr(getattr(error, "orig", None), "sqlstate", None) in _ENDED_BY_POSTGRESQL
        return (on_database_away if ended else on_anything)(request, error)

    def on_anything(_: Request, error: Exception) -> JSONResponse:
        logger.error("unforeseen: %s", type(error).__name__, exc_info=(type(error), error, error.__traceback__))
        return problem_response(500, "internal", "Der er sket en fejl hos os", "Intet er gemt. Fejlen er noteret.")

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    for conflict in (IntegrityError, StaleDataError):
        app.add_exception_handler(conflict, on_conflict)
    for away in (OperationalError, TimeoutError):
        app.add_exception_handler(away, on_database_away)
    app.add_exception_handler(InternalError, on_database_ended)
    app.add_exception_handler(Exception, on_anything)
