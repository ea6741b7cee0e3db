"""Calling the service in a test, as whoever the test needs."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from app import clock
from app.access.tokens import DemoIssuer
from app.db import Database
from tests.completeness import Book
from tests.watching import Watching
from workflows.roles import Role

LISTS = Path(__file__).parent / "lists" / "files"
FREDERICIA = "607"


class Caller:
    """One person or system with a token."""

    def __init__(self, client: TestClient, token: str, version_of: Callable[[str], int | None] | None = None) -> None:
        self.client = client
        self._version_of = version_of
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **parameters: Any) -> Response:
        return self.client.get(path, params=parameters or None, headers=self._headers)

    def post(self, path: str, body: Any = None, *, headers: dict[str, str] | None = None, **more: Any) -> Response:
        return self.client.post(path, json=body, headers=self._headers | (headers or {}), **more)

    def post_file(self, path: str, name: str, content: bytes, *, headers: dict[str, str] | None = None) -> Response:
        return self.client.post(path, files={"file": (name, content)}, headers=self._headers | (headers or {}))

    def post_bytes(self, path: str, content: bytes, media_type: str) -> Response:
        return self.client.post(path, content=content, headers=self._headers | {"Content-Type": media_type})

    def put(self, path: str, body: Any = None, *, headers: dict[str, str] | None = None) -> Response:
        return self.client.put(path, json=body, headers=self._headers | (headers or {}))

    def delete(self, path: str) -> Response:
        return self.client.delete(path, headers=self._headers)

    def upload(self, name: str, content: bytes | None = None, **parameters: Any) -> Response:
        """Hands over a list: one of the sample files by name, or ``content``."""
        data = (LISTS / name).read_bytes() if content is None else content
        return self.client.post(
            "/v1/handover-lists", files={"file": (name, data)}, params=parameters or None, headers=self._headers
        )

    def case(self, case_id: str) -> Any:
        answer = self.get(f"/v1/cases/{case_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def move(self, case_id: str, event: str, **said: Any) -> Response:
        """Makes a move on the case as it stands now: looked up beside the service where that can be, for it is quicker
        than the whole case, and no look of anybody's.
        """
        version = (self._version_of and self._version_of(case_id)) or self.case(case_id)["version"]
        return self.post(f"/v1/cases/{case_id}/moves", {"event": event, **said}, headers={"If-Match": f'"{version}"'})

    def moves(self, case_id: str, event: str, **said: Any) -> Any:
        """The same, and it succeeds."""
        answer = self.move(case_id, event, **said)
        assert answer.status_code == 200, answer.text
        return answer.json()


class Service:
    """The service in this process, on a database of the test's own, with a clock the test can set."""

    def __init__(self, app: FastAPI, issuer: DemoIssuer, database: Database, workers: Database) -> None:
        self.app = app
        self.issuer = issuer
        self.database = database
        """With the web processes' rights."""
        self.workers_database = workers
        """With the worker's."""
        self.now: datetime | None = None
        self.book = Book(database)
        app.add_middleware(Watching, book=self.book)
        self.client = TestClient(app, raise_server_exceptions=False)
        app.dependency_overrides[clock.now] = self.at

    def at(self) -> datetime:
        return self.now or clock.now()

    def as_(self, role: Role, municipality_code: str = FREDERICIA, subject: str | None = None) -> Caller:
        token = self.issuer.token(role, municipality_code, subject=subject or role.value, at=self.at())
        return Caller(self.client, token, partial(self._version, municipality_code))

    def _version(self, municipality_code: str, case_id: str) -> int | None:
        with self.database.transaction(municipality_code) as session:
            found: int | None = session.scalar(text("select version from cases where id = :id"), {"id": case_id})
            return found

    def without_token(self) -> Caller:
        return Caller(self.client, "none")

    def __enter__(self) -> Self:
        self.client.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.client.__exit__(kind, error, at)
        if kind is None:
            self.book.hold()


SIGNED = b"%PDF-1.7\n% Underskrevet\n%%EOF\n"
"""A signed paper, as a scanner sends it."""


def file_for(path: str) -> tuple[str, bytes]:
    """What is handed over as a file at the address ``path``."""
    if path.endswith("/papers"):
        return "samtykke.pdf", SIGNED
    return "liste.csv", (LISTS / "fredericia-2026-W47.csv").read_bytes()


def new_key() -> str:
    return uuid4().hex


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
