"""The OpenAPI document: what the service serves, with an example for each answer."""

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from app.edge.deprecations import DEPRECATED, Deprecation, marked
from app.edge.refusals import example as edge_example
from app.openapi_names import name as name_shapes
from app.responses import ProblemView, problem_answer

Part = dict[str, Any]
"""A part of the document."""

_TAGS = {
    "Ugelister": ("lists", "Politiet afleverer ugens liste og får en kvittering, der stemmer."),
    "Hændelser": ("entries", "Listens rækker, som overleveringsmødet beslutter om."),
    "Overleveringsmøder": ("meetings", "Mødet, hvor politi, myndighed og forebyggelse fordeler ugens hændelser."),
    "Sager": ("cases", "Sagen, dens skridt og dens historie."),
    "Familien": ("family", "Hvem der har forældremyndigheden, skal have besked og har givet samtykke."),
    "Breve": (
        "letters",
        "Breve til familien, hvad der blev af dem, kommunens skabeloner og kvitteringer fra modtageren.",
    ),
    "Deling": ("sharing", "Hvad der må deles med hvem, og hvad der er videregivet på hvilket grundlag."),
    "Underretninger": (
        "concerns",
        "Underretninger til myndigheden: vurderet inden for 24 timer, og hvad de førte til.",
    ),
    "Overdragelser": ("transfers", "Sager, der tilbydes andre kommuner, og dem, andre tilbyder os."),
    "Arbejdet i sagen": ("casework", "Viden, trin, vurderinger og forløb."),
    "Myndighedens spor": ("authority", "Møder med familien, og tilbagemelding til den, der spurgte."),
    "Arbejdslister": ("worklists", "Hvad der er at gøre, egne filtre, flere sager på én gang, og afløsere."),
    "Tal": (
        "figures",
        "Hvor mange, hvor gamle og hvor hurtigt, uden navne; små antal skjult for den, der ikke ser sagerne.",
    ),
    "Fagsystemer": (
        "systems",
        "Rådgiverens eget system: dets sagsnumre, flere skridt på én gang, og hvad der er sket i sagerne.",
    ),
    "Beskeder": ("notices", "Beskeder til dig selv: en sag, du har fået, og en, der ikke længere er din."),
    "Planer": (
        "plans",
        "Det, alle i et forløb må se: mål, tiltag, datoer, og hvem der gør hvad. Intet andet af sagen.",
    ),
    "Ad hoc-grupper": ("groups", "Det, de er fælles om i en gruppe om et barn, du er med i. Intet andet af sagen."),
    "Processen": ("process", "Arbejdsgangene og kommunens profil som data."),
    "Adgang": ("access", "Hvem man er, hvem der er logget ind, og roller, der tages og gives tilbage."),
    "Tilsyn": ("oversight", "Loggen over hvem der har set og gjort hvad, og beviset for at den er hel."),
    "Opgivet af systemet": ("given_up", "Hvad systemet skulle have gjort af sig selv, men opgav efter sidste forsøg."),
    "Drift": ("health", "Lever tjenesten, og er den klar?"),
}
"""Of each heading the name that a client's modules have, and what is said of it."""
_BY_THE_EDGE = (408, 429, 431)
"""What no walk through the service meets."""
_DONE = {"200": "Svaret", "201": "Oprettet", "202": "Sat i gang", "204": "Gjort; intet indhold"}
_TEXT: Part = {"schema": {"type": "string"}}
_BYTES: Part = {"schema": {"type": "string", "format": "binary"}}
_NOT_JSON: Mapping[str, Part] = {
    "text/csv": _TEXT,
    "application/xml": _TEXT,
    "application/pdf": _BYTES,
    "image/jpeg": _BYTES,
    "image/png": _BYTES,
}
_ETAG = {"ETag": {"description": "Sagens version, til If-Match ved næste skridt"} | _TEXT}
_REPLAYED = {"Idempotent-Replayed": {"description": "true: svaret fra første gang, nøglen blev brugt"} | _TEXT}
_COUNTED = {
    "RateLimit": {"description": "Hvor mange der er tilbage (r), og hvornår der er plads igen (t, sekunder)"} | _TEXT,
    "RateLimit-Policy": {"description": "Hvor mange (q) på hvor længe (w, sekunder)"} | _TEXT,
}
"""draft-ietf-httpapi-ratelimit-headers-10, on what stands behind the count."""
_DEPRECATED = {
    "Deprecation": {"description": "@ og tiden (Unix), siden den er på vej ud"} | _TEXT,
    "Sunset": {"description": "Dagen, den forsvinder"} | _TEXT,
    "Link": {"description": "Den, der skal kaldes i stedet (successor-version)"} | _TEXT,
}
"""RFC 9745, RFC 8594 and RFC 5829."""
_NEVER_COUNTED = ("/healthz", "/readyz")
_BEFORE_THE_COUNT = ("431",)
_RETRY = {"Retry-After": {"description": "Sekunder, til det er værd at prøve igen"} | _TEXT}
_HEADERS_OF_PROBLEMS = {"401": {"WWW-Authenticate": {"description": "Bearer"} | _TEXT}, "429": _RETRY, "503": _RETRY}


