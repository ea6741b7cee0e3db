"""The walk of a caseworker's own system: its cases and their numbers, its moves, and where it is told of events."""

from typing import Any

from app.webhooks.service import MOST_WEBHOOKS
from tests.access.routes import NOBODYS
from tests.caller import Caller, Service
from tests.handover import HELD, give
from tests.systems import RECEIVER, event_given_up
from workflows.roles import Role

_CONCERN = {"event": "raise_concern", "reason": "Flere hændelser på kort tid"}


def connect_a_system(service: Service, team_leader: Caller) -> None:
    """From the moment two cases are given to it."""
    system = service.as_(Role.INTEGRATION)
    case_ids = [_given(team_leader, number) for number in range(2)]
    system.get("/v1/event-schemas")
    system.get("/v1/links")
    _link(system, *case_ids)
    _move(system, case_ids[0])
    events = system.get("/v1/events", limit=2).json()["items"]
    system.get("/v1/events", after=10_000)
    _be_told(service, system, events[0]["id"])


def _given(team_leader: Caller, number: int) -> str:
    typed = {
        "police_journal_number": f"3700-73821-2498{number}-26", "name": "Opdigtet Barn", "role": "Antruffet",
        "cpr_number": f"610312-498{number}", "offence_text": "Antruffet i gruppe", "week": "2026-W47",
    }  # fmt: skip
    case_id = give(team_leader, team_leader.post("/v1/entries", typed).json(), "to_team_leader")
    said = {"caseworker": "rikke", "integration_client": Role.INTEGRATION.value}
    team_leader.moves(case_id, "inform_caseworker", **said)
    return case_id


def _link(system: Caller, case_id: str, other: str) -> None:
    path = "/v1/cases/{}/link"
    system.get(path.format(case_id))
    system.put(path.format(case_id), {"reference": "S-2026-1"})
    system.put(path.format(other), {"reference": "S-2026-1"})  # it is the first one's
    system.put(path.format(other), {"reference": "S-2026-2"})
    system.delete(path.format(other))
    system.get("/v1/links", limit=1)


def _move(system: Caller, case_id: str) -> None:
    version = system.case(case_id)["version"]
    moves: list[dict[str, Any]] = [
        {"case_id": case_id, "version": version, "move": _CONCERN},
        {"case_id": case_id, "move": {"event": "hold_meeting"} | HELD},
        {"case_id": case_id, "move": _CONCERN},
        {"case_id": NOBODYS, "version": 1, "move": _CONCERN},
    ]  # fmt: skip
    system.post("/v1/case-moves", {"moves": moves})


def _be_told(service: Service, system: Caller, event_id: str) -> None:
    webhook_id = system.post("/v1/webhooks", {"url": RECEIVER, "types": [], "after": 0}).json()["id"]
    event_given_up(service, webhook_id, event_id, number=1)
    path = f"/v1/webhooks/{webhook_id}"
    system.get(f"{path}/dead-letters")
    system.post(f"{path}/dead-letters/retries", {"ids": [NOBODYS]})
    system.post(f"{path}/dead-letters/removals", {"ids": [NOBODYS]})
    system.get(path)
    system.put(f"{path}/pause", {"paused": True})
    administrator = service.as_(Role.ADMINISTRATOR)
    administrator.get("/v1/webhooks")
    system.put(f"{path}/pause", {"paused": False})
    administrator.put(f"{path}/pause", {"paused": True})
    system.put(f"{path}/pause", {"paused": False})
    system.post(f"{path}/secrets")
    system.post(f"{path}/tests")
    for number in range(MOST_WEBHOOKS):  # with the first, one more than there is room for
        system.post("/v1/webhooks", {"url": f"{RECEIVER}/{number}"})
    system.post("/v1/webhooks", {"url": "http://modtager.example.dk/ind"})
    system.delete(path)
