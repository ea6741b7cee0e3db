"""A case that goes through both tracks, with a word of its own in every field that somebody can write in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.cases.models import Case
from app.db import Database
from app.web.danish import day
from tests.caller import Caller, Service
from tests.cases.stations import MEETING_AT, MONDAY, cpr_number
from tests.handover import HELD, give, obligations_of
from tests.matrix.groups import work_in_groups
from workflows.roles import Role

Say = Callable[[str], str]
"""The word for a field of the place that is being made."""


@dataclass(frozen=True)
class Staff:
    """Those who come to have the case."""

    coordinator: Caller
    team_leader: Caller
    caseworker: Caller
    caseworker_id: str
    local_leader: Caller
    local_leader_id: str
    system: Caller
    system_id: str
    database: Database
    code: str

    def move(self, by: Caller, case_id: str, event: str, **said: Any) -> None:
        """Made on the case as it stands, which nobody has to read for it."""
        with self.database.transaction(self.code) as session:
            version = session.scalar(select(Case.version).where(Case.id == UUID(case_id)))
        path, match = f"/v1/cases/{case_id}/moves", {"If-Match": f'"{version}"'}
        carried_out(by.post(path, {"event": event, **said}, headers=match))


def staff(service: Service, code: str, caseworker: str, local_leader: str, system: str) -> Staff:
    return Staff(
        service.as_(Role.COORDINATOR, code),
        service.as_(Role.TEAM_LEADER, code),
        service.as_(Role.CASEWORKER, code, caseworker),
        caseworker,
        service.as_(Role.LOCAL_LEADER, code, local_leader),
        local_leader,
        service.as_(Role.INTEGRATION, code, system),
        system,
        service.database,
        code,
    )


def birth_date(number: int) -> str:
    """A day of its own for each of the first few hundred children, who are all fifteen on the Monday."""
    return f"2011-{1 + number // 28:02}-{1 + number % 28:02}"


def typed(say: Say, exact: Callable[..., str], number: int, **more: str) -> dict[str, str]:
    """An entry with a word in every field."""
    born = birth_date(number)
    cpr = cpr_number(born, number)
    exact("people.birth_date", born, day(date.fromisoformat(born)))
    return {
        "police_journal_number": exact("list_entries.police_journal_number", f"3700-71273-{90000 + number}-26"),
        "name": f"{say('people.name')} Opdigtet",
        "cpr_number": exact("people.cpr_number", cpr, cpr.replace("-", "")),
        "role": "Antruffet",
        "address": f"{say('people.address')} 1",
        "postal_code": "7000",
        "city": say("people.address, town"),
        "offence_code": exact("list_entries.offence_code", f"{70000 + number}"),
        "offence_text": say("list_entries.offence_text"),
        "place": say("list_entries.place"),
        "note": say("list_entries.note"),
        "occurred_at": "20-11-2026 22:10",
    } | more


def carried_out(answer: Any) -> Any:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def with_both_tracks(them: Staff, entry: Any, say: Say, holders_cpr_number: str) -> str:
    """From the meeting through a course to the authority, and there to its end; gives the case's id."""
    case_id = give(them.coordinator, entry, "to_coordinator", reason=say("list_entries.decision_reason"))
    _inform(them.coordinator, case_id, say, holders_cpr_number)
    course(them, case_id, say)
    them.move(them.coordinator, case_id, "complete_course", **evaluated(say))
    them.move(them.coordinator, case_id, "raise_concern", reason=say("history.reason, a concern"))
    assess_concern(them, case_id, say("concern_reports.assessment"))
    them.move(them.coordinator, case_id, "raise_concern", reason=say("history.reason, a concern"))
    them.move(them.coordinator, case_id, "reroute", reason=say("history.reason, rerouted"))
    to_caseworker(them, case_id)
    link(them, case_id, say("case_links.reference, that was wrong"))
    them.move(them.caseworker, case_id, "assess_further_action", severity=3, reason=say("assessments.reason"))
    _summon(them.caseworker, case_id, say)
    for owed in obligations_of(them.caseworker, case_id, "due"):
        _oblige(
            them.caseworker, case_id, owed, event="exempt", reason=say("history.reason, the authority's obligation")
        )
    them.move(them.caseworker, case_id, "call_to_meeting", meeting_at=MEETING_AT)
    them.move(
        them.caseworker, case_id, "call_to_meeting", meeting_at=MEETING_AT, not_held="postponed",
        reason=say("family_meetings.reason"),
    )  # fmt: skip
    them.move(them.caseworker, case_id, "hold_meeting", **HELD | {"agreed": say("family_meetings.agreed")})
    them.move(them.caseworker, case_id, "close", authority_reference=say("cases.authority_reference"))
    return case_id


