"""From a list to a case that somebody has: the first steps that most tests need."""

from dataclasses import dataclass
from typing import Any

from tests.caller import Caller, Service
from workflows.roles import Role

SCHOOL = {
    "source": "school",
    "asked_of": "Skolens leder",
    "ground": "RPL_115_2",
    "necessity": "For at finde ud af, om der er brug for en indsats",
    "question": "Hvordan går det i skolen?",
}
STREET_TEAM = SCHOOL | {"source": "street_team", "asked_of": "Gadeteamet"}


@dataclass(frozen=True)
class Team:
    """The people around one municipality's cases."""

    police: Caller
    coordinator: Caller
    team_leader: Caller
    caseworker: Caller
    local_leader: Caller


def team(service: Service, municipality_code: str = "607") -> Team:
    return Team(
        police=service.as_(Role.POLICE, municipality_code),
        coordinator=service.as_(Role.COORDINATOR, municipality_code),
        team_leader=service.as_(Role.TEAM_LEADER, municipality_code),
        caseworker=service.as_(Role.CASEWORKER, municipality_code, "rikke"),
        local_leader=service.as_(Role.LOCAL_LEADER, municipality_code, "lars"),
    )


def entries_of(caller: Caller, **filters: Any) -> list[Any]:
    """All entries, page by page."""
    items: list[Any] = []
    cursor = None
    while True:
        answer = caller.get("/v1/entries", **filters, **({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


def hand_over(them: Team, name: str = "fredericia-2026-W47.csv") -> list[Any]:
    """The police hand over a list; the entries that await the meeting."""
    answer = them.police.upload(name)
    assert answer.status_code == 201, answer.text
    return entries_of(them.coordinator, undecided=True, list_id=answer.json()["id"])


def entry_of(entries: list[Any], name: str) -> Any:
    """The first entry of the person called ``name``."""
    return next(entry for entry in entries if entry["person"]["name"] == name)


def give(caller: Caller, entry: Any, decision: str, **more: Any) -> str:
    """Decides one entry; gives the case's id."""
    answer = caller.post(f"/v1/entries/{entry['id']}/decision", {"decision": decision, **more})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["case_id"])


def give_all_of(caller: Caller, entries: list[Any], name: str, decision: str) -> str:
    """Decides every entry of one person the same way; gives the case's id."""
    return [give(caller, entry, decision) for entry in entries if entry["person"]["name"] == name][-1]


def hand_over_outside(caller: Caller, case_id: str, code: str = "630", necessity: str = "Familien er flyttet") -> None:
    """Offered on paper to a municipality that does not use the service, which takes the case; it is transferred."""
    offered = caller.post(f"/v1/cases/{case_id}/transfers", {"municipality_code": code, "necessity": necessity})
    assert offered.status_code == 201, offered.text
    sent_at = offered.json()["offered_at"]
    for said in ({"event": "send", "sent_at": sent_at}, {"event": "accept"}):
        answer = caller.post(f"/v1/transfers/{offered.json()['id']}/moves", said)
        assert answer.status_code == 200, answer.text


def enter_custody_holder(caller: Caller, case_id: str, name: str = "Karla Opdigtet", relation: str = "mother") -> Any:
    answer = caller.post(
        f"/v1/cases/{case_id}/custody-holders", {"name": name, "relation": relation, "contact": "Tlf. 00 00 00 00"}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def obligations_of(caller: Caller, case_id: str, *states: str) -> list[Any]:
    items = caller.get(f"/v1/cases/{case_id}/obligations").json()["items"]
    return [item for item in items if not states or item["state"] in states]


def tell_everyone(caller: Caller, case_id: str, at: str, means: str = "call") -> None:
    """Everyone who is owed something is told; whoever was told with somebody else is not told again."""
    while outstanding := obligations_of(caller, case_id, "due", "delivery_failed"):
        first = sorted(outstanding, key=lambda one: one["purpose"] != "summon")[0]
        answer = caller.post(
            f"/v1/cases/{case_id}/obligations/{first['id']}/moves",
            {"event": "tell", "means": means, "told_at": at},
        )
        assert answer.status_code == 200, answer.text


def gather(caller: Caller, case_id: str, *questions: dict[str, str]) -> None:
    """Asks, and writes down that each answered."""
    for question in questions:
        asked = caller.post(f"/v1/cases/{case_id}/knowledge", question)
        assert asked.status_code == 201, asked.text
        answer = caller.post(
            f"/v1/cases/{case_id}/knowledge/{asked.json()['id']}/answer",
            {"outcome": "answered", "answer": "Trives, men kommer ofte for sent."},
        )
        assert answer.status_code == 200, answer.text


def agree_to_course(caller: Caller, case_id: str) -> list[Any]:
    """Everyone who must sign says yes to the course."""
    asked = caller.post(
        f"/v1/cases/{case_id}/consents",
        {
            "scope": "course",
            "recipients": ["Skolen"],
            "terms": "Navn og trin deles med skolen, for at forløbet kan planlægges.",
            "means": "meeting",
        },
    )
    assert asked.status_code == 201, asked.text
    for consent in asked.json()["items"]:
        granted = caller.post(
            f"/v1/cases/{case_id}/consents/{consent['id']}/moves",
            {"event": "grant", "document": "Underskrevet på mødet; ligger i sagen"},
        )
        assert granted.status_code == 200, granted.text
    return list(asked.json()["items"])


MILD: dict[str, Any] = {"severity": 1, "factors": [], "reason": "Enkeltstående"}
SEVERE: dict[str, Any] = {"severity": 3, "factors": ["repeated", "violence"], "reason": "Gentagne hændelser"}
"""What an assessment says, on the scale that is the vendor's."""
HELD: dict[str, Any] = {
    "held_at": "2026-11-23T08:00:00+01:00",
    "attendees": ["custody_holder", "child", "caseworker"],
    "agreed": "Familien får en kontaktperson",
}
PLAN = {
    "local_leader": "lars",
    "start_on": "2026-12-01",
    "goals": [{"goal": "Kommer til tiden hver dag", "measures": "Morgenaftale med klasselæreren"}],
    "participants": [{"part": "school", "function": "Klasselærer", "institution": "Skolen", "name": "Opdigtet Lærer"}],
}
EVALUATED: dict[str, Any] = {
    "evaluation": "Målet er nået",
    "goal_evaluations": [{"goal": 1, "progress": 4, "evaluation": "Kommer til tiden"}],
}
"""What is said when a course with one goal is completed."""


def place_on_second_step(them: Team, case_id: str, told_at: str) -> None:
    """From the coordinator's desk to the step that a course belongs to."""
    coordinator = them.coordinator
    enter_custody_holder(coordinator, case_id)
    tell_everyone(coordinator, case_id, told_at)
    coordinator.moves(case_id, "confirm_informed")
    coordinator.moves(case_id, "start_gathering")
    gather(coordinator, case_id, SCHOOL, STREET_TEAM)
    coordinator.moves(case_id, "place_on_step", step=2, reason="Flere vil kunne hjælpe")
