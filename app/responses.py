"""The failures that an endpoint can answer with, for the OpenAPI document."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from app.errors import MEDIA_TYPE


class ProblemView(BaseModel):
    """RFC 9457. ``code`` is for machines, ``title`` and ``detail`` for people; nothing sent in stands in it.

    ``instance`` names this occurrence, where the operator collects traces: say it when you ask for help.
    """

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    instance: str | None = None
    unmet: list[str] | None = None
    errors: list[dict[str, Any]] | None = None


_DESCRIPTIONS = {
    400: "Forespørgslen kan ikke læses",
    401: "Adgangsbeviset mangler eller gælder ikke",
    403: "Rollen giver ikke adgang",
    404: "Findes ikke, eller ingen adgang",
    408: "Indholdet kom for langsomt; intet er gemt",
    409: "Passer ikke med, hvordan det står nu; unmet siger hvad der mangler",
    412: "Sagen er ændret, siden den blev hentet",
    413: "For stort",
    422: "Indholdet kan ikke bruges",
    428: "If-Match mangler",
    429: "For mange forespørgsler på kort tid",
    431: "For mange eller for lange headere",
    503: "Tjenesten er ikke klar; intet er gemt",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """``statuses``, and those of every endpoint that not all roles may use and that needs the database.

    What follows from an operation's own shape (a token, parameters, a body) is added to the document by
    ``app.openapi``, so nobody lists it.
    """
    return only(403, 503, *statuses)


def only(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """``statuses`` and no others, as problem+json."""
    return {status: problem_answer(status) for status in sorted(set(statuses))}


def problem_answer(status: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemView"}}}
    return {"description": _DESCRIPTIONS[status], "content": content}
