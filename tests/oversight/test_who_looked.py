"""The log reviewer's day: who looked at a child, what one has looked at, and what the child may be told of it."""

from datetime import timedelta
from typing import Any

import pytest

from app.db import Database
from tests.caller import Caller, Service, instant
from tests.cases.stations import MONDAY, at, on_monday, reach, type_in
from tests.oversight.watching import children, looked
from workflows.casework import State
from workflows.roles import Role

OPEN_TO_REVIEWERS = ("/v1/access-log", "/v1/alarms", "/v1/access-samples?month=2026-10", "/v1/pseudonym-reveals")


def a_week_of_casework(service: Service) -> tuple[str, Caller]:
    """A child whose case has come to a course, with a look each day of the week after; and the log reviewer."""
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    person = str(them.coordinator.case(case_id)["person"]["id"])
    for day in range(1, 5):
        them = at(service, (instant(MONDAY) + timedelta(days=day)).isoformat())
        them.coordinator.case(case_id)
        them.local_leader.case(case_id)
    return person, service.as_(Role.LOG_REVIEWER)


def items(answer: Any) -> list[Any]:
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def all_pages(caller: Caller, path: str, **filters: Any) -> list[Any]:
    found: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = caller.get(path, **filters, **cursor).json()
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


def test_everyone_who_looked_stands_there_under_a_pseudonym(service: Service) -> None:
    person, reviewer = a_week_of_casework(service)
    answer = reviewer.get(f"/v1/persons/{person}/access-log", action="case.read", limit=100)
    rows = items(answer)
    by_role = {role: {row["actor"] for row in rows if row["role"] == role} for role in ("coordinator", "local_leader")}
    assert all(len(pseudonyms) == 1 for pseudonyms in by_role.values()), "the same person, the same pseudonym"
    assert by_role["coordinator"] != by_role["local_leader"]
    assert "lars" not in answer.text
    assert "Opdigtet" not in answer.text
    assert rows[0]["purpose"] in ("crime_prevention", "course")
    assert [row["at"] for row in rows] == sorted((row["at"] for row in rows), reverse=True)


def test_page_by_page_it_is_the_whole_log_and_no_row_twice(service: Service) -> None:
    person, reviewer = a_week_of_casework(service)
    path = f"/v1/persons/{person}/access-log"
    until = service.at().isoformat()
    whole = items(reviewer.get(path, until=until, limit=100))
    paged = all_pages(reviewer, path, until=until, limit=7)
    assert len(whole) > 14
    assert [row["number"] for row in paged] == [row["number"] for row in whole]


def test_it_can_be_asked_of_a_time_and_an_action(service: Service) -> None:
    person, reviewer = a_week_of_casework(service)
    path = f"/v1/persons/{person}/access-log"
    tuesday = instant(MONDAY) + timedelta(days=1)
    of_tuesday = {"from": tuesday.isoformat(), "until": (tuesday + timedelta(seconds=1)).isoformat()}
    assert [row["action"] for row in items(reviewer.get(path, **of_tuesday))] == ["case.read", "case.read"]
    assert items(reviewer.get(path, **of_tuesday, action="history.read")) == []
    wrong = reviewer.get(path, cursor="x")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "cursor_wrong")


def test_what_one_has_looked_at_is_found_by_the_pseudonym(service: Service) -> None:
    person, reviewer = a_week_of_casework(service)
    rows = items(reviewer.get(f"/v1/persons/{person}/access-log", limit=100))
    leader = next(row["actor"] for row in rows if row["role"] == "local_leader")
    theirs = items(reviewer.get("/v1/access-log", actor=leader, limit=100))
    assert {row["actor"] for row in theirs} == {leader}
    assert {row["subject_id"] for row in theirs} == {person}
    assert items(reviewer.get("/v1/access-log", actor="0" * 32)) == []
    later = (service.at() + timedelta(hours=1)).isoformat()
    assert items(reviewer.get("/v1/access-log", **{"from": later})) == []


def test_looking_at_the_log_is_in_the_log_on_the_child(service: Service) -> None:
    them = on_monday(service)
    type_in(them.coordinator, cpr_number="610312-4997", birth_date="2012-03-01")
    reviewer = service.as_(Role.LOG_REVIEWER)
    found = reviewer.post("/v1/persons/lookup", {"cpr_number": "610312-4997"}).json()["person_id"]
    path = f"/v1/persons/{found}/access-log"
    reviewer.get(path)
    reviewer.get(f"{path}/extract")
    reviewer.get("/v1/access-log", action="access_log.read")
    mine = [row for row in items(reviewer.get(path)) if row["role"] == "log_reviewer"]
    assert [row["action"] for row in mine] == [
        "access_log.listed", "access_extract.read", "disclosure.export", "access_log.read", "person_id.read",
    ]  # fmt: skip
    assert {row["purpose"] for row in mine} == {"oversight"}


