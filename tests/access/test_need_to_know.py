"""Each sees what their work needs: the other role's, the other municipality's and the other child's are not found."""

import pytest

from tests.caller import Caller, Service
from tests.cases.stations import on_monday, reach
from tests.handover import hand_over
from workflows.casework import State
from workflows.roles import Role

SEEN_BY_LOCAL_LEADER = {
    "id", "state", "state_title", "version", "child_name", "course", "moves", "due_at", "overdue",
}  # fmt: skip
PARTS = ("incidents", "history", "obligations", "custody-holders", "consents", "knowledge", "placements", "assessments")


def status(caller: Caller, path: str) -> int:
    return caller.get(path).status_code


def parts(caller: Caller, case_id: str) -> dict[str, int]:
    return {part: status(caller, f"/v1/cases/{case_id}/{part}") for part in (*PARTS, "course")}


def test_the_police_see_their_own_receipts_and_nothing_else(service: Service) -> None:
    them = on_monday(service)
    hand_over(them)
    case_id = reach(them, State.COURSE_RUNNING)
    own = them.police.get("/v1/handover-lists").json()["items"]
    assert [one["kind"] for one in own] == ["file"]
    receipt = f"/v1/handover-lists/{own[0]['id']}"
    assert status(them.police, receipt) == 200
    colleague = service.as_(Role.POLICE, subject="kollega")
    assert colleague.get("/v1/handover-lists").json()["items"] == []
    assert status(colleague, receipt) == status(colleague, f"{receipt}/rejected") == 404
    for path in ("/v1/cases", f"/v1/cases/{case_id}", "/v1/entries"):
        assert status(them.police, path) == 403
    assert set(parts(them.police, case_id).values()) == {403}


def test_a_local_leader_sees_the_child_and_the_course_and_not_the_step(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    case = them.local_leader.case(case_id)
    assert set(case) == SEEN_BY_LOCAL_LEADER
    assert {move["event"] for move in case["moves"]} == {
        "pause_course", "complete_course", "discontinue_course", "change_plan", "raise_concern",
    }  # fmt: skip
    assert parts(them.local_leader, case_id) == dict.fromkeys(PARTS, 403) | {"course": 200}
    after = them.local_leader.moves(case_id, "pause_course", reason="Ferie")
    assert set(after) == SEEN_BY_LOCAL_LEADER
    (row,) = them.local_leader.get("/v1/cases").json()["items"]
    assert not {"incidents", "age", "caseworker", "incident_awaits_reassessment"} & set(row)


def test_a_local_leader_sees_no_other_childs_course(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    other = service.as_(Role.LOCAL_LEADER, subject="mona")
    assert other.get("/v1/cases").json()["items"] == []
    assert status(other, f"/v1/cases/{case_id}") == status(other, f"/v1/cases/{case_id}/course") == 404
    assert status(them.local_leader, f"/v1/cases/{reach(them, State.PLACED)}") == 404


def test_a_caseworker_sees_their_own_cases_alone(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.ORIENTATION_DUE)
    colleague = service.as_(Role.CASEWORKER, subject="kollega")
    assert [one["id"] for one in them.caseworker.get("/v1/cases").json()["items"]] == [case_id]
    assert colleague.get("/v1/cases").json()["items"] == []
    assert set(parts(colleague, case_id).values()) == {404}
    assert parts(them.caseworker, case_id)["assessments"] == 200
    for state in (State.WITH_COORDINATOR, State.WITH_TEAM_LEADER, State.RECEIVED):
        assert status(them.caseworker, f"/v1/cases/{reach(them, state)}") == 404


def test_an_integration_sees_the_cases_linked_to_it(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_TEAM_LEADER)
    said = {"caseworker": "rikke", "integration_client": "fagsystem"}
    them.team_leader.moves(case_id, "inform_caseworker", **said)
    assert service.as_(Role.INTEGRATION, subject="fagsystem").case(case_id)["state"] == "with_caseworker"
    assert status(service.as_(Role.INTEGRATION, subject="andet"), f"/v1/cases/{case_id}") == 404


def test_each_track_keeps_its_own_notes(service: Service) -> None:
    them = on_monday(service)
    theirs, ours = reach(them, State.MEETING_HELD), reach(them, State.PLACED)
    assert parts(them.team_leader, theirs) == dict.fromkeys(PARTS, 200) | {
        "knowledge": 404, "placements": 404, "course": 404,
    }  # fmt: skip
    assert set(parts(them.team_leader, ours).values()) == {404}
    assert parts(them.coordinator, ours) == dict.fromkeys(PARTS, 200) | {"assessments": 404, "course": 404}
    assert set(parts(them.coordinator, theirs).values()) == {404}
    listed = {one["id"] for one in them.coordinator.get("/v1/cases").json()["items"]}
    assert listed == {ours}


def test_the_authoritys_assessment_stays_there_when_the_case_is_rerouted(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.SUMMONS_DUE)
    them.team_leader.moves(case_id, "reroute", reason="Sagen i myndighed er lukket")
    rows = {row["event"]: row for row in them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]}
    assert "Gentagne hændelser" not in str(rows)
    assert rows["reroute"]["reason"] == "Sagen i myndighed er lukket"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_managers_and_administrators_see_no_case(service: Service, role: Role) -> None:
    them = on_monday(service)
    case_id, caller = reach(them, State.COURSE_RUNNING), service.as_(role)
    for path in ("/v1/cases", f"/v1/cases/{case_id}", "/v1/entries", "/v1/handover-lists"):
        assert status(caller, path) == 403
    assert set(parts(caller, case_id).values()) == {403}
    assert status(caller, "/v1/profile") == status(caller, "/v1/workflows/casework") == 200


def test_a_log_reviewer_finds_no_case_as_long_as_the_glass_is_whole(service: Service) -> None:
    them = on_monday(service)
    case_id, reviewer = reach(them, State.COURSE_RUNNING), service.as_(Role.LOG_REVIEWER)
    assert reviewer.get("/v1/cases").json()["items"] == []
    assert set(parts(reviewer, case_id).values()) == {404}
    assert status(reviewer, "/v1/entries") == status(reviewer, "/v1/handover-lists") == 403


def test_a_refusal_leaves_its_reason_in_the_servers_log_and_nothing_of_whom(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    colleague = service.as_(Role.CASEWORKER, subject="kollega")
    with caplog.at_level("INFO", logger="ssp.access"):
        assert status(colleague, f"/v1/cases/{case_id}") == 404
    (line,) = [one for one in caplog.messages if one.startswith("refused")]
    assert line == "refused: caseworker read_case (no_work_related_need)"
