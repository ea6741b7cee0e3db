"""Several processes behind what spreads requests over those that are ready, and people who work all the time."""

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from tests.drill.invented import Child, list_of
from tests.drill.looking import looked
from tests.running.process import Installation, Server, wait_until
from tests.running.starting import Running
from workflows.roles import Role

_OFTEN = 0.5
"""Seconds between two questions whether a process is ready."""


class OfAnotherVersion(Server):
    """``ssp serve`` of the version whose source lies in ``root``."""

    root: Path

    def start(self, arguments: tuple[str, ...], environment: Mapping[str, str]) -> Running:
        with self.log.open("ab") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "app", *arguments], cwd=self.root, env=environment, stdin=subprocess.DEVNULL,
                stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip


class Balancer:
    """Sends each request to the next process that says it is ready; it never sends one twice."""

    def __init__(self, asks: str = "/readyz") -> None:
        self.asks = asks
        self._servers: list[Server] = []
        self._ready: list[Server] = []
        self._turn = count()

    def add(self, server: Server) -> None:
        """It gets requests once it is ready."""
        self._servers = [*self._servers, server]
        wait_until(lambda: server in self._ready, "it should get requests")

    def remove(self, server: Server) -> None:
        """By hand, as an operator does."""
        self._servers = [one for one in self._servers if one is not server]
        wait_until(lambda: server not in self._ready, "it should get none any more")

    def is_sent_to(self, server: Server) -> bool:
        return server in self._ready

    def next(self) -> Server:
        ready = self._ready
        return ready[next(self._turn) % len(ready)]

    @contextmanager
    def looking(self) -> Iterator[None]:
        with httpx.Client(trust_env=False, timeout=30) as client, looked(partial(self._look, client), every=_OFTEN):
            yield

    def _look(self, client: httpx.Client) -> None:
        self._ready = [one for one in self._servers if self._says_yes(client, one)]

    def _says_yes(self, client: httpx.Client, server: Server) -> bool:
        try:
            return client.get(server.address + self.asks).status_code == 200
        except httpx.TransportError:
            return False


class Crowd:
    """People who hand over lists, decide and look, each request at whichever process has its turn."""

    def __init__(self, here: Installation, balancer: Balancer, people: int) -> None:
        self.here, self.balancer = here, balancer
        self.done: Counter[str] = Counter()
        self.failed: list[str] = []
        self.stored: list[str] = []
        self._numbers = count(1)
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._work) for _ in range(people)]

    def goes_on(self, requests: int) -> None:
        """Returns when so many more have been answered, or one has failed."""
        wanted = self.done.total() + requests
        wait_until(lambda: self.done.total() >= wanted or self.failed, "people should be answered", 300)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in self._threads:
                thread.join()

    def _work(self) -> None:
        clients: dict[tuple[str, Role], httpx.Client] = {}

        def ask(role: Role, method: str, path: str, expected: int, **said: Any) -> Any:
            server = self.balancer.next()
            client = clients.get((server.address, role)) or self.here.caller(server, role)
            clients[server.address, role] = client
            try:
                answer = client.request(method, path, **said)
            except httpx.TransportError as error:
                raise _Failed(f"{method} {path} at {server.address}: {type(error).__name__}") from error
            if answer.status_code != expected:
                raise _Failed(f"{method} {path} at {server.address}: {answer.status_code} {answer.text[:200]}")
            self.done[f"{method} {expected}"] += 1
            return answer.json()

        try:
            while not self._over.is_set():
                self._one_list(ask)
        except _Failed as failed:
            self.failed.append(str(failed))
        finally:
            for client in clients.values():
                client.close()

    def _one_list(self, ask: Any) -> None:
        number = next(self._numbers)
        content = list_of([Child(number * 2), Child(number * 2 + 1)], number)
        receipt = ask(Role.POLICE, "POST", "/v1/handover-lists", 201, files={"file": ("2026-W47.csv", content)})
        self.stored.append(receipt["id"])
        page = ask(Role.COORDINATOR, "GET", "/v1/entries", 200, params={"list_id": receipt["id"]})
        for entry in page["items"]:
            said = {"decision": "to_coordinator"}
            given = ask(Role.COORDINATOR, "POST", f"/v1/entries/{entry['id']}/decision", 200, json=said)
            case = ask(Role.COORDINATOR, "GET", f"/v1/cases/{given['case_id']}", 200)
            if case["state"] != "with_coordinator":
                raise _Failed(f"a case that was given is {case['state']}")


class _Failed(Exception):
    """Somebody was not answered as they should be."""
