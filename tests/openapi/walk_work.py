"""The walk of those who share the work: lists, filters, many cases at once, and a holiday."""

from app.cases.filters import MOST
from tests.access.routes import NOBODYS
from tests.caller import Service
from workflows.roles import Role

_HOLIDAY = {"event": "arrange", "substitute": "mona", "first_day": "2026-12-21", "last_day": "2026-12-31"}


def share_the_work(service: Service) -> None:
    coordinator, leader = service.as_(Role.COORDINATOR), service.as_(Role.TEAM_LEADER)
    saved = {"event": "save", "name": "Skolen", "terms": {"mine": True, "waits_for": "school"}}
    kept = coordinator.post("/v1/work/filters", saved).json()["items"][0]["id"]
    _search(service)
    _move_some(service)
    rikkes = {"event": "inform_caseworker", "caseworker": "mona", "reason": "Rikke har skiftet arbejde"}
    leader.post("/v1/work/moves", {"which": "all_of", "colleague": "rikke", "move": rikkes})
    back = {"event": "inform_caseworker", "caseworker": "rikke", "reason": "Rikke er tilbage"}
    leader.post("/v1/work/moves", {"which": "all_of", "colleague": "mona", "move": back})
    caseworker = service.as_(Role.CASEWORKER, subject="rikke")
    cover = caseworker.post("/v1/covers", _HOLIDAY).json()["id"]
    caseworker.post("/v1/covers", _HOLIDAY | {"last_day": "2026-12-20"})
    coordinator.get("/v1/work")
    caseworker.get("/v1/work")
    coordinator.get("/v1/figures")
    caseworker.get("/v1/figures")
    for _ in range(2):
        caseworker.post("/v1/covers", {"event": "end", "cover_id": cover})
    caseworker.post("/v1/covers", {"event": "end", "cover_id": NOBODYS})
    for _ in range(2):
        coordinator.post("/v1/work/filters", {"event": "remove", "filter_id": kept})
    for number in range(MOST + 1):  # one more than there is room for; a name has no digits
        coordinator.post(
            "/v1/work/filters", saved | {"name": f"Skolen-{'abcdefgh'[number // 8]}{'abcdefgh'[number % 8]}"}
        )


def _search(service: Service) -> None:
    """By the name, and by the number without its hyphen, which is no name of anybody's."""
    coordinator = service.as_(Role.COORDINATOR)
    seen = coordinator.get("/v1/cases", track="coordinator", limit=1).json()["items"][0]
    coordinator.post("/v1/cases/search", {"text": seen["child_name"].split()[0]})
    coordinator.post("/v1/cases/search", {"text": "6103124999"})
    coordinator.post("/v1/cases/search", {"text": "x"})
    service.as_(Role.POLICE).post("/v1/cases/search", {"text": "Opdigtet"})


def _move_some(service: Service) -> None:
    coordinator = service.as_(Role.COORDINATOR)
    seen = coordinator.get("/v1/cases", track="coordinator", limit=2).json()["items"]
    cases = [{"case_id": one["id"], "version": one["version"]} for one in seen]
    cases.append({"case_id": NOBODYS, "version": 1})
    move = {"event": "assign", "responsible": "coordinator"}
    coordinator.post("/v1/work/moves", {"which": "named", "cases": cases, "move": move})
    coordinator.post("/v1/work/moves", {"which": "named", "cases": cases, "move": {"event": "start_gathering"}})
    coordinator.moves(seen[0]["id"], "assign", responsible="tove", reason="Tove kender familien")
