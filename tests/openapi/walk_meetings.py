"""The walk of a handover meeting: called, held on the list that has come, closed, and written down."""

from typing import Any

from tests.caller import Caller
from tests.handover import Team, entry_of

_POLICE = {"role": "police", "name": "Poul Politi"}
_LATER = "2026-11-27T13:00:00+01:00"


def hold_a_meeting(them: Team, entries: list[Any]) -> None:
    """In the end every entry is carried over, and stands as it stood."""
    coordinator, path = them.coordinator, "/v1/meetings"
    soon, later = coordinator.post(path, {"weeks": 1}).json()["items"]
    coordinator.post(path, {"extra_at": soon["starts_at"]})
    coordinator.post(path, {"extra_at": "2026-11-20T13:00:00+01:00"})
    coordinator.get(path, limit=2)
    own = f"{path}/{soon['id']}"
    _say_of_the_next(coordinator, f"{path}/{later['id']}/moves")
    given = entry_of(entries, "Noah El-Hassan")
    coordinator.post(f"{own}/decisions", {"items": [_put_off(given)]})
    participants = [{"role": "team_leader", "user": "team_leader"}, _POLICE]
    coordinator.post(f"{own}/moves", {"event": "open", "participants": participants})
    coordinator.get(own)
    there = coordinator.post(f"{own}/moves", {"event": "arrive", "role": "caseworker", "user": "rikke"}).json()
    coordinator.post(f"{own}/moves", {"event": "leave", "participant_id": there["participants"][-1]["id"]})
    coordinator.post(f"{own}/moves", {"event": "close"})
    decided = {"do": "decide", "entry_id": given["id"], "decision": "to_coordinator", "reason": "Ingen aktiv sag"}
    taken_back = {"do": "undo", "entry_id": given["id"], "reason": "Der var en aktiv sag alligevel"}
    unsaid = {"do": "decide", "entry_id": entries[0]["id"], "decision": "drop"}
    coordinator.post(f"{own}/decisions", {"items": [decided, taken_back, unsaid]})
    coordinator.get(f"{own}/minutes")
    coordinator.post(f"{own}/decisions", {"items": [_put_off(one) for one in entries]})
    coordinator.post(f"{own}/moves", {"event": "close"})
    coordinator.post(f"{own}/moves", {"event": "reopen", "reason": "Et punkt blev glemt"})
    coordinator.post(f"{own}/moves", {"event": "close"})
    coordinator.get(f"{own}/minutes")


def _say_of_the_next(coordinator: Caller, moves: str) -> None:
    coordinator.post(moves, {"event": "say_no_list", "reason": "Politiet har ingen unge i næste uge"})
    coordinator.post(moves, {"event": "take_back_no_list"})
    coordinator.post(moves, {"event": "reschedule", "starts_at": _LATER, "reason": "Tovholderen er på kursus"})
    coordinator.post(moves, {"event": "cancel", "reason": "Ferie"})


def _put_off(entry: Any) -> dict[str, str]:
    return {"do": "carry_over", "entry_id": entry["id"], "reason": "Skolen skal spørges først"}
