"""Somebody with a browser and a token: opens a page, and sends a form with what stands in it."""

from collections.abc import Iterable
from typing import Any

from tests.caller import Caller
from tests.web.reading import Answer, Form


class Browsing:
    """Somebody with a browser before the service."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self._headers = caller._headers | {"Accept": "text/html"}

    def open(self, address: str) -> Answer:
        return Answer(self.caller.client.get(address, headers=self._headers))

    def send(self, form: Form, button: tuple[str, str] | None = None, /, **filled: str | Iterable[str]) -> Answer:
        """Sends the form with this ``filled`` in (``__`` for a dot), by ``button``, and comes to what follows."""
        fields: dict[str, Any] = dict(form.values)
        for name, value in filled.items():
            fields[name.replace("__", ".")] = [value] if isinstance(value, str) else list(value)
        if button is not None:
            assert button in {one[:2] for one in form.buttons}, f"there is no such button: {form.buttons}"
            fields[button[0]] = [button[1]]
        return Answer(self.caller.client.post(form.action, data=fields, headers=self._headers))
