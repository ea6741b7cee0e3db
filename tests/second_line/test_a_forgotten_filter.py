"""A query that forgets the municipality gives nothing of another's: the second line stands where the first is gone."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import true

from app.access.tokens import DemoIssuer
from app.cases import queries
from app.db import Database
from app.main import create_app
from app.people.encryption import Vault
from tests.access.routes import NOBODYS, OPEN, filled, routes_of
from tests.caller import Caller, Service, file_for, new_key
from tests.cases.stations import on_monday, reach
from tests.handover import hand_over
from tests.second_line.forgetting import forgotten
from tests.systems import given_to_a_system, registered
from workflows.casework import State
from workflows.roles import Role

_SUBJECTS = {
    Role.COORDINATOR: "coordinator", Role.TEAM_LEADER: "team_leader", Role.CASEWORKER: "rikke",
    Role.LOCAL_LEADER: "lars", Role.POLICE: "police", Role.INTEGRATION: "integration",
    Role.LOG_REVIEWER: "log_reviewer", Role.ADMINISTRATOR: "administrator", Role.MANAGER: "manager",
}  # fmt: skip
_LISTS = ("/v1/cases", "/v1/entries", "/v1/handover-lists")
_OF_A_SYSTEM = ("/v1/links", "/v1/events", "/v1/webhooks")
REFERENCE = "S-2026-1"
_BODIES: dict[str, dict[str, Any]] = {
    "moves": {"event": "raise_concern", "reason": "Nysgerrig"},
    "decision": {"decision": "to_coordinator"},
    "ad-hoc-groups": {"event": "end", "because": "task_done", "outcome": "Nysgerrig"},
    "meetings": {"held_at": "2026-11-23T08:00:00+01:00", "present": [NOBODYS], "agreed": "Nysgerrig"},
    "concern-talks": {"event": "say_not_held", "because": "called_off", "reason": "Nysgerrig"},
    "assessment": {"outcome": "examine", "reason": "Nysgerrig"},
    "identity": {"person_id": None},
    "custody-holders": {"name": "Poul Opdigtet", "relation": "father"},
    "consents": {"scope": "course", "recipients": ["Skolen"], "terms": "Navn", "means": "call"},
    "answer": {"outcome": "answered", "answer": "Nej"},
    "knowledge": {
        "source": "school", "asked_of": "Skolen", "ground": "RPL_115_2", "necessity": "Ja", "question": "Hvad?",
    },
    "link": {"reference": "Nysgerrig"},
    "pause": {"paused": True},
    "removals": {"ids": [NOBODYS]},
    "reviews": {"held_on": "2026-11-23", "progress": [{"goal_id": NOBODYS, "progress": 1}]},
}  # fmt: skip


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "visible", lambda by: true())


@pytest.fixture
def unguarded(database: Database, vault: Vault, issuer: DemoIssuer) -> Iterator[Service]:
    """The service with the owner's rights, to whom row-level security does not apply."""
    with Service(create_app(database, vault, issuer.verifier()), issuer, database, database) as service:
        yield service


def _inhabit(service: Service) -> dict[str, str]:
    """Cases, entries and a list of Fredericia's; one id of each, and the names that must not be seen."""
    them = on_monday(service)
    entry = hand_over(them)[0]
    case_id = reach(them, State.COURSE_RUNNING)
    reach(them, State.MEETING_HELD)
    case = f"/v1/cases/{case_id}"
    found = {"case_id": case_id, "entry_id": entry["id"], "list_id": entry["list_id"]}
    for name, path in (
        ("obligation_id", "obligations"), ("holder_id", "custody-holders"), ("consent_id", "consents"),
        ("knowledge_id", "knowledge"),
    ):  # fmt: skip
        found[name] = them.coordinator.get(f"{case}/{path}").json()["items"][0]["id"]
    system = service.as_(Role.INTEGRATION)
    linked = given_to_a_system(them)
    assert system.put(f"/v1/cases/{linked}/link", {"reference": REFERENCE}).status_code == 200
    found["webhook_id"] = registered(system)
    return found


def _items(caller: Caller, path: str) -> list[Any]:
    answer = caller.get(path)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.mark.usefixtures("forgetful")
def test_lists_that_show_everybodys_cases_show_none_of_another_municipalitys(service: Service) -> None:
    _inhabit(service)
    others = on_monday(service, "740")
    own = reach(others, State.WITH_COORDINATOR)
    for caller in (others.coordinator, others.team_leader, others.caseworker):
        assert [item["id"] for item in _items(caller, "/v1/cases")] == [own], "their own, and the filter is gone"
    assert _items(others.local_leader, "/v1/cases") == [], "no course, and so no consent to be shown anything"
    assert own not in [item["id"] for item in _items(on_monday(service).coordinator, "/v1/cases")]


