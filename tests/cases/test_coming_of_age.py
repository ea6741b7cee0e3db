"""Turning 18 in an open case: from that midnight nothing is owed to, sent to or agreed by the parents any more."""

from typing import Any

import pytest

from app.worker import follow_each_birthday
from tests.caller import Service, instant
from tests.cases.stations import FOURTEEN, at, on_monday, reach
from tests.cases.test_consents import ask, move_consent
from tests.handover import PLAN, Team, agree_to_course, enter_custody_holder, obligations_of, tell_everyone
from tests.post.families import letter, write
from workflows.casework import State

BORN, EVE, MIDNIGHT = "2008-12-14", "2026-12-13T23:59:00+01:00", "2026-12-14T00:00:00+01:00"
LATER = "2027-03-01T09:00:00+01:00"


def follow(service: Service, moment: str) -> int:
    return follow_each_birthday(service.workers_database, lambda: instant(moment))


def told(them: Team, case_id: str) -> list[Any]:
    return [one for one in them.coordinator.case(case_id)["notices"] if one["kind"] == "came_of_age"]


def consents(them: Team, case_id: str) -> dict[str, str]:
    items = them.coordinator.get(f"/v1/cases/{case_id}/consents").json()["items"]
    return {one["signer_kind"]: one["state"] for one in items}


@pytest.mark.parametrize("code", ["607", "740"])
def test_the_parents_consent_ends_and_the_course_goes_on_with_the_young_persons(service: Service, code: str) -> None:
    case_id = reach(on_monday(service, code), State.COURSE_RUNNING, birth_date=BORN)
    assert follow(service, EVE) == 0
    assert follow(service, MIDNIGHT) == 1
    assert follow(service, LATER) == 0, "once"
    them = at(service, LATER, code)
    assert consents(them, case_id) == {"custody_holder": "expired", "young_person": "granted"}
    assert them.local_leader.case(case_id)["state"] == "course_running"
    (notice,) = told(them, case_id)
    assert "myndig" in notice["text"]
    assert notice["seen_at"] is None
    assert {name: notice["details"][name] for name in ("came_of_age_on", "course_paused", "track")} == {
        "came_of_age_on": "2026-12-14", "course_paused": False, "track": "+18 år" if code == "607" else None,
    }  # fmt: skip
    history = them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]
    assert [one["role"] for one in history if one["event"] == "came_of_age"] == ["system"]


def test_a_question_to_a_parent_that_nobody_answered_ends_too_and_the_next_asks_the_young_person_alone(
    service: Service,
) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED, birth_date=BORN)
    ask(them.coordinator, case_id)
    assert consents(them, case_id) == {"custody_holder": "asked", "young_person": "asked"}
    follow(service, MIDNIGHT)
    them = at(service, LATER)
    assert consents(them, case_id) == {"custody_holder": "expired", "young_person": "asked"}
    case_id = reach(on_monday(service), State.PLACED, birth_date=BORN)
    them = at(service, LATER)
    assert [one["signer_kind"] for one in agree_to_course(them.coordinator, case_id)] == ["young_person"]


def test_a_letter_on_its_way_to_a_parent_is_stopped(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR, birth_date=BORN)
    enter_custody_holder(them.coordinator, case_id)
    drafts = {one["id"] for one in write(them.coordinator, case_id) if one["recipient_kind"] == "custody_holder"}
    follow(service, MIDNIGHT)
    them = at(service, LATER)
    (notice,) = told(them, case_id)
    assert drafts
    assert set(notice["details"]["letters_stopped"]) == drafts
    assert {letter(them.coordinator, case_id, one)["state"] for one in drafts} == {"stopped"}


def test_what_the_parents_alone_had_agreed_to_stops_though_it_would_have_held_longer(service: Service) -> None:
    """Asked at fourteen, nobody has asked the young person since: from eighteen there is no yes to the course."""
    them = on_monday(service)
    case_id = reach(them, State.PLACED, birth_date=FOURTEEN)
    (mothers,) = ask(them.coordinator, case_id).values()
    move_consent(them.coordinator, case_id, mothers, "grant", document="Brev", valid_until="2031-01-01T00:00:00+01:00")
    them.coordinator.moves(case_id, "plan_course", **PLAN)
    them.coordinator.moves(case_id, "start_course")
    assert follow(service, "2030-03-01T00:00:00+01:00") == 1
    them = at(service, "2030-03-01T09:00:00+01:00")
    assert consents(them, case_id) == {"custody_holder": "expired"}
    assert them.coordinator.case(case_id)["state"] == "course_paused"
    assert them.local_leader.get(f"/v1/cases/{case_id}").status_code == 404, "whose access rested on it"
    (notice,) = told(them, case_id)
    assert notice["details"]["course_paused"] is True
    (stopped,) = [one for one in them.coordinator.case(case_id)["notices"] if one["kind"] == "withdrawal_stopped"]
    assert (stopped["details"]["consent_id"], stopped["details"]["course_paused"]) == (mothers, True)
    history = them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]
    assert ("pause_course", "system") in [(one["event"], one["role"]) for one in history]


def test_who_is_still_to_be_told_follows_however_late_the_worker_comes(service: Service) -> None:
    """Long after those who only follow birthdays have given up looking."""
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR, birth_date=BORN)
    enter_custody_holder(them.coordinator, case_id)
    assert follow(service, LATER) == 1
    them = at(service, LATER)
    owed = {one["recipient"]: one["state"] for one in obligations_of(them.coordinator, case_id)}
    assert (owed["Karla Opdigtet"], owed["Den unge"]) == ("lapsed", "due")
    tell_everyone(them.coordinator, case_id, LATER)
    assert them.coordinator.moves(case_id, "confirm_informed")["state"] == "family_informed"


def test_whoever_was_of_age_when_the_case_was_opened_is_no_news(service: Service) -> None:
    case_id = reach(on_monday(service), State.PLACED, birth_date="2008-11-23")
    follow(service, MIDNIGHT)
    assert told(at(service, LATER), case_id) == []


def test_a_case_that_was_closed_on_the_day_is_followed_when_it_is_open_again(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED, birth_date=BORN)
    them.coordinator.moves(case_id, "close", reason="Familien klarer det")
    assert follow(service, MIDNIGHT) == 0
    them = at(service, LATER)
    them.coordinator.moves(case_id, "reopen", reason="Nyt fra skolen")
    assert follow(service, LATER) == 1
    assert len(told(them, case_id)) == 1
