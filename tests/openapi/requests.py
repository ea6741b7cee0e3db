"""Requests that would be carried out, to be spoilt in one way at a time."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from httpx2 import Response

from tests.caller import file_for
from tests.openapi.document import Operation
from tests.openapi.inhabited import Inhabited, named
from workflows.roles import Role

CANARY = "kanarie7f3a"
"""What must never come back. No word of ours has it."""


XML = "application/xml"
_REQUIRED = {"month": "2026-11"}


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    json: Any = None
    """Sent as ASCII, so that even what no UTF-8 can hold gets there."""
    files: Any = None
    content: bytes | Iterable[bytes] | None = None

    def but(self, **changed: Any) -> "Request":
        return replace(self, **changed)

    def send(self, place: Inhabited, role: Role) -> Response:
        headers = {"Authorization": f"Bearer {place.tokens[role]}"} | self.headers
        content = self.content
        if self.json is not None and content is None:
            content = json.dumps(self.json).encode()
            headers = {"Content-Type": "application/json"} | headers
        raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
        return place.service.client.request(
            self.method, self.path, params=self.query or None, headers=raw, content=content, files=self.files
        )


def well_formed(operation: Operation, place: Inhabited) -> Request:
    """One that is carried out, or would be if the case were in another state."""
    return max(all_well_formed(operation, place), key=lambda one: len(json.dumps(one.json)))


def all_well_formed(operation: Operation, place: Inhabited) -> list[Request]:
    """One with each body that there is an example of."""
    names = [parameter["name"] for parameter in operation.parameters("path")]
    ids = place.places_with(names)[-1]
    path = operation.path
    for name in names:
        path = path.replace("{" + name + "}", ids[name])
    made = Request(operation.method, path, query=required_query(operation))
    if XML in operation.body_types():
        return [
            made.but(content=text.encode(), headers={"Content-Type": XML}) for text in example_bodies(operation, XML)
        ]
    if "multipart/form-data" in operation.body_types():
        return [made.but(files={"file": file_for(operation.path)})]
    bodies = [named(body, ids) for body in example_bodies(operation)]
    return [made.but(json=body) for body in bodies] or [made]


def example_bodies(operation: Operation, media_type: str = "application/json") -> list[Any]:
    """Those that the document shows."""
    content = operation.described.get("requestBody", {}).get("content", {}).get(media_type, {})
    return [example["value"] for example in content.get("examples", {}).values()]


def required_query(operation: Operation) -> dict[str, str]:
    """A value for each parameter that has to be there."""
    return {one["name"]: _REQUIRED[one["name"]] for one in operation.parameters("query") if one.get("required")}


def spoilt(body: Any, value: Any) -> Iterator[Any]:
    """``body`` with ``value`` in each place where something stands, one at a time."""
    if isinstance(body, dict):
        for key, inner in body.items():
            for changed in spoilt(inner, value):
                yield body | {key: changed}
    elif isinstance(body, list):
        for position, inner in enumerate(body):
            for changed in spoilt(inner, value):
                yield [*body[:position], changed, *body[position + 1 :]]
    else:
        yield value


def is_problem(answer: Response) -> bool:
    """A failure as RFC 9457 says it, with nothing of what was sent."""
    if answer.headers.get("content-type") != "application/problem+json":
        return False
    body = answer.json()
    return (
        body["status"] == answer.status_code
        and body["type"] == f"urn:ssp:problem:{body['code']}"
        and bool(body["title"])
        and CANARY not in (answer.text + str(answer.headers.raw)).lower()
    )
