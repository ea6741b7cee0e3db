"""What the officer does with a list on the page, and what came of it."""

import re
from typing import Any

from httpx2 import Response

from tests.caller import Caller
from tests.lists.weeks import row
from tests.web.plain_forms import form_to, submit, visit

HAND_OVER = "/lister/ny"
TRY, SEND, SEND_GOOD = "Se, om rettelserne er rigtige", "Send listen", "Send de rigtige rækker nu"
BAD, GOOD = row(journal="3700-2", cpr="12345", name="Opdigtet Forkert"), row(journal="3700-1")
FAXE = "faxe-2026-W47-with-errors.csv"


def tried(caller: Caller, content: bytes, name: str = "liste.csv", **fields: str) -> Response:
    return submit(caller, form_to(visit(caller, "/"), HAND_OVER), fields, file=(name, content))


def counted(page: Response) -> dict[str, int]:
    """The figures at the top of a page, by what they are called."""
    return {label: int(count) for count, label in re.findall(r"<li><strong>(\d+)</strong> ([^<]+)</li>", page.text)}


def sent_lists(caller: Caller) -> list[Any]:
    items: list[Any] = caller.get("/v1/handover-lists").json()["items"]
    return items


def receipt_of(caller: Caller, page: Response) -> Any:
    found = re.search(r"/lister/([0-9a-f-]{36})/kvittering.json", page.text)
    assert found, page.text
    return caller.get(f"/v1/handover-lists/{found[1]}").json()
