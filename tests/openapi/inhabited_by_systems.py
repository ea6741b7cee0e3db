"""What a caseworker's own system has in the inhabited service: its cases, and where it is told of events."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.webhooks.models import Webhook
from tests.caller import FREDERICIA, Service
from tests.cases.stations import on_monday
from tests.systems import event_given_up, given_to_a_system, registered
from workflows.roles import Role


def cases_of_a_system(service: Service) -> list[UUID]:
    """Three cases that a system was given; of two it has said which case of its own each is."""
    them, system = on_monday(service), service.as_(Role.INTEGRATION)
    cases = [given_to_a_system(them) for _ in range(3)]
    for number, case_id in enumerate(cases[1:]):
        assert system.put(f"/v1/cases/{case_id}/link", {"reference": f"S-2026-{number}"}).status_code == 200
    return [UUID(one) for one in cases]


def receivers(service: Service) -> list[dict[str, Any]]:
    """Two of the system's, to which one event each has been given up."""
    system, places = service.as_(Role.INTEGRATION), []
    heard = system.get("/v1/events").json()["items"]
    for number in range(2):
        webhook_id = registered(system, after=0)
        dead = event_given_up(service, webhook_id, heard[number]["id"], number=int(heard[number]["sequence"]))
        places.append({"webhook_id": webhook_id, "ids": [dead]})
    return places


def standing(service: Service, places: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The system's receivers that nobody has removed, as ``places`` knows them; a new one when none is left."""
    with service.database.transaction(FREDERICIA) as session:
        query = select(Webhook.id).where(Webhook.client == Role.INTEGRATION, Webhook.removed_at.is_(None))
        ids = [str(one) for one in session.scalars(query.order_by(Webhook.id))]
    if not ids:
        ids = [registered(service.as_(Role.INTEGRATION), after=0)]
    known = {place["webhook_id"]: place for place in places if "webhook_id" in place}
    return [known.get(one, {"webhook_id": one}) for one in ids]
