"""The walk of a case that is offered to a municipality outside, which says no, then yes, and sends it back."""

from tests.caller import Caller

_OUTSIDE = {"municipality_code": "630", "necessity": "Familien er flyttet til Vejle"}
_SENT = {"event": "send", "sent_at": "2026-11-23T09:00:00+01:00"}


def hand_over(caller: Caller, case_id: str) -> str:
    """Gives the id of the hand-over; the case is transferred."""
    offers = f"/v1/cases/{case_id}/transfers"
    withdrawn = _offer(caller, offers)
    caller.post(offers, _OUTSIDE)
    caller.post(offers, _OUTSIDE | {"municipality_code": "999"})
    _move(caller, withdrawn, {"event": "withdraw", "reason": "De flytter først til sommer"})
    refused = _offer(caller, offers)
    _move(caller, refused, {"event": "accept", "answered_by": "SSP-konsulenten i Vejle"})
    _move(caller, refused, _SENT)
    _move(caller, refused, {"event": "refuse", "reason": "Barnet bor ikke hos os"})
    package = [{"kind": kind, "ground": "RPL_115_2"} for kind in ("identity", "police_contact", "incident")]
    package.append({"kind": "obligations", "ground": "LAW_OTHER"})
    accepted = _offer(caller, offers, package=package)
    _move(caller, accepted, _SENT)
    _move(caller, accepted, {"event": "accept", "answered_by": "SSP-konsulenten i Vejle"})
    caller.get(f"/v1/transfers/{accepted}")
    caller.get("/v1/transfers", direction="out", limit=2)
    return accepted


def give_back(caller: Caller, transfer_id: str) -> None:
    _move(caller, transfer_id, {"event": "return", "reason": "Familien flyttede alligevel ikke"})


def _offer(caller: Caller, path: str, **more: object) -> str:
    return str(caller.post(path, _OUTSIDE | more).json()["id"])


def _move(caller: Caller, transfer_id: str, said: dict[str, str]) -> None:
    caller.post(f"/v1/transfers/{transfer_id}/moves", said)
