"""The walk of a child who stood here as two, and of an incident that was somebody else's."""

from tests.access.routes import NOBODYS
from tests.caller import Caller, Service
from workflows.roles import Role

_PATH = "/v1/identity-corrections"
_WHY = {"evidence": "Moderen har vist sundhedskortet", "reason": "Barnet skal ikke have to sager"}
_TYPED = {
    "police_journal_number": "3700-73821-24991-26", "name": "Opdigtet Magne", "role": "Antruffet",
    "cpr_number": "610312-4991", "week": "2026-W47",
}  # fmt: skip
_NAMELESS = _TYPED | {
    "police_journal_number": "3700-73821-24992-26", "name": "Opdigtet Dreng", "cpr_number": None,
    "birth_date": "01-03-2012",
}  # fmt: skip


def put_right(service: Service) -> None:
    coordinator = service.as_(Role.COORDINATOR)
    known, nameless = (coordinator.post("/v1/entries", one).json() for one in (_TYPED, _NAMELESS))
    stays, merged = known["person"]["id"], nameless["person"]["id"]
    merge = {"event": "merge", "person_id": stays, "merged_id": merged} | _WHY
    coordinator.post(_PATH, merge | {"person_id": merged, "merged_id": stays})
    made = coordinator.post(_PATH, merge).json()
    coordinator.get(f"/v1/persons/{stays}/identity-corrections")
    back = {"event": "split_back", "correction_id": made["id"], "evidence": "De er set sammen", "reason": "To børn"}
    coordinator.post(_PATH, back)
    coordinator.post(_PATH, back)
    coordinator.post(_PATH, back | {"correction_id": NOBODYS})
    _move(coordinator, stays, known["id"])


def _move(coordinator: Caller, person_id: str, entry_id: str) -> None:
    said = {"event": "move", "person_id": person_id, "entries": [entry_id]} | _WHY
    coordinator.post(_PATH, said)
    coordinator.post(_PATH, said | {"new": {"name": "Opdigtet Storebror", "birth_date": "2010-03-01"}})
