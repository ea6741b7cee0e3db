"""The stand-ins as a process of their own, over a real socket: for every test that needs something outside."""

import base64
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from tests.running.process import ROOT, environment, free_port, wait_until

Person = Mapping[str, Any]
"""An InventedPerson of app/standins/people.py, as JSON has it."""
REGISTER_PATH = "/service/CPR/PersonBaseDataExtended/4"
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class StandIn:
    """Ready to answer at ``url``; ``register_url`` is the register of people there.

    With ``tls`` it speaks mutual TLS: its certificate with the key, whose certificates it accepts, and how a
    client of ours must look to tell it what to play.
    """

    def __init__(
        self, *arguments: str, tls: tuple[Path, Path] | None = None, trusting: ssl.SSLContext = _NO_TLS
    ) -> None:
        self.port = free_port()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.register_url = self.url + REGISTER_PATH
        self.control = httpx.Client(base_url=self.url, verify=trusting, trust_env=False, timeout=10)
        self._arguments = list(arguments)
        if tls:
            own, authority = map(str, tls)
            self._arguments += ["--tls-certificate", own, "--tls-key", own, "--client-authority", authority]
        self.start()

    def start(self) -> None:
        """At the same address as before, with the people it was given first."""
        self.said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process has ended
        self.running = subprocess.Popen(
            [sys.executable, "-m", "app.standins", "--port", str(self.port), "--until-input-ends", *self._arguments],
            cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=self.said, stderr=self.said,
        )  # fmt: skip
        wait_until(self._answers, "the stand-in should answer")

    def put(self, person: Person) -> None:
        """The register knows this person from now on, as here."""
        self._told("/standin/people", dict(person))

    def mode(self, mode: str, *, body: bytes | None = None, **more: Any) -> None:
        """``up``, ``down``, ``slow`` (``seconds``), ``garbage`` (``status``, ``body``) or ``fault`` (``code``,
        ``text``); for so many ``times``, or until the next word.
        """
        said = {"mode": mode} | more
        self._told("/standin/register", said if body is None else said | {"body": base64.b64encode(body).decode()})

    def asked(self) -> int:
        """How many times the register has been asked since the last reset."""
        return int(self._of_register()["asked"])

    def asked_by(self) -> dict[str, str]:
        """Who asked it last, by the names of the fields in its contexts."""
        return dict(self._of_register()["by"])

    def _of_register(self) -> dict[str, Any]:
        return dict(self.control.get("/standin/register").raise_for_status().json())

    def reset(self) -> None:
        self._told("/standin/reset", {})

    def kill(self) -> None:
        """Without a word of farewell."""
        self.running.kill()
        self._ended()

    def stop(self) -> None:
        """Also one that has ended by itself."""
        if self.running.poll() is None:
            self.running.terminate()
        self._ended()

    def _ended(self) -> None:
        self.running.wait(timeout=30)
        assert self.running.stdin is not None
        self.running.stdin.close()
        self.said.close()

    def _told(self, path: str, what: Mapping[str, Any]) -> None:
        self.control.post(path, json=what).raise_for_status()

    def _answers(self) -> bool:
        if self.running.poll() is not None:
            self.said.seek(0)
            raise AssertionError(f"the stand-in ended: {self.said.read().decode()[-2000:]}")
        try:
            return self.control.get("/standin/register").is_success
        except httpx.TransportError:
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.control.close()
        self.stop()


def standin(people: Iterable[Person] | Path = ()) -> StandIn:
    """A stand-in that knows ``people``: one by one, or those of a TOML file. Use it in a ``with``, or stop it."""
    made = StandIn(*(["--people", str(people)] if isinstance(people, Path) else []))
    if not isinstance(people, Path):
        for person in people:
            made.put(person)
    return made
