"""What a screen asks by itself: it costs nothing while nothing happens, and keeps nobody logged in."""

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response

from tests.access.log import Log
from tests.caller import Caller, Service
from tests.cases.stations import type_in
from tests.meetings.room import POLICE, TEAM_LEADER, dealt, decide, moved, opened
from tests.web.browsing import Browsing
from tests.web.pages import counted, log_in
from workflows.roles import Role


def polled(address: str) -> str:
    """Where the screen that is opened at ``address`` asks."""
    return address.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")


def ask(caller: Caller, address: str) -> Response:
    return caller.client.get(address, headers=caller._headers | {"Accept": "text/html"})


def where(caller: Caller, meeting_id: str) -> str:
    return polled(Browsing(caller).open(f"/moeder/{meeting_id}").answer.text)


def test_while_nothing_happens_the_answer_is_empty_and_the_log_is_still(service: Service, log: Log) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    type_in(them.coordinator)
    address = where(them.coordinator, meeting_id)
    log.new()
    for _ in range(3):
        answer = ask(them.coordinator, address)
        assert (answer.status_code, answer.content) == (204, b"")
    assert log.new() == []


def test_whatever_happens_comes_to_the_others_with_its_row_in_the_log(service: Service, log: Log) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    child = type_in(them.coordinator)
    happens: list[Any] = [
        lambda: type_in(them.coordinator),
        lambda: dealt(them.team_leader, meeting_id, decide(child, "to_coordinator")),
        lambda: moved(them.team_leader, meeting_id, "arrive", **POLICE),
    ]
    address = where(them.coordinator, meeting_id)
    for one in happens:
        one()
        log.new()
        answer = ask(them.coordinator, address)
        assert answer.status_code == 200
        assert child["person"]["name"] in answer.text
        assert "meeting.agenda_read" in log.actions()
        address = polled(answer.text)
        assert ask(them.coordinator, address).status_code == 204
    assert "Pia Politi" in answer.text
    assert "1 af 2 fordelt" in answer.text


def test_the_screen_goes_on_showing_the_entry_that_a_colleague_decides(service: Service) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    child, _ = (type_in(them.coordinator) for _ in range(2))
    address = where(them.coordinator, meeting_id)
    dealt(them.team_leader, meeting_id, decide(child, "to_coordinator"))
    shown = ask(them.coordinator, address).text
    assert f'id="hvem">{child["person"]["name"]}' in shown
    assert "Givet til SSP-tovholder" in shown


def test_when_a_colleague_closes_the_meeting_the_screen_goes_on_to_what_came_of_it(service: Service) -> None:
    them, meeting_id = opened(service)
    address = where(them.coordinator, meeting_id)
    moved(them.team_leader, meeting_id, "close")
    answer = ask(them.coordinator, address)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"/moeder/{meeting_id}")


def test_it_is_for_those_who_hold_the_meeting(service: Service) -> None:
    them, meeting_id = opened(service)
    address = where(them.coordinator, meeting_id)
    assert ask(them.police, address).status_code == 403
    assert ask(service.as_(Role.COORDINATOR, "740"), address).status_code == 404


def test_a_screen_that_is_only_looked_at_is_logged_out_all_the_same(service: Service) -> None:
    them, meeting_id = opened(service)
    tove = log_in(service, Role.COORDINATOR)
    address, begun = where(them.coordinator, meeting_id), service.at()
    for minutes in (14, 28):
        service.now = begun + timedelta(minutes=minutes)
        assert tove.get(address).status_code == 204
    service.now = begun + timedelta(minutes=31)
    assert tove.get(address).status_code == 303, "to the page where one logs in"


@pytest.mark.parametrize("terms", ["", "?vis=tabel", "?goer=frasorter"])
def test_a_screen_asks_the_database_as_often_for_many_entries_as_for_few(service: Service, terms: str) -> None:
    them, meeting_id = opened(service, TEAM_LEADER)
    tove = log_in(service, Role.COORDINATOR)

    def asked() -> int:
        tove.see(f"/moeder/{meeting_id}{terms}")
        with counted(service) as said:
            tove.see(f"/moeder/{meeting_id}{terms}")
        return len(said)

    type_in(them.coordinator)
    type_in(them.coordinator)
    few = asked()
    for _ in range(8):
        type_in(them.coordinator)
    assert asked() == few
