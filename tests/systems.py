"""A caseworker's own system in a test: a case that is given to it, and where it is told of events."""

from typing import Any

from tests.caller import Caller
from tests.cases.stations import reach
from tests.handover import Team
from workflows.casework import State
from workflows.roles import Role

RECEIVER = "https://modtager.example.dk/ind"
"""A name on the open internet; nobody looks it up before something is sent."""


def given_to_a_system(them: Team, system: str = Role.INTEGRATION.value) -> str:
    """The id of a case that the team leader has just given to the caseworker and to ``system``."""
    case_id = reach(them, State.WITH_TEAM_LEADER)
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke", integration_client=system)
    return str(case_id)


def registered(system: Caller, url: str = RECEIVER, **more: Any) -> str:
    """The id of a receiver of the system's."""
    answer = system.post("/v1/webhooks", {"url": url, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
