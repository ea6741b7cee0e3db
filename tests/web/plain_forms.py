"""The forms of a page as they stand in it, filled in and sent with a token, files too."""

from collections.abc import Mapping

from httpx2 import Response

from tests.caller import Caller
from tests.web.reading import Form, Page

BROWSER = {"Accept": "text/html"}


def form_to(page: Response, action: str) -> Form:
    """The one form of the page that is sent to ``action``."""
    (found,) = [one for one in Page(page.text).forms if one.action == action]
    return found


def visit(caller: Caller, path: str) -> Response:
    return caller.client.get(path, headers=caller._headers | BROWSER)


def submit(
    caller: Caller,
    form: Form,
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
