"""The log holds: nothing personal stands in it, nobody changes it, and without it nothing is given."""

from typing import Any

import psycopg
import pytest
from psycopg.errors import RestrictViolation

from tests.access.log import READS
from tests.caller import Service
from tests.cases.stations import on_monday, reach
from tests.handover import hand_over
from workflows.casework import State


def test_the_log_holds_no_name_and_no_cpr_number(service: Service, url: str) -> None:
    them = on_monday(service)
    hand_over(them)
    case_id = reach(them, State.COURSE_COMPLETED)
    person = them.coordinator.case(case_id)["person"]
    with psycopg.connect(url) as connection:
        everything = str(connection.execute("select audit_log::text from audit_log").fetchall())
    assert person["id"] in everything
    for canary in (person["name"], person["cpr_number"], person["cpr_number"].replace("-", ""), "Opdigtet", "Hærværk",
                   "El-Hassan", "710212", "Karla", "Skolens leder", "Trives", "Målet"):  # fmt: skip
        assert canary not in everything, canary


@pytest.mark.parametrize("table", ["audit_log", "history"])
@pytest.mark.parametrize(
    "statement", ["update {} set actor = 'somebody'", "delete from {}", "truncate {}", "delete from {} where false"]
)
def test_the_database_refuses_to_change_what_has_happened(
    service: Service, url: str, table: str, statement: str
) -> None:
    reach(on_monday(service), State.RECEIVED)
    with psycopg.connect(url) as connection, pytest.raises(RestrictViolation):
        connection.execute(statement.format(table).encode())


def test_without_the_log_nothing_is_given_and_nothing_is_done(service: Service, url: str) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    case = them.coordinator.case(case_id)
    secrets = (case["person"]["name"], case["person"]["cpr_number"], "Karla", "Hærværk", "Trives", "Kommer til tiden")
    paths = ["/v1/cases", "/v1/entries", *(f"/v1/cases/{case_id}{path}" for path in READS)]
    _execute(url, "alter table audit_log rename to audit_log_away")
    for path in paths:
        _given_nothing(them.coordinator.get(path), secrets)
    body, headers = {"event": "pause_course", "reason": "Ferie"}, {"If-Match": f'"{case["version"]}"'}
    _given_nothing(them.coordinator.post(f"/v1/cases/{case_id}/moves", body, headers=headers), secrets)
    holder = {"name": "Poul Opdigtet", "relation": "father"}
    _given_nothing(them.coordinator.post(f"/v1/cases/{case_id}/custody-holders", holder), secrets)
    _execute(url, "alter table audit_log_away rename to audit_log")
    assert them.coordinator.case(case_id) == case
    assert len(them.coordinator.get(f"/v1/cases/{case_id}/custody-holders").json()["items"]) == 1


def _given_nothing(answer: Any, secrets: tuple[str, ...]) -> None:
    assert answer.status_code >= 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert not [secret for secret in secrets if secret in answer.text]


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement.encode())
