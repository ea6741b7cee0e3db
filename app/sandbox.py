"""``ssp sandbox``: the demo, with a caseworker's system in it for a vendor to play with."""

import os
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
from rich.console import Console

from app import clock, service
from app.access.tokens import DemoIssuer
from app.demo import run_demo
from app.demo_outside import free_port, wait_for
from app.settings import Settings
from workflows.roles import Role

SYSTEM: Final = "fagsystem"
"""The integration client of the sandbox."""
MUNICIPALITY: Final = "607"
_CASES: Final = 5
_WEEK: Final = Path(__file__).resolve().parent.parent / "demo" / "sandbox" / "week.py"


def run_sandbox(settings: Settings, console: Console) -> None:
    """Runs until it is stopped. Raises SettingsWrong and EmbeddedFailed."""
    with _receiver() as receiver:
        os.environ["SSP_RECEIVER_ADDRESSES"] = receiver  # the worker's too
        made = settings.model_copy(update={"receiver_addresses": (receiver,)})
        over = threading.Event()
        seeding = threading.Thread(target=_seed, args=(made, receiver, over, console), daemon=True)
        seeding.start()
        try:
            run_demo(made, console, also=_told(made, receiver))
        finally:
            over.set()


@contextmanager
def _receiver() -> Iterator[str]:
    """The stand-in of the system's receiver, in a process of its own; gives its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(  # noqa: S603 - our own module, with our own arguments
        [sys.executable, "-m", "app.standins.receiver", "--port", str(port), "--until-input-ends"],
        stdin=subprocess.PIPE,
        start_new_session=True,
    ) as receiving:
        try:
            wait_for(f"{url}/events")
            yield url
        finally:
            receiving.terminate()
            try:
                receiving.wait(timeout=15)
            except subprocess.TimeoutExpired:
                receiving.kill()


def _seed(settings: Settings, receiver: str, over: threading.Event, console: Console) -> None:
    """When the service answers: some cases are given to the system, and its receiver is registered. Once."""
    with httpx.Client(base_url=f"http://{settings.host}:{settings.port}", trust_env=False, timeout=30) as client:
        while not over.wait(0.5):
            try:
                if client.get("/readyz").is_success:
                    break
            except httpx.TransportError:
                continue
        else:
            return
        seeding = Seeding(client, service.demo_issuer(settings))
        secret = seeding.register(f"{receiver}/ind")
        httpx.post(f"{receiver}/standin/play", json={"secret": secret}, trust_env=False).raise_for_status()
        given = seeding.give_cases()
        console.print(f"Sandbox: {given} cases are {SYSTEM}'s, and {receiver} shows what it is told.", highlight=False)


class Seeding:
    """What the municipality and the vendor would have done on the first day, by the API."""

    def __init__(self, client: httpx.Client, issuer: DemoIssuer) -> None:
        self._client, self._issuer = client, issuer

    def register(self, url: str) -> str:
        """The secret; a receiver of an earlier start goes, for its port was another."""
        for one in self._ask(Role.INTEGRATION, SYSTEM, "GET", "/v1/webhooks")["items"]:
            self._ask(Role.INTEGRATION, SYSTEM, "DELETE", f"/v1/webhooks/{one['id']}")
        made = self._ask(Role.INTEGRATION, SYSTEM, "POST", "/v1/webhooks", {"url": url, "after": 0})
        return str(made["secret"])

    def give_cases(self) -> int:
        """So many of those that await the meeting go to the authority, and from the team leader to the system."""
        standing = self._ask(Role.INTEGRATION, SYSTEM, "GET", "/v1/links")["items"]
        waiting = self._ask(Role.COORDINATOR, "tove", "GET", "/v1/entries?undecided=true&limit=100")["items"]
        for entry in waiting[: max(0, _CASES - len(standing))]:
            if entry.get("case_id"):
                decided = f"/v1/entries/{entry['id']}/decision"
                self._ask(Role.COORDINATOR, "tove", "POST", decided, {"decision": "to_team_leader"})
                self._give(entry["case_id"])
        return len(self._ask(Role.INTEGRATION, SYSTEM, "GET", "/v1/links")["items"])

    def _give(self, case_id: str) -> None:
        case = self._ask(Role.TEAM_LEADER, "tim", "GET", f"/v1/cases/{case_id}")
        if case["state"] == "with_team_leader":
            said = {"event": "inform_caseworker", "caseworker": "rikke", "integration_client": SYSTEM}
            self._ask(Role.TEAM_LEADER, "tim", "POST", f"/v1/cases/{case_id}/moves", said, version=case["version"])

    def _ask(self, role: Role, who: str, method: str, path: str, body: Any = None, version: int | None = None) -> Any:
        token = self._issuer.token(role, MUNICIPALITY, subject=who, at=clock.now())
        headers = {"Authorization": f"Bearer {token}"} | ({"If-Match": f'"{version}"'} if version else {})
        answer = self._client.request(method, path, json=body, headers=headers)
        answer.raise_for_status()
        return answer.json() if answer.content else None


def _told(settings: Settings, receiver: str) -> str:
    python = shlex.quote(sys.executable)
    return f"""
[bold]Sandbox[/bold] for a vendor (docs/integration.md): five cases are given to the system [bold]{SYSTEM}[/bold].

  What it is told of events:  {receiver}   (and as JSON: {receiver}/events)
  A week of a caseworker in that system, step by step, with every request:
     {python} {shlex.quote(str(_WEEK))} http://{settings.host}:{settings.port} "$(… token --role integration)"

A token:  … token --municipality {MUNICIPALITY} --role integration --subject {SYSTEM}   (… as in the lines above)
The receiver plays dead, and comes back:
     curl -s -X POST -d '{{"away": true}}' {receiver}/standin/play
"""
