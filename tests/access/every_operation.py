"""A request to each operation of the document that would be carried out, and who may make it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from httpx2 import Response

from app.access.credentials import COOKIE
from tests.caller import file_for, new_key
from tests.openapi.document import Operation, operations
from tests.openapi.inhabited import Inhabited, Place, named
from tests.openapi.requests import required_query
from tests.post.outside import event_document
from workflows.roles import Role


@dataclass(frozen=True)
class Request:
    """One that can be sent again, the same."""

    operation: Operation
    path: str
    role: Role
    headers: dict[str, str]
    body: Any = None
    content: bytes | None = None
    """What is not JSON: a receipt."""

    def send(self, place: Inhabited) -> Response:
        more: dict[str, Any] = {}
        if "multipart/form-data" in self.operation.body_types():
            more["files"] = {"file": file_for(self.operation.path)}
        elif self.content is not None:
            more["content"] = self.content
        elif self.body is not None:
            more["json"] = self.body
        query = required_query(self.operation) or None
        headers = {"Authorization": f"Bearer {place.tokens[self.role]}"} | self.headers
        if "Cookie" in self.headers:
            del headers["Authorization"]
        client = TestClient(place.service.app, raise_server_exceptions=False)
        return client.request(self.operation.method, self.path, params=query, headers=headers, **more)

    def with_key(self) -> "Request":
        return replace(self, headers=self.headers | {"Idempotency-Key": new_key()})


def protected() -> list[Operation]:
    """Those that want to know who is calling."""
    return [one for one in operations() if one.described.get("security")]


def requests(operation: Operation, place: Inhabited, cookie: str) -> Iterator[Request]:
    """In every place, by every role, with every body that there is an example of; or by who has the ``cookie``."""
    names = [parameter["name"] for parameter in operation.parameters("path")]
    if not names:
        own = {"Cookie": f"{COOKIE}={cookie}", "Sec-Fetch-Site": "same-origin"}
        for body in _bodies(operation, {}):
            yield Request(operation, operation.path, Role.COORDINATOR, own, body)
    for ids in place.places_with(names):
        path = operation.path
        for name in names:
            path = path.replace("{" + name + "}", ids[name])
        kind = {"Content-Type": "application/xml"} if "application/xml" in operation.body_types() else {}
        for body in _bodies(operation, ids):
            for role in place.tokens:
                headers = {"If-Match": place.version_of(ids["case_id"])} if "case_id" in names else {}
                yield Request(operation, path, role, headers | kind, body, _receipt(operation, place, ids))


def _bodies(operation: Operation, ids: Place) -> list[Any]:
    content = operation.described.get("requestBody", {}).get("content", {}).get("application/json", {})
    examples = [example["value"] for example in content.get("examples", {}).values()]
    return [named(body, ids) for body in examples] or [None]


def _receipt(operation: Operation, place: Inhabited, ids: Place) -> bytes | None:
    """The receiver's word of the place's letter, where that is what the operation takes."""
    if "application/xml" not in operation.body_types() or "letter_id" not in ids:
        return None
    return event_document(
        event_id=uuid4(), letter_id=UUID(ids["letter_id"]), status="Modtaget Digital Post", at=place.service.at(),
        code=None,
    )  # fmt: skip
