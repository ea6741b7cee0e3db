"""Every use of personal data is in the log: who, what, about whom and why they might."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.access.log import READS, Log
from tests.caller import SIGNED, Caller, Service, new_key
from tests.cases.stations import on_monday, reach
from tests.handover import SCHOOL, Team, enter_custody_holder, obligations_of
from workflows.casework import State


def person_of(caller: Caller, case_id: str) -> str:
    return str(caller.case(case_id)["person"]["id"])


@pytest.mark.parametrize(("path", "action"), READS.items())
def test_a_read_of_a_case_is_in_the_log(service: Service, log: Log, path: str, action: str) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    person = person_of(them.coordinator, case_id)
    log.new()
    assert them.coordinator.get(f"/v1/cases/{case_id}{path}").status_code == 200
    (row,) = log.new()
    assert (row["actor"], row["role"], row["action"]) == ("coordinator", "coordinator", action)
    assert (str(row["subject_id"]), row["reason"]) == (person, "coordinators_track")
    assert row["fields"]


def test_a_read_of_the_authoritys_assessments_is_in_the_log(service: Service, log: Log) -> None:
    them = on_monday(service)
    case_id = reach(them, State.ORIENTATION_DUE)
    log.new()
    assert them.caseworker.get(f"/v1/cases/{case_id}/assessments").status_code == 200
    assert [(row["action"], row["reason"]) for row in log.new()] == [("assessment.read", "own_case")]


def test_a_list_of_cases_or_entries_logs_each_child_seen(service: Service, log: Log) -> None:
    them = on_monday(service)
    cases = [reach(them, State.WITH_COORDINATOR) for _ in range(3)]
    people = {person_of(them.coordinator, case_id) for case_id in cases}
    for path, action in (("/v1/cases", "case.listed"), ("/v1/entries", "list.read")):
        log.new()
        them.coordinator.get(path)
        rows = log.new()
        assert {row["action"] for row in rows} == {action}
        assert {str(row["subject_id"]) for row in rows} == people
    log.new()
    them.coordinator.get("/v1/cases", limit=1)
    assert len(log.new()) == 1, "who is not on the page is not in the log"


def _do_everything(them: Team, case_id: str) -> Iterator[tuple[Any, set[str]]]:
    case, coordinator = f"/v1/cases/{case_id}", them.coordinator
    yield enter_custody_holder(coordinator, case_id), {"custody.entered"}
    owed = obligations_of(coordinator, case_id, "due")[0]["id"]
    exempt = {"event": "exempt", "reason": "Kan ikke findes"}
    yield coordinator.post(f"{case}/obligations/{owed}/moves", exempt), {"obligation.exempt"}
    yield coordinator.moves(case_id, "confirm_informed"), {"casework.confirm_informed", "case.read"}
    yield coordinator.moves(case_id, "start_gathering"), {"casework.start_gathering", "case.read"}
    asked = coordinator.post(f"{case}/knowledge", SCHOOL)
    yield asked, {"knowledge.asked"}
    answer = {"outcome": "answered", "answer": "Trives"}
    yield coordinator.post(f"{case}/knowledge/{asked.json()['id']}/answer", answer), {"knowledge.answered"}
    said = {"scope": "course", "recipients": ["Skolen"], "terms": "Navn og trin", "means": "call"}
    consents = coordinator.post(f"{case}/consents", said)
    yield consents, {"consent.ask"}
    consent = consents.json()["items"][0]["id"]
    yield coordinator.post(f"{case}/consents/{consent}/moves", {"event": "refuse"}), {"consent.refuse"}
    paper = coordinator.post_file(f"{case}/consents/{consent}/papers", "samtykke.pdf", SIGNED)
    yield paper, {"consent.paper_kept"}


def test_every_write_is_in_the_log_once_about_the_child(service: Service, log: Log) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    person = person_of(them.coordinator, case_id)
    log.new()
    for _, expected in _do_everything(them, case_id):
        rows = [row for row in log.new() if row["action"] != "obligation.read"]
        written = [row for row in rows if row["action"] in expected]
        assert {row["action"] for row in written} == expected
        assert {str(row["subject_id"]) for row in rows} == {person}


def test_an_answer_that_is_given_again_is_in_the_log_again(service: Service, log: Log) -> None:
    them = on_monday(service)
    case_id = reach(them, State.FAMILY_INFORMED)
    case = them.coordinator.case(case_id)
    headers = {"If-Match": f'"{case["version"]}"', "Idempotency-Key": new_key()}
    body = {"event": "start_gathering"}
    log.new()
    them.coordinator.post(f"/v1/cases/{case_id}/moves", body, headers=headers)
    assert sorted(log.actions()) == ["case.read", "casework.start_gathering"], "the answer shows the case"
    them.coordinator.post(f"/v1/cases/{case_id}/moves", body, headers=headers)
    (row,) = log.new()
    assert (row["action"], str(row["subject_id"])) == ("answer.replayed", case["person"]["id"])


def test_a_request_that_fails_after_it_wrote_leaves_nothing(service: Service, log: Log) -> None:
    them = on_monday(service)
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    case = them.coordinator.case(case_id)
    history = them.coordinator.get(f"/v1/cases/{case_id}/history").json()
    log.new()
    body = {"event": "place_on_step", "step": 0, "reason": "Afklares", "rests_on": [case_id]}
    headers = {"If-Match": f'"{case["version"]}"'}
    answer = them.coordinator.post(f"/v1/cases/{case_id}/moves", body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_such_knowledge")
    assert log.new() == []
    assert them.coordinator.case(case_id) == case
    assert them.coordinator.get(f"/v1/cases/{case_id}/history").json() == history
