"""Browsers that are logged in, before the real service; ``tests/browser/__init__.py`` lists what there is."""

import asyncio
import socket
from collections.abc import Collection, Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Page

from app.access.choices import Choice
from app.access.identity_providers import Identity
from app.access.sessions import LoggedIn, begin
from app.access.tokens import DemoIssuer
from app.db import Database
from app.main import create_app
from app.people.encryption import Vault
from tests.browser.driving import lend, started
from tests.browser.faults import Faults
from tests.browser.fetch import found
from tests.browser.left_out import leave_out
from tests.browser.serving import listening, served
from tests.browser.windows import Windows, windows
from tests.caller import FREDERICIA, Service
from workflows.roles import Role

Running = tuple[Browser, asyncio.AbstractEventLoop]


class AsRole(Protocol):
    """A page of somebody in ``role``, who may change to one of ``also``."""

    def __call__(
        self, role: Role, subject: str | None = None, municipality_code: str = FREDERICIA, *,
        also: Collection[Role] = (), javascript: bool = True,
    ) -> Page: ...  # fmt: skip


class Stranger(Protocol):
    """A page of somebody who is not logged in."""

    def __call__(self, *, javascript: bool = True) -> Page: ...


@pytest.fixture(scope="session")
def running_chromium() -> Iterator[Running | None]:
    path = found()
    if path is None:
        yield None
        return
    with started(path) as running:
        yield running


@pytest.fixture
def chromium(running_chromium: Running | None) -> Iterator[Browser]:
    """One for all tests of a worker, steered by this one now. Without one a test is left out; in CI it fails."""
    if running_chromium is None:
        leave_out()
    browser, loop = running_chromium
    with lend(loop):
        yield browser


@pytest.fixture
def place() -> Iterator[tuple[socket.socket, str]]:
    opened, address = listening()
    with opened:
        yield opened, address


@pytest.fixture
def address(place: tuple[socket.socket, str]) -> str:
    """Where the service is for a browser: scheme, host and port."""
    return place[1]


@pytest.fixture
def service(
    place: tuple[socket.socket, str], app_database: Database, worker_database: Database, vault: Vault,
    issuer: DemoIssuer,
) -> Iterator[Service]:  # fmt: skip
    """The service as everywhere in the tests, and on a real port besides, which it knows as its own."""
    opened, address = place
    identity = Identity(issuer.verifier().providers, public_url=address)
    app = create_app(app_database, vault, identity)
    with Service(app, issuer, app_database, worker_database) as running, served(app, opened):
        yield running


@pytest.fixture
def opened_windows(chromium: Browser, service: Service, address: str) -> Iterator[Windows]:
    with windows(chromium, address) as opened:
        yield opened


@pytest.fixture
def faults(opened_windows: Windows) -> Faults:
    return opened_windows.faults


@pytest.fixture
def stranger(opened_windows: Windows) -> Stranger:
    def open_(*, javascript: bool = True) -> Page:
        return opened_windows.open(javascript=javascript)

    return open_


@pytest.fixture
def as_role(opened_windows: Windows, service: Service) -> AsRole:
    def open_(
        role: Role, subject: str | None = None, municipality_code: str = FREDERICIA, *,
        also: Collection[Role] = (), javascript: bool = True,
    ) -> Page:  # fmt: skip
        identity: Identity = service.app.state.identity
        choice = Choice(role, municipality_code)
        choices = frozenset({choice, *(Choice(one, municipality_code) for one in also)})
        who = subject or role.value
        person = LoggedIn(who, identity.providers[0].name, who, choices)
        before = service.book.begin()
        with service.database.transaction() as session:
            cookie = begin(session, person, choice, identity.sessions, service.at())
        # Else the row might be thought that of a request which another window has under way.
        service.book.end("a log-in", 303, None, before, b"")
        return opened_windows.open(cookie, javascript=javascript)

    return open_
