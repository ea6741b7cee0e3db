"""The officer's week: a list is chosen, tried and sent by plain forms, and not kept until it is sent."""

import base64
import logging
import re

import pytest

from app.lists.reading import Limits
from app.web import carried
from app.web.mending import MOST_ROWS
from bench.lists import weekly_list
from tests.caller import LISTS, Service
from tests.lists.weeks import ALI, MONDAY, TABLES, counts, police, row, send, weekly
from tests.personal import KeptLog, personal_in
from tests.web.officers_lists import (
    BAD,
    FAXE,
    GOOD,
    HAND_OVER,
    SEND,
    SEND_GOOD,
    TRY,
    counted,
    receipt_of,
    sent_lists,
    tried,
)
from tests.web.pages import log_in
from tests.web.plain_forms import form_to, submit, visit
from workflows.roles import Role


def test_trying_a_list_shows_what_is_wrong_and_where_and_keeps_nothing(service: Service, url: str) -> None:
    page = tried(police(service), (LISTS / FAXE).read_bytes(), FAXE)
    assert page.status_code == 200
    assert "<h1>Listen er læst, men ikke sendt endnu</h1>" in page.text
    assert counted(page) == {
        "rækker læst": 22, "kan sendes": 13, "rettet undervejs": 4, "dubletter": 2, "skal rettes": 7,
    }  # fmt: skip
    assert re.findall(r'<th scope="row">Række (\d+)', page.text) == ["14", "15", "16", "17", "18", "21", "22"]
    assert "<strong>Status</strong>: Ordet i Status kendes ikke." in page.text
    form = form_to(page, HAND_OVER)
    assert form.fields["r.18.cpr_number"] == "12345"
    assert form.fields["r.16.role"] == "Vidne"
    assert form.choices["r.16.role"] == ["Vidne", "Antruffet", "Sigtet", "Mistænkt", "Forurettet"]
    assert not [name for name in form.fields if name.startswith("r.2.")], "a row that is right is not there to mend"
    assert counts(url) == dict.fromkeys(TABLES, 0) | {"audit_log": counts(url)["audit_log"]}


def test_what_lies_in_the_page_until_it_is_sent_can_be_read_by_nobody(service: Service) -> None:
    page = tried(police(service), (LISTS / "fredericia-2026-W47.csv").read_bytes())
    carried_along = base64.b64decode(form_to(page, HAND_OVER).fields["_liste"])
    assert len(carried_along) > 1000
    assert personal_in(carried_along.decode("cp1252", "replace")) == []
    assert personal_in(page.text) == [], "of rows that are right nothing is shown"
    assert page.headers["Cache-Control"] == "no-store"


def test_the_page_is_the_same_for_a_child_who_is_known_here_and_one_who_is_not(service: Service) -> None:
    sender = police(service)
    assert send(sender, weekly(row(journal="3700-9", cpr=ALI))).status_code == 201

    def shown(cpr: str) -> str:
        page = tried(sender, weekly(row(journal="3700-1", cpr=cpr), BAD))
        drawn = form_to(page, HAND_OVER).fields
        return page.text.replace(drawn["_liste"], "").replace(drawn["_aflevering"], "")

    assert shown(ALI) == shown("710212-9787")


def test_the_same_form_sent_twice_gives_the_same_receipt(service: Service, url: str) -> None:
    sender = police(service)
    form = form_to(tried(sender, weekly(GOOD, BAD)), HAND_OVER)
    mends = {"r.3.cpr_number": "710212-9787"}
    first = submit(sender, form, mends, button=SEND_GOOD, follow=False)
    before = counts(url)
    again = submit(sender, form, mends, button=SEND_GOOD, follow=False)
    assert first.status_code == again.status_code == 303
    assert first.headers["Location"].partition("?")[0] == again.headers["Location"].partition("?")[0]
    assert counts(url) == before | {"audit_log": before["audit_log"] + 1}, "that it was sent again"
    assert [one["version"] for one in sent_lists(sender)] == [1]


