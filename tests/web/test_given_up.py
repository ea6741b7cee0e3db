"""The administrator's page of what the service gave up doing: seen, tried again, and told of on the front page."""

from uuid import uuid4

import pytest

from tests.caller import Service
from tests.cases.stations import on_monday
from tests.given_up.giving_up import give_up, give_up_round
from tests.web.pages import Browser, counted, log_in
from tests.web.reading import Page
from workflows.roles import GRANTABLE_ROLES, Role

PAGE = "/opgivet"


@pytest.fixture
def ada(service: Service) -> Browser:
    on_monday(service)
    return log_in(service, Role.ADMINISTRATOR, "ada")


def test_with_nothing_given_up_the_page_says_so_and_the_front_page_says_nothing(service: Service, ada: Browser) -> None:
    assert "Intet er opgivet." in ada.see(PAGE).text
    front = ada.see("/")
    assert "ikke lykkedes" not in front.text
    assert PAGE in front.links, "it is in the menu"


def test_what_was_given_up_is_told_on_the_front_page_and_tried_again_with_a_button(
    service: Service, ada: Browser
) -> None:
    case_id = uuid4()
    job_id = give_up(service, case_id=case_id)
    assert "1 opgave er ikke lykkedes" in ada.see("/").text
    give_up_round(service)
    assert "2 opgaver er ikke lykkedes" in ada.see("/").text

    page = ada.see(PAGE)
    assert f"Spørge sagsindekset, om der er en aktiv sag i myndighed ask_case_index Sag {case_id}" in page.text
    assert "Holde øje med frister watch_deadlines Alle kommuner i systemet" in page.text
    assert "Prøves igen" not in page.text
    again = page.form(f"{PAGE}/{job_id}/igen")
    sent = ada.post(again.action, again.values)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}?gjort=proeves")

    page = ada.see(sent.headers["location"])
    assert "Det prøves igen nu. Er det lykkedes, forsvinder det herfra." in page.text
    assert page.text.count("Prøves igen") == 1
    assert again.action not in [one.action for one in page.forms], "it waits, and needs no button"
    assert ada.post(again.action, again.values).status_code == 303, "pressed twice, it does one thing"
    colleagues = ada.post(again.action, again.values | {"_noegle": ["0" * 32]})
    assert colleagues.status_code == 409
    assert "Det er sat i gang igen." in Page(colleagues.text).text


def test_a_form_that_is_not_ours_tries_nothing_again(service: Service, ada: Browser) -> None:
    job_id = give_up(service, case_id=uuid4())
    assert ada.post(f"{PAGE}/{job_id}/igen", {}).status_code == 403
    assert "Prøves igen" not in ada.see(PAGE).text


def test_more_than_a_page_goes_on_behind_a_link_and_asks_no_oftener(service: Service, ada: Browser) -> None:
    give_up(service, case_id=uuid4())
    with counted(service) as few:
        ada.see(PAGE)
    cases = [str(uuid4()) for _ in range(59)]
    for case_id in cases:
        give_up(service, case_id=case_id)
    with counted(service) as many:
        page = ada.see(PAGE)
    assert len(many) == len(few)
    (further,) = [link for link in page.links if link.startswith(f"{PAGE}?fra=")]
    rest = ada.see(further)
    shown = [case_id for case_id in cases if case_id in page.text or case_id in rest.text]
    assert shown == cases
    assert cases[0] not in page.text, "the newest come first"


def test_another_municipalitys_administrator_and_other_roles_see_nothing_of_it(service: Service, ada: Browser) -> None:
    give_up(service, case_id=uuid4())
    abroad = log_in(service, Role.ADMINISTRATOR, "ada", "740")
    assert "Intet er opgivet." in abroad.see(PAGE).text
    for role in GRANTABLE_ROLES - {Role.ADMINISTRATOR, Role.INTEGRATION}:
        somebody = log_in(service, role, "nogen")
        assert somebody.get(PAGE).status_code == 403, role
        assert PAGE not in somebody.see("/").links, role
