"""What is one municipality's is not found by another, by any way in and with the right ids in hand."""

from typing import Any

from tests.access.routes import NOBODYS, OPEN, filled, routes_of
from tests.caller import Caller, Service, file_for
from tests.cases.stations import come_back, on_monday, reach
from tests.handover import hand_over, obligations_of, team
from tests.systems import given_to_a_system, registered
from workflows.casework import State
from workflows.roles import Role

_SUBJECTS = {
    Role.COORDINATOR: "coordinator", Role.TEAM_LEADER: "team_leader", Role.CASEWORKER: "rikke",
    Role.LOCAL_LEADER: "lars", Role.POLICE: "police", Role.INTEGRATION: "integration",
    Role.LOG_REVIEWER: "log_reviewer", Role.ADMINISTRATOR: "administrator",
}  # fmt: skip
_BODIES: dict[str, dict[str, Any]] = {
    "moves": {"event": "raise_concern", "reason": "Nysgerrig"},
    "decision": {"decision": "to_coordinator"},
    "ad-hoc-groups": {"event": "end", "because": "task_done", "outcome": "Nysgerrig"},
    "meetings": {"held_at": "2026-11-23T08:00:00+01:00", "present": [NOBODYS], "agreed": "Nysgerrig"},
    "concern-talks": {"event": "say_not_held", "because": "called_off", "reason": "Nysgerrig"},
    "assessment": {"outcome": "examine", "reason": "Nysgerrig"},
    "identity": {"person_id": None},
    "authority-case": {"said": "none"},
    "custody-holders": {"name": "Poul Opdigtet", "relation": "father"},
    "consents": {"scope": "course", "recipients": ["Skolen"], "terms": "Navn", "means": "call"},
    "answer": {"outcome": "answered", "answer": "Nej"},
    "knowledge": {
        "source": "school", "asked_of": "Skolen", "ground": "RPL_115_2", "necessity": "Ja", "question": "Hvad?",
    },
    "feedback": {
        "to": "police", "recipient": "Politiet", "kinds": ["handled"], "ground": "RPL_115_2", "necessity": "Ja",
    },
    "review": {"verdict": "in_order"},
    "letters": {"to": "family"},
    "transfers": {"municipality_code": "330", "necessity": "Nysgerrig"},
    "reveal": {"reason": "Nysgerrig"},
    "handouts": {"participant_id": NOBODYS},
    "link": {"reference": "Nysgerrig"},
    "pause": {"paused": True},
    "retries": {},
    "removals": {"ids": [NOBODYS]},
    "reviews": {"held_on": "2026-11-23", "progress": [{"goal_id": NOBODYS, "progress": 1}]},
}  # fmt: skip
_OF_A_MEETING: dict[str, dict[str, Any]] = {
    "moves": {"event": "close"},
    "decisions": {"items": [{"do": "carry_over", "entry_id": NOBODYS, "reason": "Nysgerrig"}]},
}
_OBLIGATION = {True: {"event": "exempt", "reason": "Nysgerrig"}}


def _ids(caller: Caller, case_id: str) -> dict[str, str]:
    case = f"/v1/cases/{case_id}"
    found = {
        "case_id": case_id,
        "obligation_id": obligations_of(caller, case_id)[0]["id"],
        "pseudonym": "0" * 32,
        "version": "0" * 32,
        "job_id": "1",
    }
    found["person_id"] = caller.case(case_id)["person"]["id"]
    for name, path in (("holder_id", "custody-holders"), ("consent_id", "consents"), ("knowledge_id", "knowledge")):
        answer = caller.get(f"{case}/{path}")
        if answer.status_code == 200 and answer.json()["items"]:
            found[name] = answer.json()["items"][0]["id"]
    return found


def _send(caller: Caller, method: str, path: str, body: dict[str, Any]) -> Any:
    if method == "GET":
        return caller.get(path)
    if method == "DELETE":
        return caller.delete(path)
    if method == "PUT":
        return caller.put(path, body)
    if "/meetings/" in path:
        body = _OF_A_MEETING[path.rsplit("/", 1)[-1]]
    if "/transfers/" in path:
        body = {"event": "withdraw", "reason": "Nysgerrig"}
    if "/letters/" in path:
        body = {"event": "stop", "reason": "Nysgerrig"}
    if path.endswith("/papers"):
        return caller.post_file(path, *file_for(path))
    if "/consents/" in path:
        body = {"event": "withdraw"}
    return caller.post(path, body, headers={"If-Match": '"1"'})


def test_another_municipality_finds_nothing_by_any_route(service: Service) -> None:
    them = on_monday(service)
    list_id = hand_over(them)[0]["list_id"]
    ids = _ids(them.coordinator, reach(them, State.COURSE_RUNNING)) | {"list_id": list_id}
    ids["meeting_id"] = them.coordinator.post("/v1/meetings", {"weeks": 1}).json()["items"][0]["id"]
    ids["entry_id"] = come_back(them, ids["case_id"])["id"]
    theirs = _ids(them.caseworker, reach(them, State.MEETING_HELD)) | {"entry_id": ids["entry_id"], "list_id": list_id}
    theirs |= {"meeting_id": ids["meeting_id"]}
    theirs["case_id"] = given_to_a_system(them)
    system = service.as_(Role.INTEGRATION)
    ids["webhook_id"] = theirs["webhook_id"] = registered(system)
    linked = f"/v1/cases/{theirs['case_id']}/link"
    assert system.put(linked, {"reference": "S-2026-1"}).status_code == 200
    before = them.coordinator.get(f"/v1/cases/{ids['case_id']}/history").json()
    others = {role: service.as_(role, "740", subject) for role, subject in _SUBJECTS.items()}
    asked = 0
    for method, path in routes_of(service.app):
        for role, caller in others.items():
            for known in (ids, theirs):
                if path in OPEN or "{" not in path or "{name}" in path or "{kind}" in path:
                    continue
                body = _BODIES.get(path.rsplit("/", 1)[-1], {}) | _OBLIGATION.get("obligations" in path, {})
                answer = _send(caller, method, filled(path, known), body)
                assert answer.status_code in (403, 404), (role, method, path, answer.text)
                asked += answer.status_code == 404
    assert asked > 100
    assert them.coordinator.get(f"/v1/cases/{ids['case_id']}/history").json() == before
    assert system.get(linked).json()["reference"] == "S-2026-1"
    assert system.get(f"/v1/webhooks/{ids['webhook_id']}").json()["state"] == "arriving"
    for path in ("/v1/cases", "/v1/entries", "/v1/handover-lists", "/v1/meetings"):
        assert team(service, "740").coordinator.get(path).json()["items"] == []
    for path in ("/v1/links", "/v1/events", "/v1/webhooks"):
        assert system.get(path).json()["items"] != []
        assert others[Role.INTEGRATION].get(path).json()["items"] == []
    assert others[Role.ADMINISTRATOR].get("/v1/webhooks").json()["items"] == []
