"""Everybody walks through every page there is for them: nobody is shut out of one, and nothing is asked elsewhere.

The strict policy of what a page may load is watched by the fixture ``faults``: one breach fails the test.
"""

import re
from collections import deque
from collections.abc import Iterator, Set
from html import unescape

import pytest
from playwright.sync_api import Page

from tests.browser.accessible import WINDOWS, check
from tests.browser.conftest import AsRole, Stranger
from tests.browser.pictures import picture
from tests.caller import Service
from tests.cases.stations import MONDAY, at, come_back, reach, type_in
from tests.drill.form import LONG
from tests.given_up.giving_up import give_up, give_up_round
from tests.handover import Team, enter_custody_holder
from tests.systems import event_given_up, given_to_a_system, registered
from workflows.casework import State
from workflows.roles import Role

_FILES = re.compile(r"/(pdf|udtraek|kvittering\.(pdf|json)|referat)$|/samtykker/|/afviste|\.csv$")
"""Addresses that give something to save and no page."""
_LINKS = re.compile(r"""<a\s[^>]*?href="(/[^"]*)\"""")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|20[0-9]{2}-[0-9]{2}")
_STATES = (
    State.RECEIVED, State.WITH_COORDINATOR, State.GATHERING_KNOWLEDGE, State.COURSE_RUNNING, State.WITH_TEAM_LEADER,
    State.SUMMONS_DUE, State.MEETING_HELD,
)  # fmt: skip
PEOPLE = {
    Role.POLICE: "police", Role.COORDINATOR: "coordinator", Role.TEAM_LEADER: "team_leader",
    Role.CASEWORKER: "rikke", Role.LOCAL_LEADER: "lars", Role.MANAGER: "manager", Role.LOG_REVIEWER: "log_reviewer",
    Role.ADMINISTRATOR: "administrator",
}  # fmt: skip


@pytest.fixture
def them(service: Service) -> Team:
    """A municipality at work: cases at several stations, a list, letters, a concern report, an alarm, jobs given up."""
    them = at(service, MONDAY)
    assert them.police.upload("fredericia-2026-W47.csv").status_code == 201
    cases = {state: reach(them, state) for state in _STATES}
    come_back(them, cases[State.GATHERING_KNOWLEDGE])
    case_id = cases[State.WITH_COORDINATOR]
    enter_custody_holder(them.coordinator, case_id)
    assert them.coordinator.post(f"/v1/cases/{case_id}/letters", {"to": "family"}).status_code == 201
    them.coordinator.moves(case_id, "raise_concern", reason="Barnet er bange hjemme")
    type_in(them.coordinator)
    give_up(service, case_id=case_id)
    give_up_round(service)
    _system(service, them)
    withdrawn = {"user": "opdigtet", "role": "local_leader", "reason": "left"}
    assert service.as_(Role.ADMINISTRATOR).post("/v1/role-withdrawals", withdrawn).status_code == 201
    broken = {"case_id": cases[State.COURSE_RUNNING], "reason": "Barnets sikkerhed"}
    assert them.team_leader.post("/v1/break-glass", broken).status_code == 201
    return them


def _system(service: Service, them: Team) -> None:
    """A caseworker's own, which one event did not reach."""
    system = service.as_(Role.INTEGRATION)
    given_to_a_system(them)
    heard = system.get("/v1/events").json()["items"][0]
    event_given_up(service, registered(system), heard["id"], number=int(heard["sequence"]))


def kind_of(address: str) -> str:
    """Pages of one kind differ in which case they show."""
    return _ID.sub("*", address.partition("?")[0].partition("#")[0])


def every_page(page: Page, looked_at: Set[str]) -> Iterator[str]:
    """Goes to one page of each kind that can be come to from the front page; gives what kind it is.

    In the short form a page of a kind that was ``looked_at`` is asked for, and not drawn once more.
    """
    waiting, seen = deque(["/"]), {"/"}
    while waiting:
        address = waiting.popleft()
        if LONG or address == "/" or kind_of(address) not in looked_at:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            yield kind_of(address)
            links = page.locator("a[href^='/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        else:
            asked = page.request.get(address)
            assert asked.status == 200, address
            links = [unescape(one) for one in _LINKS.findall(asked.text())]
        for link in links:
            if kind_of(link) not in seen and not _FILES.search(link.partition("?")[0]):
                seen.add(kind_of(link))
                waiting.append(link)


def test_every_page_is_for_everybody_whose_it_is(them: Team, as_role: AsRole) -> None:
    """Everybody comes to all of theirs; a page that several have is looked at closely once.

    In the short form axe-core looks at them in the one window and the other by turns.
    """
    looked_at = set[str]()
    for role, subject in PEOPLE.items():
        page = as_role(role, subject)
        for kind in every_page(page, looked_at):
            if kind == "/" or kind not in looked_at:
                looked_at.add(kind)
                check(page, closely_at=WINDOWS if LONG else [[*WINDOWS][len(looked_at) % 2]])
                picture(page, f"{role.value}{kind.replace('/', '-')}")


def test_who_is_not_logged_in_sees_how_to_log_in(service: Service, stranger: Stranger) -> None:
    page = stranger()
    page.goto("/sager")
    assert page.url.endswith("/log-ind?videre=/sager")
    check(page)
