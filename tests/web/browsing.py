"""A browser without eyes: it opens a page, reads its words and links, and sends a form with what stands in it."""

from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from httpx2 import Response

from tests.caller import Caller


class Form:
    """A form as it came: where it goes, and what would be sent if nothing were touched."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.fields: dict[str, list[str]] = {}
        self.buttons: list[tuple[str, str]] = []
        self.choices: dict[str, list[str]] = {}
        """The values that a select, a radio button or a check box offers, by its name."""

    def put(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


class Page(HTMLParser):
    """What an answer says to somebody who reads it."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer, self.status = answer, answer.status_code
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        """Where a link leads, by its words."""
        self._said: list[str] = []
        self._form: Form | None = None
        self._select = self._area = self._ignored = ""
        self._link: str | None = None
        self._link_said: list[str] = []
        self.feed(answer.text)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._said).split())

    def form(self, ending: str) -> Form:
        """The one form whose address ends so."""
        (found,) = [one for one in self.forms if one.action.endswith(ending)]
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name, value = said.get("name", ""), said.get("value", "")
        match tag:
            case "form":
                self._form = Form(said["action"])
                self.forms.append(self._form)
            case "input" if self._form and name:
                self._input(self._form, said, name, value)
            case "select":
                self._select = name
            case "option" if self._form and self._select:
                self._form.choices.setdefault(self._select, []).append(value)
                if "selected" in said or self._select not in self._form.fields:
                    self._form.fields[self._select] = [value]
            case "textarea" if self._form:
                self._area = name
                self._form.fields[name] = [""]
            case "button" if self._form and name:
                self._form.buttons.append((name, value))
            case "a":
                self._link, self._link_said = said.get("href", ""), []
            case "script" | "style":
                self._ignored = tag

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "form":
                self._form = None
            case "select":
                self._select = ""
            case "textarea":
                self._area = ""
            case "a" if self._link is not None:
                self.links[" ".join(" ".join(self._link_said).split())] = self._link
                self._link = None
            case _ if tag == self._ignored:
                self._ignored = ""

    def handle_data(self, data: str) -> None:
        if self._ignored:
            return
        if self._area and self._form:
            self._form.fields[self._area] = [self._form.fields[self._area][0] + data]
        self._said.append(data)
        if self._link is not None:
            self._link_said.append(data)

    @staticmethod
    def _input(form: Form, said: dict[str, str], name: str, value: str) -> None:
        if said.get("type") in ("checkbox", "radio"):
            form.choices.setdefault(name, []).append(value)
            if "checked" not in said:
                return
        form.put(name, value)


class Browsing:
    """Somebody with a browser before the service."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self._headers = caller._headers | {"Accept": "text/html"}

    def open(self, address: str) -> Page:
        return Page(self.caller.client.get(address, headers=self._headers))

    def send(self, form: Form, button: tuple[str, str] | None = None, /, **filled: str | Iterable[str]) -> Page:
        """Sends the form with this ``filled`` in (``__`` for a dot), by ``button``, and comes to what follows."""
        fields: dict[str, Any] = dict(form.fields)
        for name, value in filled.items():
            fields[name.replace("__", ".")] = [value] if isinstance(value, str) else list(value)
        if button is not None:
            assert button in form.buttons, f"there is no such button: {form.buttons}"
            fields[button[0]] = [button[1]]
        return Page(self.caller.client.post(form.action, data=fields, headers=self._headers))
