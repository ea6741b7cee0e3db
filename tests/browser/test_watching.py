"""What goes wrong in a browser is seen, and a page with nothing wrong passes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import pages
from tests.browser.serving import listening, served
from tests.browser.windows import Windows


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Windows]:
    """On the invented pages, and nobody asks at the end what went wrong."""
    socket, address = listening()
    with served(pages.made(), socket):
        made = Windows(chromium, address)
        yield made
        made.close()


@pytest.mark.parametrize(("javascript", "said"), [(True, "Med script"), (False, "Uden script")])
def test_a_page_with_nothing_wrong_passes(opened: Windows, javascript: bool, said: str) -> None:
    page = opened.open(javascript=javascript)
    page.goto("/good")
    assert page.locator("#said").text_content() == said
    opened.faults.hold()


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("inline-script", "against the content policy: script-src-elem forbids inline"),
        ("inline-style", "against the content policy: style-src-attr forbids inline"),
        ("elsewhere", r"asked elsewhere: GET http://elsewhere\.example/dot\.png"),
        ("thrown", "an error that nobody caught: en fejl"),
        ("console", "error in the console: en klage"),
        ("missing-picture", r"answered 404: GET http://127\.0\.0\.1:\d+/missing"),
        ("lost", r"failed: GET http://127\.0\.0\.1:\d+/round-and-round \(net::ERR_TOO_MANY_REDIRECTS\)"),
        ("missing", "answered 404"),
    ],
)
def test_what_goes_wrong_is_seen(opened: Windows, name: str, fault: str) -> None:
    opened.open().goto(f"/{name}")
    with pytest.raises(AssertionError, match=fault):
        opened.faults.hold()


def test_a_style_against_the_policy_is_seen_without_javascript_too(opened: Windows) -> None:
    opened.open(javascript=False).goto("/inline-style")
    with pytest.raises(AssertionError, match=r"in the console: .*inline style"):
        opened.faults.hold()


def test_an_expected_refusal_passes_and_must_come(opened: Windows) -> None:
    opened.faults.expects(404)
    with pytest.raises(AssertionError, match="no answer had the status 404"):
        opened.faults.hold()
    page = opened.open()
    page.goto("/good")
    page.get_by_role("link").click()
    page.wait_for_url("**/missing")
    opened.faults.hold()


def test_a_download_is_no_request_that_failed(opened: Windows) -> None:
    page = opened.open()
    page.goto("/download")
    with page.expect_download() as paper:
        page.get_by_role("link").click()
    assert paper.value.path().read_text() == "Papir"
    opened.faults.hold()


def test_another_server_that_was_named_may_be_asked(opened: Windows) -> None:
    opened.faults.allows("http://elsewhere.example/here")
    opened.open().goto("/elsewhere")
    assert "asked elsewhere" not in str(opened.faults.found())


def test_a_window_that_was_closed_is_still_heard(opened: Windows) -> None:
    page = opened.open()
    page.goto("/console")
    page.close()
    with pytest.raises(AssertionError, match="en klage"):
        opened.faults.hold()


def test_a_page_whose_clock_stands_still_is_heard_too(opened: Windows) -> None:
    page = opened.open()
    page.clock.install(time=0)
    page.goto("/inline-style")
    page.clock.pause_at(1000)
    with pytest.raises(AssertionError, match="against the content policy"):
        opened.faults.hold()


def test_two_windows_know_nothing_of_each_other(opened: Windows) -> None:
    one, other = opened.open("607.one"), opened.open("607.other")
    one.goto("/good")
    other.goto("/good")
    assert [page.context.cookies()[0]["value"] for page in (one, other)] == ["607.one", "607.other"]
