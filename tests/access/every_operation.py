"""A request to each operation of the document that would be carried out, and who may make it."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from app import clock
from app.access.credentials import COOKIE, hash_of
from app.access.models import LoginSession
from app.oversight import samples
from app.oversight.pseudonyms import pseudonym
from tests.caller import FREDERICIA, LISTS, new_key
from tests.openapi.document import Operation, operations
from tests.openapi.inhabited import Inhabited, named
from workflows.profile import profile_for
from workflows.roles import Role

_BODIES: dict[str, list[Any]] = {
    "withdraw_role": [{"user": "anna", "role": "caseworker", "reason": "left"}],
    "change_role": [{"role": "team_leader"}],
    "review_sample": [{"verdict": "in_order"}],
    "review_break_glass": [{"verdict": "in_order"}],
    "see_alarm": [{"note": "Talt med lederen"}],
    "reveal_pseudonym": [{"reason": "Flere har set den samme sag"}],
    "look_up_person": [{"cpr_number": "610313-5752"}],
    "break_glass": [{"case_id": "", "reason": "Barnet er i fare nu"}],
}
"""Where the document has no example of what to send."""
_QUERIES = {"get_sample": {"month": "2026-11"}}


@dataclass(frozen=True)
class Request:
    """One that can be sent again, the same."""

    operation: Operation
    path: str
    role: Role
    headers: dict[str, str]
    body: Any = None

    def send(self, place: Inhabited) -> Response:
        more: dict[str, Any] = {}
        if "multipart/form-data" in self.operation.body_types():
            more["files"] = {"file": ("liste.csv", (LISTS / "fredericia-2026-W47.csv").read_bytes())}
        elif self.body is not None:
            more["json"] = self.body
        query = _QUERIES.get(self.operation.described["operationId"])
        headers = {"Authorization": f"Bearer {place.tokens[self.role]}"} | self.headers
        if "Cookie" in self.headers:
            del headers["Authorization"]
        client = TestClient(place.service.app, raise_server_exceptions=False)
        return client.request(self.operation.method, self.path, params=query, headers=headers, **more)

    def with_key(self) -> "Request":
        return replace(self, headers=self.headers | {"Idempotency-Key": new_key()})


@dataclass(frozen=True)
class Around:
    """What there is besides cases: ids by the names that addresses give them, and a session's cookie."""

    ids: dict[str, list[str]]
    cookie: str


def prepare(place: Inhabited) -> Around:
    """Somebody is logged in, a role is withdrawn, a glass broken, an alarm raised, and a sample drawn."""
    service, at = place.service, place.service.at()
    cookie = f"{FREDERICIA}.{secrets.token_urlsafe(32)}"
    session_id = clock.new_id()
    with service.database.transaction(FREDERICIA) as session:
        session.add(
            LoginSession(
                municipality_code=FREDERICIA, id=session_id, token_hash=hash_of(cookie), subject="anna",
                provider="demo", provider_subject="anna", acting_role=Role.COORDINATOR.value,
                possible_roles=[Role.COORDINATOR.value, Role.TEAM_LEADER.value], began_at=at, last_used_at=at,
                ends_at=at + timedelta(hours=8),
            )
        )  # fmt: skip
    other = service.as_(Role.ADMINISTRATOR, subject="administrator-2")
    withdrawn = other.post("/v1/role-withdrawals", {"user": "berit", "reason": "left"})
    rikke = service.as_(Role.CASEWORKER, subject="rikke")
    cases = [one["case_id"] for one in place.places if "goal_id" in one][:2]
    grants = [
        rikke.post("/v1/break-glass", {"case_id": case_id, "reason": "Barnet er i fare nu"}).json()["id"]
        for case_id in cases
    ]
    ended = rikke.post(f"/v1/break-glass/{grants[1]}/end")
    assert (withdrawn.status_code, ended.status_code) == (201, 200), withdrawn.text + ended.text
    with service.workers_database.transaction(FREDERICIA) as session:
        assert samples.draw(session, profile_for(FREDERICIA), at + timedelta(days=10))
    reviewer = service.as_(Role.LOG_REVIEWER)
    ids = {
        "session_id": [str(session_id)],
        "withdrawal_id": [withdrawn.json()["id"]],
        "grant_id": grants,
        "alarm_id": [one["id"] for one in reviewer.get("/v1/alarms").json()["items"]],
        "drawn_id": [one["id"] for one in reviewer.get("/v1/access-samples", month="2026-11").json()["items"]],
        "pseudonym": [pseudonym(FREDERICIA, "coordinator")],
    }
    assert all(ids.values()), ids
    return Around(ids, cookie)


def protected() -> list[Operation]:
    """Those that want to know who is calling."""
    return [one for one in operations() if one.described.get("security")]


def requests(operation: Operation, place: Inhabited, around: Around) -> Iterator[Request]:
    """In every place, by every role, with every body that there is an example of."""
    names = [parameter["name"] for parameter in operation.parameters("path")]
    called = operation.described["operationId"]
    for ids in _places(names, place, around.ids):
        path = operation.path
        for name in names:
            path = path.replace("{" + name + "}", ids[name])
        for body in _bodies(operation, ids):
            for role in place.tokens:
                headers = {"If-Match": place.version_of(ids["case_id"])} if called == "move_case" else {}
                yield Request(operation, path, role, headers, body)
    if not names:
        own = {"Cookie": f"{COOKIE}={around.cookie}", "Sec-Fetch-Site": "same-origin"}
        for body in _bodies(operation, {}):
            yield Request(operation, operation.path, Role.COORDINATOR, own, body)


def _places(names: list[str], place: Inhabited, more: dict[str, list[str]]) -> list[dict[str, Any]]:
    if len(names) == 1 and names[0] in more:
        return [{names[0]: one} for one in more[names[0]]]
    return place.places_with(names) if names else place.places[:1]


def _bodies(operation: Operation, ids: dict[str, Any]) -> list[Any]:
    content = operation.described.get("requestBody", {}).get("content", {}).get("application/json", {})
    examples = [example["value"] for example in content.get("examples", {}).values()]
    known = examples or _BODIES.get(operation.described["operationId"], [])
    return [named(body, ids) for body in known] or [None]
