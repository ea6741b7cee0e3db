"""Every operation of the document, tried by every role about every place, against the table written by hand."""

from typing import Any

import pytest

from tests.matrix import oracle
from tests.matrix.calls import NOT_THERE, WRONG_STATE, answers, by_id, places_for
from tests.matrix.tables import NEVER, NOWHERE
from tests.matrix.town import CASES
from tests.matrix.world import World
from workflows.roles import Role

OPERATIONS = by_id()
ALLOWED, WRONG_NOW, FORBIDDEN, HIDDEN, SESSION = "allowed", "allowed, but not now", "forbidden", "hidden", "by session"


def expected(operation: str, role: Role, place: str) -> str:
    """What the hand-written tables say."""
    if operation in oracle.ANYBODY:
        return ALLOWED
    if operation in oracle.BY_SESSION:
        return SESSION
    if operation in oracle.IN_GENERAL:
        return FORBIDDEN if oracle.IN_GENERAL[operation][role] == NEVER else ALLOWED
    may = oracle.ABOUT_SOMETHING[operation][role]
    stands = oracle.STANDS[place][role]
    if may == NEVER or (operation, role, stands) in oracle.REFUSED_ON_OWN:
        return FORBIDDEN
    if stands == NOWHERE or stands not in may or (operation, place) in NOT_THERE:
        return HIDDEN
    wrong = (operation, place) in WRONG_STATE or (operation == oracle.ALREADY_IN[0] and stands in oracle.ALREADY_IN[1])
    return WRONG_NOW if wrong else ALLOWED


def expected_of_a_plan(operation: str, role: Role, place: str) -> set[str]:
    """The same, where the letter is the plan of a course; whether it can still be moved is not asked here."""
    may = oracle.OF_A_PLAN[operation][role]
    if may == NEVER:
        return {FORBIDDEN}
    return {ALLOWED, WRONG_NOW} if oracle.STANDS[place][role] in set(may) - {NOWHERE} else {HIDDEN}


def outcome(answer: Any) -> str:
    """What the answer says; a refusal that only someone with access can get is no refusal of access."""
    status = answer.status_code
    if 200 <= status < 300:
        return ALLOWED
    named = {403: FORBIDDEN, 404: HIDDEN, 401: SESSION} | dict.fromkeys((409, 412, 422, 428), WRONG_NOW)
    return named.get(status, f"{status} {answer.text}")


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    rows = [*oracle.OPEN, *oracle.ANYBODY, *oracle.BY_SESSION, *oracle.IN_GENERAL, *oracle.ABOUT_SOMETHING]
    assert sorted(rows) == sorted(OPERATIONS)


def test_everything_is_tried_somewhere(place: World) -> None:
    assert set(place.places) == set(oracle.STANDS)
    for name, row in oracle.ABOUT_SOMETHING.items():
        tried = {oracle.STANDS[one][role] for one in places_for(place, OPERATIONS[name]) for role in row}
        for role, letters in row.items():
            stood = {oracle.STANDS[one][role] for one in places_for(place, OPERATIONS[name])}
            assert set(letters) - {NEVER, NOWHERE, "g"} <= stood, (name, role)
        assert NOWHERE in tried, name


@pytest.mark.parametrize("name", sorted({*OPERATIONS} - oracle.OPEN))
def test_each_role_may_what_the_table_says_and_nothing_else(place: World, name: str) -> None:
    operation = OPERATIONS[name]
    about = places_for(place, operation)
    places = about if name in oracle.ABOUT_SOMETHING else about[:1]
    wrong = {
        (where, role.value): (outcome(answer), expected(name, role, where))
        for where in places
        for role, answer in answers(place, operation, where).items()
        if outcome(answer) != expected(name, role, where)
    }
    assert wrong == {}


@pytest.mark.parametrize("name", oracle.OF_A_PLAN)
def test_the_plan_of_a_course_is_no_letter_of_the_others(place: World, name: str) -> None:
    places = [where for where in places_for(place, OPERATIONS[name]) if "plan_id" in place.places[where]]
    assert set(places) == CASES - {"listed"} | {"elsewhere"}
    wrong = {
        (where, role.value): outcome(answer)
        for where in places
        for role, answer in answers(place, OPERATIONS[name], where, letter="plan_id").items()
        if outcome(answer) not in expected_of_a_plan(name, role, where)
    }
    assert wrong == {}
