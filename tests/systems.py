"""A caseworker's own system in a test: a case that is given to it, and where it is told of events."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.events.models import Event
from app.webhooks.models import HeldEvent
from tests.caller import FREDERICIA, Caller, Service
from tests.cases.stations import reach
from tests.handover import Team
from workflows.casework import State
from workflows.integration import Held
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


def event_given_up(service: Service, webhook_id: str, event_id: str, *, number: int) -> str:
    """As if every attempt to send the event to the receiver had failed; gives the dead letter's id."""
    with service.workers_database.transaction(FREDERICIA) as session:
        event = session.get_one(Event, (FREDERICIA, UUID(event_id)))
        row = HeldEvent(
            municipality_code=FREDERICIA, id=UUID(event_id), webhook_id=UUID(webhook_id), event_id=event.id,
            number=number, case_id=event.case_id, state=Held.GIVEN_UP.value, attempts=10, next_try_at=event.at,
            held_at=event.at, given_up_at=event.at + timedelta(days=3), last_failure="http_500",
        )  # fmt: skip
        session.add(row)
    return event_id
