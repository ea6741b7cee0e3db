"""On the side of a case called Deling stands who has looked at the child, and more can be fetched."""

from datetime import timedelta

from tests.caller import Service
from tests.cases.stations import on_monday, reach
from tests.web.pages import counted, log_in
from tests.web.reading import Page
from workflows.casework import State
from workflows.roles import Role

SECTION = "Hvem har set"


def _looked(service: Service, case_id: str, people: int, first: int = 0) -> None:
    for number in range(first, first + people):
        service.now = service.at() + timedelta(minutes=1)
        service.as_(Role.COORDINATOR, subject=f"kollega-{number}").case(case_id)


def _section(page: Page) -> str:
    return " ".join(page.text.split("Her står, hvem der har set")[1].split())


def test_who_has_looked_is_shown_by_day_and_the_rest_is_a_link_away(service: Service) -> None:
    case_id = reach(on_monday(service), State.COURSE_RUNNING)
    service.now = service.at() + timedelta(days=1)
    _looked(service, case_id, 23)
    tove = log_in(service, Role.COORDINATOR, "tove")
    path = f"/sager/{case_id}/deling"
    first = tove.see(path)
    assert "24. november 2026 kollega-22 SSP-tovholder" in _section(first)
    assert "kollega-2 SSP" not in _section(first), "twenty stand on a page"
    (further,) = [link for link in first.links if link.endswith("#set")]
    assert "kollega" not in further
    rest = tove.see(further.removesuffix("#set"))
    assert "kollega-2 SSP-tovholder" in _section(rest)
    assert "kollega-3 SSP" not in _section(rest)
    assert f"{path}#set" in rest.links, "and back to the newest"


def test_a_colleague_of_the_other_side_is_not_named_on_the_page_and_broken_glass_is_marked(service: Service) -> None:
    case_id = reach(on_monday(service), State.COURSE_RUNNING)
    service.now = service.at() + timedelta(days=1)
    curious = service.as_(Role.CASEWORKER, subject="vagtsom")
    assert curious.post("/v1/break-glass", {"case_id": case_id, "reason": "Barnet er i fare"}).status_code == 201
    curious.case(case_id)
    page = log_in(service, Role.COORDINATOR, "tove").see(f"/sager/{case_id}/deling")
    assert "24. november 2026 Vises ikke Rådgiver Nødadgang 1" in _section(page)
    assert "vagtsom" not in page.text


def test_a_case_nobody_has_opened_says_so(service: Service) -> None:
    case_id = reach(on_monday(service), State.WITH_COORDINATOR)
    page = log_in(service, Role.COORDINATOR, "tove").see(f"/sager/{case_id}/deling")
    assert "Ingen har set på barnet endnu." in _section(page)


def test_the_page_asks_as_often_for_many_looks_as_for_few(service: Service) -> None:
    case_id = reach(on_monday(service), State.PLACED)
    tove = log_in(service, Role.COORDINATOR, "tove")
    path = f"/sager/{case_id}/deling"
    _looked(service, case_id, 1)
    tove.see(path)
    with counted(service) as few:
        tove.see(path)
    _looked(service, case_id, 12, 1)
    tove.see(path)
    with counted(service) as many:
        tove.see(path)
    assert len(many) == len(few)


def test_a_local_leader_has_no_such_side(service: Service) -> None:
    case_id = reach(on_monday(service), State.COURSE_RUNNING)
    lars = log_in(service, Role.LOCAL_LEADER, "lars")
    assert lars.get(f"/sager/{case_id}/deling").status_code in (403, 404)
    assert SECTION not in lars.see(f"/sager/{case_id}").text
