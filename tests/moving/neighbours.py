"""Two municipalities in one database, each with work of every kind, and a new database beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg

from app.access.choices import Choice
from app.access.credentials import SessionCookie
from app.access.identity_providers import SessionRules
from app.access.sessions import LoggedIn, begin, enter_with_cookie
from app.access.tokens import DemoIssuer
from app.db import Database, as_role
from app.main import create_app
from app.moving.tables import MOVED
from app.people.encryption import Vault
from tests.caller import Service
from tests.cases.stations import on_monday, reach
from tests.lending import database_at
from tests.systems import given_to_a_system, registered
from workflows.casework import State
from workflows.roles import Role

LEAVES, STAYS = "607", "740"
RULES = SessionRules()


@dataclass
class Place:
    """One database: its owner's way in, and the service on it."""

    url: str
    owner: Database
    service: Service


@contextmanager
def place(url: str, vault: Vault, issuer: DemoIssuer) -> Iterator[Place]:
    owner, web, workers = (database_at(one) for one in (url, as_role(url, "ssp_app"), as_role(url, "ssp_worker")))
    with Service(create_app(web, vault, issuer.verifier()), issuer, web, workers) as service:
        yield Place(url, owner, service)
    for one in (owner, web, workers):
        one.close()


def settle(service: Service, code: str) -> str:
    """Cases at several places of their way, one of a system that hears of events; gives that one's id."""
    them = on_monday(service, code)
    for state in (State.WITH_COORDINATOR, State.COURSE_RUNNING, State.CLOSED):
        reach(them, state)
    linked = given_to_a_system(them, f"system-{code}")
    registered(service.as_(Role.INTEGRATION, code, f"system-{code}"), after=0)
    return linked


def log_in(service: Service, code: str, at: datetime) -> SessionCookie:
    person = LoggedIn("tove", "fk", "urn:tove", frozenset({Choice(Role.COORDINATOR, code)}))
    with service.database.transaction() as session:
        return SessionCookie.read(begin(session, person, Choice(Role.COORDINATOR, code), RULES, at))


def is_logged_in(service: Service, cookie: SessionCookie, at: datetime) -> bool:
    """Raises SessionEnded and MunicipalityClosed."""
    with service.database.transaction() as session:
        return enter_with_cookie(session, cookie, RULES, at).caller.id == "tove"


def rows_of(url: str, code: str) -> dict[str, list[str]]:
    """Every row of every table, as the database itself writes it, by a superuser's eyes."""
    with psycopg.connect(url) as owner:
        return {table.name: _rows(owner, table.name, code) for table in MOVED}


def _rows(owner: psycopg.Connection[tuple[object, ...]], table: str, code: str) -> list[str]:
    rows = f'select t::text from "{table}" t where municipality_code = %s'  # noqa: S608 - our own tables' names
    return sorted(str(row) for (row,) in owner.execute(rows.encode(), [code]))
