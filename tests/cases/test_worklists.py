"""What there is to do, for each who has cases: counted, narrowed, and kept as one's own filters."""

from typing import Any

from tests.caller import Caller, Service
from tests.cases.stations import at, come_back, on_monday, reach
from tests.cases.test_queue import ids, statements
from tests.handover import SCHOOL
from workflows.casework import State
from workflows.roles import Role


def work(caller: Caller) -> dict[str, tuple[int, int]]:
    answer = caller.get("/v1/work")
    assert answer.status_code == 200, answer.text
    return {one["name"]: (one["mine"], one["all"]) for one in answer.json()["lists"]}


def filters(caller: Caller, **said: Any) -> Any:
    return caller.post("/v1/work/filters", said)


def test_the_counts_are_those_of_the_lists_for_everybody(service: Service) -> None:
    them = on_monday(service)
    for state in (State.RECEIVED, State.WITH_COORDINATOR, State.GATHERING_KNOWLEDGE, State.COURSE_RUNNING,
                  State.WITH_TEAM_LEADER, State.WITH_CASEWORKER, State.MEETING_HELD):  # fmt: skip
        case_id = reach(them, state)
        them.coordinator.post(f"/v1/cases/{case_id}/knowledge", SCHOOL)
    come_back(them, case_id)
    assert work(them.local_leader)["open"] == (1, 1)
    for moment in ("2026-11-23T09:00:00+01:00", "2026-11-26T09:00:00+01:00"):
        now = at(service, moment)
        for caller in (now.coordinator, now.team_leader, now.caseworker):
            for one in caller.get("/v1/work").json()["lists"]:
                terms: dict[str, Any] = {"waits_for": one["waits_for"]} if one["waits_for"] else {one["name"]: True}
                listed = ids(caller, **terms if one["name"] != "open" else {})
                mine = ids(caller, mine=True, **terms if one["name"] != "open" else {})
                assert (one["mine"], one["all"]) == (len(mine), len(listed)), one
    assert work(now.coordinator)["overdue"][1] > 0
    assert statements(service, lambda: now.coordinator.get("/v1/work")) <= 8


def test_each_case_says_whom_it_waits_for_and_only_those_told_whose_work_it_is(service: Service) -> None:
    them = on_monday(service)
    case_id, sick = reach(them, State.GATHERING_KNOWLEDGE), reach(them, State.WITH_CASEWORKER)
    assert them.coordinator.post(f"/v1/cases/{case_id}/knowledge", SCHOOL).status_code == 201
    said = {"scope": "course", "recipients": ["Skolen"], "terms": "Navn og trin", "means": "call"}
    assert them.coordinator.post(f"/v1/cases/{case_id}/consents", said).status_code == 201
    (row,) = [one for one in them.coordinator.get("/v1/cases").json()["items"] if one["id"] == case_id]
    assert row["waits_for"] == ["family", "school"]
    assert ids(them.coordinator, waits_for="school") == ids(them.coordinator, waits_for="family") == [case_id]
    assert ids(them.coordinator, waits_for="police") == []
    assert ids(them.team_leader, waits_for="caseworker") == [sick]
    assert "school" not in work(them.team_leader)
    assert ids(them.team_leader, waits_for="school") == []
    (question,) = them.coordinator.get(f"/v1/cases/{case_id}/knowledge").json()["items"]
    them.coordinator.post(f"/v1/cases/{case_id}/knowledge/{question['id']}/answer", {"outcome": "nothing_known"})
    assert ids(them.coordinator, waits_for="school") == []


def test_mine_are_those_i_have_and_those_nobody_has(service: Service) -> None:
    them = on_monday(service)
    mine, annas, nobodys = (reach(them, State.PLACED) for _ in range(3))
    them.coordinator.moves(mine, "assign", responsible="coordinator")
    them.coordinator.moves(annas, "assign", responsible="anna")
    assert set(ids(them.coordinator, mine=True)) == {mine, nobodys}
    assert set(ids(service.as_(Role.COORDINATOR, subject="anna"), mine=True)) == {annas, nobodys}
    assert ids(them.coordinator, unassigned=True) == [nobodys]
    assert work(them.coordinator)["open"] == (2, 3)
    cover = {"event": "arrange", "absent": "anna", "substitute": "coordinator", "role": "coordinator",
             "first_day": "2026-11-23", "last_day": "2026-11-24"}  # fmt: skip
    assert them.coordinator.post("/v1/covers", cover).status_code == 200
    assert set(ids(them.coordinator, mine=True)) == {mine, annas, nobodys}
    (shown,) = them.coordinator.get("/v1/work").json()["covers"]
    assert (shown["absent"], shown["substitute"], shown["runs"]) == ("anna", "coordinator", True)


def test_a_filter_is_ones_own_and_holds_terms_alone(service: Service) -> None:
    them = on_monday(service)
    reach(them, State.PLACED)
    terms = {"state": "placed", "mine": True}
    saved = filters(them.coordinator, event="save", name="Mine trin", terms=terms).json()["items"]
    assert [(one["name"], one["mine"], one["all"]) for one in saved] == [("Mine trin", 1, 1)]
    assert (saved[0]["terms"]["state"], saved[0]["terms"]["mine"]) == ("placed", True)
    filters(them.coordinator, event="save", name="mine TRIN", terms={"overdue": True})
    (kept,) = them.coordinator.get("/v1/work").json()["filters"]
    assert (kept["id"], kept["name"], kept["terms"]["overdue"]) == (saved[0]["id"], "mine TRIN", True)
    other = service.as_(Role.COORDINATOR, subject="anna")
    same_person = service.as_(Role.TEAM_LEADER, subject="coordinator")
    for caller in (other, same_person):
        assert caller.get("/v1/work").json()["filters"] == []
        assert filters(caller, event="remove", filter_id=kept["id"]).status_code == 404
    for name, wrong in (("Peter", {"name": "Peter"}), ("Barn 610312-4977", terms), ("Mine", {"state": "gone"})):
        assert filters(them.coordinator, event="save", name=name, terms=wrong).status_code == 422
    assert filters(them.coordinator, event="remove", filter_id=kept["id"]).json()["items"] == []