def test_a_list_that_came_before_says_so_and_leads_to_its_receipt(service: Service) -> None:
    sender = police(service)
    first = send(sender, weekly(GOOD)).json()
    page = tried(sender, weekly(GOOD))
    assert "<h1>Listen er modtaget før</h1>" in page.text
    page = submit(sender, form_to(page, HAND_OVER), button="Hent kvitteringen")
    assert receipt_of(sender, page)["id"] == first["id"]
    other = service.as_(Role.POLICE, subject="police-2")
    page = submit(other, form_to(tried(other, weekly(GOOD)), HAND_OVER), button="Hent kvitteringen")
    assert page.status_code == 200
    assert first["id"] not in page.text, "a colleague's receipt is the colleague's"


def test_the_week_can_be_said_and_one_that_is_none_loses_nothing(service: Service) -> None:
    sender = police(service)
    page = tried(sender, weekly(GOOD, BAD), "liste.csv", week="2026-W46")
    assert "liste.csv, uge 46, 2026" in page.text
    page = submit(sender, form_to(page, HAND_OVER), {"week": "2026-W99", "r.3.cpr_number": "710212-9787"}, button=TRY)
    assert "Ugen skal skrives som 2026-W47" in page.text
    assert "Du har rettet 1 række" in page.text
    page = submit(sender, form_to(page, HAND_OVER), {"week": "2026-W47"}, button=SEND)
    assert receipt_of(sender, page)["week"] == "2026-W47"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("tom.csv", b"", "Filen er tom."),
        ("billede.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "Filtypen kan ikke læses."),
        ("foto.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 100, "Filtypen kan ikke læses."),
        ("brev.txt", b"Kaere kommune\r\n", "Filen er ikke en ugeliste"),
        ("stor.csv", b"x" * (Limits().max_bytes + 1), "Filen fylder mere end 20 MB."),
        ("silkeborg.json", b'{"municipality_code": "740", "entries": [{"Journalnummer": "1", "Navn": "Opdigtet Barn",'
         b' "CPR-nr.": "610313-5752", "Status": "Antruffet"}]}', "Listen er en anden kommunes."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_of_ours_is_refused_in_the_page(
    service: Service, url: str, name: str, content: bytes, says: str
) -> None:
    page = tried(police(service), content, name)
    assert page.status_code == 422
    assert says in page.text
    assert form_to(page, HAND_OVER).enctype == "multipart/form-data", "another file can be chosen at once"
    assert set(counts(url).values()) <= {0, counts(url)["audit_log"]}


def test_without_a_file_one_is_asked_for(service: Service) -> None:
    sender = police(service)
    page = submit(sender, form_to(visit(sender, HAND_OVER), HAND_OVER))
    assert page.status_code == 422
    assert "Vælg filen med ugens liste" in page.text


def test_what_another_officer_or_another_day_had_in_the_page_is_not_taken(service: Service) -> None:
    sender = police(service)
    form = form_to(tried(sender, weekly(GOOD)), HAND_OVER)
    page = submit(service.as_(Role.POLICE, subject="police-2"), form, button=SEND)
    assert (page.status_code, "Vælg filen igen" in page.text) == (422, True)
    page = submit(service.as_(Role.POLICE, "740"), form, button=SEND)
    assert (page.status_code, "Vælg filen igen" in page.text) == (422, True)
    changed = form.fields["_liste"][:-8] + "AAAAAAA="
    assert submit(sender, form, {"_liste": changed}, button=SEND).status_code == 422
    assert submit(sender, form, {"_liste": "ikke noget"}, button=SEND).status_code == 422
    service.now = MONDAY + carried.LASTS
    page = submit(service.as_(Role.POLICE), form, button=SEND)
    assert (page.status_code, "mere end tolv timer" in page.text) == (422, True)
    assert sent_lists(service.as_(Role.POLICE)) == []


def test_a_list_too_large_for_the_page_is_chosen_again(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "MOST", 100)
    sender, content = police(service), weekly(GOOD, BAD)
    form = form_to(tried(sender, content), HAND_OVER)
    mends = {"r.3.cpr_number": "710212-9787"}
    page = submit(sender, form, mends, button=SEND_GOOD)
    assert (page.status_code, "Vælg den igen" in page.text) == (422, True)
    page = submit(sender, form, mends, button=SEND_GOOD, file=("liste.csv", weekly(GOOD)))
    assert "ikke sendt endnu" in page.text, "another file than was tried is tried first"
    page = submit(sender, form, mends, button=SEND_GOOD, file=("liste.csv", content))
    assert receipt_of(sender, page)["accepted"] == 2


def test_a_list_that_another_site_sends_along_is_not_taken(service: Service) -> None:
    officer = log_in(service, Role.POLICE)
    values = {name: values[0] for name, values in officer.see(HAND_OVER).form(HAND_OVER).values.items()}
    for said in ({"csrf": ""}, {"csrf": "forkert"}):
        answer = officer.post(HAND_OVER, values | said, files={"file": ("a.csv", weekly(GOOD))})
        assert answer.status_code == 403
    assert officer.post(HAND_OVER, values, files={"file": ("a.csv", weekly(GOOD))}).status_code == 200
    answer = service.client.post(HAND_OVER, files={"file": ("a.csv", weekly(GOOD))})
    assert answer.status_code == 401


def test_ten_thousand_rows_are_tried_and_sent_and_the_first_wrong_ones_shown(service: Service) -> None:
    sender = police(service)
    wrong = [row(journal=f"9-{n}", cpr="12345", name="Opdigtet Forkert") for n in range(MOST_ROWS + 50)]
    content = weekly_list(10_000) + b"\r\n".join(_as_in_the_bench(one) for one in wrong) + b"\r\n"
    page = tried(sender, content)
    assert counted(page)["rækker læst"] == 10_150
    assert counted(page)["skal rettes"] == 150
    assert page.text.count('name="r.') // len(re.findall(r'name="r\.10002\.', page.text)) == MOST_ROWS
    assert "De sidste 50 kommer frem" in page.text
    page = submit(sender, form_to(page, HAND_OVER), button=SEND_GOOD)
    assert (receipt_of(sender, page)["accepted"], receipt_of(sender, page)["rejected"]) == (10_000, 150)
    assert "10002–10151" in page.text
    assert len(page.content) < 100_000, "the page of a large receipt is no large page"


def _as_in_the_bench(line: str) -> bytes:
    cells = line.split(";")
    return ";".join([*cells[:10], "", "", cells[10]]).encode("cp1252")


def test_nothing_of_a_person_stands_in_an_address_or_a_line_of_the_log(service: Service) -> None:
    log = KeptLog()
    logging.getLogger().addHandler(log)
    addresses: list[str] = []
    try:
        sender = police(service)
        form = form_to(tried(sender, weekly(GOOD, BAD), "Opdigtet Forkert.csv"), HAND_OVER)
        answer = submit(sender, form, {"r.3.name": "Opdigtet Rettet"}, button=SEND_GOOD, follow=False)
        addresses.append(answer.headers["Location"])
        page = visit(sender, answer.headers["Location"])
        addresses += re.findall(r'(?:href|action)="([^"]+)"', page.text)
    finally:
        logging.getLogger().removeHandler(log)
    said = "\n".join([*addresses, *log.lines])
    for value in (ALI, "Ali Yilmaz", "Opdigtet", "12345", "3700-1", "3700-2"):
        assert value not in said, value


def test_the_police_see_their_own_list_and_nothing_else(service: Service) -> None:
    sender = police(service)
    page = visit(sender, "/")
    menu = re.findall(r'<a href="([^"]+)"[^>]*>', page.text.partition("Hovedmenu")[2].partition("</nav>")[0])
    assert set(menu) <= {"/", HAND_OVER, "/moeder", "/lister"}
    for path in ("/sager", "/lister/haendelse", "/bekymring", "/breve", "/opfoelgning"):
        assert visit(sender, path).status_code in (403, 404), path
    listed = send(sender, weekly(GOOD)).json()["id"]
    assert visit(sender, f"/lister/{listed}/haendelser").status_code in (403, 404)
    assert "Skriv en hændelse ind" not in visit(sender, "/lister").text
    assert f"/lister/{listed}/haendelser" not in visit(sender, f"/lister/{listed}").text
    assert visit(service.as_(Role.POLICE, subject="police-2"), f"/lister/{listed}").status_code == 404


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.LOCAL_LEADER, Role.MANAGER, Role.ADMINISTRATOR])
def test_whoever_hands_over_no_lists_has_no_page_for_it(service: Service, role: Role) -> None:
    caller = service.as_(role)
    assert visit(caller, HAND_OVER).status_code == 403
    answer = caller.client.post(
        HAND_OVER, files={"file": ("a.csv", weekly(GOOD))}, headers=caller._headers | {"Accept": "text/html"}
    )
    assert answer.status_code == 403
