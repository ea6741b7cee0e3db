"""The administrator's page of caseworkers' systems: what arrives, what does not, and dead letters sent again."""

from collections import Counter
from collections.abc import Iterator

import pytest

from app.receivers.allowed import Receivers
from tests.caller import Service
from tests.integration.receiver import Receiver, receiving
from tests.integration.vendor import Vendor, vendor
from tests.systems import event_given_up
from tests.web.pages import Browser, log_in
from workflows.roles import GRANTABLE_ROLES, Role

PAGE = "/fagsystemer"


@pytest.fixture
def ours(service: Service) -> Vendor:
    return vendor(service)


@pytest.fixture
def receiver(service: Service) -> Iterator[Receiver]:
    with receiving() as made:
        service.app.state.receivers = Receivers.of(addresses=[made.url])
        yield made


@pytest.fixture
def ada(ours: Vendor, service: Service) -> Browser:
    return log_in(service, Role.ADMINISTRATOR, "ada")


def press(ada: Browser, where: str, action: str, **only: str) -> str:
    """Presses the button whose form goes to ``action``, and gives what the page says then."""
    (form,) = [
        one
        for one in ada.see(where).forms
        if one.action == action and all(one.values.get(name) == [value] for name, value in only.items())
    ][:1]
    sent = ada.post(form.action, form.values)
    assert sent.status_code == 303, sent.text
    return ada.see(sent.headers["location"]).text


def test_with_no_system_the_page_says_so(ada: Browser) -> None:
    assert "Intet fagsystem har bedt om besked." in ada.see(PAGE).text
    front = ada.see("/")
    assert "Beskeder til fagsystemer" not in front.text
    assert PAGE in front.links


def test_a_system_that_does_not_answer_is_told_of_on_the_front_page(
    ours: Vendor, receiver: Receiver, ada: Browser
) -> None:
    made = ours.registers(receiver)
    for _ in range(3):
        ours.gives()
    receiver.answers = lambda _: 0
    ours.sends(made["id"])
    assert "fagsystem: svarer ikke siden" in ada.see("/").text
    assert "Svarer ikke siden" in ada.see(PAGE).text
    here = f"{PAGE}/{made['id']}"
    assert "kunne ikke nås" in ada.see(here).text
    receiver.answers = lambda _: 204
    press(ada, here, f"{here}/pause", pause="nej")
    assert ours.sends(made["id"]) == 6, "tried at once, and not when its turn would have come"
    assert "Når frem" in ada.see(here).text
    assert "Beskeder til fagsystemer" not in ada.see("/").text


def test_a_dead_letter_is_sent_again_with_a_button_and_another_is_cleared(
    ours: Vendor, receiver: Receiver, ada: Browser, service: Service
) -> None:
    made = ours.registers(receiver, types=["dk.ssp.case.linked.v1"])
    cases = [ours.gives() for _ in range(2)]
    heard = [one for one in ours.feed()["items"] if one["type"] == "dk.ssp.case.linked.v1"]
    for one in heard:
        event_given_up(service, made["id"], one["id"], number=int(one["sequence"]))
    here = f"{PAGE}/{made['id']}"
    page = ada.see(here)
    assert all(case_id in page.text for case_id in cases)
    assert "2 opgivet" in ada.see("/").text
    first, second = _letters(ada, here)
    assert "De sendes igen nu" in press(ada, here, f"{here}/igen", besked=first)
    assert "Beskeden er ryddet herfra." in press(ada, here, f"{here}/ryd", besked=second)
    assert "Intet er opgivet." in ada.see(here).text
    ours.sends(made["id"])
    assert Counter(one["subject"] for one in receiver.events) == {cases[0]: 2, cases[1]: 1}


def test_a_pause_and_a_try(ours: Vendor, receiver: Receiver, ada: Browser) -> None:
    made = ours.registers(receiver)
    here = f"{PAGE}/{made['id']}"
    assert "Sat på pause af en administrator" in press(ada, here, f"{here}/pause", pause="ja")
    press(ada, here, f"{here}/pause", pause="nej")
    assert "Prøven er sendt." in press(ada, here, f"{here}/proeve")
    ours.sends(made["id"])
    assert [one["type"] for one in receiver.events] == ["dk.ssp.webhook.test.v1"]


def test_the_page_is_the_administrators_own_municipalitys(ours: Vendor, receiver: Receiver, service: Service) -> None:
    made = ours.registers(receiver)
    abroad = log_in(service, Role.ADMINISTRATOR, "ada", municipality_code="740")
    assert abroad.get(f"{PAGE}/{made['id']}").status_code == 404
    for role in GRANTABLE_ROLES - {Role.ADMINISTRATOR, Role.INTEGRATION}:
        assert log_in(service, Role(role), "nogen").get(PAGE).status_code == 403, role


def _letters(ada: Browser, here: str) -> list[str]:
    forms = [one for one in ada.see(here).forms if one.action == f"{here}/igen"]
    return [one.values["besked"][0] for one in forms if "besked" in one.values]
