"""Using the pages in a test as a browser does: reading them, and sending back the forms that stand there."""

from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

from httpx2 import Response
from sqlalchemy import event

from app.access import sessions
from app.access.choices import Choice
from app.access.credentials import COOKIE
from app.access.identity_providers import SessionRules
from app.access.sessions import LoggedIn
from tests.caller import FREDERICIA, Service
from workflows.roles import Role


class Form:
    """A form as it stands on a page: where it goes, and what is in it before anybody writes."""

    def __init__(self, action: str, method: str) -> None:
        self.action, self.method = action, method
        self.values: dict[str, list[str]] = {}
        self.names: set[str] = set()


class Reader(HTMLParser):
    """What people see of a page: its text, its links, and its forms."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.links, self.forms = "", list[str](), list[Form]()
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self._select: str | None = None
        self._area: str | None = None
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if "id" in said:
            self.ids.append(said["id"])
        if tag in ("script", "style"):
            self._hidden += 1
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        if tag == "label" and "for" in said:
            self.labels.add(said["for"])
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get")))
        if self.forms and "name" in said:
            self._field(tag, said)
        if tag == "option" and self._select and "selected" in said:
            self.forms[-1].values[self._select] = [said["value"]]

    def _field(self, tag: str, said: dict[str, str]) -> None:
        form, name = self.forms[-1], said["name"]
        if tag == "button":
            return
        form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            form.values[name] = [""]
        elif said.get("type") in ("checkbox", "radio"):
            if "checked" in said:
                form.values.setdefault(name, []).append(said.get("value", "on"))
        elif said.get("type") != "file":
            form.values.setdefault(name, []).append(said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden -= 1
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].values[self._area][0] += data
        elif not self._hidden:
            self.text += data

    def form(self, action: str) -> Form:
        """The form that goes to ``action``."""
        return next(one for one in self.forms if one.action == action)


class Browser:
    """Somebody who is logged in, without JavaScript."""

    def __init__(self, service: Service, cookie: str) -> None:
        self.service = service
        self.cookie = cookie
        self.headers = {"Accept": "text/html", "Cookie": f"{COOKIE}={cookie}", "Sec-Fetch-Site": "same-origin"}

    def get(self, path: str) -> Response:
        return self.service.client.get(path, headers=self.headers, follow_redirects=False)

    def see(self, path: str) -> Reader:
        """The page, which is there."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, Reader(answer.text).text)
        return Reader(answer.text)

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
        assert answer.status_code == 303, (path, answer.status_code, Reader(answer.text).text)
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
