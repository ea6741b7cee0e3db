"""A receipt to keep: as a page, as a sheet and as JSON, each with the same figures; and the lists that have come."""

import json
import re
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from httpx2 import Response

from app.lists import receipt_said
from app.lists.receipt_pdf import pdf_of
from app.lists.receipt_said import ranges, said_of
from app.lists.schemas import Receipt, ReceiptRow
from tests.caller import LISTS, Service
from tests.cases.stations import cpr_number
from tests.letters.reading import squeezed, words
from tests.lists.weeks import MONDAY, coordinator, decide, entries, police, received, row, send, weekly
from tests.web.pages import counted, log_in
from tests.web.plain_forms import visit
from workflows.roles import Role

FAXE = "faxe-2026-W47-with-errors.csv"


def sent(service: Service, name: str = FAXE) -> Any:
    return received(send(police(service), name))


def test_page_sheet_and_json_say_the_same(service: Service) -> None:
    receipt = sent(service)
    sender, at = police(service), f"/lister/{receipt['id']}"
    as_json = sender.get(f"{at}/kvittering.json")
    assert as_json.json() == receipt
    assert as_json.headers["Content-Disposition"] == 'attachment; filename="kvittering-2026-W47-v1.json"'
    sheet = sender.get(f"{at}/kvittering.pdf")
    assert sheet.headers["Content-Type"] == "application/pdf"
    page, drawn = visit(sender, at).text, squeezed(words(sheet.content))
    for said in (receipt["id"], receipt["sha256"], receipt["anchor"]["hash"], receipt["anchor"]["signature"]):
        assert said in page
        assert squeezed(said) in drawn
    for line in receipt["rows"]:
        if line["message"]:
            assert squeezed(line["message"]) in drawn
            assert line["message"] in page
    counts = dict(re.findall(r"<li><strong>(\d+)</strong> ([^<]+)</li>", page))
    for label, number in (("Rækker læst", 22), ("Modtaget", 13), ("Dubletter", 2), ("Afvist", 7)):
        assert (str(number), label) in re.findall(r"<li><strong>(\d+)</strong> ([^<]+)</li>", page), counts
        assert squeezed(f"{label}: {number}") in drawn
    assert "mandag den 16. november 2026 kl. 09.00" in page
    assert squeezed("mandag den 16. november 2026 kl. 09.00") in drawn
    assert "Modtaget uden bemærkninger: række 3–4, 6–8, 10–13" in page
    assert squeezed("Modtaget uden bemærkninger, række: 3–4, 6–8, 10–13") in drawn


def test_the_sheet_names_nobody(service: Service) -> None:
    receipt = sent(service, "fredericia-2026-W47.csv")
    drawn = words(police(service).get(f"/lister/{receipt['id']}/kvittering.pdf").content)
    assert "Kvittering for SSP-listen" in drawn
    names = {cells.split(";")[2] for cells in _lines("fredericia-2026-W47.csv")[1:]}
    assert len(names) > 5
    assert [name for name in names if name in drawn] == []


def _lines(name: str) -> list[str]:
    return [line for line in (LISTS / name).read_bytes().decode("cp1252").splitlines() if line]


def test_an_amended_list_says_how_it_differs(service: Service) -> None:
    sender = police(service)
    received(send(sender, weekly(row(journal="1"), row(journal="2"), row(journal="3"))))
    second = received(send(sender, weekly(row(journal="1"), row(journal="2", offence="Vold"), row(journal="4"))))
    page = visit(sender, f"/lister/{second['id']}").text
    found = re.findall(r"<li><strong>(\d+)</strong> ([^<]+)</li>", page.partition("Forskel fra")[2])
    assert found == [
        ("1", "Nye hændelser"), ("1", "Ændrede"), ("1", "Uændrede"),
        ("1", "Fra før, og ikke med denne gang (de bliver stående)"),
    ]  # fmt: skip
    assert "Hændelsen er modtaget før med andre oplysninger. De nye gælder." in page


def test_after_seven_days_the_police_keep_the_figures_and_not_the_rows(service: Service) -> None:
    receipt = sent(service)
    service.now = MONDAY + timedelta(days=7)
    page = visit(service.as_(Role.POLICE), f"/lister/{receipt['id']}").text
    assert "Rækkerne kan ikke længere vises her." in page
    assert "CPR-nummeret findes ikke" not in page
    assert "<li><strong>7</strong> Afvist</li>" in page
    assert "Ret dem her" not in page
    assert visit(service.as_(Role.POLICE), f"/lister/{receipt['id']}/ret").status_code == 404


