"""Every operation refused in each way that its own shape allows, one after another."""

from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.db import Database
from tests.caller import Service, file_for
from tests.openapi.document import Operation, operations
from tests.openapi.recording import Kept
from tests.openapi.requests import XML
from workflows.roles import GRANTABLE_ROLES, Role

NOBODYS = "00000000-0000-4000-8000-000000000000"
_NO_DATABASE = "postgresql://127.0.0.1:1/none"
_JSON = {"Content-Type": "application/json"}
_NAMED = {"kind": "summons"}
"""Parameters of a path that are no ids, and one that there is."""


def refuse_everything(service: Service, kept: Kept) -> None:
    """Sends what the walk sent, to nobody's ids, so that one thing at a time is wrong with it."""
    client = TestClient(service.app, raise_server_exceptions=False)
    for operation in operations():
        sent = _as_carried_out(operation, kept)
        answer = client.request(operation.method, _path(operation), **sent)
        kept.keep(operation.name, answer.status_code, b"", answer.content)
        for role in sorted(GRANTABLE_ROLES):
            for way in (sent, *_broken(operation, sent)):
                path = way.get("path", _path(operation))
                asked = {name: value for name, value in way.items() if name != "path"}
                answer = client.request(operation.method, path, **_with(asked, _token(service, role)))
                kept.keep(operation.name, answer.status_code, b"", answer.content)  # some come before any route
    _without_a_database(service, kept)


def _without_a_database(service: Service, kept: Kept) -> None:
    app: FastAPI = service.app
    answering, app.state.database = app.state.database, Database(_NO_DATABASE)
    try:
        client = TestClient(app, raise_server_exceptions=False)
        for operation in operations():
            for role in sorted(GRANTABLE_ROLES):
                sent = _with(_as_carried_out(operation, kept), _token(service, role))
                if client.request(operation.method, _path(operation), **sent).status_code == 503:
                    break
    finally:
        app.state.database = answering


def _as_carried_out(operation: Operation, kept: Kept) -> dict[str, Any]:
    if "multipart/form-data" in operation.body_types():
        return {"files": {"file": file_for(operation.path)}}
    body = next(iter(kept.bodies.get(operation.name, {}).values()), None)
    if isinstance(body, str):
        return {"content": body.encode(), "headers": {"Content-Type": XML}}
    return {"json": body} if body is not None else {}


def _broken(operation: Operation, sent: dict[str, Any]) -> list[dict[str, Any]]:
    """Each way to get something wrong that the operation has room for."""
    ways: list[dict[str, Any]] = []
    if {"application/json", XML} & set(operation.body_types()):
        ways += [{"json": {}}, {"content": b'{"\xff": 1}', "headers": _JSON}]
    if "multipart/form-data" in operation.body_types():
        ways += [{"data": {"week": "2026-W47"}}, {"content": b"--", "headers": {"Content-Type": "multipart/form-data"}}]
    if operation.body_types():
        ways.append({"content": b"{}", "headers": _JSON | {"Content-Length": str(2**40)}})
    if operation.parameters("path"):
        ways.append(sent | {"path": _path(operation, "x" * 41)})
    if operation.parameters("query"):
        names = {parameter["name"] for parameter in operation.parameters("query")}
        ways += [sent | {"params": {name: wrong}} for name, wrong in (("limit", 0), ("cursor", "x")) if name in names]
    return ways


def _path(operation: Operation, value: str | None = None) -> str:
    path = operation.path
    for parameter in operation.parameters("path"):
        path = path.replace("{" + parameter["name"] + "}", value or _NAMED.get(parameter["name"], NOBODYS))
    return path


def _token(service: Service, role: str) -> str:
    return service.issuer.token(Role(role), "607", subject=role, at=service.at())


def _with(sent: dict[str, Any], token: str) -> dict[str, Any]:
    return sent | {"headers": sent.get("headers", {}) | {"Authorization": f"Bearer {token}"}}
