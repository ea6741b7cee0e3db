"""What a browser can send that nobody meant: it is refused in words, and never a failure of ours."""

import pytest

from app.web.forms.fields import fields_of
from app.web.operations.beside import BESIDE
from app.web.operations.of_a_case import OPERATIONS
from tests.caller import Service
from tests.cases.stations import on_monday, reach
from tests.web.pages import Browser, log_in
from tests.web.reading import Page
from workflows.casework import State
from workflows.roles import Role


@pytest.fixture
def tove(service: Service) -> Browser:
    on_monday(service)
    return log_in(service, Role.COORDINATOR)


@pytest.fixture
def kaj(service: Service) -> Browser:
    return log_in(service, Role.LOG_REVIEWER)


def _csrf(browser: Browser) -> dict[str, list[str]]:
    return {"csrf": browser.see("/").form("/log-ud").values["csrf"]}


def test_the_log_is_narrowed_by_one_field_while_the_others_stand_empty(kaj: Browser) -> None:
    kaj.see("/log")
    form = kaj.see("/log").form("/log")
    assert {name: form.values[name] for name in ("hvem", "hvad")} == {"hvem": [""], "hvad": [""]}
    seen = kaj.see("/log?hvem=&hvad=access_log.listed&fra_dag=&til_dag=")
    assert "access_log.listed" in seen.text
    assert "ikke noget i loggen" in kaj.see("/log?hvem=&hvad=case.read&fra_dag=&til_dag=").text


def test_the_log_goes_on_after_its_first_page(kaj: Browser) -> None:
    for _ in range(51):
        kaj.get("/log")
    first = kaj.see("/log")
    further = next(one for one in first.links if "fra=" in one)
    assert "Til, ikke med" in kaj.see(further).text


@pytest.mark.parametrize(
    ("path", "sent"),
    [("/rolle", {"role": "ukendt"}), ("/rolle", {}), ("/beskeder/set", {"until": "i morgen"}), ("/beskeder/set", {})],
)
def test_what_is_no_choice_of_ours_is_refused_in_words(tove: Browser, path: str, sent: dict[str, str]) -> None:
    answer = tove.post(path, {**_csrf(tove), **sent})
    assert answer.status_code == 404
    assert "fejl hos os" not in Page(answer.text).text


def test_a_reason_with_signs_that_cannot_be_kept_is_refused_in_words(kaj: Browser) -> None:
    said = {**_csrf(kaj), "pseudonym": "0" * 32, "reason": "fordi\x00"}
    answer = kaj.post("/log/pseudonymer", said)
    assert answer.status_code == 422
    assert "tegn i sig, der ikke kan gemmes" in Page(answer.text).text


def test_two_minus_signs_are_no_number(tove: Browser) -> None:
    answer = tove.send("/moeder/indkald", weeks="--5")
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/sager/ikke-en-sag", "/sager?venter=ingen", "/sager?fra=sludder", "/rolle"])
def test_an_address_that_does_not_fit_is_told_without_words_of_the_api(tove: Browser, path: str) -> None:
    answer = tove.get(path)
    assert answer.status_code in (400, 405, 422)
    said = Page(answer.text)
    assert not [word for word in ("errors", "cursor", "metode") if word in said.text.partition("Kode til support")[0]]
    assert "/" in said.links


def test_the_way_to_a_case_that_a_childs_safety_asks_for_is_found_where_one_searches(tove: Browser) -> None:
    assert "/brudt-glas" in tove.see("/soeg").links
    assert "/goer/bryd-glasset" in tove.see("/brudt-glas").links


def test_no_field_says_under_its_label_what_the_label_says() -> None:
    forms = [one.body for one in (*OPERATIONS.values(), *BESIDE.values()) if one.body is not None]
    fields = [field for body in forms for field in fields_of(body)]
    assert fields
    twice = [one.name for one in fields if sorted(one.hint.lower().split()) == sorted(one.label.lower().split())]
    assert not twice


def test_a_key_that_no_page_of_ours_made_is_none(tove: Browser, service: Service) -> None:
    them = on_monday(service)
    path = f"/sager/{reach(them, State.FAMILY_INFORMED)}/goer/raise-concern"
    form = tove.see(path).form(path)
    sent = form.values | {"reason": "Barnet er bange hjemme", "_noegle": "æ\x00"}
    assert tove.post(path, sent).status_code == 303


def test_a_day_that_does_not_exist_is_said_and_not_passed_over(kaj: Browser) -> None:
    answer = kaj.get("/log?hvem=&hvad=&fra_dag=&til_dag=2026-02-31")
    assert answer.status_code == 422
    assert "Den dag findes ikke" in Page(answer.text).text


def test_what_was_written_for_a_move_that_is_gone_is_shown_again(tove: Browser, service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    path = f"/sager/{case_id}/goer/pause-course"
    form = tove.see(path).form(path)
    service.now = service.at().replace(minute=5)
    service.as_(Role.COORDINATOR, subject="karen").moves(case_id, "pause_course", reason="Ferie")
    answer = tove.send(path, form, reason="Barnet er på ferie")
    assert answer.status_code == 412
    assert "Barnet er på ferie" in answer.text
    assert "Sæt TRIVSEL+ på pause" in Page(answer.text).text
    assert "En kollega har ændret sagen imens" in Page(answer.text).text