@pytest.mark.parametrize(
    ("form", "logged"),
    [
        ("", ["receipt.read"]),
        ("/kvittering.json", ["receipt.read"]),
        ("/kvittering.pdf", ["receipt.read"]),
        ("/afviste.csv", ["list.read"]),
        ("/ret", ["receipt.read", "list.read", "list.tried", "upload.listed"]),
    ],
)
def test_a_receipt_is_its_senders_own_and_each_reading_is_in_the_log(
    service: Service, url: str, form: str, logged: list[str]
) -> None:
    address = f"/lister/{sent(service)['id']}{form}"
    assert police(service).get(address).status_code == 200
    assert service.as_(Role.POLICE, subject="police-2").get(address).status_code == 404
    assert service.as_(Role.COORDINATOR, "740").get(address).status_code == 404
    with psycopg.connect(url) as connection:
        rows = connection.execute("select action from audit_log where action <> 'list.received' order by number")
        assert [action for (action,) in rows] == logged


def test_the_police_page_through_their_own_receipts(service: Service) -> None:
    sender, other = police(service), service.as_(Role.POLICE, subject="police-2")
    for number in range(21):
        received(send(sender, weekly(row(journal=f"1-{number}"))))
    received(send(other, weekly(row(journal="2-1"))))
    first = visit(sender, "/lister")
    assert len(_listed(first)) == 20
    following = re.search(r'href="(/lister\?fra=[^"]+)"', first.text)
    assert following
    second = visit(sender, following[1])
    assert len(_listed(second)) == 1
    assert not set(_listed(first)) & set(_listed(second))
    assert "af police" not in first.text
    assert "Ikke færdigfordelt" not in first.text, "how far the meeting has come is not the police's to follow"


def _listed(page: Response) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/lister/([0-9a-f-]{36})"', page.text)


def test_coordinator_and_team_leader_see_each_list_how_far_it_is_and_what_is_on_it(service: Service) -> None:
    receipt = received(send(police(service), weekly(row())))
    meeting = coordinator(service)
    assert "Ikke færdigfordelt" in visit(meeting, "/lister").text
    assert decide(meeting, entries(meeting)[0], "to_coordinator").status_code == 200
    for role in (Role.COORDINATOR, Role.TEAM_LEADER):
        page = visit(service.as_(role), "/lister").text
        assert f'href="/lister/{receipt["id"]}"' in page
        assert "af police" in page
        assert "Fordelt" in page
    other = row(journal="3700-8", cpr="710212-9787", name="Opdigtet Senere")
    received(send(police(service), weekly(other), name="uge 48 2026.csv"))
    listed = visit(meeting, f"/lister/{receipt['id']}/haendelser").text
    assert "Opdigtet Senere" not in listed, "that stands on another list"
    assert "Ali Yilmaz" in listed
    assert "Til SSP" in listed


def test_rows_that_follow_on_each_other_are_said_as_one() -> None:
    assert ranges([2, 3, 4, 7, 9, 10]) == "2–4, 7, 9–10"
    assert ranges([]) == ""


def test_a_receipt_of_ten_thousand_remarks_is_no_longer_than_a_person_reads() -> None:
    rows: list[ReceiptRow] = [
        {"row": n, "outcome": "rejected", "column": None, "code": "contradicts_row", "message": f"Som række {n}"}
        for n in range(10_000)
    ]
    receipt = Receipt.model_construct(
        id=None, municipality_code="607", week="2026-W47", version=1, sha256=None, received=10_000, accepted=0,
        corrected=0, duplicate=0, rejected=10_000, resend=False, dry_run=True, rows=rows, difference=None, anchor=None,
    )  # fmt: skip
    said = said_of(receipt)
    assert len(said.lines) == receipt_said.MOST_LINES
    assert said.left_out == 10_000 - receipt_said.MOST_LINES
    name, pdf = pdf_of(receipt, MONDAY)
    assert name == "kvittering-2026-W47-v1.pdf"
    assert squeezed(f"Der er {said.left_out} linjer mere.") in squeezed(words(pdf))
    assert json.loads(receipt.model_dump_json())["rows"][9_999]["row"] == 9_999


def test_no_page_asks_more_of_the_database_for_more_lists_or_rows(service: Service) -> None:
    sender, officer, meeting = police(service), log_in(service, Role.POLICE), log_in(service, Role.COORDINATOR)

    def asked(rows: int) -> list[int]:
        lines = [row(journal=f"{rows}-{n}", cpr=cpr_number("2012-03-01", n)) for n in range(rows)]
        wrong = [row(journal=f"{rows}-9{n}", cpr="12345") for n in range(rows)]
        receipt = received(send(sender, weekly(*lines, *wrong)))["id"]
        found = []
        for browser, path in (
            (officer, "/"), (officer, "/lister"), (officer, f"/lister/{receipt}"), (officer, f"/lister/{receipt}/ret"),
            (meeting, "/lister"), (meeting, f"/lister/{receipt}/haendelser"),
        ):  # fmt: skip
            browser.see(path)
            with counted(service) as said:
                browser.see(path)
            found.append(len(said))
        return found

    few = asked(2)
    asked(3)
    assert asked(12) == few