def reopened(them: Staff, case_id: str, say: Say) -> None:
    them.move(them.team_leader, case_id, "reopen", reason=say("history.reason, reopened"))


def _talk(coordinator: Caller, path: str, say: Say) -> None:
    """The first is called off; the second is held."""
    plan = {"event": "plan", "planned_for": MEETING_AT, "ground": "RPL_115_2", "necessity": say("knowledge.necessity")}
    off = {"event": "say_not_held", "because": "called_off", "reason": say("concern_talks.reason")}
    held = {
        "event": "hold", "held_at": MONDAY, "attendees": ["child", "police"], "agreed": say("concern_talks.agreed")
    }  # fmt: skip
    for said in (plan, off, plan, held):
        carried_out(coordinator.post(path, said))


def assess_concern(them: Staff, case_id: str, reason: str) -> None:
    reports = carried_out(them.team_leader.get("/v1/concern-reports", awaiting=True, limit=100))["items"]
    (report,) = [one["id"] for one in reports if one["case_id"] == case_id]
    said = {"outcome": "examine", "reason": reason}
    carried_out(them.team_leader.post(f"/v1/concern-reports/{report}/assessment", said))


def to_caseworker(them: Staff, case_id: str) -> None:
    said = {"caseworker": them.caseworker_id, "integration_client": them.system_id}
    them.move(them.team_leader, case_id, "inform_caseworker", **said)


def link(them: Staff, case_id: str, reference: str) -> None:
    """The system says which case of its own it is."""
    carried_out(them.system.put(f"/v1/cases/{case_id}/link", {"reference": reference}))


def course(them: Staff, case_id: str, say: Say) -> None:
    """From an informed family to a course that runs."""
    coordinator, case = them.coordinator, f"/v1/cases/{case_id}"
    them.move(coordinator, case_id, "confirm_informed")
    them.move(coordinator, case_id, "start_gathering")
    for source in ("school", "street_team", "club"):
        asked = carried_out(coordinator.post(f"{case}/knowledge", {
            "source": source, "asked_of": say("knowledge.asked_of"), "ground": "RPL_115_2",
            "necessity": say("knowledge.necessity"), "question": say("knowledge.question"),
        }))  # fmt: skip
        answer = {"outcome": "answered", "answer": say("knowledge.answer")}
        if source != "club":
            carried_out(coordinator.post(f"{case}/knowledge/{asked['id']}/answer", answer))
    them.move(coordinator, case_id, "place_on_step", step=2, reason=say("placements.reason"))
    if them.code == "607":  # the other municipality holds none
        _talk(coordinator, f"{case}/concern-talks", say)
        work_in_groups(coordinator, f"{case}/ad-hoc-groups", them.local_leader_id, say)
    withdrawn = _consent(them, case, say)
    them.move(
        coordinator, case_id, "plan_course", local_leader=them.local_leader_id, start_on="2026-12-01",
        ground="LAW_OTHER",
        necessity=say("courses.necessity"),
        goals=[{"goal": say("course_goals.goal"), "measures": say("course_goals.measures")}],
        participants=[{
            "part": "school", "function": say("course_participants.function"),
            "institution": say("course_participants.institution"), "name": say("course_participants.name"),
            "task": say("course_participants.task"), "ground": "LAW_OTHER",
            "necessity": say("course_participants.necessity"),
        }],
    )  # fmt: skip
    plan = {"to": "institution", "institution": say("consents.recipients")}
    letter(coordinator, case_id, plan, say("letters.message, a course's plan"))
    carried_out(coordinator.post(f"{withdrawn}/moves", {
        "event": "withdraw", "reason": say("history.reason, the coordinator's consent"),
    }))  # fmt: skip
    them.move(them.local_leader, case_id, "start_course")
    goal = carried_out(them.local_leader.get(f"{case}/course"))["goals"][0]["id"]
    progress = [{"goal_id": goal, "progress": 2, "note": say("course_reviews.note")}]
    carried_out(them.local_leader.post(f"{case}/course/reviews", {
        "held_on": "2026-11-23", "progress": progress, "note": say("course_meetings.note"),
    }))  # fmt: skip
    them.move(
        them.coordinator, case_id, "change_local_leader", local_leader=them.local_leader_id + ".former",
        reason=say("course_plans.reason"),
    )  # fmt: skip
    them.move(
        them.coordinator, case_id, "change_local_leader", local_leader=them.local_leader_id,
        reason=say("course_plans.reason"),
    )  # fmt: skip
    them.move(them.local_leader, case_id, "pause_course", reason=say("history.reason, the local leader's"))
    them.move(them.local_leader, case_id, "resume_course")


