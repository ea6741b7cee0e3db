"""The walk of an ad hoc group around a child: set up, followed, seen by those who are in it, and ended."""

from tests.caller import Caller

_MEMBER = {
    "source": "school", "function": "Klasselærer", "institution": "Skolen", "name": "Opdigtet Lærer",
    "ground": "RPL_115_2", "necessity": "Skolen og klubben skal gøre det samme",
}  # fmt: skip


def work_in_a_group(coordinator: Caller, participant: Caller, case_id: str) -> None:
    """``participant`` has the login of the first member."""
    path = f"/v1/cases/{case_id}/ad-hoc-groups"
    club = _MEMBER | {"source": "club", "function": "Klubmedarbejder", "institution": "Klubben"}
    first = _MEMBER | {"user": "mona"}
    task = {"event": "set_up", "task": "Skoledagen og eftermiddagen hænger ikke sammen"}
    coordinator.post(path, {"event": "end", "because": "task_done", "outcome": "Der var ingen"})
    coordinator.post(path, task | {"members": [first, club]})
    nurse = {"source": "health_service", "function": "Sundhedsplejerske", "coordinates": True}
    coordinator.post(path, task | {"members": [_MEMBER | nurse, club]})
    members = [first | {"coordinates": True}, club]
    coordinator.post(path, task | {"members": members, "next_meeting_on": "2026-11-30"})
    coordinator.post(path, task | {"members": members})
    (group,) = [one for one in coordinator.get(path).json()["items"] if one["state"] == "working"]
    one, other = (member["id"] for member in group["members"])
    coordinator.post(path, {"event": "let_go", "member_id": other, "reason": "Har skiftet arbejde"})
    participant.get("/v1/ad-hoc-groups")
    met = {
        "held_at": "2026-11-23T08:00:00+01:00", "present": [one, other], "agreed": "Klubben henter på skolen",
        "next_meeting_on": "2026-12-14",
    }  # fmt: skip
    meetings = f"/v1/ad-hoc-groups/{group['id']}/meetings"
    participant.post(meetings, met)
    participant.post(meetings, met | {"present": [one]})
    coordinator.post(path, {"event": "end", "because": "task_done", "outcome": "Eftermiddagene er på plads"})
    participant.post(meetings, met)
