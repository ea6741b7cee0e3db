"""What is wrong in a list is mended in the page: at once, later from the receipt, or as a file."""

import io
import re
from typing import Any

from httpx2 import Response
from openpyxl import Workbook

from tests.caller import Caller, Service
from tests.lists.weeks import ALI, coordinator, entries, police, row, weekly
from tests.web.officers_lists import (
    BAD,
    GOOD,
    HAND_OVER,
    SEND,
    SEND_GOOD,
    TRY,
    counted,
    receipt_of,
    tried,
)
from tests.web.plain_forms import form_to, submit, visit


def test_mended_rows_are_sent_with_the_others_and_get_one_receipt(service: Service) -> None:
    sender = police(service)
    page = tried(sender, weekly(GOOD, BAD))
    page = submit(sender, form_to(page, HAND_OVER), {"r.3.cpr_number": "710212-9787"}, button=TRY)
    assert counted(page)["skal rettes"] == 0
    assert "Du har rettet 1 række" in page.text
    page = submit(sender, form_to(page, HAND_OVER), button=SEND)
    assert "Listen er modtaget. Gem kvitteringen." in page.text
    receipt = receipt_of(sender, page)
    assert (receipt["received"], receipt["accepted"], receipt["rejected"], receipt["version"]) == (2, 2, 0, 1)
    assert [line["row"] for line in receipt["rows"]] == [2, 3], "as they are numbered in the file"
    stored = {one["police_journal_number"]: one["person"] for one in entries(coordinator(service))}
    assert (stored["3700-2"]["name"], stored["3700-2"]["birth_date"]) == ("Opdigtet Forkert", "2012-02-11")


def test_what_is_mended_is_sent_also_when_nobody_looks_at_it_first(service: Service) -> None:
    sender = police(service)
    form = form_to(tried(sender, weekly(GOOD, BAD, row(journal="3", role="Vidne"))), HAND_OVER)
    page = submit(sender, form, {"r.3.birth_date": "01-03-2012", "r.3.cpr_number": ""}, button=SEND_GOOD)
    assert (receipt_of(sender, page)["accepted"], receipt_of(sender, page)["rejected"]) == (2, 1)


def test_a_mend_that_is_wrong_too_stands_in_its_field_with_what_is_wrong_now(service: Service) -> None:
    sender = police(service)
    form = form_to(tried(sender, weekly(GOOD, BAD)), HAND_OVER)
    page = submit(sender, form, {"r.3.cpr_number": "", "r.3.birth_date": "i går"}, button=TRY)
    assert "Fødselsdatoen kan ikke læses. Skriv den som DD-MM-ÅÅÅÅ." in page.text
    assert form_to(page, HAND_OVER).fields["r.3.birth_date"] == "i går"


def test_the_right_rows_go_now_and_the_rest_are_mended_from_the_receipt(service: Service) -> None:
    sender = police(service)
    page = submit(sender, form_to(tried(sender, weekly(GOOD, BAD)), HAND_OVER), button=SEND_GOOD)
    assert "1 række er ikke modtaget" in page.text
    first = receipt_of(sender, page)
    assert (first["accepted"], first["rejected"]) == (1, 1)
    page = visit(sender, f"/lister/{first['id']}/ret")
    form = form_to(page, HAND_OVER)
    (cpr,) = [name for name in form.fields if name.endswith(".cpr_number")]
    page = submit(sender, submitted_and_tried(sender, form, {cpr: "710212-9787"}), button=SEND)
    second = receipt_of(sender, page)
    assert (second["week"], second["version"], second["accepted"]) == (first["week"], 2, 1)
    assert len(entries(coordinator(service))) == 2, "those of the first list still stand"


def submitted_and_tried(sender: Caller, form: Any, changes: dict[str, str]) -> Any:
    return form_to(submit(sender, form, changes, button=TRY), HAND_OVER)


def test_the_rejected_rows_can_be_fetched_mended_and_handed_over_as_a_file(service: Service) -> None:
    sender = police(service)
    page = submit(sender, form_to(tried(sender, weekly(GOOD, BAD)), HAND_OVER), button=SEND_GOOD)
    address = re.search(r'href="(/lister/[^"]+/afviste.csv)"', page.text)
    assert address
    file = sender.get(address[1])
    assert file.headers["Content-Type"].startswith("text/csv")
    mended = file.content.replace(b"12345", b"710212-9787")
    assert counted(tried(sender, mended)) | {"rettet undervejs": 0} == {
        "rækker læst": 1, "kan sendes": 1, "rettet undervejs": 0, "dubletter": 0, "skal rettes": 0,
        "Nye hændelser": 1, "Ændrede": 0, "Uændrede": 0, "Fra før, og ikke med denne gang (de bliver stående)": 1,
    }  # fmt: skip


