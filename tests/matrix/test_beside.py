"""Beside the matrix: nobody without a credential, no way in that no row speaks of, no list that says more."""

from typing import Any

import pytest

from tests.access.routes import routes_of
from tests.caller import Caller
from tests.matrix import oracle
from tests.matrix.calls import by_id, places_for, request
from tests.matrix.page_table import pages as pages_with
from tests.matrix.world import World
from tests.openapi.document import operations
from workflows.casework import State
from workflows.roles import Role

OUTSIDE = {
    ("GET", "/openapi.json"), ("GET", "/login"), ("GET", "/login/callback"), ("POST", "/logout"),
    ("POST", "/login/backchannel-logout"),
}  # fmt: skip
"""Not of the document: itself, and what a browser and its identity provider do."""


def test_every_way_in_is_described_or_known(place: World) -> None:
    described = {(one.method, one.path) for one in operations()}
    of_pages = {(method, path) for method in ("GET", "POST") for path in pages_with(method)}
    assert set(routes_of(place.app)) - described - of_pages == OUTSIDE


@pytest.mark.parametrize("name", sorted({*by_id()} - oracle.OPEN))
def test_nobody_gets_anywhere_without_a_credential(place: World, name: str) -> None:
    operation = by_id()[name]
    asked = request(place, operation, places_for(place, operation)[0])
    for shown in ({}, {"Authorization": "Bearer none"}, {"Authorization": "Basic cmlra2U6cmlra2U="}):
        answer = asked.sent(place.client, shown)
        assert answer.status_code == 401, shown
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert not place.words.found_in(answer.text)


def pages(caller: Caller, path: str, **filters: object) -> list[str]:
    """The ids of the whole list, however many pages."""
    ids: list[str] = []
    cursor: dict[str, object] = {}
    while True:
        answer = caller.get(path, limit=2, **filters, **cursor)
        if answer.status_code == 403:
            return []
        assert answer.status_code == 200, answer.text
        ids += [one["id"] for one in answer.json()["items"]]
        if answer.json()["next_cursor"] is None:
            return ids
        cursor = {"cursor": answer.json()["next_cursor"]}


def items(caller: Caller, path: str) -> list[Any]:
    """What there is, to whoever may ask."""
    answer = caller.get(path)
    assert answer.status_code in (200, 403), answer.text
    return list(answer.json()["items"]) if answer.status_code == 200 else []


def test_the_queue_has_the_cases_that_can_be_opened_and_no_others(place: World) -> None:
    for role, caller in place.callers.items():
        listed = {one for state in State for one in pages(caller, "/v1/cases", state=state.value)}
        opened = {one for one in place.ids_of("cases") if caller.get(f"/v1/cases/{one}").status_code == 200}
        assert listed == opened, role
        for filters in ({}, {"mine": True}, {"overdue": True}, {"track": "authority"}, {"track": "coordinator"}):
            assert set(pages(caller, "/v1/cases", **filters)) <= opened, (role, filters)


def test_the_agenda_has_what_awaits_the_meeting_and_what_is_in_a_case_that_can_be_opened(place: World) -> None:
    for role, caller in place.callers.items():
        listed = set(pages(caller, "/v1/entries"))
        assert set(pages(caller, "/v1/entries", undecided=True)) <= listed
        in_cases = {
            one["id"]
            for case in place.ids_of("cases")
            if (answer := caller.get(f"/v1/cases/{case}/incidents")).status_code == 200
            for one in answer.json()["items"]
        }
        if oracle.IN_GENERAL["list_entries"][role] == "-":
            assert listed == set()
        else:
            assert listed == in_cases | {place.places["nameless"]["entry_id"]}, role


def test_the_links_are_those_of_the_open_cases_whose_link_can_be_read(place: World) -> None:
    for role, caller in place.callers.items():
        listed = {one["case_id"] for one in items(caller, "/v1/links")}
        awaited = {one["case_id"] for one in items(caller, "/v1/links?awaited=true")}
        answers = {one: caller.get(f"/v1/cases/{one}/link") for one in place.ids_of("cases")}
        read = {one: answer.json() for one, answer in answers.items() if answer.status_code == 200}
        ended = {place.places["authority_ended"]["case_id"]}
        assert listed == read.keys() - ended, role
        assert awaited == {one for one, link in read.items() if link["state"] == "awaited"}, role
        assert {one for one, link in read.items() if "person" in link} == awaited, role


def test_the_receivers_are_those_that_can_be_read_one_by_one(place: World) -> None:
    for role, caller in place.callers.items():
        listed = {one["id"] for one in items(caller, "/v1/webhooks")}
        read = {one for one in place.ids_of("webhooks") if caller.get(f"/v1/webhooks/{one}").status_code == 200}
        assert listed == read, role


def test_a_system_hears_of_the_cases_that_were_given_to_it_and_of_no_others(place: World) -> None:
    (system,) = (caller for role, caller in place.callers.items() if role is Role.INTEGRATION)
    given = {
        place.places[name]["case_id"]
        for name, row in oracle.STANDS.items()
        if "case_id" in place.places[name]
        and name not in ("authority_others", "coordinator_others", "listed", "elsewhere")
        and row[Role.INTEGRATION] in "owex"
    }
    heard = items(system, "/v1/events?limit=1000")
    assert {one["subject"] for one in heard if "subject" in one} == given
    assert [one["sequence"] for one in heard] == [str(number + 1) for number in range(len(heard))]
    assert place.words.found_in(str(heard)) == set()


def test_the_lists_are_those_whose_receipt_can_be_read(place: World) -> None:
    for role, caller in place.callers.items():
        listed = set(pages(caller, "/v1/handover-lists"))
        read = {
            one for one in place.ids_of("handover_lists") if caller.get(f"/v1/handover-lists/{one}").status_code == 200
        }
        assert listed == read, role
