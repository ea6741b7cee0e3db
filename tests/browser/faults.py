"""What goes wrong in a browser without a test having to look: nothing of it may be there when the test ends."""

from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, Response

_OF_ANSWERS = "Failed to load resource: the server responded with a status of"
"""Chromium's line for an answer of 400 or more; the answer itself is looked at."""
_LET_GO = "net::ERR_ABORTED"
"""The browser needs it no longer: the page was left, or the answer became a download."""
_WITHIN_THE_PAGE = frozenset({"data", "blob", "about"})
_A_TURN = """
() => new Promise((done) => {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => done()
  port2.postMessage(0)
})
"""
"""Of the page's own loop, also where a test has stopped its clock."""
_TELL_OF_VIOLATIONS = """
addEventListener("securitypolicyviolation", (it) => tellOfViolation(
  `${it.effectiveDirective} forbids ${it.blockedURI} in ${it.sourceFile || it.documentURI}:${it.lineNumber}`
), true)
"""


class Faults:
    """Of all the browsers of one test."""

    def __init__(self, address: str) -> None:
        self._found: list[str] = []
        self._expected: set[int] = set()
        self._answered: set[int] = set()
        self._own = {_origin(address)}
        self._contexts: dict[BrowserContext, bool] = {}

    def expects(self, *statuses: int) -> None:
        """Answers with these, 400 or more, are what the test is about, and each of them must come."""
        self._expected.update(statuses)

    def allows(self, address: str) -> None:
        """Requests may go to this server as well: one who logs people in, for instance."""
        self._own.add(_origin(address))

    def watch(self, context: BrowserContext, *, javascript: bool = True) -> None:
        self._contexts[context] = javascript
        context.on("console", self._said)
        context.on("weberror", lambda error: self._found.append(f"an error that nobody caught: {error.error}"))
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)
        context.on("response", self._came)
        context.expose_binding(
            "tellOfViolation", lambda _, text: self._found.append(f"against the content policy: {text}")
        )
        context.add_init_script(_TELL_OF_VIOLATIONS)

    def found(self) -> Sequence[str]:
        """Each fault once, in their order; also of answers that were expected and did not come."""
        for context, javascript in self._contexts.items():
            for page in context.pages:
                _let_it_finish_telling(page, javascript)
        missing = [f"no answer had the status {one}" for one in sorted(self._expected - self._answered)]
        return list(dict.fromkeys([*self._found, *missing]))

    def hold(self) -> None:
        """Raises AssertionError when there are any."""
        found = self.found()
        assert not found, "in the browser: " + "; ".join(found)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_OF_ANSWERS):
            self._found.append(f"{message.type} in the console: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in _WITHIN_THE_PAGE and _origin(request.url) not in self._own:
            self._found.append(f"asked elsewhere: {request.method} {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != _LET_GO:
            self._found.append(f"failed: {request.method} {request.url} ({request.failure})")

    def _came(self, response: Response) -> None:
        self._answered.add(response.status)
        if response.status >= 400 and response.status not in self._expected:
            self._found.append(f"answered {response.status}: {response.request.method} {response.url}")


def _let_it_finish_telling(page: Page, javascript: bool) -> None:
    """What happened in the page before this question has been told when it is answered."""
    with suppress(Error):  # of one that is closed, or on its way to another address
        page.evaluate(_A_TURN if javascript else "() => 0")


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
