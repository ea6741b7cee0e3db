"""Concern talks with the police: told on a ground, one at a time, held with who took part, or not and why."""

from typing import Any

import pytest

from tests.caller import Service
from tests.cases.answers import refusal
from tests.cases.stations import at, on_monday, reach
from tests.handover import Team
from workflows.casework import State

FAXE, SILKEBORG, ON_TUESDAY, LATER = "320", "740", "2026-11-24T15:00:00+01:00", "2026-11-25T09:00:00+01:00"
PLAN = {"event": "plan", "planned_for": ON_TUESDAY, "ground": "RPL_115_2", "necessity": "For at forebygge mere"}
HELD: dict[str, Any] = {
    "event": "hold", "held_at": ON_TUESDAY, "attendees": ["custody_holder", "child", "police"],
    "agreed": "Kommer i klubben om tirsdagen",
}  # fmt: skip
STAYED_AWAY = {"event": "say_not_held", "because": "family_stayed_away", "reason": "Ingen kom, og ingen tog telefonen"}


def write(them: Team, case_id: str, said: dict[str, Any], **more: Any) -> Any:
    return them.coordinator.post(f"/v1/cases/{case_id}/concern-talks", said | more)


def talks(them: Team, case_id: str) -> list[Any]:
    return list(them.coordinator.get(f"/v1/cases/{case_id}/concern-talks").json()["items"])


def deadlines(them: Team, case_id: str) -> list[Any]:
    return [one for one in them.coordinator.case(case_id)["deadlines"] if one["kind"] == "hold_concern_talk"]


def test_a_talk_is_planned_held_and_read_again(service: Service) -> None:
    them = on_monday(service, FAXE)
    case_id = reach(them, State.PLACED)
    planned = write(them, case_id, PLAN)
    assert (planned.status_code, planned.json()["state"]) == (201, "planned"), planned.text
    (deadline,) = deadlines(them, case_id)
    assert (deadline["owner"], deadline["target_at"]) == ("coordinator", "2026-11-25T23:00:00Z")
    again = write(them, case_id, PLAN)
    assert (again.status_code, again.json()["code"]) == (409, "talk_is_planned")
    them = at(service, LATER, FAXE)
    held = write(them, case_id, HELD)
    assert held.status_code == 201, held.text
    (talk,) = talks(them, case_id)
    assert (talk["state"], talk["agreed"], talk["attendees"]) == ("held", HELD["agreed"], HELD["attendees"])
    assert [one["met_at"] is not None for one in deadlines(them, case_id)] == [True]
    history = them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]
    assert [one["event"] for one in history if one["workflow"] == "concern_talk"] == ["plan", "hold"]
    after = write(them, case_id, STAYED_AWAY)
    assert (after.status_code, after.json()["code"]) == (409, "no_talk_is_planned")


def test_the_police_are_told_on_a_ground_and_the_ledger_says_so(service: Service) -> None:
    them = on_monday(service, FAXE)
    case_id = reach(them, State.PLACED)
    assert write(them, case_id, PLAN, ground=None).json()["code"] == "ground_missing"
    assert talks(them, case_id) == []
    assert write(them, case_id, PLAN).status_code == 201
    person = them.coordinator.case(case_id)["person"]["id"]
    ledger = them.coordinator.get(f"/v1/persons/{person}/disclosures").json()["items"]
    assert [one["ground"] for one in ledger if one["recipient_kind"] == "police"] == ["RPL_115_2"]
    old = reach(on_monday(service, FAXE), State.PLACED)
    them = at(service, "2027-06-01T09:00:00+02:00", FAXE)
    answer = write(them, old, PLAN)
    assert (answer.status_code, answer.json()["code"]) == (409, "may_not_be_shared"), "the period of § 115 is over"


@pytest.mark.parametrize(
    ("said", "unmet"),
    [
        ({"attendees": ["police"]}, "somebody_of_the_family_took_part"),
        ({"attendees": ["child"]}, "police_took_part_where_they_should"),
        ({"held_at": "2026-11-26T09:00:00+01:00"}, "the_talk_has_begun"),
    ],
)
def test_what_was_no_such_talk_is_not_written_down_as_one(service: Service, said: dict[str, Any], unmet: str) -> None:
    case_id = reach(on_monday(service, FAXE), State.PLACED)
    write(at(service, LATER, FAXE), case_id, PLAN)
    them = at(service, LATER, FAXE)
    assert refusal(write(them, case_id, HELD, **said)) == [unmet]
    assert talks(them, case_id)[0]["state"] == "planned"


def test_one_that_was_not_held_says_why_and_another_is_planned(service: Service) -> None:
    them = on_monday(service, FAXE)
    case_id = reach(them, State.PLACED)
    write(them, case_id, PLAN)
    assert write(them, case_id, STAYED_AWAY).status_code == 201
    assert write(them, case_id, PLAN).status_code == 201
    assert [(one["state"], one["because"]) for one in talks(them, case_id)] == [
        ("not_held", "family_stayed_away"), ("planned", None),
    ]  # fmt: skip


def test_it_is_the_coordinators_and_a_profile_may_switch_it_off(service: Service) -> None:
    them = on_monday(service, FAXE)
    case_id = reach(them, State.COURSE_RUNNING)
    for other in (them.team_leader, them.caseworker, them.local_leader, them.police):
        assert other.post(f"/v1/cases/{case_id}/concern-talks", PLAN).status_code == 403
    them = on_monday(service, SILKEBORG)
    answer = write(them, reach(them, State.PLACED), PLAN)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_used_here")
