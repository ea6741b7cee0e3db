"""Mutual TLS with the register: both sides show a certificate, and each may refuse the other's."""

import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.adapters.people_register import RegisterAway, RegisterRefused
from app.adapters.sf1520 import CERTIFICATE_REFUSED
from tests.adapters.asking import register_at
from tests.adapters.certificates import Authority
from tests.adapters.invented import MOTHER, adult
from tests.adapters.standin import REGISTER_PATH, StandIn


@dataclass(frozen=True)
class World:
    outside: StandIn
    agreed: Authority
    stranger: Authority


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("certificates")
    agreed, stranger = Authority(folder, "agreed"), Authority(folder, "stranger")
    trusting = ssl.create_default_context(cafile=str(agreed.file))
    trusting.load_cert_chain(agreed.issue("control"))
    with StandIn(tls=(agreed.issue("register"), agreed.file), trusting=trusting) as outside:
        outside.put(adult())
        yield World(outside, agreed, stranger)


def test_both_know_each_other(world: World) -> None:
    register = register_at(
        world.outside.register_url, certificate=world.agreed.issue("service"), authorities=world.agreed.file
    )
    assert [register.look_up(MOTHER).cpr_number for _ in range(2)] == [MOTHER, MOTHER]
    register.close()


def certificate_of(world: World, whose: str) -> Path | None:
    match whose:
        case "nobody":
            return None
        case "a stranger":
            return world.stranger.issue("unknown-service")
        case _:
            return world.agreed.issue("old-service", days=-1)


@pytest.mark.parametrize("whose", ["nobody", "a stranger", "ourselves, long ago"])
def test_whose_certificate_is_not_accepted_is_not_answered(world: World, whose: str) -> None:
    asked = world.outside.asked()
    register = register_at(
        world.outside.register_url, certificate=certificate_of(world, whose), authorities=world.agreed.file
    )
    # Refused where the other side says why it hangs up; the stand-in's server just does.
    with pytest.raises((RegisterAway, RegisterRefused)):
        register.look_up(MOTHER)
    register.close()
    assert world.outside.asked() == asked


@pytest.mark.parametrize("whose", ["nobody", "a stranger", "ourselves, long ago"])
def test_a_certificate_that_is_refused_in_so_many_words_is_told_of(world: World, whose: str) -> None:
    with hanging_up(world) as url:
        register = register_at(url, certificate=certificate_of(world, whose), authorities=world.agreed.file)
        with pytest.raises(RegisterRefused) as refused:
            register.look_up(MOTHER)
        register.close()
    assert refused.value.code == CERTIFICATE_REFUSED


@contextmanager
def hanging_up(world: World) -> Iterator[str]:
    """A server that says by TLS's own alert why it will not go on, as most do, and waits until that was heard."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(world.agreed.file))
    context.load_cert_chain(world.agreed.issue("strict-register"))
    context.verify_mode = ssl.CERT_REQUIRED

    def serve() -> None:
        plain, _ = server.accept()
        with context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False) as connection:
            try:
                connection.do_handshake()
            except ssl.SSLError:
                while os.read(connection.fileno(), 65536):
                    pass

    with socket.create_server(("127.0.0.1", 0)) as server:
        serving = threading.Thread(target=serve)
        serving.start()
        yield f"https://127.0.0.1:{server.getsockname()[1]}{REGISTER_PATH}"
        serving.join(timeout=10)


def test_a_register_that_we_do_not_trust_hears_nothing(world: World) -> None:
    asked = world.outside.asked()
    register = register_at(
        world.outside.register_url, certificate=world.agreed.issue("careful"), authorities=world.stranger.file
    )
    with pytest.raises(RegisterRefused) as refused:
        register.look_up(MOTHER)
    register.close()
    assert refused.value.code == CERTIFICATE_REFUSED
    assert world.outside.asked() == asked


def test_a_register_that_speaks_no_tls_is_away(outside: StandIn) -> None:
    register = register_at(outside.register_url.replace("http:", "https:"))
    with pytest.raises(RegisterAway):
        register.look_up(MOTHER)
    register.close()


def test_a_certificate_that_is_not_there_is_told_of_at_once(world: World, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        register_at(world.outside.register_url, certificate=tmp_path / "nowhere.pem", authorities=world.agreed.file)
    (tmp_path / "empty.pem").write_text("")
    with pytest.raises(OSError, match=r"PEM|SSL"):
        register_at(world.outside.register_url, certificate=tmp_path / "empty.pem", authorities=world.agreed.file)
