"""Everything that a service says beside its answers to those who may know: collected, and searched."""

import base64
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg

from app import clock
from tests.caller import Caller
from tests.drill.canaries import personal_in
from tests.handover import Team
from tests.running.process import Installation, Server
from tests.traces.collector import Collector
from workflows.roles import Role

_ADDRESS = re.compile(r"^(https?:/)?/")


class Telemetry:
    """One installation's: its logs, PostgreSQL's, its errors, the addresses it hands out, its jobs, its traces."""

    def __init__(self, here: Installation, postgresql_log: Path) -> None:
        self.here = here
        self.logs = {"postgresql": postgresql_log}
        self.statuses: Counter[int] = Counter()
        self._answers: list[str] = []
        self._addresses: list[str] = []
        self._jobs: list[str] = []
        self.searched = 0
        """How many characters ``personal`` looked through."""

    def keep(self, answer: httpx.Response) -> None:
        """A hook of the client: called with every answer there is."""
        body = answer.read()
        self.statuses[answer.status_code] += 1
        self._addresses += [value for name, value in answer.headers.items() if name in ("location", "link")]
        if answer.status_code >= 400:
            self._answers += [body.decode(errors="replace"), str(answer.headers)]
        elif "json" in answer.headers.get("content-type", ""):
            self._addresses += _addresses(answer.json())

    def keep_jobs(self, connection: psycopg.Connection[Any]) -> None:
        query = "select task_name || queueing_lock || args::text from procrastinate_jobs"
        self._jobs += [text for (text,) in connection.execute(query) if text]

    def keep_traces(self, collector: Collector) -> None:
        self.logs["traces"] = self.here.folder / "traces"
        self.logs["traces"].write_text(collector.text)

    def personal(self) -> dict[str, list[str]]:
        """What was found of a person, and where. Each place must have something in it to be searched."""
        texts = {name: path.read_text(errors="replace") for name, path in self.logs.items()}
        texts |= {"errors": "\n".join(self._answers), "addresses": "\n".join(self._addresses)}
        texts |= {"jobs": "\n".join(self._jobs)}
        assert all(texts.values()), [name for name, text in texts.items() if not text]
        self.searched = sum(map(len, texts.values()))
        return {name: found for name, text in texts.items() if (found := personal_in(text))}

    def client(self, server: Server) -> httpx.Client:
        return httpx.Client(base_url=server.address, event_hooks={"response": [self.keep]}, timeout=60)

    def caller(self, client: httpx.Client, role: Role, municipality: str = "607", subject: str | None = None) -> Caller:
        token = self.here.issuer.token(role, municipality, subject=subject or role.value, at=clock.now())
        return Caller(client, token)  # type: ignore[arg-type]  # both are httpx's client, over a socket or without

    def team(self, client: httpx.Client) -> Team:
        return Team(
            police=self.caller(client, Role.POLICE),
            coordinator=self.caller(client, Role.COORDINATOR),
            team_leader=self.caller(client, Role.TEAM_LEADER),
            caseworker=self.caller(client, Role.CASEWORKER, subject="rikke"),
            local_leader=self.caller(client, Role.LOCAL_LEADER, subject="lars"),
        )


def _addresses(value: Any, name: str = "") -> Iterator[str]:
    """Every text in an answer that is an address or a part of one. A cursor is read as what it stands for."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _addresses(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _addresses(inner, name)
    elif isinstance(value, str) and name == "next_cursor":
        yield base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode()
    elif isinstance(value, str) and (_ADDRESS.match(value) or name == "id" or name.endswith("_id")):
        yield value
