"""Through broken glass everything of one case is read, nothing is changed, and nothing else comes into sight."""

import pytest
from httpx2 import Response

from tests.matrix import oracle
from tests.matrix.calls import A_LETTER, by_id, letters_at, places_for, request
from tests.matrix.canaries import MAY_SEE
from tests.matrix.tables import NEVER
from tests.matrix.test_fields import texts
from tests.matrix.town import CASES
from tests.matrix.world import World
from workflows.roles import Role

OPERATIONS = {
    name: one
    for name, one in by_id().items()
    if name in oracle.ABOUT_SOMETHING and ("{case_id}" in one.path or name == "list_disclosures")
}  # fmt: skip
BREAKERS = (Role.TEAM_LEADER, Role.CASEWORKER, Role.COORDINATOR, Role.LOG_REVIEWER)
NOBODYS = sorted((role, case) for case in CASES for role in BREAKERS if oracle.STANDS[case][role] in "xp")


def broken(world: World, role: Role, case: str) -> Response:
    said = {"case_id": world.places[case]["case_id"], "reason": "Barnet er i fare nu"}
    return world.callers[role].post("/v1/break-glass", said)


def sent(world: World, role: Role, name: str, case: str, letter: str = A_LETTER) -> Response:
    return request(world, OPERATIONS[name], case, letter=letter).sent(world.client, world.callers[role]._headers)


@pytest.mark.parametrize(("role", "case"), NOBODYS)
def test_broken_glass_shows_everything_of_one_case_and_changes_nothing(place: World, role: Role, case: str) -> None:
    shown = set()
    with place.undone.within():
        assert broken(place, role, case).status_code == 201
        for name in OPERATIONS:
            if case not in places_for(place, OPERATIONS[name]):
                continue
            may = oracle.ABOUT_SOMETHING[name][role]
            there = not (name == "get_course" and case == "listed")
            expected = 403 if may == NEVER else 200 if "g" in may and there else 404
            for letter in letters_at(place, OPERATIONS[name], case):
                answer = sent(place, role, name, case, letter)
                shown |= place.words.found_in(texts(answer))
                assert answer.status_code == expected, (name, letter, answer.text)
    written = {field for field in place.words.fields if field.place == case}
    assert shown == {field for field in written if "g" in MAY_SEE[field.name][role]}


@pytest.mark.parametrize("role", BREAKERS)
def test_one_pane_is_one_case_one_person_and_one_role(place: World, role: Role) -> None:
    case, other = [where for who, where in NOBODYS if who is role][:2]
    with place.undone.within():
        assert broken(place, role, case).status_code == 201
        listed = {one["id"] for one in place.callers[role].get("/v1/cases", limit=100).json()["items"]}
        assert listed >= {place.places[case]["case_id"]} or case.endswith("ended") or case == "dropped"
        assert place.places[other]["case_id"] not in listed
        assert sent(place, role, "get_case", case).status_code == 200
        assert sent(place, role, "get_case", other).status_code == 404
        subject = {Role.CASEWORKER: "rikke"}.get(role, role.value)
        colleague = place.as_(role, "en-kollega")
        assert colleague.get(f"/v1/cases/{place.places[case]['case_id']}").status_code in (200, 404)
        for acting in LOOKING:
            same_person = place.as_(acting, subject)
            seen = same_person.get(f"/v1/cases/{place.places[case]['case_id']}").status_code == 200
            assert seen == (acting is role or may_anyway(acting, case)), acting


LOOKING = (Role.TEAM_LEADER, Role.CASEWORKER, Role.COORDINATOR, Role.LOCAL_LEADER, Role.LOG_REVIEWER)


def may_anyway(role: Role, case: str) -> bool:
    """Whose the case is by the role alone, whoever has it."""
    return role in (Role.TEAM_LEADER, Role.COORDINATOR) and oracle.STANDS[case][role] in "ome"


@pytest.mark.parametrize("role", BREAKERS)
def test_whoever_broke_it_can_end_it_and_then_it_is_whole(place: World, role: Role) -> None:
    case = next(where for who, where in NOBODYS if who is role)
    with place.undone.within():
        grant = broken(place, role, case).json()["id"]
        assert broken(place, role, case).status_code == 409
        assert place.callers[role].post(f"/v1/break-glass/{grant}/end").status_code == 200
        assert sent(place, role, "get_case", case).status_code == 404


@pytest.mark.parametrize("role", sorted({*Role} - {*BREAKERS, Role.SYSTEM}))
def test_nobody_else_breaks_any_glass(place: World, role: Role) -> None:
    assert all(broken(place, role, case).status_code == 403 for case in CASES)
