"""Broken glass: one case is read for an hour, told at once, seen in every log, and reviewed by somebody else."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from app.oversight.rounds import watch_log
from tests.access.log import READS
from tests.caller import Caller, Service, instant, new_key
from tests.cases.stations import MONDAY, on_monday, reach, type_in
from tests.handover import Team, give
from tests.oversight.watching import alarms_of, kinds
from workflows.casework import State
from workflows.roles import Role

REASON = "Barnet er meldt savnet, og Asta Opdigtet skal kende adressen"


def break_glass(caller: Caller, case_id: str, reason: str = REASON) -> Any:
    answer = caller.post("/v1/break-glass", {"case_id": case_id, "reason": reason})
    assert answer.status_code == 201, answer.text
    return answer.json()


def reviewer_of(service: Service, subject: str = "dpo") -> Caller:
    return service.as_(Role.LOG_REVIEWER, subject=subject)


def reviewed(reviewer: Caller, grant: Any, verdict: str = "in_order", note: str | None = None) -> Any:
    return reviewer.post(f"/v1/break-glass/{grant['id']}/review", {"verdict": verdict, "note": note})


def person_in(them: Team, case_id: str) -> str:
    return str(them.coordinator.case(case_id)["person"]["id"])


def test_everything_of_the_case_is_read_and_nothing_is_changed(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    curious = service.as_(Role.CASEWORKER, subject="vagt")
    assert curious.get(f"/v1/cases/{case_id}").status_code == 404
    grant = break_glass(curious, case_id)
    assert (grant["case_id"], instant(grant["until"])) == (case_id, service.at() + timedelta(minutes=60))
    for path in READS:
        answer = curious.get(f"/v1/cases/{case_id}{path}")
        assert answer.status_code == 200, (path, answer.text)
    case = curious.case(case_id)
    assert case["person"] == them.coordinator.case(case_id)["person"]
    assert case["person"]["cpr_number"]
    assert case["course"]["state"] == "running"
    assert case["moves"] == []
    words = [row.get("reason") for row in curious.get(f"/v1/cases/{case_id}/history").json()["items"]]
    assert "Flere vil kunne hjælpe" in words
    assert curious.move(case_id, "pause_course", reason="Nysgerrig").status_code in (403, 404)
    holder = {"name": "Poul Opdigtet", "relation": "father"}
    assert curious.post(f"/v1/cases/{case_id}/custody-holders", holder).status_code in (403, 404)
    assert them.coordinator.case(case_id)["version"] == case["version"]


def test_the_authoritys_assessments_are_read_too(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.ORIENTATION_DUE)
    break_glass(them.coordinator, case_id)
    (assessment,) = them.coordinator.get(f"/v1/cases/{case_id}/assessments").json()["items"]
    assert assessment["reason"] == "Enkeltstående"


@pytest.mark.parametrize("role", [Role.TEAM_LEADER, Role.CASEWORKER, Role.LOG_REVIEWER])
def test_the_case_stands_in_the_list_while_it_lasts_and_no_other_does(service: Service, role: Role) -> None:
    them = on_monday(service)
    case_id, other = reach(them, State.WITH_COORDINATOR), reach(them, State.WITH_COORDINATOR)
    caller = service.as_(role, subject="vagt")
    break_glass(caller, case_id)
    listed = [one["id"] for one in caller.get("/v1/cases").json()["items"]]
    assert listed == [case_id]
    assert caller.get(f"/v1/cases/{other}").status_code == 404
    assert service.as_(role, subject="kollega").get(f"/v1/cases/{case_id}").status_code == 404
    service.now = service.at() + timedelta(minutes=60)
    assert service.as_(role, subject="vagt").get("/v1/cases").json()["items"] == []


def test_the_hour_is_over_to_the_second(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    break_glass(service.as_(Role.CASEWORKER, subject="vagt"), case_id)
    service.now = instant(MONDAY) + timedelta(minutes=59, seconds=59)
    assert service.as_(Role.CASEWORKER, subject="vagt").get(f"/v1/cases/{case_id}").status_code == 200
    service.now = instant(MONDAY) + timedelta(minutes=60)
    caller = service.as_(Role.CASEWORKER, subject="vagt")
    assert caller.get(f"/v1/cases/{case_id}").status_code == 404
    break_glass(caller, case_id)


def test_it_is_ended_early_by_whoever_broke_it_or_by_the_log_reviewer_alone(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    guard = service.as_(Role.CASEWORKER, subject="vagt")
    for ends in (guard, reviewer_of(service)):
        grant = break_glass(guard, case_id)
        assert them.team_leader.post(f"/v1/break-glass/{grant['id']}/end").status_code == 404
        ended = ends.post(f"/v1/break-glass/{grant['id']}/end")
        assert ended.status_code == 200, ended.text
        assert guard.get(f"/v1/cases/{case_id}").status_code == 404
        again = ends.post(f"/v1/break-glass/{grant['id']}/end")
        assert (again.status_code, again.json()["code"]) == (409, "glass_is_whole")


def test_the_log_reviewer_is_told_in_the_same_moment(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    them = on_monday(service)
    case_id, reviewer = reach(them, State.WITH_COORDINATOR), reviewer_of(service)
    person = person_in(them, case_id)
    with caplog.at_level(logging.INFO):
        grant = break_glass(service.as_(Role.CASEWORKER, subject="vagt"), case_id)
    (alarm,) = alarms_of(reviewer, open=True)
    assert (alarm["kind"], alarm["object_id"], alarm["subject_id"]) == ("break_glass", grant["id"], person)
    assert alarm["actor"] != "vagt"
    assert [r.levelname for r in caplog.records if r.name == "ssp.alarms"] == ["WARNING"]
    (shown,) = reviewer.get("/v1/break-glass", reviewed=False).json()["items"]
    assert (shown["reason"], shown["holder"]) == (REASON, alarm["actor"])
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("ssp."))
    assert not any(word in said for word in ("Asta", "vagt", person, case_id))


def test_it_is_found_by_the_cpr_number_and_an_attempt_in_vain_is_told_too(service: Service) -> None:
    them = on_monday(service)
    entry = type_in(them.coordinator, cpr_number="610312-4999", birth_date="2012-03-01")
    case_id, reviewer = give(them.coordinator, entry, "to_coordinator"), reviewer_of(service)
    guard = service.as_(Role.CASEWORKER, subject="vagt")
    unknown = guard.post("/v1/break-glass", {"cpr_number": "610312-4998", "reason": REASON})
    assert unknown.json() == {"id": None, "case_id": None, "until": None}
    assert kinds(reviewer) == ["break_glass_in_vain"]
    (row,) = reviewer.get("/v1/access-log", action="break_glass.sought").json()["items"]
    assert (row["purpose"], row["subject_id"]) == ("break_glass", None)
    found = guard.post("/v1/break-glass", {"cpr_number": "6103124999", "reason": REASON})
    assert (found.status_code, found.json()["case_id"]) == (201, case_id)


@pytest.mark.parametrize(
    "body",
    [{"reason": REASON}, {"reason": REASON, "cpr_number": "x"}, {"cpr_number": "610312-4999"}],
    ids=["no case", "no number", "no reason"],
)
def test_it_takes_a_case_and_a_reason(service: Service, body: dict[str, str]) -> None:
    on_monday(service)
    assert service.as_(Role.CASEWORKER, subject="vagt").post("/v1/break-glass", body).status_code == 422


@pytest.mark.parametrize("role", [Role.POLICE, Role.LOCAL_LEADER, Role.MANAGER, Role.ADMINISTRATOR, Role.INTEGRATION])
def test_those_who_never_see_a_case_break_no_glass(service: Service, role: Role) -> None:
    them = on_monday(service)
    body = {"case_id": reach(them, State.WITH_COORDINATOR), "reason": REASON}
    assert service.as_(role).post("/v1/break-glass", body).status_code == 403


def test_nobody_breaks_glass_in_another_municipality_or_before_what_is_open_to_them(service: Service) -> None:
    them = on_monday(service)
    body = {"case_id": reach(them, State.WITH_COORDINATOR), "reason": REASON}
    assert service.as_(Role.CASEWORKER, "740").post("/v1/break-glass", body).status_code == 404
    assert them.coordinator.post("/v1/break-glass", body).json()["code"] == "access_already"
    guard = service.as_(Role.CASEWORKER, subject="vagt")
    assert guard.post("/v1/break-glass", body).status_code == 201
    assert guard.post("/v1/break-glass", body).json()["code"] == "glass_is_broken"


def test_the_same_request_again_breaks_it_once(service: Service) -> None:
    them = on_monday(service)
    body = {"case_id": reach(them, State.WITH_COORDINATOR), "reason": REASON}
    guard, key = service.as_(Role.CASEWORKER, subject="vagt"), {"Idempotency-Key": new_key()}
    first, again = (guard.post("/v1/break-glass", body, headers=key) for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert kinds(reviewer_of(service)) == ["break_glass"]


def test_another_reviews_it_when_it_is_over_and_only_once(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    grant = break_glass(reviewer_of(service), case_id)
    other = reviewer_of(service, "revisor")
    assert reviewed(other, grant).json()["code"] == "glass_is_broken"
    service.now = service.at() + timedelta(minutes=60)
    itself, other = reviewer_of(service), reviewer_of(service, "revisor")
    assert (reviewed(itself, grant).status_code, reviewed(itself, grant).json()["code"]) == (403, "another_reviews")
    assert reviewed(them.team_leader, grant).status_code in (401, 403)
    answer = reviewed(other, grant, note="Efter aftale med vagten")
    assert (answer.status_code, answer.json()["note"]) == (200, "Efter aftale med vagten")
    assert reviewed(other, grant).json()["code"] == "already_reviewed"
    assert kinds(other, open=True) == []
    assert other.get("/v1/break-glass", reviewed=False).json()["items"] == []


def test_a_review_that_questions_it_raises_an_alarm(service: Service) -> None:
    them = on_monday(service)
    guard = service.as_(Role.CASEWORKER, subject="vagt")
    grant = break_glass(guard, reach(them, State.WITH_COORDINATOR))
    guard.post(f"/v1/break-glass/{grant['id']}/end")
    reviewer = reviewer_of(service)
    assert reviewed(reviewer, grant, "questioned", "Ingen anledning").status_code == 200
    assert kinds(reviewer, open=True) == ["break_glass_questioned"]
    (own,) = guard.get("/v1/break-glass").json()["items"]
    assert (own["verdict"], own["note"]) == ("questioned", None), "the reviewer's words are not for whoever is reviewed"


def test_a_review_that_is_late_raises_one_alarm(service: Service) -> None:
    them = on_monday(service)
    grant = break_glass(service.as_(Role.CASEWORKER, subject="vagt"), reach(them, State.WITH_COORDINATOR))
    day = timedelta(hours=24)
    for late, new in ((day - timedelta(seconds=1), 0), (day, 1), (timedelta(days=3), 0)):
        service.now = instant(MONDAY) + late
        assert watch_log(service.workers_database, service.at) == new
    service.now = instant(MONDAY) + timedelta(days=3)
    assert kinds(reviewer_of(service)) == ["break_glass_overdue", "break_glass"]
    assert reviewed(reviewer_of(service), grant).status_code == 200
    assert kinds(reviewer_of(service), open=True) == []


def test_each_look_through_it_shows_in_the_log_and_plainly_in_the_extract(service: Service) -> None:
    them = on_monday(service)
    case_id, reviewer = reach(them, State.WITH_COORDINATOR), reviewer_of(service)
    person, guard = person_in(them, case_id), service.as_(Role.CASEWORKER, subject="vagt")
    break_glass(guard, case_id)
    for path in ("", "/history", "/incidents"):
        guard.get(f"/v1/cases/{case_id}{path}")
    guard.get("/v1/cases")
    rows = reviewer.get(f"/v1/persons/{person}/access-log").json()["items"]
    through = [row["action"] for row in rows if row["purpose"] == "break_glass"]
    assert sorted(through) == ["break_glass.broken", "case.listed", "case.read", "history.read", "incident.read"]
    assert {row["reason"] for row in rows if row["purpose"] == "break_glass"} == {"broken_glass"}
    lines = reviewer.get(f"/v1/persons/{person}/access-log/extract").json()["items"]
    plain = {(line["on"], line["kind"], line["times"]) for line in lines if line["break_glass"]}
    assert plain == {("2026-11-23", "Læst", 4), ("2026-11-23", "Skrevet eller ændret", 1)}
    assert all(line["purpose_text"].startswith("Nødadgang") for line in lines if line["break_glass"])
