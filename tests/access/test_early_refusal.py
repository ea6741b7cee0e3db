"""Whoever is refused is refused before what they send is read: by the service as a process, over a real socket."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app import clock
from tests.running.process import Installation, Server, reachable_folder
from workflows.roles import Role

_UPLOAD = 20 * 2**20
"""Bytes that the sender says are coming, and never sends: who waits for them waits in vain."""


@pytest.fixture
def served(url: str) -> Iterator[tuple[Installation, Server]]:
    with reachable_folder() as folder:
        installation = Installation(url, Path(folder))
        with installation.serve() as server:
            yield installation, server


def announce(server: Server, *headers: str, path: str = "/v1/handover-lists") -> tuple[int, dict[str, str]]:
    """Sends the head of an upload and not a byte of its body; gives the answer."""
    address = urlsplit(server.address)
    head = [
        f"POST {path} HTTP/1.1", f"Host: {address.netloc}", f"Content-Length: {_UPLOAD}",
        "Content-Type: multipart/form-data; boundary=x", *headers,
    ]  # fmt: skip
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=5) as connection:
        connection.sendall("\r\n".join([*head, "", ""]).encode())
        answer = b""
        while b"\r\n\r\n" not in answer or not answer.rstrip().endswith(b"}"):
            answer += connection.recv(65_536) or pytest.fail("it hung up")
    said, _, body = answer.partition(b"\r\n\r\n")
    return int(said.split()[1]), json.loads(body)


def test_an_upload_that_is_refused_is_never_read(served: tuple[Installation, Server]) -> None:
    installation, server = served
    expired = installation.issuer.token(Role.POLICE, "607", subject="police", at=clock.now().replace(year=2020))
    for headers, code in (
        ([], "unauthenticated"),
        (["Authorization: Bearer nonsense"], "token_malformed"),
        ([f"Authorization: Bearer {expired}"], "token_expired"),
        (["Cookie: __Host-ssp=nonsense", "Sec-Fetch-Site: same-origin"], "session_ended"),
    ):
        status, problem = announce(server, *headers)
        assert (status, problem["code"]) == (401, code)
    status, problem = announce(server, "Cookie: __Host-ssp=607." + "a" * 43)
    assert (status, problem["code"]) == (403, "cross_site")


def test_what_is_not_refused_is_waited_for(served: tuple[Installation, Server]) -> None:
    installation, server = served
    good = installation.issuer.token(Role.POLICE, "607", subject="police", at=clock.now())
    with pytest.raises(TimeoutError):
        announce(server, f"Authorization: Bearer {good}")