def test_a_list_that_came_before_is_another_one_once_it_is_mended(service: Service) -> None:
    sender = police(service)
    first = receipt_of(sender, submit(sender, form_to(tried(sender, weekly(GOOD, BAD)), HAND_OVER), button=SEND_GOOD))
    page = tried(sender, weekly(GOOD, BAD))
    assert "<h1>Listen er modtaget før</h1>" in page.text
    form = submitted_and_tried(sender, form_to(page, HAND_OVER), {"r.3.cpr_number": "710212-9787"})
    second = receipt_of(sender, submit(sender, form, button=SEND))
    assert (first["rejected"], second["rejected"], second["duplicate"], second["version"]) == (1, 0, 1, 2)
    assert len(entries(coordinator(service))) == 2


def test_a_cell_that_nobody_touched_keeps_its_kind(service: Service) -> None:
    """A number that has lost its nought is mended by the rules, also when another cell of the row is mended by hand."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Journalnummer", "CPR-nr.", "Navn", "Postnr.", "By", "Status"])
    sheet.append(["3700-1", 110_313_575, "Opdigtet Barn", 800, "Høje Taastrup", "Vidne"])
    page = _saved_and_tried(police(service), book)
    form = form_to(page, HAND_OVER)
    assert form.fields["r.2.postal_code"] == "800"
    page = submit(police(service), form, {"r.2.role": "Antruffet", "r.2.cpr_number": ALI}, button=TRY)
    assert "Postnr. manglede et nul foran; det er sat på." in page.text
    typed_over = {"r.2.role": "Antruffet", "r.2.cpr_number": ALI, "r.2.postal_code": "7000"}
    assert "manglede et nul" not in submit(police(service), form, typed_over, button=TRY).text


def _saved_and_tried(sender: Caller, book: Workbook) -> Response:
    file = io.BytesIO()
    book.save(file)
    return tried(sender, file.getvalue(), "liste.xlsx")


def test_signs_that_no_page_can_show_are_gone_when_the_row_is_sent_as_it_is_shown(service: Service) -> None:
    sender = police(service)
    page = tried(sender, weekly(row(name="Opdigtet\x07 Barn")))
    assert "tegn, som ikke kan læses" in page.text
    assert form_to(page, HAND_OVER).fields["r.2.name"] == "Opdigtet Barn"
    assert counted(submit(sender, form_to(page, HAND_OVER), button=TRY))["kan sendes"] == 1


def test_a_row_with_more_cells_than_columns_is_put_in_place_by_hand(service: Service) -> None:
    sender = police(service)
    shifted = row(note="Kendt i gruppen").replace("Butikstyveri", "Tyveri; af cykel")
    page = tried(sender, weekly(GOOD.replace("3700-1", "3700-9"), shifted))
    assert "Rækken har flere felter" in page.text
    form = form_to(page, HAND_OVER)
    assert "Uden for tabellen: Kendt i gruppen" in page.text
    assert form.fields["r.3.occurred_at"] == "af cykel"
    mends = {"r.3.offence_text": "Tyveri; af cykel", "r.3.occurred_at": "12-11-2026 07:18", "r.3.note": "Kendt"}
    assert counted(submit(sender, form, mends, button=TRY))["kan sendes"] == 2


def test_a_row_that_is_mended_and_still_wrong_comes_back_with_what_was_written(service: Service) -> None:
    sender = police(service)
    form = form_to(tried(sender, weekly(GOOD, BAD)), HAND_OVER)
    page = submit(sender, form, {"r.3.cpr_number": "54321", "r.3.name": "Opdigtet Rettet"}, button=SEND_GOOD)
    address = re.search(r'href="(/lister/[^"]+)/afviste.csv"', page.text)
    assert address
    file = sender.get(f"{address[1]}/afviste.csv").content.decode()
    assert "54321" in file
    assert "Opdigtet Rettet" in file
    assert "12345" not in file