def describe(app: FastAPI, deprecated: Mapping[str, Deprecation] = DEPRECATED) -> None:
    """Makes ``app`` serve the document that is also committed."""

    def document() -> Part:
        if app.openapi_schema is None:
            tags = [
                {"name": name, "x-displayName": heading, "description": text} for heading, (name, text) in _TAGS.items()
            ]
            made = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes, tags=tags
            )
            _complete(made, deprecated)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's own way to extend it


def text_of(app: FastAPI) -> str:
    """The document as it is committed."""
    return json.dumps(app.openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def operation_id(route: APIRoute) -> str:
    """An operation is called what its function is called; a test holds that no two share a name."""
    return route.name


def _complete(document: Part, deprecated: Mapping[str, Deprecation]) -> None:
    name_shapes(document)
    schemas = document["components"]["schemas"]
    schemas["ProblemView"] = ProblemView.model_json_schema()
    # FastAPI's own 422 shape is never sent: every error is a problem.
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    examples = json.loads((files("app") / "examples.json").read_text(encoding="utf-8"))
    for name, operation in _operations(document):
        operation |= marked(operation, deprecated)
        operation["tags"] = [_TAGS[heading][0] for heading in operation["tags"]]
        _add_problems(operation)
        _add_headers(operation, counted=not name.endswith(_NEVER_COUNTED))
        _send_bytes(operation)
        _without_null(operation)
        _add_examples(name, operation, examples)


def _operations(document: Part) -> Iterator[tuple[str, Part]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield f"{method.upper()} {path}", operation


def _add_problems(operation: Part) -> None:
    """The failures that follow from the operation's shape, whatever it does."""
    responses = operation["responses"]
    shaped = set()
    if operation.get("security"):
        shaped |= {401, 429, 431}
    if operation.get("parameters") or "requestBody" in operation:
        shaped.add(422)
    if "requestBody" in operation:
        shaped |= {400, 408, 413}
    responses |= {str(status): problem_answer(status) for status in shaped}
    for status, response in responses.items():
        if response["description"] == "Successful Response":
            response["description"] = _DONE[status]
        for media_type, shape in _NOT_JSON.items():
            if media_type in response.get("content", {}):
                response["content"][media_type] |= shape
    operation["responses"] = dict(sorted(responses.items()))


def _add_headers(operation: Part, *, counted: bool) -> None:
    sent = {parameter["name"] for parameter in operation.get("parameters", ())}
    for status, response in operation["responses"].items():
        headers: Part = dict(_HEADERS_OF_PROBLEMS.get(status, {}))
        headers |= _COUNTED if counted and status not in _BEFORE_THE_COUNT else {}
        headers |= _DEPRECATED if operation.get("deprecated") and status.startswith("2") else {}
        if status.startswith("2"):
            schema = response.get("content", {}).get("application/json", {}).get("schema", {})
            headers |= _ETAG if schema.get("$ref", "").endswith("/CaseView") else {}
            headers |= _REPLAYED if "Idempotency-Key" in sent else {}
        if headers:
            response["headers"] = headers


def _send_bytes(operation: Part) -> None:
    """What is sent as it is, and not as JSON, is bytes: a client must not take it for a text of its own."""
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        if media_type in _NOT_JSON:
            content["schema"] |= _BYTES["schema"]
            content["schema"].pop("contentMediaType", None)


def _without_null(operation: Part) -> None:
    """A parameter that may be left out cannot be null: there is no way to send that in an address or a header."""
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
        if len(kinds) == 1:
            parameter["schema"] = {key: value for key, value in schema.items() if key != "anyOf"} | kinds[0]


def _add_examples(name: str, operation: Part, examples: Part) -> None:
    """Recorded answers; what is the same everywhere is kept once, under ``*``."""
    answers, bodies = examples["answers"], examples["bodies"]
    for status, response in operation["responses"].items():
        given = answers.get(f"{name} {status}", answers.get(f"* {status}"))
        for content in response.get("content", {}).values():
            if given is None and int(status) in _BY_THE_EDGE:
                given = edge_example(int(status))
            if given is not None:
                content["example"] = given
    for content in operation.get("requestBody", {}).get("content", {}).values():
        if name in bodies:
            content["examples"] = {title: {"value": body} for title, body in bodies[name].items()}