def test_with_the_municipality_out_of_every_query_another_finds_nothing(service: Service) -> None:
    ids = _inhabit(service)
    others = {role: service.as_(role, "740", subject) for role, subject in _SUBJECTS.items()}
    before = _everything(service)
    not_found = 0
    with forgotten(service.database) as asked:
        for path in _OF_A_SYSTEM:
            # The same name as the system of the other municipality has.
            assert _items(others[Role.INTEGRATION], path) == [], path
        assert _items(others[Role.ADMINISTRATOR], "/v1/webhooks") == []
        for role in (Role.COORDINATOR, Role.TEAM_LEADER):
            assert [_items(others[role], path) for path in _LISTS] == [[], [], []]
        for method, path in routes_of(service.app):
            if path not in OPEN and "{" in path and "{name}" not in path:
                for role, caller in others.items():
                    answer = _send(caller, method, path, ids)
                    assert answer.status_code in (403, 404, 422), (role, method, path, answer.text)
                    not_found += answer.status_code == 404
                    assert not [one for one in ids.values() if one in answer.text], (role, method, path)
    assert not_found > 60
    for table in ("cases", "list_entries", "handover_lists", "events", "webhooks"):
        assert any(f"FROM {table}" in one for one in asked), table
    assert _everything(service) == before


def test_a_kept_answer_is_not_anothers_who_uses_the_same_name_and_key(service: Service) -> None:
    """Client, key and request are the same; the municipality alone tells them apart."""
    key = new_key()
    body = {
        "police_journal_number": "3700-71273-99999-26", "name": "Asger Opdigtet", "role": "Antruffet",
        "birth_date": "2012-03-01", "cpr_number": "610312-4001", "offence_text": "Hærværk mod en bænk",
    }  # fmt: skip
    with forgotten(service.database):
        ours, theirs = (
            on_monday(service, code).coordinator.post("/v1/entries", body, headers={"Idempotency-Key": key})
            for code in ("607", "740")
        )
    assert (ours.status_code, theirs.status_code) == (201, 201), theirs.text
    assert "Idempotent-Replayed" not in theirs.headers
    assert ours.json()["id"] != theirs.json()["id"]
    assert ours.json()["person"]["id"] != theirs.json()["person"]["id"], "one child is two, each municipality its own"


def test_for_ones_own_everything_works_as_before(service: Service) -> None:
    with forgotten(service.database) as asked:
        _inhabit(service)
    for table in ("cases", "list_entries", "obligations", "consents", "knowledge", "courses", "custody_holders"):
        assert any(f"FROM {table}" in one for one in asked), table


def test_without_the_second_line_the_same_would_show_everything(unguarded: Service) -> None:
    """That what is taken out in this file was the first line indeed."""
    _inhabit(unguarded)
    coordinator, system = on_monday(unguarded, "740").coordinator, unguarded.as_(Role.INTEGRATION, "740")
    assert [path for path in _OF_A_SYSTEM if _items(system, path)] == []
    assert [path for path in _LISTS if _items(coordinator, path)] == [], "each query asks for the municipality"
    with forgotten(unguarded.database):
        assert [path for path in _LISTS if _items(coordinator, path)] == list(_LISTS)
        assert [path for path in _OF_A_SYSTEM if _items(system, path)] == list(_OF_A_SYSTEM)


def _send(caller: Caller, method: str, path: str, ids: dict[str, str]) -> Any:
    address = filled(path, ids)
    if method == "GET":
        return caller.get(address)
    if method == "DELETE":
        return caller.delete(address)
    body = _BODIES.get(path.rsplit("/", 1)[-1], {})
    if method == "PUT":
        return caller.put(address, body)
    if path.endswith("/papers"):
        return caller.post_file(address, *file_for(path))
    if "/consents/" in path:
        body = {"event": "withdraw"}
    if "/obligations/" in path:
        body = {"event": "exempt", "reason": "Nysgerrig"}
    return caller.post(address, body, headers={"If-Match": '"1"'})


def _everything(service: Service) -> list[Any]:
    """What the municipality has, as its coordinator and team leader see it."""
    them = on_monday(service)
    return [_items(caller, path) for caller in (them.coordinator, them.team_leader) for path in _LISTS]
