"""The log beside the service of a test, and a place where people log in."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.access.log import Log
from tests.access.logging_in import Browser, Place, identity_file, people
from tests.access.provider import TWO_FACTORS, Provider
from tests.cloning import cloned
from tests.running.process import Installation, environment, free_port, reachable_folder, wait_until


@pytest.fixture
def log(url: str) -> Iterator[Log]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield Log(connection)


@pytest.fixture(scope="module")
def mock_issuer() -> Iterator[str]:
    """oidc-provider-mock, as a process."""
    port = free_port()
    claims = json.dumps({"sub": "mona", "role": ["Tovholder"], "cvr": "69116418"})
    running = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "-p", str(port), "-n", "true", "--user-claims", claims],
        env=environment(), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    browser = Browser("")

    def answers() -> bool:
        try:
            return browser.get(f"http://127.0.0.1:{port}/jwks").status_code == 200
        except httpx.TransportError:
            return False

    wait_until(answers, "the mock provider should answer")
    yield f"http://127.0.0.1:{port}"
    running.terminate()
    running.wait(timeout=10)


@pytest.fixture(scope="module")
def place(server_url: str, template: str, mock_issuer: str) -> Iterator[Place]:
    mapping = """
        claims = { role = "role", municipality = "cvr" }
        roles = { Tovholder = "coordinator" }
        municipalities = { "69116418" = "607" }
    """
    with (
        cloned(server_url, template) as url,
        reachable_folder() as folder,
        Provider() as provider,
    ):
        installation = Installation(url, Path(folder))
        file = identity_file(
            folder,
            people(provider.issuer, more=f'strength = ["urn:other", "{TWO_FACTORS}"]'),
            people(mock_issuer, "mock", mapping),
        )
        installation.settings |= {"SSP_IDENTITY": str(file)}
        with installation.serve() as server:
            yield Place(server, provider, mock_issuer, url)


@pytest.fixture
def browser(place: Place) -> Browser:
    """Somebody who has not logged in, at a place where all is well."""
    place.provider.say()
    return place.browser()
