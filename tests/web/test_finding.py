"""Finding a case, putting right whom it is about, and the figures."""

from typing import Any

import pytest

from tests.caller import Service
from tests.cases.stations import FIFTEEN, on_monday, type_in
from tests.handover import Team, give
from tests.web.pages import Browser, log_in
from tests.web.reading import Page
from workflows.roles import Role


@pytest.fixture
def them(service: Service) -> Team:
    return on_monday(service)


@pytest.fixture
def tove(service: Service, them: Team) -> Browser:
    return log_in(service, Role.COORDINATOR)


def _case(them: Team, name: str) -> str:
    return give(them.coordinator, type_in(them.coordinator, name=name), "to_coordinator")


def _search(browser: Browser, text: str) -> Page:
    answer = browser.post("/soeg", {**browser.see("/soeg").form("/soeg").values, "text": text})
    return Page(answer.text)


def test_a_case_is_found_by_how_a_name_begins_and_the_name_stands_in_no_address(tove: Browser, them: Team) -> None:
    case_id = _case(them, "Opdigtet Vesterlund")
    _case(them, "Opdigtet Østerlund")
    found = _search(tove, "vester")
    assert f"/sager/{case_id}" in found.links
    assert "1 sag" in " ".join(found.text.split())
    assert "Østerlund" not in found.text


def test_nothing_found_says_what_to_try_and_too_little_says_so(tove: Browser, them: Team) -> None:
    assert "Ingen sager, du må se, passer til det" in _search(tove, "Ingenhedersådan").text
    assert "Skriv mindst to bogstaver" in _search(tove, "a").text


def test_who_may_not_search_has_nothing_to_search_with(service: Service, them: Team) -> None:
    bo = log_in(service, Role.POLICE)
    assert not [form for form in bo.see("/").forms if form.action == "/soeg"]
    assert bo.get("/soeg").status_code == 403


def test_two_who_are_one_are_put_together_and_apart_again(tove: Browser, them: Team) -> None:
    kept = _case(them, "Opdigtet Ens")
    nameless = type_in(them.coordinator, name="Opdigtet Navnløs", cpr_number="", birth_date=FIFTEEN)
    merged = give(them.coordinator, nameless, "to_coordinator")
    path = f"/sager/{kept}/hvem"
    page = tove.see(path)
    assert "Find først det andet barn" in page.text
    find = f"{path}/find"
    found = Page(tove.post(find, {**page.form(find).values, "text": "Navnløs"}).text)
    said = _form(found, "merge") | {"evidence": "Samme sygesikringskort", "reason": "Barnet har to sager"}
    without = tove.post(path, said)
    assert without.status_code == 422
    assert "Find og vælg først det andet barn" in Page(without.text).text
    assert "Barnet har to sager" in without.text, "what was written stands there"
    assert tove.post(path, said | {"other": merged}).status_code == 303
    assert "Lagt sammen" in tove.see(path).text

    back = _form(tove.see(path), "split_back") | {"evidence": "To kort", "reason": "De er to"}
    assert tove.post(path, back).status_code == 303
    assert "Ført tilbage" in tove.see(path).text


def test_an_incident_of_somebody_else_is_moved_to_them(tove: Browser, them: Team) -> None:
    kept = _case(them, "Opdigtet Rigtig")
    entry = type_in(them.coordinator, **{
        name: them.coordinator.case(kept)["person"][name] for name in ("name", "cpr_number")
    })  # fmt: skip
    path = f"/sager/{kept}/hvem"
    said = _form(tove.see(path), "move") | {
        "entries": entry["id"], "name": "Opdigtet Anden", "birth_date": "2012-05-05", "evidence": "Et billede",
        "reason": "Det var en anden",
    }  # fmt: skip
    assert tove.post(path, said).status_code == 303
    assert them.coordinator.case(kept)["incidents"] == 1


def _form(page: Page, event: str) -> dict[str, Any]:
    return next(one.values for one in page.forms if one.values.get("event") == [event])


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.TEAM_LEADER, Role.MANAGER])
def test_the_figures_are_tables_with_a_drawing_beside_each(service: Service, them: Team, role: Role) -> None:
    for _ in range(6):
        _case(them, "Opdigtet Tal")
    browser = log_in(service, role)
    page = browser.see("/tal")
    assert "Åbne sager efter alder" in page.text
    if role is Role.MANAGER:
        assert "skjult med en streg" in page.text
    drawn = browser.get("/tal/alder.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert "<svg" in drawn.text
    assert browser.get("/tal/findes-ikke.svg").status_code == 404


def test_the_figures_are_not_for_everybody(service: Service, them: Team) -> None:
    assert log_in(service, Role.CASEWORKER).get("/tal").status_code == 403
