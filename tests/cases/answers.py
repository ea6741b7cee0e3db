"""Reading what the service answers about a case."""

from typing import Any

from tests.caller import Caller


def events_of(caller: Caller, case_id: str) -> list[str]:
    """What has happened in the case, oldest first."""
    return [row["event"] for row in caller.get(f"/v1/cases/{case_id}/history").json()["items"]]


def refusal(answer: Any) -> list[str]:
    """What stood in the way of a move that was refused."""
    assert answer.status_code == 409, answer.text
    return list(answer.json()["unmet"])
