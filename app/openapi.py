"""The OpenAPI document: what the service serves, with an example for each answer."""

import json
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.responses import ProblemView


def describe(app: FastAPI) -> None:
    """Makes ``app`` serve the document that is also committed."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            made["components"]["schemas"]["ProblemView"] = ProblemView.model_json_schema()
            _drop_default_validation_errors(made)
            _add_examples(made)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's own way to extend it


def text_of(app: FastAPI) -> str:
    """The document as it is committed."""
    return json.dumps(app.openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _drop_default_validation_errors(document: dict[str, Any]) -> None:
    """FastAPI's own 422 shape is never sent: every error is a problem."""
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)


def _add_examples(document: dict[str, Any]) -> None:
    examples = json.loads((files("app") / "examples.json").read_text(encoding="utf-8"))
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                for content in response.get("content", {}).values():
                    given = examples.get(f"{method.upper()} {path} {status}", examples.get(f"* * {status}"))
                    if given is not None:
                        content["example"] = given