def evaluated(say: Say) -> dict[str, Any]:
    goal = {"goal": 1, "progress": 4, "evaluation": say("course_evaluations.evaluation")}
    return {"evaluation": say("courses.evaluation"), "goal_evaluations": [goal]}


def letter(caller: Caller, case_id: str, to: dict[str, str], message: str, **more: str) -> dict[str, str]:
    """Drafts; gives their ids, by the kind of their recipient."""
    said = {**to, "message": message, **more}
    written = carried_out(caller.post(f"/v1/cases/{case_id}/letters", said))["items"]
    return {one["recipient_kind"]: one["id"] for one in written}


def _inform(caller: Caller, case_id: str, say: Say, cpr_number: str) -> None:
    """The mother by a letter that is handed over, and the young person not, though it was written."""
    carried_out(caller.post(f"/v1/cases/{case_id}/custody-holders", {
        "name": say("custody_holders.name"), "relation": "mother", "contact": say("custody_holders.contact"),
        "cpr_number": cpr_number, "address": f"{say('custody_holders.address')} 1\n7000 Fredericia",
    }))  # fmt: skip
    drafts = letter(caller, case_id, {"to": "family"}, say("letters.message"), contact_name=say("letters.contact_name"))
    proof = say("history.reason, the coordinator's proof of delivery")
    _move_letter(caller, case_id, drafts["custody_holder"], event="hand_over", handed_over_at=MONDAY, to=proof)
    (young,) = obligations_of(caller, case_id, "due")
    exempt = say("history.reason, the coordinator's obligation")
    _oblige(caller, case_id, young, event="exempt", reason=exempt)


def _summon(caller: Caller, case_id: str, say: Say) -> None:
    """Both are written to; the mother's is stopped."""
    drafts = letter(
        caller, case_id, {"to": "family", "purpose": "summon"}, say("letters.message"), meeting_at=MEETING_AT,
        meeting_place=say("letters.meeting_place"),
    )  # fmt: skip
    reason = say("history.reason, the authority's stop of a letter")
    _move_letter(caller, case_id, drafts["custody_holder"], event="stop", reason=reason)


def _move_letter(caller: Caller, case_id: str, letter_id: str, **said: str) -> None:
    carried_out(caller.post(f"/v1/cases/{case_id}/letters/{letter_id}/moves", said))


def _oblige(caller: Caller, case_id: str, owed: Any, **said: str) -> None:
    carried_out(caller.post(f"/v1/cases/{case_id}/obligations/{owed['id']}/moves", said))


def _consent(them: Staff, case: str, say: Say) -> str:
    """Everybody says yes to the course; gives the address of the consent of the one who takes it back."""
    asked = {"scope": "course", "recipients": [say("consents.recipients")], "terms": say("consents.terms"),
             "means": "call"}  # fmt: skip
    items = carried_out(them.coordinator.post(f"{case}/consents", asked))["items"]
    for one in items:
        granted = {"event": "grant", "document": say("consents.document")}
        carried_out(them.coordinator.post(f"{case}/consents/{one['id']}/moves", granted))
        paper = b"\xff\xd8\xff" + say("consent_papers.content").encode()
        carried_out(them.coordinator.post_file(f"{case}/consents/{one['id']}/papers", "samtykke.jpg", paper))
    return f"{case}/consents/{items[0]['id']}"
