"""A course as the tests need it: with a consent that names who may have it, and those who take part."""

from typing import Any

from tests.caller import Caller
from tests.handover import PLAN, Team

TEACHER = {
    "part": "school", "function": "Klasselærer", "institution": "Skolen", "name": "Opdigtet Lærer", "user": "lis",
    "task": "Tager imod om morgenen",
}  # fmt: skip
CLUB = {"part": "club", "function": "Klubmedarbejder", "institution": "Klubben", "user": "kim"}
MOTHER = {"part": "parent", "function": "Mor", "task": "Vækker til tiden"}
GOALS = [
    {"goal": "Kommer til tiden hver dag", "measures": "Morgenaftale med klasselæreren"},
    {"goal": "Går i klub to gange om ugen"},
]
PLANNED: dict[str, Any] = PLAN | {"goals": GOALS, "participants": [TEACHER, MOTHER]}
SECRETS = {
    "place": "KanarieSted", "offence_text": "KanarieForhold", "note": "KanarieNote",
    "police_journal_number": "3700-99999-12345-26",
}  # fmt: skip
"""What the police's list says, of which nothing may be seen in a course."""
STEP_REASON, KNOWN = "KanarieTrinBegrundelse", "KanarieSkolensViden"


def agree(caller: Caller, case_id: str, *recipients: str) -> list[str]:
    """Everyone who must sign says yes to the course, and to these; gives the consents' ids."""
    asked = caller.post(
        f"/v1/cases/{case_id}/consents",
        {"scope": "course", "recipients": list(recipients), "terms": "Navn og plan", "means": "meeting"},
    )
    assert asked.status_code == 201, asked.text
    ids = [str(one["id"]) for one in asked.json()["items"]]
    for consent in ids:
        kept = {"event": "grant", "document": "Ligger i sagen"}
        assert caller.post(f"/v1/cases/{case_id}/consents/{consent}/moves", kept).status_code == 200
    return ids


def withdraw(caller: Caller, case_id: str, consent: str) -> None:
    answer = caller.post(f"/v1/cases/{case_id}/consents/{consent}/moves", {"event": "withdraw"})
    assert answer.status_code == 200, answer.text


def course_of(caller: Caller, case_id: str) -> Any:
    answer = caller.get(f"/v1/cases/{case_id}/course")
    assert answer.status_code == 200, answer.text
    return answer.json()


def plans_of(caller: Caller) -> list[Any]:
    answer = caller.get("/v1/plans")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def reviewed(caller: Caller, case_id: str, *progress: int, **said: Any) -> Any:
    """A review meeting at which each goal of the plan has come so far."""
    goals = course_of(caller, case_id)["goals"]
    each = [{"goal_id": one["id"], "progress": level} for one, level in zip(goals, progress, strict=False)]
    body = {"held_on": "2026-11-23", "progress": each} | said
    return caller.post(f"/v1/cases/{case_id}/course/reviews", body)


def changed(them: Team, case_id: str, **said: Any) -> Any:
    """The plan with something changed, as the coordinator asks for it."""
    whole = {"start_on": PLAN["start_on"], "goals": GOALS, "participants": [TEACHER, MOTHER], "reason": "Aftalt"}
    return them.coordinator.move(case_id, "change_plan", **whole | said)
