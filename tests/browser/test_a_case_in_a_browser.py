"""A case in a browser: by keyboard alone, without JavaScript, with half a form kept, and a session that ends."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import check
from tests.browser.conftest import AsRole
from tests.browser.faults import Faults
from tests.caller import Service
from tests.cases.stations import on_monday, reach
from tests.handover import Team
from workflows.casework import State
from workflows.roles import Role


@pytest.fixture
def them(service: Service) -> Team:
    return on_monday(service)


_CALLED = """
() => {
  const one = document.activeElement;
  return ["A", "BUTTON"].includes(one.tagName) ? one.innerText : one.labels?.[0]?.innerText ?? "";
}
"""


def _to(page: Page, name: str) -> None:
    """By Tab to what is called so; a page on which one cannot come there fails."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if name in page.evaluate(_CALLED):
            return
    raise AssertionError(f"nothing called {name} is come to by keyboard")


def test_the_next_thing_to_do_is_done_by_keyboard_alone(as_role: AsRole, them: Team) -> None:
    case_id = reach(them, State.FAMILY_INFORMED)
    page = as_role(Role.COORDINATOR)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.innerText") == "Gå til sidens indhold"
    page.keyboard.press("Enter")
    _to(page, "Begynd at indhente viden")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Begynd at indhente viden")
    _to(page, "Begynd at indhente viden")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Gemt.")
    assert them.coordinator.case(case_id)["state"] == State.GATHERING_KNOWLEDGE


