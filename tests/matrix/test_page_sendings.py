"""What is sent from a page: taken from whoever may and from our own pages alone, and nothing is changed otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import Response

from app.access import sessions
from app.access.choices import Choice
from app.access.credentials import COOKIE
from app.access.identity_providers import SessionRules
from app.access.sessions import LoggedIn
from app.web import csrf
from tests.caller import instant
from tests.cases.stations import MONDAY
from tests.matrix.form_table import IN_A_CASE
from tests.matrix.page_table import SENT
from tests.matrix.places import HERE
from tests.matrix.sent_table import SAID
from tests.matrix.stored import as_made, stored
from tests.matrix.test_matrix import ALLOWED, FORBIDDEN, HIDDEN, SESSION, WRONG_NOW, expected
from tests.matrix.test_page_forms import FORMS, REFUSED, TAKEN, address, filled, followed, places_of, right
from tests.matrix.visits import HTML, names, places_with, send
from tests.matrix.visits import address as address_of
from tests.matrix.world import SUBJECTS, World
from workflows.roles import Role


def outcome(answer: Response) -> str:
    if answer.status_code in (409, 412, 422, 428):
        return WRONG_NOW
    return {403: FORBIDDEN, 404: HIDDEN, 401: SESSION}.get(answer.status_code, ALLOWED)


def may(path: str, role: Role, place: str) -> set[str]:
    """What sending it comes to."""
    said = {expected(one, role, place) for one in SENT[path]}
    if said & REFUSED:
        return REFUSED
    if said <= TAKEN and not SAID[path].like_the_api:
        return TAKEN
    return said - {ALLOWED} or {ALLOWED}


def places(world: World, path: str) -> list[str]:
    return places_with(world, path, SENT[path], *SAID[path].needs)


@pytest.mark.parametrize("path", SENT)
def test_what_is_sent_is_taken_from_whoever_may_and_changes_nothing_otherwise(place: World, path: str) -> None:
    said, wrong, refused = SAID[path], [], []
    told = set[Any]()

    def sent(where: str, role: Role) -> None:
        caller, more = place.callers[role], {"files": said.files} if said.files else {}
        values = filled(place, said.values, where)
        answer = send(caller, address_of(place, path, where), values, **more)
        typed = place.words.found_in(str(values))  # whoever typed it sees it again
        told.update((role.value, where, one) for one in followed(place, role, caller, answer) if one not in typed)
        if outcome(answer) not in may(path, role, where) or answer.status_code == 500:
            wrong.append((role.value, where, answer.status_code))

    for where in places(place, path):
        for role in place.callers:
            if may(path, role, where) & TAKEN:
                with place.undone.within():
                    sent(where, role)
            else:
                refused.append((where, role))
    with place.undone.within():
        for one in refused:
            sent(*one)
        assert stored(place) == as_made(place)
    assert wrong == []
    assert told == set()


@dataclass(frozen=True)
class Sending:
    """Something that would be taken."""

    path: str
    values: Mapping[str, Any]
    files: Any = None


def would_be_taken(world: World, name: str) -> Iterator[tuple[Role, Sending]]:
    """``name``: of a page or of a form. By those who may."""
    if name in SENT:
        for where in places(world, name):
            for role in world.callers:
                if may(name, role, where) & {ALLOWED, SESSION}:
                    said = SAID[name]
                    values = filled(world, said.values, where)
                    yield role, Sending(address_of(world, name, where), values, said.files)
    elif name == "/log-ud":
        yield Role.COORDINATOR, Sending(name, {})
    else:
        for where in places_of(world, name):
            for role in world.callers:
                here = right(FORMS[name], role, where, "letter_id") != REFUSED
                if here or (not FORMS[name].is_there and expected(FORMS[name].operation, role, where) == ALLOWED):
                    yield role, Sending(address(world, name, where), filled(world, FORMS[name].values, where))


def log_in(world: World, role: Role) -> str:
    """The cookie of somebody who has logged in."""
    who = SUBJECTS.get(role, role.value)
    choice = Choice(role, HERE)
    person = LoggedIn(who, "test", who, frozenset({choice, Choice(Role.COORDINATOR, HERE)}))
    with world.undone.transaction() as session:
        return sessions.begin(session, person, choice, SessionRules(), instant(MONDAY))


@pytest.mark.parametrize("name", [*SENT, *FORMS, "/log-ud"])
def test_another_sites_page_sends_nothing_in_a_session_of_ours(place: World, name: str) -> None:
    role, sending = next(would_be_taken(place, name))
    with place.undone.within():
        cookie = log_in(place, role)
        ours = {"Sec-Fetch-Site": "same-origin"}
        token = {csrf.FIELD: csrf.token_for(cookie)}
        before = stored(place)

        def sent(values: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
            return place.client.post(
                sending.path, data={**sending.values, **values}, files=sending.files, follow_redirects=False,
                headers={**HTML, "Cookie": f"{COOKIE}={cookie}", **headers},
            )  # fmt: skip

        for values, headers in (
            ({}, ours),
            ({csrf.FIELD: ""}, ours),
            ({csrf.FIELD: csrf.token_for(f"607.{'a' * 43}")}, ours),
            (token, {}),
            (token, {"Sec-Fetch-Site": "cross-site"}),
            (token, {"Sec-Fetch-Site": "same-site"}),
            (token, {"Origin": "https://evil.test"}),
            (token, ours | {"Origin": "https://evil.test"}),
        ):
            answer = sent(values, headers)
            assert answer.status_code == 403, (values, headers, answer.text)
            assert place.words.found_in(f"{answer.text}{answer.headers}") == set()
        assert stored(place) == before
        assert sent(token, ours).status_code not in (401, 403), "with both it is heard"


@pytest.mark.parametrize("path", ["/sager/{case_id}/breve/{letter_id}", "/sager/{case_id}/breve/{letter_id}/pdf",
                                  "/sager/{case_id}/samtykker/{consent_id}/{paper_id}"])  # fmt: skip
def test_a_thing_of_another_case_is_not_found_under_ones_own(place: World, path: str) -> None:
    own = {Role.COORDINATOR: "coordinator", Role.TEAM_LEADER: "authority", Role.CASEWORKER: "authority"}
    for role, mine in own.items():
        for where in places_with(place, path, ("get_letter",)):
            if where == mine:
                continue
            for last in names(path)[1:]:
                path_of_it = address_of(place, path, mine, **{last: place.places[where][last]})
                answer = place.client.get(path_of_it, headers=place.callers[role]._headers | HTML)
                assert answer.status_code == 404, (role, where)
                assert place.words.found_in(answer.text) == set()


@pytest.mark.parametrize("name", sorted({one for one in IN_A_CASE if IN_A_CASE[one].about}))
def test_nothing_is_done_to_a_thing_of_another_case_from_ones_own(place: World, name: str) -> None:
    about, mine = IN_A_CASE[name].about, "coordinator"
    with place.undone.within():
        for where in places_of(place, name):
            if where != mine:
                path = f"/sager/{place.places[mine]['case_id']}/goer/{name}/{place.places[where][about]}"
                values = filled(place, IN_A_CASE[name].values, where)
                assert send(place.callers[Role.COORDINATOR], path, values).status_code == 404, where
        assert stored(place) == as_made(place)
