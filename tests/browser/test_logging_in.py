"""People log in in a browser: at an OpenID provider that is a process of its own."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from app.access.identity_file import read_identity
from app.access.tokens import DemoIssuer
from app.db import Database
from app.main import create_app
from app.people.encryption import Vault
from tests.access.logging_in import HERE, identity_file, people
from tests.access.provider import Provider
from tests.browser.accessible import check
from tests.browser.conftest import Stranger
from tests.browser.faults import Faults
from tests.browser.serving import served
from tests.caller import Service


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as running:
        yield running


@pytest.fixture
def service(
    place: tuple[socket.socket, str], app_database: Database, worker_database: Database, vault: Vault,
    issuer: DemoIssuer, provider: Provider, tmp_path: Path,
) -> Iterator[Service]:  # fmt: skip
    """People log in at ``provider``."""
    opened, address = place
    file = identity_file(tmp_path, people(provider.issuer))
    file.write_text(file.read_text().replace(HERE, address))
    app = create_app(app_database, vault, read_identity(file))
    with Service(app, issuer, app_database, worker_database) as running, served(app, opened):
        yield running


def test_one_logs_in_where_one_is_known_and_comes_back_to_where_one_was_going(
    stranger: Stranger, faults: Faults, provider: Provider, address: str
) -> None:
    faults.allows(provider.issuer)
    page = stranger()
    page.goto("/sager?mine=true")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log ind")
    check(page)
    page.get_by_role("link", name="Log ind").click()
    assert page.url == f"{address}/sager?mine=true"
    expect(page.get_by_text("fk:anna")).to_be_visible()
    page.get_by_role("button", name="Log ud").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er logget ud")
    elsewhere = page.get_by_role("link", name="Log også ud af login-tjenesten").get_attribute("href") or ""
    assert elsewhere.startswith(f"{provider.issuer}/end?client_id=ssp-web")
    assert elsewhere.endswith(quote(f"{address}/", safe=""))
    check(page)
    page.goto("/sager")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log ind")


def test_who_has_several_roles_chooses_one_and_changes_to_another(
    stranger: Stranger, faults: Faults, provider: Provider
) -> None:
    provider.say(claims={"role": ["coordinator", "team_leader"]})
    faults.allows(provider.issuer)
    faults.expects(403)
    page = stranger()
    page.goto("/login")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vælg en rolle")
    check(page)
    page.get_by_role("link", name="SSP-tovholder").click()
    expect(page.get_by_role("banner")).to_contain_text("SSP-tovholder, Fredericia Kommune")
    page.get_by_role("button", name="Skift").click()
    expect(page.get_by_role("status").first).to_contain_text("Du arbejder nu i den anden rolle.")
    expect(page.get_by_role("banner")).to_contain_text("Teamleder i myndighed, Fredericia Kommune")
    check(page)


def test_a_provider_that_says_no_is_a_page_that_says_so(stranger: Stranger, faults: Faults, provider: Provider) -> None:
    provider.say(back={"code": ""})
    faults.allows(provider.issuer)
    faults.expects(400)
    page = stranger()
    page.goto("/login")
    expect(page.get_by_text("Login-tjenesten sagde nej. Begynd forfra.")).to_be_visible()
    check(page)
