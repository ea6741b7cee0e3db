"""What is done to a service that runs, for there to be something to trace; and its log, read."""

import json
from pathlib import Path
from typing import Any

import httpx

from app import clock
from tests.caller import Caller
from tests.handover import Team, entry_of, give, hand_over
from tests.running.process import Installation, Server
from workflows.roles import Role

ROUTE = "GET /v1/cases/{case_id}"


def team(here: Installation, client: httpx.Client) -> Team:
    def caller(role: Role) -> Caller:
        token = here.issuer.token(role, "607", subject=role.value, at=clock.now())
        return Caller(client, token)  # type: ignore[arg-type]  # both are httpx's client, over a socket or without

    return Team(*map(caller, (Role.POLICE, Role.COORDINATOR, Role.TEAM_LEADER, Role.CASEWORKER, Role.LOCAL_LEADER)))


def given_case(here: Installation, server: Server) -> str:
    """A list, and one of its children given to the coordinator: a job is queued. Gives the case's id."""
    with httpx.Client(base_url=server.address, timeout=60, trust_env=False) as client:
        them = team(here, client)
        return give(them.coordinator, entry_of(hand_over(them), "Noah El-Hassan"), "to_coordinator")


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
