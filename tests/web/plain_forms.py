"""A browser without scripts: the forms of a page as they stand in it, filled in and sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from httpx2 import Response

from tests.caller import Caller

BROWSER = {"Accept": "text/html"}


@dataclass
class PlainForm:
    """One form of a page, and what a browser would send of it."""

    action: str
    enctype: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, value and text, in the page's order."""
    choices: dict[str, list[str]] = field(default_factory=dict)

    def button(self, text: str) -> tuple[str, str]:
        """The name and the value of the button that says ``text``."""
        return next((name, value) for name, value, said in self.buttons if said == text)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[PlainForm] = []
        self._form: PlainForm | None = None
        self._open: str | None = None
        self._button: dict[str, str] = {}
        self._text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attributes}
        form = self._form
        if tag == "form":
            self._form = PlainForm(of.get("action", ""), of.get("enctype", "application/x-www-form-urlencoded"))
            self.found.append(self._form)
        elif form is None:
            return
        elif tag == "input" and of.get("type") in ("radio", "checkbox"):
            form.choices.setdefault(of["name"], []).append(of["value"])
            if "checked" in of:
                form.fields[of["name"]] = of["value"]
        elif tag == "input" and of.get("type") != "file":
            form.fields[of["name"]] = of.get("value", "")
        elif tag in ("select", "textarea"):
            self._open, self._text = of["name"], ""
        elif tag == "option" and self._open:
            form.choices.setdefault(self._open, []).append(of["value"])
            if "selected" in of or self._open not in form.fields:
                form.fields[self._open] = of["value"]
        elif tag == "button":
            self._button, self._text = of, ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif self._form is None:
            return
        elif tag == "textarea" and self._open:
            self._form.fields[self._open] = self._text
        elif tag == "button":
            self._form.buttons.append(
                (self._button.get("name", ""), self._button.get("value", ""), " ".join(self._text.split()))
            )
        if tag in ("select", "textarea"):
            self._open = None


def forms_in(page: Response) -> list[PlainForm]:
    parser = _Forms()
    parser.feed(page.text)
    return parser.found


def form_to(page: Response, action: str) -> PlainForm:
    """The one form of the page that is sent to ``action``."""
    (found,) = [one for one in forms_in(page) if one.action == action]
    return found


def visit(caller: Caller, path: str) -> Response:
    return caller.client.get(path, headers=caller._headers | BROWSER)


def submit(
    caller: Caller,
    form: PlainForm,
    changes: Mapping[str, str] | None = None,
    *,
    button: str | None = None,
    file: tuple[str, bytes] | None = None,
    follow: bool = True,
) -> Response:
    """As the browser sends it: everything that stands in it, the button that was pressed, and the file."""
    fields = [*(form.fields | dict(changes or {})).items()]
    if button is not None:
        name, value = form.button(button)
        fields += [(name, value)] if name else []
    headers = caller._headers | BROWSER
    if form.enctype == "multipart/form-data":
        parts: list[tuple[str, tuple[str | None, bytes]]] = [(name, (None, text.encode())) for name, text in fields]
        parts += [("file", file)] if file else []
        return caller.client.post(form.action, files=parts, headers=headers, follow_redirects=follow)
    return caller.client.post(form.action, data=dict(fields), headers=headers, follow_redirects=follow)
