"""On the side of a case called Breve stands how each letter is filed, and what was given up is tried again there."""

from app.adapters.outside import Outside
from tests.adapters.filing import Records
from tests.caller import SIGNED, Service
from tests.cases.stations import on_monday, reach
from tests.filing.filing import file_now, filings, handed_over, keep_a_paper
from tests.web.pages import log_in
from workflows.casework import State
from workflows.roles import Role


def test_where_nothing_is_filed_nothing_is_said_of_it(service: Service) -> None:
    case_id, _ = handed_over(on_monday(service))
    text = log_in(service, Role.COORDINATOR, "tove").see(f"/sager/{case_id}/breve").text
    assert "ournalisere" not in text
    assert "ESDH" not in text


def test_a_letter_that_was_refused_says_why_and_is_tried_again_from_there(
    service: Service, records: Records, outside: Outside
) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    records.play("refuse", status=409, times=1)
    file_now(service, outside, case_id)
    tove, path = log_in(service, Role.COORDINATOR, "tove"), f"/sager/{case_id}/breve"
    page = tove.see(path)
    assert "Ikke journaliseret: ESDH-systemet tager ikke imod på sagen. Måske er den lukket der." in page.text
    (again,) = [link for link in page.links if "/goer/journaliser-igen/" in link]
    assert tove.sends(again).startswith(path)
    page = tove.see(path)
    assert "Ikke journaliseret endnu" in page.text
    assert [link for link in page.links if "/goer/journaliser-igen/" in link] == []
    file_now(service, outside, case_id)
    (one,) = filings(them.coordinator, case_id)
    assert f"Journaliseret som {one['record_number']}" in tove.see(path).text


def test_a_signed_paper_stands_there_too(service: Service, records: Records, outside: Outside) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    keep_a_paper(them.coordinator, case_id, SIGNED)
    file_now(service, outside, case_id)
    (one,) = filings(them.coordinator, case_id)
    text = log_in(service, Role.COORDINATOR, "tove").see(f"/sager/{case_id}/breve").text
    beside = text.partition("Underskrevne samtykker i ESDH-systemet")[2]
    assert beside.strip().startswith("Underskrevet samtykke,")
    assert f"Journaliseret som {one['record_number']}" in beside
