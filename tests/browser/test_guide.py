"""The user guide says what the pages say, and has a picture of each: ``make guide`` takes them anew."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import AsRole
from tests.caller import Service
from tests.cases.stations import MONDAY, at, reach, type_in
from tests.handover import Team, give
from workflows.casework import State
from workflows.roles import Role

GUIDE = Path(__file__).parents[2] / "docs" / "brugervejledning"
_PICTURES = GUIDE / "billeder"
_NAMED = re.compile(r"\(billeder/([a-z-]+)\.png\)")
_BUTTON = re.compile(r"(?<!\*)\*([A-ZÆØÅ][^*]+)\*(?!\*)")
"""What stands in the guide as the name of something on a page."""


@pytest.fixture
def them(service: Service) -> Team:
    them = at(service, MONDAY)
    for state in (State.WITH_COORDINATOR, State.GATHERING_KNOWLEDGE, State.COURSE_RUNNING, State.WITH_CASEWORKER):
        reach(them, state)
    give(them.team_leader, type_in(them.coordinator, name="Opdigtet Elm"), "to_team_leader")
    case_id = reach(them, State.WITH_COORDINATOR, birth_date="2011-03-01")
    them.coordinator.moves(case_id, "raise_concern", reason="Barnet er bange hjemme")
    assert them.police.upload("fredericia-2026-W47.csv").status_code == 201
    return them


class Guide:
    """Goes to a page, takes its picture where that is asked for, and keeps what stands on it."""

    def __init__(self, service: Service, as_role: AsRole) -> None:
        self.service, self.as_role = service, as_role
        self.seen = ""
        self.taken: set[str] = set()

    def open(self, role: Role, subject: str | None = None) -> Page:
        page = self.as_role(role, subject)
        page.clock.set_fixed_time(self.service.at())
        return page

    def look(self, page: Page, address: str, picture: str | None = None) -> None:
        if address:
            page.goto(address)
        page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        self.seen += page.locator("body").inner_text()
        if picture is not None:
            self.taken.add(picture)
            if os.environ.get("SSP_GUIDE"):
                page.goto(page.url)
                page.wait_for_function(
                    "() => [...document.images].slice(0, 2).every((one) => one.complete)", timeout=60_000
                )
                page.screenshot(path=_PICTURES / f"{picture}.png")


def _first(page: Page, selector: str) -> str:
    return page.locator(selector).first.get_attribute("href") or ""


def test_the_guide_has_a_picture_of_each_page_it_tells_of(service: Service, as_role: AsRole, them: Team) -> None:
    guide = Guide(service, as_role)

    tove = guide.open(Role.COORDINATOR)
    guide.look(tove, "/", "tovholder-mine-sager")
    case = _first(tove, "a[href*='/goer/place-on-step']").partition("/goer")[0]
    guide.look(tove, "/sager")
    guide.look(tove, case, "tovholder-sag")
    guide.look(tove, f"{case}/familien", "tovholder-familien")
    for side in ("viden", "breve", "historik", "deling"):
        guide.look(tove, f"{case}/{side}")
    guide.look(tove, "/afloesere")
    guide.look(tove, "/lister")
    for state in (State.WITH_COORDINATOR, State.COURSE_RUNNING):
        found = next(one["id"] for one in them.coordinator.get("/v1/cases", state=state.value).json()["items"])
        guide.look(tove, f"/sager/{found}")
        guide.look(tove, f"/sager/{found}/familien")

    tim = guide.open(Role.TEAM_LEADER)
    guide.look(tim, "/", "teamleder-forside")
    guide.look(tim, "/underretninger", "teamleder-underretninger")

    rikke = guide.open(Role.CASEWORKER, "rikke")
    guide.look(rikke, "/", "raadgiver-forside")
    guide.look(rikke, _first(rikke, "a[href^='/sager/']"))
    guide.look(rikke, f"{rikke.url}/goer/assess-further-action", "raadgiver-vurdering")

    lars = guide.open(Role.LOCAL_LEADER, "lars")
    guide.look(lars, "/", "lokal-leder-forside")
    guide.look(lars, _first(lars, "a[href$='/forloeb']"), "lokal-leder-forloeb")

    guide.look(guide.open(Role.MANAGER), "/tal", "leder-tal")

    kaj = guide.open(Role.LOG_REVIEWER)
    guide.look(kaj, "/log", "logkontrollant-log")
    for page in ("alarmer", "stikproeve", "brudte-glas", "pseudonymer"):
        guide.look(kaj, f"/log/{page}")

    ada = guide.open(Role.ADMINISTRATOR)
    guide.look(ada, "/roller", "administrator-roller")
    guide.look(ada, "/skabeloner/summons", "administrator-skabelon")
    guide.look(ada, "/opgivet")
    guide.look(ada, "/fagsystemer")

    bo = guide.open(Role.POLICE)
    guide.look(bo, "/", "politi-aflever")
    guide.look(bo, "/lister")
    guide.look(bo, _first(bo, "main a[href^='/lister/0']"), "politi-kvittering")

    meeting = _opened(service)
    guide.look(tove, f"/moeder/{meeting}", "moede-skaerm")

    told = "".join(file.read_text() for file in sorted(GUIDE.glob("*.md")))
    assert set(_NAMED.findall(told)) == guide.taken
    assert {file.stem for file in _PICTURES.glob("*.png")} == guide.taken
    seen = " ".join(guide.seen.split())
    missing = {name for name in _BUTTON.findall(told) if " ".join(name.split()) not in seen}
    assert missing == set(), "the guide names what stands on no page"


def _opened(service: Service) -> str:
    """A meeting that goes on, with everybody there."""
    coordinator = service.as_(Role.COORDINATOR)
    called = coordinator.post("/v1/meetings", {"extra_at": "2026-11-23T09:30:00+01:00"}).json()["items"][0]["id"]
    there = [{"role": "team_leader", "name": "Opdigtet Teamleder"}, {"role": "police", "name": "Opdigtet Betjent"}]
    opened = coordinator.post(f"/v1/meetings/{called}/moves", {"event": "open", "participants": there})
    assert opened.status_code == 200, opened.text
    return str(called)
