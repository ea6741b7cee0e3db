"""Which moves of a case each role may take, from a state where the process has them."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from tests.cases.stations import MEETING_AT
from tests.handover import EVALUATED, HELD, PLAN
from tests.matrix import oracle
from tests.matrix.calls import Request, by_id, request
from tests.matrix.places import HERE
from tests.matrix.tables import NEVER, NOWHERE
from tests.matrix.world import World
from tests.openapi.document import document
from workflows.roles import Role

_REASON: dict[str, Any] = {"reason": "Aftalt på mødet"}
_SAID: dict[str, dict[str, Any]] = dict.fromkeys(
    ("drop", "keep_step", "pause_course", "discontinue_course",
     "reroute", "raise_concern", "reassess", "reopen"), _REASON,
) | {
    "send_elsewhere": {"municipality_code": "740"},
    "transfer": {"municipality_code": "740"} | _REASON,
    "inform_caseworker": {"caseworker": "ny"} | _REASON,
    "assign": {"responsible": "ny"},
    "assess_no_further_action": {"severity": 1} | _REASON,
    "assess_further_action": {"severity": 3} | _REASON,
    "note_reference": {"authority_reference": "27.24.00-G01-1-26"},
    "call_to_meeting": {"meeting_at": MEETING_AT},
    "hold_meeting": HELD,
    "plan_course": PLAN | {"ground": "LAW_OTHER", "necessity": "Barnets lov"},
    "place_on_step": {"step": 2} | _REASON,
    "change_plan": {"start_on": "2026-12-02", "goals": [{"goal": "Det samme", "continues": 1}]} | _REASON,
    "change_local_leader": {"local_leader": "ny"} | _REASON,
    "complete_course": EVALUATED,
    "close": {"authority_reference": "27.24.00-G01-1-26"} | _REASON,
}  # fmt: skip


def test_the_table_has_every_move_of_the_document() -> None:
    schema = document()["components"]["schemas"]
    events = {body["properties"]["event"]["const"] for body in schema.values() if "event" in body.get("properties", {})
              and body["properties"]["event"].get("const")}  # fmt: skip
    moves = by_id()["move_case"].described["requestBody"]["content"]["application/json"]["schema"]
    assert {row.split()[2] for row in oracle.MOVES} == set(moves["discriminator"]["mapping"]) <= events


def _alone(world: World, role: Role, asked: Request, _: str) -> int:
    return asked.sent(world.client, world.callers[role]._headers).status_code


def _among_many(world: World, role: Role, asked: Request, where: str) -> int:
    """As one of several that are sent at once; the status is that of the one, or of all when the database refused."""
    version = int(asked.headers["If-Match"].strip('"'))
    one = {"case_id": world.places[where]["case_id"], "version": version, "move": asked.body}
    answer = world.callers[role].post("/v1/case-moves", {"moves": [one]})
    if answer.status_code == 409:
        assert answer.json()["code"] == "conflict", answer.text
        return answer.status_code
    assert answer.status_code == 200, answer.text
    return int(answer.json()["items"][0]["status"])


@pytest.mark.parametrize("send", [_alone, _among_many])
@pytest.mark.parametrize("row", oracle.MOVES)
def test_a_role_takes_the_moves_that_are_its_own(
    place: World, row: str, send: Callable[[World, Role, Request, str], int]
) -> None:
    where, state, event = row.split()
    wrong = {}
    for role, cell in oracle.MOVES[row].items():
        with place.undone.within():
            with place.undone.transaction(HERE) as session:
                session.execute(
                    text("update cases set state = :state where id = :id"),
                    {"state": state, "id": place.places[where]["case_id"]},
                )
            asked = request(place, by_id()["move_case"], where, body={"event": event} | _SAID.get(event, {}))
            status = send(place, role, asked, where)
        expected = {NEVER: (403,), NOWHERE: (404,)}.get(cell, (200, 409))
        if status not in expected:
            wrong[role.value] = status
    assert wrong == {}
