"""Ad hoc groups with a word of their own in every field: one that has ended, and one that is at work."""

from collections.abc import Callable
from typing import Any

from tests.caller import Caller
from tests.cases.stations import MONDAY

WHY = {"ground": "RPL_115_2"}


def work_in_groups(coordinator: Caller, path: str, leader: str, say: Callable[[str], str]) -> None:
    """``leader`` coordinates the one that is at work."""
    why = WHY | {"necessity": say("ad_hoc_group_members.necessity")}
    school, club, officer = (
        why | {
            "source": source, "function": say("ad_hoc_group_members.function"),
            "institution": say("ad_hoc_group_members.institution"), "name": say("ad_hoc_group_members.name"),
        }
        for source in ("school", "club", "police")
    )  # fmt: skip
    first = {"event": "set_up", "task": say("ad_hoc_groups.task"), "members": [school | {"coordinates": True}, club]}

    def write(said: dict[str, Any]) -> Any:
        answer = coordinator.post(path, said)
        assert answer.status_code == 201, answer.text
        return answer.json()

    write(first)
    group = write({"event": "bring_in", "member": officer})
    one, other, third = (member["id"] for member in group["members"])
    reason = {"reason": say("history.reason, a change in a group")}
    write({"event": "change_coordinator", "member_id": other} | reason)
    write({"event": "let_go", "member_id": third} | reason)
    met = {"event": "meet", "held_at": MONDAY, "agreed": say("ad_hoc_group_meetings.agreed")}
    write(met | {"present": [one, other]})
    write({"event": "end", "because": "task_done", "outcome": say("ad_hoc_groups.outcome")})
    group = write(first | {"members": [school | {"coordinates": True, "user": leader}, club]})
    write(met | {"present": [member["id"] for member in group["members"]]})
