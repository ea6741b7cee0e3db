"""Windows of people who share nothing: each has cookies of its own, as on machines of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page

from app.access.credentials import COOKIE
from tests.browser.faults import Faults

_WINDOW: Final = {"width": 1280, "height": 1024}


class Windows:
    """On one address. What goes wrong in any of them lies in ``faults``."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address, self.faults = browser, address, Faults(address)
        self._contexts: list[BrowserContext] = []

    def open(self, cookie: str | None = None, *, javascript: bool = True) -> Page:
        context = self.browser.new_context(
            base_url=self.address,
            java_script_enabled=javascript,
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
            viewport={"width": _WINDOW["width"], "height": _WINDOW["height"]},
            reduced_motion="reduce",
        )
        self._contexts.append(context)
        self.faults.watch(context, javascript=javascript)
        if cookie is not None:
            # Such a cookie is kept for https alone; to this machine Chromium sends it over plain http too.
            there = self.address.replace("http://", "https://", 1)
            context.add_cookies([{"name": COOKIE, "value": cookie, "url": there, "httpOnly": True, "sameSite": "Lax"}])
        return context.new_page()

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@contextmanager
def windows(browser: Browser, address: str) -> Iterator[Windows]:
    """For a test: raises AssertionError at its end when something went wrong in one of them."""
    opened = Windows(browser, address)
    try:
        yield opened
        opened.faults.hold()
    finally:
        opened.close()
