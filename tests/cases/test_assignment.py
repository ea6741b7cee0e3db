"""Who has a case: given, changed with a reason, told, and all of a colleague's given on at once."""

from typing import Any
from uuid import uuid4

from tests.access.log import Log
from tests.access.test_two_sides import ACCUSED, VICTIM, given
from tests.caller import Caller, Service, new_key
from tests.cases.stations import on_monday, reach
from workflows.casework import Event, State
from workflows.roles import Role
from workflows.work import IN_BULK


def told(caller: Caller) -> list[str]:
    return [one["kind"] for one in caller.get("/v1/notices").json()["items"]]


def moved(caller: Caller, body: Any, **headers: str) -> Any:
    answer = caller.post("/v1/work/moves", body, headers=headers or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def named(caller: Caller, *case_ids: str) -> list[dict[str, Any]]:
    return [{"case_id": one, "version": caller.case(one)["version"]} for one in case_ids]


def test_a_coordinator_is_given_a_case_and_another_with_a_reason_and_both_are_told(service: Service) -> None:
    them = on_monday(service)
    anna, bo = (service.as_(Role.COORDINATOR, subject=who) for who in ("anna", "bo"))
    case_id = reach(them, State.PLACED)
    given_ = them.coordinator.moves(case_id, "assign", responsible="anna")
    assert given_["responsible"] == "anna"
    refused = them.coordinator.move(case_id, "assign", responsible="bo")
    assert (refused.status_code, refused.json()["needs"]) == (422, ["reason"])
    them.coordinator.moves(case_id, "assign", responsible="bo", reason="Anna er gået på barsel")
    assert told(anna) == ["case_unassigned", "case_assigned"]
    assert told(bo) == ["case_assigned"]
    rows = them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]
    last = [one for one in rows if one["event"] == "assign"][-1]
    assert (last["reason"], last["details"]["responsible"]) == ("Anna er gået på barsel", "bo")
    them.coordinator.moves(case_id, "reroute", reason="Der er åbnet en sag")
    assert them.team_leader.case(case_id)["responsible"] is None, "who has it there, the other track decides"


def test_a_change_of_caseworker_says_why(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_CASEWORKER)
    refused = them.team_leader.move(case_id, "inform_caseworker", caseworker="mona")
    assert (refused.status_code, refused.json()["needs"]) == (422, ["reason"])
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="mona", reason="Sygdom")


def test_all_of_a_colleagues_cases_are_given_on_and_what_cannot_be_is_shown(service: Service, log: Log) -> None:
    them = on_monday(service)
    victims, accuseds = given(them, VICTIM, ACCUSED)
    them.team_leader.moves(victims, "inform_caseworker", caseworker="rikke")
    them.team_leader.moves(accuseds, "inform_caseworker", caseworker="mona")
    others = [reach(them, State.WITH_CASEWORKER), reach(them, State.SUMMONS_DUE)]
    said = {"event": "inform_caseworker", "caseworker": "mona", "reason": "Rikke er sygemeldt"}
    body = {"which": "all_of", "colleague": "rikke", "move": said}
    key, victim = new_key(), them.team_leader.case(victims)["person"]["id"]
    log.new()
    done = moved(them.team_leader, body, **{"Idempotency-Key": key})
    outcomes = {one["case_id"]: one for one in done["items"]}
    assert set(outcomes) == {victims, *others}
    assert (done["moved"], done["refused"], done["left"]) == (2, 1, 0)
    assert outcomes[victims]["code"] == "on_the_other_side_of_the_incident"
    rows = [row for row in log.new() if row["action"] == "casework.inform_caseworker"]
    assert len(rows) == 2
    assert victim not in {str(row["subject_id"]) for row in rows}, "of what was refused the log says nothing"
    assert them.team_leader.case(victims)["caseworker"] == "rikke"
    assert {them.team_leader.case(one)["caseworker"] for one in others} == {"mona"}
    assert {one["id"] for one in service.as_(Role.CASEWORKER, subject="mona").get("/v1/cases").json()["items"]} == {
        accuseds, *others,
    }  # fmt: skip
    again = them.team_leader.post("/v1/work/moves", body, headers={"Idempotency-Key": key})
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (done, "true")
    once = them.team_leader.get(f"/v1/cases/{others[0]}/history").json()["items"]
    assert [row["event"] for row in once].count("inform_caseworker") == 2, "given to Rikke, and then on to Mona"


def test_one_move_on_several_cases_has_an_outcome_for_each(service: Service, log: Log) -> None:
    them = on_monday(service)
    ready, waiting, stale = (
        reach(them, state) for state in (State.FAMILY_INFORMED, State.GATHERING_KNOWLEDGE, State.FAMILY_INFORMED)
    )
    authoritys = reach(them, State.WITH_CASEWORKER)
    cases = [*named(them.coordinator, ready, waiting, stale), {"case_id": authoritys, "version": 1},
             {"case_id": str(uuid4()), "version": 1}]  # fmt: skip
    them.coordinator.moves(stale, "raise_concern", reason="Set på gaden")
    people = {one: them.coordinator.case(one)["person"]["id"] for one in (ready, waiting, stale)}
    log.new()
    done = moved(them.coordinator, {"which": "named", "cases": cases, "move": {"event": "start_gathering"}})
    assert [(one["outcome"], one.get("code")) for one in done["items"]] == [
        ("moved", None), ("refused", "move_refused"), ("refused", "version_stale"), ("refused", "not_found"),
        ("refused", "not_found"),
    ]  # fmt: skip
    assert done["items"][1]["messages"] == ["Det skridt findes ikke, som sagen står nu."]
    assert them.coordinator.case(ready)["state"] == "gathering_knowledge"
    rows = {(row["action"], str(row["subject_id"])) for row in log.new()}
    assert ("casework.start_gathering", people[ready]) in rows
    assert ("casework.start_gathering", people[waiting]) not in rows, "what was refused left nothing behind"
    assert {subject for action, subject in rows if action == "work.moved"} == {people[waiting], people[stale]}


def test_what_weighs_one_child_is_not_done_in_bulk(service: Service) -> None:
    them = on_monday(service)
    case = named(them.coordinator, reach(them, State.PLACED))
    for event in set(Event) - IN_BULK:
        body = {"which": "named", "cases": case, "move": {"event": event.value, "reason": "Alle på én gang"}}
        assert them.coordinator.post("/v1/work/moves", body).status_code == 422, event
