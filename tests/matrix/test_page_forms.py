"""Every form of the pages, asked for and sent by every role about every place, against the tables written by hand."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import text

from app.web.operations.beside import BESIDE as ALL_BESIDE
from app.web.operations.of_a_case import OF_EVENT, OPERATIONS
from tests.caller import Caller
from tests.matrix import oracle
from tests.matrix.calls import _version
from tests.matrix.form_table import BESIDE, IN_A_CASE, MOVES, Filled
from tests.matrix.places import HERE
from tests.matrix.stored import as_made, stored
from tests.matrix.tables import NEVER, NOWHERE
from tests.matrix.test_matrix import ALLOWED, FORBIDDEN, HIDDEN, WRONG_NOW, expected, expected_of_a_plan
from tests.matrix.visits import is_whole_page, leaks, let_in, letters_at, one_of_each, see, send
from tests.matrix.world import World
from workflows.roles import Role

FORMS = {**IN_A_CASE, **BESIDE}
TOO_EARLY_OR_LATE = (409, 412, 422, 428)
TAKEN, REFUSED = {ALLOWED, WRONG_NOW}, {FORBIDDEN, HIDDEN}


def test_every_form_is_in_a_table() -> None:
    assert {one for one in OPERATIONS if OPERATIONS[one].event is None} == {*IN_A_CASE}
    assert {*ALL_BESIDE} == {*BESIDE}
    assert {row.split()[2].replace("_", "-") for row in oracle.MOVES} == {one.name for one in OF_EVENT.values()}


def address(world: World, name: str, place: str, letter: str = "letter_id") -> str:
    ids = world.places[place]
    about = FORMS[name].about
    last = f"/{ids[letter if about == 'letter_id' else about]}" if about else ""
    return f"/sager/{ids['case_id']}/goer/{name}{last}" if name in IN_A_CASE else f"/goer/{name}{last}"


def places_of(world: World, name: str) -> list[str]:
    form = FORMS[name]
    needed = {form.about, *form.needs, "case_id" if name in IN_A_CASE else ""} - {""}
    found = [place for place, ids in world.places.items() if needed <= {*ids}]
    return found if needed else found[:1]


def filled(world: World, values: Mapping[str, Any], place: str) -> dict[str, Any]:
    ids = world.places[place]
    found: dict[str, Any] = {}
    for name, value in values.items():
        many = [one.format(**ids) for one in (value if isinstance(value, list) else [value])]
        found[name] = many if isinstance(value, list) else many[0]
    return found


def outcome(answer: Response) -> str:
    if answer.status_code in TOO_EARLY_OR_LATE:
        return WRONG_NOW
    return {303: ALLOWED, 403: FORBIDDEN, 404: HIDDEN}.get(answer.status_code, f"{answer.status_code}")


def right(form: Filled, role: Role, place: str, letter: str) -> set[str]:
    """What sending it comes to."""
    if form.operation == "break_glass":  # by a number: whether such a child is known is not told
        return REFUSED if oracle.ABOUT_SOMETHING["break_glass"][role] == NEVER else TAKEN
    if form is FORMS["afslut-brudt-glas"] and role is not Role.LOG_REVIEWER:
        return REFUSED  # one's own is ended where one sees it
    said = expected_of_a_plan(form.operation, role, place) if letter == "plan_id" else {
        expected(form.operation, role, place)
    }  # fmt: skip
    if said & REFUSED or not form.is_there:
        return REFUSED
    return said if form.like_the_api else TAKEN


def there(name: str, role: Role, place: str) -> set[int]:
    """What asking for the form is answered with."""
    form = FORMS[name]
    if name in IN_A_CASE:
        if (form.operation, role, oracle.STANDS[place][role]) in oracle.REFUSED_ON_OWN:
            return {200}  # who is asked for consent by whom is looked at when it is sent
        return let_in((form.operation, "get_case"), role, place)  # a case's form has the case at its head
    if name == "afslut-brudt-glas":
        return {200} if role is Role.LOG_REVIEWER else {403}
    if form.looks_first:
        return let_in((form.operation,), role, place)
    row = oracle.ABOUT_SOMETHING.get(form.operation) or oracle.IN_GENERAL[form.operation]
    return {403} if row[role] == NEVER else {200}


def followed(world: World, role: Role, caller: Caller, answer: Response) -> Iterator[Any]:
    """What is told that may not be: by the answer, and by the page that it leads on to."""
    yield from leaks(world, role, answer)
    if answer.status_code == 303:
        yield from leaks(world, role, see(caller, answer.headers["location"]))


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_there_for_whoever_may_use_it(place: World, name: str) -> None:
    wrong, told = [], set()
    for where in one_of_each(places_of(place, name)):
        for role, caller in place.callers.items():
            answer = see(caller, address(place, name, where))
            if answer.status_code not in there(name, role, where) or not is_whole_page(answer):
                wrong.append((role.value, where, answer.status_code))
            told |= {(role.value, where, one) for one in leaks(place, role, answer)}
    assert wrong == []
    assert told == set()


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_not_whole_comes_back_to_whoever_may_use_it_alone(place: World, name: str) -> None:
    wrong = []
    first, *others = one_of_each(places_of(place, name))
    for where in (first, *others[-1:]):
        for role, caller in place.callers.items():
            answer = send(caller, address(place, name, where), {"_mere": "members"})
            if answer.status_code not in there(name, role, where) or not is_whole_page(answer):
                wrong.append((role.value, where, answer.status_code))
            assert set(leaks(place, role, answer)) == set()
    assert wrong == []


def sendings(world: World, name: str) -> Iterator[tuple[str, str, Role]]:
    """Where, about which letter, by whom."""
    places = places_of(world, name)
    for where in places if name in BESIDE and FORMS[name].about else one_of_each(places):
        letters = letters_at(world, f"{{{FORMS[name].about}}}", where)
        for letter in letters if name == "stop-brevet" else letters[:1]:
            if letter in ("letter_id", "plan_id"):
                yield from ((where, letter, role) for role in world.callers)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_taken_from_whoever_may_and_changes_nothing_otherwise(place: World, name: str) -> None:
    form, wrong, taken, refused = FORMS[name], [], 0, []
    told = set[Any]()

    def sent(where: str, letter: str, role: Role) -> None:
        nonlocal taken
        caller = place.callers[role]
        answer = send(caller, address(place, name, where, letter), filled(place, form.values, where))
        told.update((role.value, where, one) for one in followed(place, role, caller, answer))
        taken += answer.status_code == 303
        if outcome(answer) not in right(form, role, where, letter):
            wrong.append((role.value, where, letter, answer.status_code))

    for where, letter, role in sendings(place, name):
        if right(form, role, where, letter) == REFUSED:
            refused.append((where, letter, role))
        else:
            with place.undone.within():
                sent(where, letter, role)
    with place.undone.within():
        for one in refused:
            sent(*one)
        assert stored(place) == as_made(place)
    assert wrong == []
    assert told == set()
    assert taken or not form.like_the_api


@pytest.mark.parametrize("row", oracle.MOVES)
def test_the_form_of_a_move_is_there_and_taken_where_the_move_is_ones_own(place: World, row: str) -> None:
    where, state, event = row.split()
    case_id = place.places[where]["case_id"]
    path = f"/sager/{case_id}/goer/{event.replace('_', '-')}"
    values = {**MOVES.get(event.replace("_", "-"), {}), "_version": f'"{_version(place, case_id)}"'}
    wrong, told = [], set[Any]()

    def moved(roles: set[Role], form_is: tuple[int, ...], sent_is: tuple[int, ...]) -> None:
        for role in roles:
            caller = place.callers[role]
            form, answer = see(caller, path), send(caller, path, values)
            told.update((role.value, one) for one in leaks(place, role, form))
            told.update((role.value, one) for one in followed(place, role, caller, answer))
            if form.status_code not in form_is or answer.status_code not in sent_is:
                wrong.append((role.value, form.status_code, answer.status_code))

    own = {role for role, cell in oracle.MOVES[row].items() if cell not in (NEVER, NOWHERE)}
    for roles in ({*place.callers} - own, *({role} for role in own)):
        with place.undone.within():
            with place.undone.transaction(HERE) as session:
                session.execute(text("update cases set state = :state where id = :id"), {"state": state, "id": case_id})
            before = stored(place)
            if roles <= own:
                moved(roles, (200,), (303, 409))
            else:
                moved(roles, (403, 404), (403, 404))
                assert stored(place) == before
    assert wrong == []
    assert told == set()
