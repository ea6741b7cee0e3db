"""The walk of what is written to a family, and shared: letters, their receipts, the wording, the ledger."""

from typing import Any
from uuid import UUID

from tests.adapters.receipts import LETTER, event, fault, status
from tests.caller import FREDERICIA, Caller, Service
from tests.filing.refusing import refuse_to_file
from tests.handover import Team, enter_custody_holder
from workflows.roles import Role

MONDAY = "2026-11-23T09:00:00+01:00"
TO_THE_FAMILY = {"to": "family", "purpose": "inform", "message": "Ring gerne.", "contact_name": "Tove Opdigtet"}
_PLAN = {"to": "institution", "institution": "Skolen", "cvr_number": "00000000"}


def write_to_the_family(them: Team, service: Service, case_id: str) -> None:
    """``case_id`` is a case on the coordinator's track whose family nobody has told."""
    coordinator, path = them.coordinator, f"/v1/cases/{case_id}"
    coordinator.post(f"{path}/letters", TO_THE_FAMILY)
    for name, relation in (("Karla Opdigtet", "mother"), ("Poul Opdigtet", "father")):
        enter_custody_holder(coordinator, case_id, name, relation)
    coordinator.post(f"{path}/custody-lookup")
    coordinator.post(f"{path}/letters", {"to": "family", "purpose": "summon"})
    first, second = coordinator.post(f"{path}/letters", TO_THE_FAMILY).json()["items"][:2]
    coordinator.get(f"{path}/letters")
    coordinator.get(f"{path}/letters/{first['id']}/pdf")
    coordinator.post(f"{path}/letters/{first['id']}/moves", {"event": "take_back"})
    for way in ("queue", "take_back", "queue"):
        coordinator.post(f"{path}/letters/{first['id']}/moves", {"event": way})
    receive(service, LETTER, number=1)  # one that nobody here has written
    receive(service, LETTER, content=b"<letter/>")
    receive(service, first["id"], number=2)
    _fail(service, coordinator, f"{path}/letters/{second['id']}", second["id"])
    again = coordinator.post(f"{path}/letters", TO_THE_FAMILY).json()["items"][0]
    handed_over = {"event": "hand_over", "handed_over_at": MONDAY, "to": "Afleveret personligt"}
    coordinator.post(f"{path}/letters/{again['id']}/moves", handed_over)
    _file(service, coordinator, case_id)
    coordinator.get("/v1/letters", limit=2)
    coordinator.get(f"{path}/sharing")
    coordinator.get(f"/v1/persons/{coordinator.case(case_id)['person']['id']}/disclosures")


def _fail(service: Service, coordinator: Caller, path: str, letter_id: str) -> None:
    """It fails, is sent again, and stopped before it has left."""
    coordinator.post(f"{path}/moves", {"event": "queue"})
    receive(service, letter_id, number=3, code="memo.invalid")
    coordinator.get(path)
    coordinator.post(f"{path}/moves", {"event": "send_again"})
    coordinator.post(f"{path}/moves", {"event": "stop", "reason": "Vi taler med familien i stedet"})


def _file(service: Service, coordinator: Caller, case_id: str) -> None:
    """The records system would not have what was handed over; it is tried again, and once more too soon."""
    refuse_to_file(service, FREDERICIA, case_id)
    path = f"/v1/cases/{case_id}/filings"
    first = coordinator.get(path).json()["items"][0]
    for _ in range(2):
        coordinator.post(f"{path}/{first['id']}/retries")


def send_the_plan(them: Team, case_id: str) -> None:
    """A course's plan to the school, with the consent and without; withdrawn, it never leaves."""
    coordinator, path = them.coordinator, f"/v1/cases/{case_id}"
    coordinator.post(f"{path}/letters", _PLAN | {"institution": "Klubben"})
    plan = coordinator.post(f"{path}/letters", _PLAN).json()["items"][0]
    coordinator.post(f"{path}/letters/{plan['id']}/moves", {"event": "queue"})
    granted = [one for one in coordinator.get(f"{path}/consents").json()["items"] if one["state"] == "granted"]
    moves = f"{path}/consents/{granted[-1]['id']}/moves"
    coordinator.post(moves, {"event": "withdraw"})
    (notice,) = [one for one in coordinator.case(case_id)["notices"] if one["to_user"] is None]
    coordinator.post(f"{path}/notices/{notice['id']}/seen")
    for answer in ({"event": "ask", "means": "meeting"}, {"event": "grant", "document": "Underskrevet på mødet"}):
        coordinator.post(moves, answer)


def say_that_a_case_moved(them: Team, case_id: str) -> None:
    """``case_id`` was transferred, with one custody holder."""
    them.team_leader.post(f"/v1/cases/{case_id}/letters", {"to": "family_of_transferred"})


def change_the_wording(service: Service) -> None:
    administrator, path = service.as_(Role.ADMINISTRATOR), "/v1/letter-templates"
    (held,) = [one for one in administrator.get(path).json()["items"] if one["kind"] == "transfer"]
    wording = {"title": held["title"], "body": held["body"]}
    administrator.post(f"{path}/transfer/preview", wording)
    administrator.post(f"{path}/transfer/preview", wording | {"body": "Kære {modtager}"})
    administrator.post(f"{path}/transfer/versions", wording | {"body": "Kære {modtager}"})
    administrator.post(f"{path}/transfer/versions", wording | {"note": "Aftalt med borgerrådgiveren"})


def receive(
    service: Service, letter_id: str, *, number: int = 0, code: str | None = None, content: bytes | None = None
) -> Any:
    """The carrier says that the letter arrived, or failed with ``code``. The ``number`` makes it another event."""
    told = status(
        "Fejlet" if code else "Afleveret Digital Post",
        letter=f"<MessageUUID>{letter_id}</MessageUUID>",
        fault=fault(code) if code else "<FejlDetaljer/>",
        at="2026-11-23T08:00:00Z",
    )
    sent = content or event(told, event_id=str(UUID(int=number, version=4)))
    system = service.as_(Role.INTEGRATION, subject="beskedfordeler")
    return system.post_bytes("/v1/letter-receipts", sent, "application/xml")
