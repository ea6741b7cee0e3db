"""A browser that logs in at a provider: over real HTTP, with its cookies kept as a browser keeps them."""

from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.access.provider import CLIENT_ID, CLIENT_SECRET, NO_TLS, Provider
from tests.running.process import Server

COOKIE = "__Host-ssp"

HERE = "https://ssp.test"
"""Where people would reach the service; this browser knows where it really is."""
OURS = {"Sec-Fetch-Site": "same-origin", "Origin": HERE}


def identity_file(folder: Path, *providers: str, top: str = "") -> Path:
    """The file that SSP_IDENTITY names."""
    (folder / "secret").write_text(CLIENT_SECRET)
    file = folder / "identity.toml"
    file.write_text("\n".join([f'public_url = "{HERE}"', top, *providers]))
    return file


def people(issuer: str, name: str = "fk", more: str = "") -> str:
    """A provider that logs people in."""
    return f"""
        [[provider]]
        name = "{name}"
        issuer = "{issuer}"
        use = ["people"]
        client_id = "{CLIENT_ID}"
        client_secret_file = "secret"
        {more}
    """


class Browser:
    """It sends cookies that are ``Secure`` though it is plain HTTP here, as browsers do to localhost."""

    def __init__(self, address: str) -> None:
        self.cookies: dict[str, str] = {}
        self._address = address

    def get(self, url: str, **headers: str) -> httpx.Response:
        return self.ask("GET", url, headers=headers)

    def ask(
        self, method: str, url: str, *, headers: dict[str, str] | None = None, json: object = None,
        data: dict[str, str] | None = None,
    ) -> httpx.Response:  # fmt: skip
        """Sends the cookies to the service alone, and never follows by itself."""
        ours = url.startswith(("/", HERE))
        said = dict(headers or {})
        if ours:
            url = self._address + url.removeprefix(HERE)
            said |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        answer = httpx.request(
            method, url, headers=said, json=json, data=data, timeout=30, trust_env=False, verify=NO_TLS
        )
        if ours:
            self._keep(answer)
        return answer

    def to_provider(self, query: str = "") -> str:
        """Asks to log in; gives where the provider would send the browser back to."""
        left = self.get(f"/login{query}")
        assert left.status_code == 303, left.text
        there = self.get(left.headers["location"])
        assert there.status_code == 302, there.text
        return str(there.headers["location"])

    def log_in(self, query: str = "") -> httpx.Response:
        return self.get(self.to_provider(query))

    def _keep(self, answer: httpx.Response) -> None:
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                assert name.startswith("__Host-"), line
                assert morsel["secure"], line
                assert morsel["httponly"], line
                assert morsel["path"] == "/", line
                assert not morsel["domain"], line
                assert morsel["samesite"].lower() == "lax", line
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


class Place:
    """A service, the providers it trusts, and its database."""

    def __init__(self, server: Server, provider: Provider, mock: str, url: str) -> None:
        self.server, self.provider, self.mock, self.url = server, provider, mock, url

    def browser(self) -> Browser:
        return Browser(self.server.address)

    def sql(self, statement: str) -> list[Any]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []
