"""Calling each operation of the document as anybody, about any place, in the way that would succeed if it may."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from tests.access.routes import NOBODYS
from tests.adapters.receipts import event, status
from tests.caller import file_for
from tests.cases.stations import MEETING_AT, MONDAY
from tests.handover import SCHOOL
from tests.matrix.places import ELSEWHERE, HERE
from tests.matrix.town import CASES
from tests.matrix.world import World
from tests.openapi.document import Operation, operations
from tests.systems import RECEIVER
from workflows.roles import Role

_TYPED = {
    "police_journal_number": "3700-73821-24931-26", "name": "Ny Opdigtet", "role": "Antruffet",
    "cpr_number": "610312-4999",
}  # fmt: skip
_NOBODYS = "00000000-0000-4000-8000-000000000000"
_BODIES: Mapping[str, Any] = {
    "move_case": {"event": "raise_concern", "reason": "Set på gaden"},
    "enter_custody_holder": {"name": "Poul Opdigtet", "relation": "father"},
    "move_obligation": {"event": "take_back", "reason": "Det var en anden"},
    "ask_for_consent": {"scope": "share_with_club", "recipients": ["Klubben"], "terms": "Navn", "means": "call"},
    "move_consent": {"event": "withdraw", "reason": "Ønsker det ikke"},
    "write_letters": {
        "to": "family", "purpose": "{purpose}", "meeting_at": MEETING_AT, "meeting_place": "Rådhuset",
    },
    "move_letter": {"event": "stop", "reason": "Der er ringet i stedet"},
    "change_template": {"note": "Leverandørens igen"},
    "preview_template": {},
    "see_notices": {"until": MEETING_AT},
    "give_feedback": {
        "to": "police", "recipient": "Vagthavende", "kinds": ["handled"], "ground": "RPL_115_2",
        "necessity": "Der er spurgt",
    },
    "write_concern_talk": {
        "event": "plan", "planned_for": MEETING_AT, "ground": "RPL_115_2", "necessity": "For at forebygge",
    },
    "write_ad_hoc_group": {
        "event": "bring_in", "member": {
            "source": "police", "function": "Betjent", "ground": "RPL_115_2", "necessity": "For at forebygge",
        },
    },
    "write_group_meeting": {
        "held_at": MONDAY, "present": ["{coordinating_id}", "{member_id}"], "agreed": "Skolen ringer hjem",
    },
    "assess_concern": {"outcome": "examine", "reason": "Flere tegn på mistrivsel"},
    "enter_concern": {
        "name": "Ny Opdigtet", "cpr_number": "610312-4998", "worry": "Er meget alene", "source": "school",
        "told_by": "Klasselærer", "ground": "RPL_115_2", "necessity": "For at forebygge",
    },
    "ask_for_knowledge": SCHOOL | {"asked_of": "En anden skole"},
    "answer_knowledge": {"outcome": "nothing_known"},
    "review_course": {"held_on": "2026-11-23", "progress": [{"goal_id": "{goal_id}", "progress": 3}]},
    "say_authority_case": {"said": "none"},
    "hand_out_plan": {"participant_id": "{participant_id}"},
    "type_entry": _TYPED,
    "correct_identity": {
        "event": "merge", "person_id": "{person_id}", "merged_id": "{person_id}", "evidence": "Kendt",
        "reason": "To sager",
    },
    "change_filters": {"event": "save", "name": "Mine", "terms": {"mine": True}},
    "move_cases": {
        "which": "named", "cases": [{"case_id": NOBODYS, "version": 1}], "move": {"event": "start_gathering"},
    },
    "make_moves": {"moves": [{"case_id": NOBODYS, "version": 1, "move": {"event": "start_gathering"}}]},
    "make_link": {"reference": "S-2026-99"},
    "register_webhook": {"url": RECEIVER},
    "pause_webhook": {"paused": True},
    "send_again": {"ids": [NOBODYS]},
    "let_go": {"ids": [NOBODYS]},
    "change_covers": {
        "event": "arrange", "substitute": "ny", "first_day": "2026-11-24", "last_day": "2026-11-27",
    },
    "offer_transfer": {"municipality_code": "630", "necessity": "Familien er flyttet"},
    "move_transfer": {"event": "{transfer_event}", "reason": "Det hører til hos jer"},
    "decide_entry": {"decision": "to_coordinator"},
    "call_meetings": {"weeks": 3},
    "move_meeting": {"event": "arrive", "role": "caseworker", "user": "mona"},
    "deal_with": {"items": [{"do": "carry_over", "entry_id": _NOBODYS, "reason": "Skolen skal spørges"}]},
    "decide_identity": {"person_id": None},
    "withdraw_role": {"user": "ny", "role": "coordinator", "reason": "left"},
    "change_role": {"role": "coordinator"},
    "break_glass": {"case_id": "{case_id}", "reason": "Barnet er i fare nu"},
    "review_break_glass": {"verdict": "in_order"},
    "review_sample": {"verdict": "in_order"},
    "see_alarm": {"note": "Det var i orden"},
    "reveal_pseudonym": {"reason": "Der er klaget"},
    "look_up_person": {"cpr_number": "{cpr_number}"},
    "search_cases": {"text": "{cpr_number}"},
}  # fmt: skip
_QUERIES = {"get_sample": "?month=2026-11", "export_audit_log": "?limit=10000"}
_SLOT = re.compile(r"'{(\w+)}'")
_OTHER_NAMES = {"name": "casework"}
A_LETTER = "letter_id"
_OTHER_LETTERS = ("handed_over_id", "summons_id", "plan_id")

WRONG_STATE = {
    # The case has ended: nothing new is asked, told or owed in it until it is reopened.
    *((operation, place) for operation in (
        "move_case", "enter_custody_holder", "end_custody", "move_obligation", "ask_for_consent", "ask_for_knowledge",
        "write_concern_talk", "write_ad_hoc_group", "review_course", "hand_out_plan", "look_up_custody",
        "say_authority_case", "write_letters", "offer_transfer",
    ) for place in ("authority_ended", "coordinator_ended", "dropped")),
    *(("decide_identity", place) for place in CASES),  # their identity is known
    *(("decide_entry", place) for place in CASES - {"listed"}),  # they are decided
    ("write_ad_hoc_group", "awaiting"),  # there is none
    ("write_ad_hoc_group", "listed"),
    ("write_letters", "awaiting"),  # what was owed has lapsed
    ("write_letters", "listed"),
    ("offer_transfer", "coordinator"),  # a course is under way
    ("offer_transfer", "coordinator_others"),
    ("offer_transfer", "coordinator_other_side"),
    ("review_course", "awaiting"),  # the course has ended
    ("hand_out_plan", "awaiting"),
    ("ask_for_consent", "listed"),  # nobody is known to sign
    # It is not handled yet, or ended without being.
    *(("give_feedback", place) for place in CASES - {"authority_ended"}),
    ("end_break_glass", "glass_ended"),
    ("end_break_glass", "glass_reviewed"),
    ("review_break_glass", "glass"),
    ("review_break_glass", "glass_reviewed"),
    *((operation, place) for operation in ("move_meeting", "deal_with") for place in (
        "meeting_planned", "meeting_closed",
    )),
    *(("get_minutes", place) for place in ("meeting", "meeting_planned")),  # it is not closed
    *(("correct_identity", place) for place in (*CASES, "corrected")),  # it is the same person
    ("decide_entry", "nameless"),  # whom it is about comes first
}  # fmt: skip
"""Where even those who may are told that it cannot be done now."""
NOT_THERE = {("get_course", "listed")}
"""What is asked for is not there, and that is said as if it were hidden."""


def by_id() -> dict[str, Operation]:
    return {one.described["operationId"]: one for one in operations()}


@dataclass(frozen=True)
class Request:
    """One call, but for who makes it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any = None
    files: Any = None
    content: bytes | None = None

    def sent(self, client: TestClient, token: Mapping[str, str]) -> Response:
        return client.request(
            self.method, self.path, json=self.body, files=self.files, content=self.content,
            headers=dict(self.headers) | dict(token),
        )  # fmt: skip


def places_for(world: World, operation: Operation) -> list[str]:
    """The places that have all the ids which the operation names, in its address and its body; one when it has none."""
    found = [name for name, ids in world.places.items() if _named(operation) <= {*ids, *_OTHER_NAMES}]
    return found if _named(operation) - {*_OTHER_NAMES} else found[:1]


def letters_at(world: World, operation: Operation, place: str) -> list[str]:
    """By what names the place has the letters that the operation can be about; one when it is about none."""
    others = [name for name in _OTHER_LETTERS if name in world.places[place]]
    return [A_LETTER, *others] if A_LETTER in _named(operation) else [A_LETTER]


def request(world: World, operation: Operation, place: str, *, body: Any = None, letter: str = A_LETTER) -> Request:
    """A request that is carried out, if the caller may; on the case as it stands now."""
    ids = world.places[place] | _OTHER_NAMES
    if A_LETTER in ids:
        ids |= {A_LETTER: ids[letter]}
    headers = {}
    if operation.parameters("header") and "If-Match" in str(operation.parameters("header")):
        headers["If-Match"] = f'"{_version(world, ids["case_id"])}"'
    name = operation.described["operationId"]
    files = None
    if "multipart/form-data" in operation.body_types():
        files = {"file": file_for(operation.path)}
    content = None
    if "application/xml" in operation.body_types():
        headers["Content-Type"], content = "application/xml", event(status())
    said = _filled(_BODIES.get(name) if body is None else body, ids)
    path = operation.path.format(**ids) + _QUERIES.get(name, "")
    return Request(operation.method, path, headers, said, files, content)


def answers(world: World, operation: Operation, place: str, *, letter: str = A_LETTER) -> dict[Role, Response]:
    """What each role is answered, each before anything was done by the others."""
    known = world.answers.get((operation.name, place, letter))
    if known is None:
        asked = request(world, operation, place, letter=letter)
        known = {role: asked.sent(world.client, caller._headers) for role, caller in world.callers.items()}
        world.answers[operation.name, place, letter] = known
    return known


def _named(operation: Operation) -> set[str]:
    names = {one["name"] for one in operation.parameters("path")}
    return names | set(_SLOT.findall(str(_BODIES.get(operation.described["operationId"]))))


def _filled(body: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(body, dict):
        return {key: _filled(value, ids) for key, value in body.items()}
    if isinstance(body, list):
        return [_filled(one, ids) for one in body]
    return body.format(**ids) if isinstance(body, str) and body.startswith("{") else body


def _version(world: World, case_id: str) -> int:
    for code in (HERE, ELSEWHERE):
        with world.undone.transaction(code) as session:
            found = session.scalar(text("select version from cases where id = :id"), {"id": case_id})
            if found is not None:
                return int(found)
    raise AssertionError("the case is nowhere")
