"""A kept answer is no way around what somebody may see now."""

from typing import Any

from tests.caller import Caller
from tests.handover import enter_custody_holder
from tests.matrix.test_fields import may_see, texts
from tests.matrix.world import World
from workflows.roles import Role

KEY = {"Idempotency-Key": "den-samme-nøgle".replace("ø", "oe")}


def _concern(world: World, caller: Caller, where: str, version: str | None = None) -> Any:
    path = f"/v1/cases/{world.places[where]['case_id']}"
    match = version or caller.get(path).headers["ETag"]
    return caller.post(f"{path}/moves", {"event": "raise_concern", "reason": "Set"}, headers=KEY | {"If-Match": match})


def test_the_same_answer_is_given_again_to_the_one_who_may_see_it_and_to_nobody_else(place: World) -> None:
    coordinator = place.callers[Role.COORDINATOR]
    with place.undone.within():
        first = _concern(place, coordinator, "coordinator")
        assert first.status_code == 200, first.text
        again = _concern(place, coordinator, "coordinator", version='"1"')
        assert (again.json(), again.headers["Idempotent-Replayed"]) == (first.json(), "true")
        found = place.words.found_in(texts(again))
        assert found
        assert all(may_see(Role.COORDINATOR, field) for field in found)
        for role, caller in place.callers.items():
            if role is not Role.COORDINATOR:
                answer = _concern(place, caller, "coordinator", version='"1"')
                assert "Idempotent-Replayed" not in answer.headers, role
                assert all(may_see(role, field) for field in place.words.found_in(texts(answer))), role
        for acting in (Role.TEAM_LEADER, Role.LOCAL_LEADER, Role.CASEWORKER, Role.LOG_REVIEWER):
            same_person = place.as_(acting, Role.COORDINATOR.value)
            answer = _concern(place, same_person, "coordinator", version='"1"')
            assert answer.status_code in (403, 422), acting
            assert place.words.found_in(texts(answer)) == set()


def test_a_kept_answer_is_not_given_when_the_case_has_left(place: World) -> None:
    coordinator, leader = place.callers[Role.COORDINATOR], place.callers[Role.LOCAL_LEADER]
    case_id = place.places["coordinator"]["case_id"]
    with place.undone.within():
        assert _concern(place, coordinator, "coordinator").status_code == 200
        holder = enter_custody_holder(coordinator, case_id, "Poul Opdigtet")
        assert _concern(place, leader, "coordinator").status_code == 200
        coordinator.moves(case_id, "discontinue_course", reason="Der er åbnet en sag")
        gone = _concern(place, leader, "coordinator", version='"1"')
        assert (gone.status_code, place.words.found_in(texts(gone))) == (404, set())
        coordinator.moves(case_id, "reroute", reason="Der er åbnet en sag")
        for caller in (coordinator, leader):
            gone = _concern(place, caller, "coordinator", version='"1"')
            assert (gone.status_code, place.words.found_in(texts(gone))) == (404, set())
        assert coordinator.delete(f"/v1/cases/{case_id}/custody-holders/{holder['id']}").status_code == 404
