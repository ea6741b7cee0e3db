"""The officer's week in a browser: by the keyboard alone, by dropping the file, and without JavaScript."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from app.caller import Caller
from app.db import Database
from app.lists.matching import lock_intake
from app.lists.uploads import Told
from app.lists.uploads_api import SILENT_AFTER
from bench.lists import weekly_list
from tests.browser.accessible import check
from tests.browser.conftest import AsRole
from tests.browser.pictures import picture
from tests.caller import FREDERICIA, LISTS, Service
from tests.lists.weeks import MONDAY, row, weekly
from tests.running.process import wait_until
from workflows.roles import Role

FAXE = LISTS / "faxe-2026-W47-with-errors.csv"


def tab_to(page: Page, what: str) -> None:
    """With the keyboard, to the field or button that is called ``what``."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(
            "() => { const at = document.activeElement;"
            " return (at.labels?.[0]?.firstChild?.textContent || at.textContent || '').trim(); }"
        ).startswith(what):
            return
    raise AssertionError(f"nothing called {what} can be reached")


def test_the_officers_week_by_the_keyboard(service: Service, as_role: AsRole) -> None:
    service.now = MONDAY
    page = as_role(Role.POLICE)
    page.goto("/")
    tab_to(page, "Ugens liste")
    page.locator(":focus").set_input_files(FAXE)  # the dialog of the machine is not the page's
    tab_to(page, "Læs listen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Listen er læst, men ikke sendt endnu")
    check(page)
    picture(page, "politi-listen-er-laest")
    tab_to(page, "CPR-nr.")
    page.keyboard.press("Control+A")
    page.keyboard.type("610313-5752")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Du har rettet 1 række")).to_be_visible()
    expect(page.locator("tbody th").filter(has_text="Række 14")).to_have_count(0)
    tab_to(page, "Send de rigtige rækker nu")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Listen er modtaget. Gem kvitteringen.")).to_be_visible()
    expect(page.get_by_text("6 rækker er ikke modtaget")).to_be_visible()
    check(page)
    picture(page, "politi-kvittering")
    with page.expect_download() as sheet:
        tab_to(page, "Hent som PDF")
        page.keyboard.press("Enter")
    assert sheet.value.suggested_filename == "kvittering-2026-W47-v1.pdf"
    assert Path(sheet.value.path()).read_bytes().startswith(b"%PDF")
    tab_to(page, "Lister")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Uge 47, 2026")).to_be_visible()


def test_a_file_that_is_dropped_is_read_at_once(service: Service, as_role: AsRole) -> None:
    service.now = MONDAY
    page = as_role(Role.POLICE)
    page.goto("/")
    dropped = page.evaluate_handle(
        "text => { const carried = new DataTransfer();"
        " carried.items.add(new File([text], 'liste.csv', { type: 'text/csv' })); return carried; }",
        weekly(row()).decode(),
    )
    page.locator("[data-drop]").dispatch_event("dragenter", {"dataTransfer": dropped})
    page.locator("[data-drop]").dispatch_event("drop", {"dataTransfer": dropped})
    expect(page.get_by_role("heading", level=1)).to_have_text("Listen er læst, men ikke sendt endnu")
    expect(page.get_by_role("button", name="Send listen")).to_be_visible()


def test_the_officers_week_without_javascript(service: Service, as_role: AsRole) -> None:
    service.now = MONDAY
    page = as_role(Role.POLICE, javascript=False)
    page.goto("/")
    page.get_by_label("Ugens liste").set_input_files(FAXE)
    page.get_by_role("button", name="Læs listen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Listen er læst, men ikke sendt endnu")
    wrong = page.locator("tbody tr").filter(has=page.get_by_text("Række 16", exact=True)).first
    wrong.get_by_label("Status", exact=True).select_option("Forurettet")
    page.get_by_role("button", name="Send de rigtige rækker nu").click()
    expect(page.get_by_text("Listen er modtaget. Gem kvitteringen.")).to_be_visible()
    page.get_by_role("link", name="Ret dem her").click()
    expect(page.locator("table.mend tbody tr")).to_have_count(6)
    page.get_by_label("CPR-nr.").first.fill("610313-5752")
    page.get_by_role("button", name="Se, om rettelserne er rigtige").click()
    expect(page.get_by_text("Du har rettet 1 række")).to_be_visible()
    page.get_by_role("button", name="Send de rigtige rækker nu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kvittering for SSP-listen for uge 47, 2026")


def test_a_file_that_is_too_large_is_said_before_it_is_sent(service: Service, as_role: AsRole) -> None:
    page = as_role(Role.POLICE)
    page.goto("/")
    page.get_by_label("Ugens liste").set_input_files(
        {"name": "stor.csv", "mimeType": "text/csv", "buffer": b"x" * (20 * 2**20 + 1)}
    )
    page.get_by_role("button", name="Læs listen").click()
    said = page.get_by_label("Ugens liste").evaluate("one => one.validationMessage")
    assert said == "Filen fylder mere end 20 MB. Del listen i mindre filer."
    expect(page.get_by_role("heading", level=1)).to_have_text("Aflever ugens liste")


def _asks_how_far(page: Page, told: list[str]) -> bool:
    page.wait_for_timeout(100)  # the browser's news come only while somebody waits for it
    return any("/afleveringer?" in one for one in told)


def test_how_far_a_list_is_can_be_seen_after_the_page_was_fetched_anew(
    service: Service, as_role: AsRole, app_database: Database
) -> None:
    """The list waits for another one, so that there is time to look."""
    service.now = MONDAY
    page = as_role(Role.POLICE)
    page.goto("/")
    large = FilePayload(name="stor.csv", mimeType="text/csv", buffer=weekly_list(1_500))
    page.get_by_label("Ugens liste").set_input_files(large)
    page.get_by_role("button", name="Læs listen").click()
    send = page.get_by_role("button", name="Send listen")
    expect(send).to_be_visible()
    with app_database.transaction(FREDERICIA) as another:
        lock_intake(another, FREDERICIA)
        told: list[str] = []
        page.on("requestfinished", lambda one: told.append(one.url))
        send.click(no_wait_after=True)
        wait_until(lambda: _asks_how_far(page, told), "the page should ask how far its list is")
        page.goto("/lister/ny")
        expect(page.get_by_text("Du er ved at aflevere en liste")).to_be_visible()
        check(page)
        picture(page, "politi-listen-er-undervejs")
    expect(page.get_by_text("Listen er modtaget")).to_be_visible(timeout=20_000)
    page.get_by_role("link", name="Se kvitteringen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kvittering for SSP-listen for uge 47, 2026")


def test_of_a_list_that_broke_off_the_page_says_that_nothing_is_kept(
    service: Service, as_role: AsRole, app_database: Database
) -> None:
    service.now = MONDAY
    page = as_role(Role.POLICE)
    page.goto("/")
    by = page.locator("body").get_attribute("data-who")
    assert by
    Told(app_database).begins(10**6, dry_run=False, by=Caller(by, Role.POLICE, FREDERICIA, MONDAY))
    service.now = MONDAY + SILENT_AFTER + timedelta(seconds=2)
    page.reload()
    expect(page.get_by_text("En liste blev nok afbrudt")).to_be_visible()
    check(page)
