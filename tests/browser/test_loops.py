"""The browser's loop is no other test's: these three are run one after the other in a worker."""

import asyncio

from playwright.sync_api import Browser


def test_a_browser_is_there(chromium: Browser) -> None:
    assert chromium.is_connected()


def test_no_loop_is_left_running_in_the_thread_of_the_tests() -> None:
    asyncio.run(asyncio.sleep(0))


def test_a_browser_is_there_again(chromium: Browser) -> None:
    page = chromium.new_page()
    assert page.evaluate("() => 1 + 1") == 2
    page.close()
