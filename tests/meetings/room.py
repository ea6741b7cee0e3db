"""A meeting on Tuesday with a list: the first steps that the tests of meetings need."""

from typing import Any

from httpx2 import Response

from app.meetings.awaited import go_round
from tests.caller import Caller, Service
from tests.cases.stations import at, on_monday
from tests.handover import Team

TUESDAY = "2026-11-24T09:00:00+01:00"
POLICE = {"role": "police", "name": "Pia Politi"}
TEAM_LEADER = {"role": "team_leader", "user": "team_leader"}


def called(service: Service, code: str = "607") -> tuple[Team, str]:
    """The municipality's staff, and tomorrow's meeting by the rhythm."""
    them = on_monday(service, code)
    answer = them.coordinator.post("/v1/meetings", {"weeks": 1})
    assert answer.status_code == 200, answer.text
    (first, *_) = answer.json()["items"]
    return them, str(first["id"])


def opened(service: Service, *others: dict[str, str]) -> tuple[Team, str]:
    """It is nine o'clock on Tuesday, the coordinator has opened the meeting, and the others are there."""
    _, meeting_id = called(service)
    them = at(service, TUESDAY)
    moved(them.coordinator, meeting_id, "open", participants=list(others))
    return them, meeting_id


def move(caller: Caller, meeting_id: str, event: str, **said: Any) -> Response:
    return caller.post(f"/v1/meetings/{meeting_id}/moves", {"event": event, **said})


def moved(caller: Caller, meeting_id: str, event: str, **said: Any) -> Any:
    answer = move(caller, meeting_id, event, **said)
    assert answer.status_code == 200, answer.text
    return answer.json()


def meeting(caller: Caller, meeting_id: str) -> Any:
    answer = caller.get(f"/v1/meetings/{meeting_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def dealt(caller: Caller, meeting_id: str, *items: dict[str, Any]) -> list[Any]:
    """The outcomes, one for each."""
    answer = caller.post(f"/v1/meetings/{meeting_id}/decisions", {"items": list(items)})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def decide(entry: Any, decision: str, **said: Any) -> dict[str, Any]:
    return {"do": "decide", "entry_id": entry["id"], "decision": decision, **said}


def carry_over(entry: Any, reason: str = "Mangler oplysninger fra skolen") -> dict[str, Any]:
    return {"do": "carry_over", "entry_id": entry["id"], "reason": reason}


def undo(entry: Any, reason: str = "Det var en fejl") -> dict[str, Any]:
    return {"do": "undo", "entry_id": entry["id"], "reason": reason}


def look_after(service: Service) -> int:
    """One round of the worker."""
    return go_round(service.workers_database, service.at)
