"""The document that the tests read: its operations, and what each may answer."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.main import openapi_text

OPEN_TO_ALL = {"/healthz", "/readyz"}


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    described: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def answers(self) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
        """Status, content type (None: no body) and what is said of that content."""
        for status, response in self.described["responses"].items():
            for content_type, content in response.get("content", {None: {}}).items():
                yield status, content_type, content

    def parameters(self, place: str) -> list[dict[str, Any]]:
        return [one for one in self.described.get("parameters", ()) if one["in"] == place]

    def body_types(self) -> list[str]:
        return list(self.described.get("requestBody", {}).get("content", {}))


@cache
def document() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(openapi_text())
    return made


def operations() -> list[Operation]:
    return [
        Operation(method.upper(), path, described)
        for path, methods in document()["paths"].items()
        for method, described in methods.items()
    ]
