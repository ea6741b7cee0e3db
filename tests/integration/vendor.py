"""A system of the authority's, and cases that were given to it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from app.webhooks.dispatching import by_http_with, serve
from tests.caller import FREDERICIA, Caller, Service
from tests.cases.stations import on_monday, reach
from tests.handover import Team
from tests.integration.receiver import Receiver
from workflows.casework import State
from workflows.roles import Role

SYSTEM = "fagsystem"


class _Within(httpx.HTTPTransport):
    """Waits no longer for anything."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._limits = httpx.Timeout(seconds).as_dict()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions = {**request.extensions, "timeout": self._limits}
        return super().handle_request(request)


@dataclass
class Vendor:
    """The system, whoever it works with, and its receiver."""

    service: Service
    them: Team

    @property
    def system(self) -> Caller:
        """With a token that holds now."""
        return self.service.as_(Role.INTEGRATION, subject=SYSTEM)

    def gives(self, state: State = State.WITH_TEAM_LEADER, system: str | None = SYSTEM) -> str:
        """A case that the team leader has just given to the system."""
        case_id = str(reach(self.them, state))
        self.give(case_id, system)
        return case_id

    def give(self, case_id: str, system: str | None = SYSTEM) -> None:
        said: dict[str, Any] = {"caseworker": "rikke", "integration_client": system}
        if self.them.team_leader.case(case_id)["state"] != State.WITH_TEAM_LEADER.value:
            said["reason"] = "En anden rådgiver"
        self.them.team_leader.moves(case_id, "inform_caseworker", **said)

    def feed(self, after: int = 0, **more: Any) -> Any:
        answer = self.system.get("/v1/events", after=after, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def registers(self, receiver: Receiver, **more: Any) -> Any:
        answer = self.system.post("/v1/webhooks", {"url": receiver.url} | more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def webhook(self, webhook_id: str) -> Any:
        return self.system.get(f"/v1/webhooks/{webhook_id}").json()

    def sends(self, webhook_id: str, timeout: float = 5) -> int:
        """What the worker does at this moment, for the one receiver."""
        with _Within(timeout) as network:
            return serve(
                self.service.workers_database,
                (FREDERICIA, UUID(webhook_id)),
                by_http_with(network, self.service.at),
                now=self.service.at,
            )


def vendor(service: Service) -> Vendor:
    return Vendor(service, on_monday(service))
