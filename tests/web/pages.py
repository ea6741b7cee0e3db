"""Using the pages in a test as a browser does: reading them, and sending back the forms that stand there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from httpx2 import Response
from sqlalchemy import event

from app.access import sessions
from app.access.choices import Choice
from app.access.credentials import COOKIE
from app.access.identity_providers import SessionRules
from app.access.sessions import LoggedIn
from tests.caller import FREDERICIA, Service
from tests.web.reading import Form, Page
from workflows.roles import Role


class Browser:
    """Somebody who is logged in, without JavaScript."""

    def __init__(self, service: Service, cookie: str) -> None:
        self.service = service
        self.cookie = cookie
        self.headers = {"Accept": "text/html", "Cookie": f"{COOKIE}={cookie}", "Sec-Fetch-Site": "same-origin"}

    def get(self, path: str) -> Response:
        return self.service.client.get(path, headers=self.headers, follow_redirects=False)

    def see(self, path: str) -> Page:
        """The page, which is there."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, Page(answer.text).text)
        return Page(answer.text)

    def post(self, path: str, values: dict[str, Any], **more: Any) -> Response:
        return self.service.client.post(path, data=values, headers=self.headers, follow_redirects=False, **more)

    def send(self, path: str, form: Form | None = None, **filled: Any) -> Response:
        """The form at ``path`` as it stands there, with what is ``filled`` in; names may have dots as ``__``."""
        found = form or self.see(path).form(path)
        values = {**found.values, **{name.replace("__", "."): value for name, value in filled.items()}}
        unknown = {name.replace("__", ".") for name in filled} - found.names
        assert not unknown, f"no such field on the page: {unknown} of {found.names}"
        return self.post(path, values)

    def sends(self, path: str, **filled: Any) -> str:
        """The same, and it is taken; gives where the browser is sent on to."""
        answer = self.send(path, **filled)
        assert answer.status_code == 303, (path, answer.status_code, Page(answer.text).text)
        return str(answer.headers["location"])


def log_in(service: Service, role: Role, subject: str | None = None, municipality_code: str = FREDERICIA) -> Browser:
    """As if the provider had said who it is."""
    who = subject or role.value
    choice = Choice(role, municipality_code)
    person = LoggedIn(who, "test", who, frozenset({choice}))
    with service.database.transaction() as session:
        cookie = sessions.begin(session, person, choice, SessionRules(), service.at())
    return Browser(service, cookie)


@contextmanager
def counted(service: Service) -> Iterator[list[str]]:
    """The statements that PostgreSQL is asked while the block lasts."""

    said: list[str] = []

    def heard(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(service.database.engine, "before_cursor_execute", heard)
    try:
        yield said
    finally:
        event.remove(service.database.engine, "before_cursor_execute", heard)
