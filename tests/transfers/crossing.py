"""Two municipalities in one installation, and the worker that carries between them."""

from typing import Any

from app.transfers.rounds import go_round
from tests.caller import Caller, Service
from tests.cases.stations import at
from tests.handover import Team, obligations_of

SENDER, RECEIVER, OUTSIDE = "607", "740", "630"
NECESSITY = "Familien er flyttet"
MONDAY = "2026-11-23T09:00:00+01:00"
LATE = "2026-12-15T09:00:00+01:00"


def both(service: Service, moment: str = MONDAY) -> tuple[Team, Team]:
    """The sender's people and the receiver's, at one moment."""
    return at(service, moment, SENDER), at(service, moment, RECEIVER)


def carry(service: Service) -> int:
    """The worker goes its round."""
    return go_round(service.workers_database, service.at)


def offer(caller: Caller, case_id: str, to: str = RECEIVER, **more: Any) -> Any:
    said = {"municipality_code": to, "necessity": NECESSITY} | more
    answer = caller.post(f"/v1/cases/{case_id}/transfers", said)
    assert answer.status_code == 201, answer.text
    return answer.json()


def answer(caller: Caller, transfer_id: str, event: str, **said: Any) -> Any:
    given = caller.post(f"/v1/transfers/{transfer_id}/moves", {"event": event, **said})
    assert given.status_code == 200, given.text
    return given.json()


def transfer(caller: Caller, transfer_id: str) -> Any:
    found = caller.get(f"/v1/transfers/{transfer_id}")
    assert found.status_code == 200, found.text
    return found.json()


def listed(caller: Caller, direction: str) -> list[Any]:
    found = caller.get("/v1/transfers", direction=direction)
    assert found.status_code == 200, found.text
    return list(found.json()["items"])


def handed_over(service: Service, sender: Caller, receiver: Caller, case_id: str, **more: Any) -> tuple[str, str]:
    """Offered, accepted and carried: the id of the hand-over, and of the receiver's case."""
    offered = offer(sender, case_id, **more)
    carry(service)
    answer(receiver, offered["id"], "accept")
    carry(service)
    taken = transfer(receiver, offered["id"])
    assert taken["state"] == "handed_over", taken
    return str(offered["id"]), str(taken["case_id"])


def notices_of(caller: Caller, case_id: str) -> list[str]:
    return [one["kind"] for one in caller.case(case_id)["notices"]]


def incidents_of(caller: Caller, case_id: str) -> list[Any]:
    return list(caller.get(f"/v1/cases/{case_id}/incidents").json()["items"])


def tell_the_mother(caller: Caller, case_id: str) -> None:
    (mother,) = [one for one in obligations_of(caller, case_id, "due") if one["recipient_kind"] == "custody_holder"]
    told = {"event": "tell", "means": "call", "told_at": MONDAY}
    assert caller.post(f"/v1/cases/{case_id}/obligations/{mother['id']}/moves", told).status_code == 200