def test_a_child_is_found_by_cpr_number_and_one_who_is_not_known_is_looked_for_as_visibly(service: Service) -> None:
    them = on_monday(service)
    entry = type_in(them.coordinator, cpr_number="610312-4996", birth_date="2012-03-01")
    reviewer = service.as_(Role.LOG_REVIEWER)
    for number in ("610312-4996", "6103124996"):
        answer = reviewer.post("/v1/persons/lookup", {"cpr_number": number})
        assert answer.json() == {"person_id": entry["person"]["id"]}
    assert reviewer.post("/v1/persons/lookup", {"cpr_number": "610312-4995"}).json() == {"person_id": None}
    assert reviewer.post("/v1/persons/lookup", {"cpr_number": "610312"}).status_code == 422
    elsewhere = service.as_(Role.LOG_REVIEWER, "740")
    assert elsewhere.post("/v1/persons/lookup", {"cpr_number": "610312-4996"}).json() == {"person_id": None}
    assert len(items(reviewer.get("/v1/access-log", action="person_id.read"))) == 3


def test_the_extract_says_when_and_what_for_and_nothing_of_who(service: Service) -> None:
    person, reviewer = a_week_of_casework(service)
    answer = reviewer.get(f"/v1/persons/{person}/access-log/extract")
    lines = items(answer)
    tuesday = [line for line in lines if line["on"] == "2026-11-24"]
    assert {(line["purpose_text"], line["kind"], line["times"]) for line in tuesday} == {
        ("SSP-samarbejdets kriminalitetsforebyggende arbejde", "Læst", 1),
        ("Gennemførelse af forløbet", "Læst", 1),
    }
    assert any(line["kind"] == "Skrevet eller ændret" for line in lines)
    assert not any(line["break_glass"] for line in lines)
    pseudonyms = {row["actor"] for row in items(reviewer.get(f"/v1/persons/{person}/access-log", limit=100))}
    assert not any(word in answer.text for word in (*pseudonyms, "lars", "rikke", "coordinator", "09:00"))


def test_a_look_just_after_midnight_stands_on_the_danish_day(service: Service, app_database: Database) -> None:
    on_monday(service)
    (child,) = children(1)
    looked(app_database, "rikke", [child], instant("2026-11-24T00:30:00+01:00"))
    service.now = instant("2026-11-25T09:00:00+01:00")
    (line,) = items(service.as_(Role.LOG_REVIEWER).get(f"/v1/persons/{child}/access-log/extract"))
    assert line["on"] == "2026-11-24"


def test_who_a_pseudonym_is_takes_a_reason_that_every_reviewer_sees(service: Service) -> None:
    person, reviewer = a_week_of_casework(service)
    rows = items(reviewer.get(f"/v1/persons/{person}/access-log", limit=100))
    leader = next(row["actor"] for row in rows if row["role"] == "local_leader")
    path = f"/v1/pseudonyms/{leader}/reveal"
    assert reviewer.post(path, {}).status_code == 422
    assert reviewer.post(path, {"reason": "Mistanke om opslag uden anledning"}).json()["actor"] == "lars"
    other = service.as_(Role.LOG_REVIEWER, subject="revisor")
    (shown,) = items(other.get("/v1/pseudonym-reveals"))
    assert (shown["pseudonym"], shown["reason"]) == (leader, "Mistanke om opslag uden anledning")
    assert len(items(other.get("/v1/access-log", action="pseudonym.revealed"))) == 1
    assert other.post(f"/v1/pseudonyms/{'0' * 32}/reveal", {"reason": "Gæt"}).status_code == 404


def test_in_another_municipality_the_log_says_nothing_and_a_pseudonym_is_another(service: Service) -> None:
    reach(on_monday(service, "740"), State.WITH_COORDINATOR)
    person, reviewer = a_week_of_casework(service)
    theirs = service.as_(Role.LOG_REVIEWER, "740")
    for path in ("access-log", "access-log/extract"):
        assert theirs.get(f"/v1/persons/{person}/{path}").status_code == 404
    here = {row["actor"] for row in items(reviewer.get("/v1/access-log", action="entry.typed"))}
    there = {row["actor"] for row in items(theirs.get("/v1/access-log", action="entry.typed"))}
    assert here
    assert there
    assert not here & there


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LOG_REVIEWER, Role.SYSTEM}))
def test_nobody_but_the_log_reviewer_sees_the_log(service: Service, role: Role) -> None:
    them = on_monday(service)
    person = type_in(them.coordinator)["person"]["id"]
    caller = service.as_(role)
    for path in (*OPEN_TO_REVIEWERS, f"/v1/persons/{person}/access-log", f"/v1/persons/{person}/access-log/extract"):
        assert caller.get(path).status_code == 403, path
    assert caller.post("/v1/persons/lookup", {"cpr_number": "610312-4994"}).status_code == 403
    assert caller.post(f"/v1/pseudonyms/{'0' * 32}/reveal", {"reason": "Nysgerrig"}).status_code == 403


def test_the_log_reviewer_sees_no_case(service: Service) -> None:
    them = on_monday(service)
    case_id, reviewer = reach(them, State.WITH_COORDINATOR), service.as_(Role.LOG_REVIEWER)
    assert reviewer.get(f"/v1/cases/{case_id}").status_code == 404
    assert reviewer.get("/v1/cases").json()["items"] == []