def test_a_form_is_filled_in_by_keyboard_and_its_faults_are_where_one_is_taken(
    as_role: AsRole, them: Team, faults: Faults
) -> None:
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    page = as_role(Role.COORDINATOR)
    page.goto(f"/sager/{case_id}/goer/place-on-step")
    _to(page, "Trin 0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    _to(page, "Begrundelse")
    page.keyboard.type("Der skal mere til")
    faults.expects(409)
    _to(page, "Trinplacér")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Det, trinnet kræver")).to_be_visible()
    expect(page.get_by_label("Begrundelse")).to_have_value("Der skal mere til")
    check(page)
    page.get_by_label("Begrundelse").fill("")
    page.evaluate("() => document.querySelectorAll('[required]').forEach((one) => one.removeAttribute('required'))")
    faults.expects(422)
    page.get_by_role("button", name="Trinplacér").click()
    expect(page.locator("#faults")).to_be_focused()
    check(page)
    page.get_by_role("link", name="Begrundelse").click()
    assert page.evaluate("() => document.activeElement.id") == "f-reason"


def test_what_is_half_written_stands_there_again_until_it_is_sent(as_role: AsRole, them: Team) -> None:
    case_id = reach(them, State.FAMILY_INFORMED)
    page = as_role(Role.COORDINATOR)
    form = f"/sager/{case_id}/goer/raise-concern"
    page.goto(form)
    page.get_by_label("Begrundelse").fill("Barnet er bange hjemme")
    page.wait_for_function(f"() => sessionStorage.getItem('draft:{form}')")
    assert "bange" not in page.evaluate("() => JSON.stringify(sessionStorage)"), "it lies sealed"
    page.goto(f"/sager/{case_id}")
    page.goto(form)
    expect(page.get_by_label("Begrundelse")).to_have_value("Barnet er bange hjemme")
    expect(page.get_by_text("Det, du var begyndt på, står her igen.")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Notér, at der er sendt underretning").click()
    expect(page.get_by_role("status").first).to_contain_text("Gemt.")
    page.goto(form)
    expect(page.get_by_label("Begrundelse")).to_have_value("")


def test_what_is_half_written_is_gone_when_one_logs_out(as_role: AsRole, them: Team) -> None:
    page = as_role(Role.COORDINATOR)
    page.goto(f"/sager/{reach(them, State.FAMILY_INFORMED)}/goer/raise-concern")
    page.get_by_label("Begrundelse").fill("Barnet er bange hjemme")
    page.get_by_role("button", name="Log ud").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er logget ud")
    assert page.evaluate("() => sessionStorage.length") == 0


def test_another_who_logs_in_at_the_same_tab_meets_nothing_of_what_was_half_written(
    as_role: AsRole, them: Team
) -> None:
    form = f"/sager/{reach(them, State.FAMILY_INFORMED)}/goer/raise-concern"
    page, other = as_role(Role.COORDINATOR), as_role(Role.COORDINATOR, "tove-to")
    page.goto(form)
    page.get_by_label("Begrundelse").fill("Barnet er bange hjemme")
    # The session ends by itself, so nobody has pressed the button that empties the tab.
    page.context.clear_cookies()
    page.context.add_cookies(other.context.cookies())  # type: ignore[arg-type]  # what is read is what is set
    page.goto(form)
    expect(page.get_by_text("tove-to")).to_be_visible()
    expect(page.get_by_label("Begrundelse")).to_have_value("")
    assert "bange" not in page.evaluate("() => JSON.stringify(sessionStorage)")


def test_one_is_told_in_time_that_the_session_ends_and_stays_with_one_press(
    as_role: AsRole, them: Team, service: Service, faults: Faults
) -> None:
    faults.expects(401)
    page = as_role(Role.COORDINATOR)
    page.clock.install(time=service.at())
    page.goto("/")
    notice = page.get_by_text("Du bliver logget ud om lidt")
    expect(notice).to_be_hidden()
    page.clock.run_for("28:00")
    expect(notice).to_be_visible()
    service.now = service.at() + timedelta(minutes=28)
    page.get_by_role("button", name="Bliv logget ind").click()
    expect(notice).to_be_hidden()
    service.now = service.at() + timedelta(minutes=31)
    page.clock.run_for("31:00")
    expect(page.get_by_text("er det gemt i denne fane")).to_be_visible()


def test_when_the_session_has_ended_nothing_of_the_child_is_left_on_the_screen_and_nothing_written_is_lost(
    as_role: AsRole, them: Team, service: Service, faults: Faults
) -> None:
    faults.expects(401)
    case_id = reach(them, State.FAMILY_INFORMED)
    page = as_role(Role.COORDINATOR)
    page.clock.install()
    page.goto(f"/sager/{case_id}/goer/raise-concern")
    assert "Opdigtet" in page.content()
    page.get_by_label("Begrundelse").fill("Barnet er bange hjemme")
    page.wait_for_function(f"() => sessionStorage.getItem('draft:/sager/{case_id}/goer/raise-concern')")
    service.now = service.at() + timedelta(minutes=31)
    page.clock.run_for("31:00")
    expect(page.get_by_role("heading", name="Du er logget ud")).to_be_visible()
    check(page)
    left = page.content() + page.evaluate("() => JSON.stringify(sessionStorage)")
    assert not [one for one in ("bange", "Opdigtet") if one in left]
    page.get_by_role("link", name="Log ind igen").click()
    form = f"/sager/{case_id}/goer/raise-concern"
    assert parse_qs(urlsplit(page.url).query) == {"videre": [form]}
    page.context.add_cookies(as_role(Role.COORDINATOR).context.cookies())  # type: ignore[arg-type]  # what is read is what is set
    page.goto(form)
    expect(page.get_by_label("Begrundelse")).to_have_value("Barnet er bange hjemme")


def test_whoever_logs_out_in_one_tab_is_out_in_all(as_role: AsRole, them: Team) -> None:
    case_id = reach(them, State.FAMILY_INFORMED)
    page = as_role(Role.COORDINATOR)
    other = page.context.new_page()
    other.goto(f"/sager/{case_id}")
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/")
    page.get_by_role("button", name="Log ud").click()
    expect(other.get_by_role("heading", name="Du er logget ud")).to_be_visible()
    assert "Opdigtet" not in other.content()


def test_what_keeps_one_logged_in_keeps_the_page_although_it_was_no_page(
    as_role: AsRole, them: Team, service: Service
) -> None:
    page = as_role(Role.COORDINATOR)
    page.clock.install()
    page.goto("/sager")
    service.now = service.at() + timedelta(minutes=25)
    assert page.request.get("/v1/session").status == 200
    service.now = service.at() + timedelta(minutes=6)
    with page.expect_response("**/tid-tilbage") as asked:
        page.clock.run_for("31:00")
    assert (asked.value.status, 0 < int(asked.value.text()) <= 24 * 60) == (200, True)
    expect(page.get_by_role("heading", name="Sager", exact=False).first).to_be_visible()
    expect(page.get_by_role("heading", name="Du er logget ud")).to_be_hidden()


def test_a_tab_that_is_used_keeps_the_others_from_being_cleared(as_role: AsRole, them: Team) -> None:
    page = as_role(Role.COORDINATOR)
    page.clock.install()
    page.goto("/")
    page.clock.run_for("20:00")
    other = page.context.new_page()
    other.goto("/sager")  # by the same clock
    page.clock.run_for("15:00")
    expect(page.get_by_role("heading", name="Du er logget ud")).to_be_hidden()


def test_a_case_is_read_and_moved_without_javascript(as_role: AsRole, them: Team) -> None:
    case_id = reach(them, State.FAMILY_INFORMED)
    page = as_role(Role.COORDINATOR, javascript=False)
    page.goto("/sager")
    page.locator(f"a[href='/sager/{case_id}']").click()
    page.get_by_role("link", name="Begynd at indhente viden").click()
    page.get_by_role("button", name="Begynd at indhente viden").click()
    assert page.url.endswith(f"/sager/{case_id}?gjort=gemt")
    page.get_by_role("link", name="Viden og trin").click()
    expect(page.get_by_text("Der er ikke spurgt nogen endnu.")).to_be_visible()
    assert them.coordinator.case(case_id)["state"] == State.GATHERING_KNOWLEDGE


def test_printed_a_case_has_no_menu_and_no_buttons(as_role: AsRole, them: Team) -> None:
    page = as_role(Role.COORDINATOR)
    page.goto(f"/sager/{reach(them, State.FAMILY_INFORMED)}")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Hovedmenu")).to_be_hidden()
    expect(page.get_by_role("button", name="Log ud")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
