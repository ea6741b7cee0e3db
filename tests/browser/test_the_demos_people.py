"""In the demo anybody can be anybody, and every page says that it is a demo."""

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from app.access.tokens import DemoIssuer
from app.db import Database
from app.demo_people import PEOPLE_TO_BE
from app.main import create_app
from app.people.encryption import Vault
from tests.browser.accessible import check
from tests.browser.conftest import Stranger
from tests.browser.pictures import picture
from tests.browser.serving import served
from tests.caller import Service


@pytest.fixture
def service(
    place: tuple[socket.socket, str], app_database: Database, worker_database: Database, vault: Vault,
    issuer: DemoIssuer,
) -> Iterator[Service]:  # fmt: skip
    opened, address = place
    app = create_app(app_database, vault, issuer.verifier(address), people_to_be=PEOPLE_TO_BE)
    with Service(app, issuer, app_database, worker_database) as running, served(app, opened):
        yield running


def test_one_is_whom_one_likes_and_every_page_says_that_it_is_a_demo(stranger: Stranger) -> None:
    page = stranger()
    page.goto("/")
    check(page)
    picture(page, "log-ind")
    for person in PEOPLE_TO_BE:
        page.goto("/log-ind")
        page.get_by_role("button", name=f"Vær {person.name}").click()
        expect(page.get_by_role("banner")).to_contain_text(person.user)
        expect(page.get_by_text("Demo: alle personer er opdigtede")).to_be_visible()
