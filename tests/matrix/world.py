"""The town as it was made, and everybody who may ask about it: nothing that they do changes it."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from app import clock
from app.access.tokens import DemoIssuer
from app.db import Database
from app.main import create_app
from app.people.encryption import Vault
from tests.caller import Caller, Service, instant
from tests.cases.stations import MONDAY
from tests.matrix.places import ELSEWHERE, HERE
from tests.matrix.tables import LETTERS
from tests.matrix.town import Town
from tests.matrix.undone import Undone
from workflows.roles import Role

__all__ = ["ELSEWHERE", "HERE", "World", "world"]

SUBJECTS = {Role.CASEWORKER: "rikke", Role.LOCAL_LEADER: "lars", Role.INTEGRATION: "fagsystem"}


class World:
    """The service anew, on the town's database; ``places`` and ``words`` are the town's."""

    def __init__(self, town: Town, vault: Vault, issuer: DemoIssuer) -> None:
        self.places, self.words = town.places, town.words
        self.undone = Undone(town.service.database)
        self.app = create_app(self.undone, vault, issuer.verifier())
        self.app.dependency_overrides[clock.now] = lambda: instant(MONDAY)
        self.client = TestClient(self.app, raise_server_exceptions=False)
        self.answers: dict[tuple[str, str, str], dict[Role, Response]] = {}
        """What each role was answered, by operation, place and letter: asked once."""
        self._issuer = issuer
        self.callers = {role: self.as_(role, SUBJECTS.get(role, role.value)) for role in LETTERS.values()}

    def as_(self, role: Role, subject: str) -> Caller:
        return Caller(self.client, self._issuer.token(role, HERE, subject=subject, at=instant(MONDAY)))

    def ids_of(self, table: str) -> set[str]:
        """The ids of all rows, whosoever."""
        query = text(f"select id from {table}")  # noqa: S608 - a test's own
        found = set()
        for code in (HERE, ELSEWHERE):
            with self.undone.transaction(code) as session:
                found |= {str(one) for one in session.scalars(query)}
        return found


@contextmanager
def world(database: Database, workers: Database, vault: Vault, issuer: DemoIssuer) -> Iterator[World]:
    with Service(create_app(database, vault, issuer.verifier()), issuer, database, workers) as service:
        town = Town(service)
    made = World(town, vault, issuer)
    with made.client:
        yield made
