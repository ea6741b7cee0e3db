"""One Chromium for a worker of the run, steered by Playwright from the tests' own thread."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

_ARGUMENTS = (
    "--no-sandbox",  # root's Chromium has none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=da-DK",
    "--no-proxy-server",
    # No name but this machine's is found: a page that asks for something elsewhere fails at once, and is seen.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@contextmanager
def started(chromium: Path) -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    """The browser, and the loop that its wires hang on.

    Playwright leaves that loop marked as running in this thread for as long as the browser lives, and then no
    other test of the same worker could run one. So the mark is there only between ``lend`` and its end.
    """
    playwright = sync_playwright().start()
    loop = asyncio.get_running_loop()
    try:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=_ARGUMENTS)
        asyncio._set_running_loop(None)
        yield browser, loop
        with lend(loop):
            browser.close()
    finally:
        asyncio._set_running_loop(loop)
        playwright.stop()
        asyncio._set_running_loop(None)


@contextmanager
def lend(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """In here, and nowhere else, a browser can be steered."""
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(None)


@contextmanager
def aside() -> Iterator[None]:
    """Within a browser's test: in here ``asyncio.run`` can be called, and no page be touched."""
    loop = asyncio.get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)
