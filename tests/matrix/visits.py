"""Asking for pages as a browser does, and reading all that comes back: the text, the headers, and every address."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from httpx2 import Response

from tests.caller import Caller
from tests.matrix import oracle
from tests.matrix.calls import NOT_THERE
from tests.matrix.page_table import OTHER_NAMES
from tests.matrix.test_fields import may_see, texts
from tests.matrix.test_matrix import ALLOWED, FORBIDDEN, HIDDEN, WRONG_NOW, expected, expected_of_a_plan
from tests.matrix.words import Field
from tests.matrix.world import World
from workflows.roles import Role

HTML = {"Accept": "text/html"}
_ADDRESS = re.compile(r"""\b(?:href|src|action|formaction|data-[a-z-]+)\s*=\s*"([^"]*)\"""")
_NAME = re.compile(r"{(\w+)}")


def see(caller: Caller, path: str) -> Response:
    return caller.client.get(path, headers=caller._headers | HTML, follow_redirects=False)


def send(caller: Caller, path: str, values: Mapping[str, Any], **more: Any) -> Response:
    return caller.client.post(path, data=values, headers=caller._headers | HTML, follow_redirects=False, **more)


def names(path: str) -> list[str]:
    """The ids that the address names."""
    found = _NAME.findall(path)
    return [
        one for one in found if one not in ("name", "version") and not (one == "meeting_id" and "entry_id" in found)
    ]


def places_with(world: World, path: str, rests_on: tuple[str, ...], *more: str) -> list[str]:
    """The places that have all that the address (and ``more``) names; one when what it rests on is nowhere."""
    found = [place for place, ids in world.places.items() if {*names(path), *more} <= {*ids}]
    return found if set(rests_on) & oracle.ABOUT_SOMETHING.keys() else found[:1]


def one_of_each(places: list[str]) -> list[str]:
    """So many of the places that every role stands in every relation it can stand in among them."""
    stood: set[tuple[Role, str]] = set()
    found = []
    for place in places:
        here = set(oracle.STANDS[place].items())
        if here - stood:
            found.append(place)
            stood |= here
    return found


def letters_at(world: World, path: str, place: str) -> list[str]:
    """By what names the place has the letters that the address can be about."""
    if "letter_id" not in names(path):
        return ["letter_id"]
    return [one for one in ("letter_id", "handed_over_id", "summons_id", "plan_id") if one in world.places[place]]


def address(world: World, path: str, place: str, letter: str = "letter_id", **more: str) -> str:
    name = OTHER_NAMES.get(path, "")
    ids = {"name": name, "version": name, **world.places["meeting"], **world.places[place], **more}
    return path.format(**ids | ({"letter_id": ids[letter]} if letter in ids else {}))


def let_in(operations: tuple[str, ...], role: Role, place: str, letter: str = "letter_id") -> set[int]:
    """The statuses that the hand-written tables allow: 200 alone, or the refusals alone."""
    said: set[str] = set()
    for one in operations:
        of_a_plan = letter == "plan_id" and one in oracle.OF_A_PLAN
        said |= expected_of_a_plan(one, role, place) if of_a_plan else {_expected(one, role, place)}
    refused = {status for outcome, status in ((FORBIDDEN, 403), (HIDDEN, 404)) if outcome in said}
    assert refused or said <= {ALLOWED, WRONG_NOW}, said
    return refused or {200}


def _expected(operation: str, role: Role, place: str) -> str:
    """As of the API; but a page says of what is not there that it is not, to whoever would see it if it were."""
    if (operation, place) in NOT_THERE:
        stands = oracle.STANDS[place][role]
        return ALLOWED if stands in oracle.ABOUT_SOMETHING[operation][role] else expected(operation, role, place)
    return expected(operation, role, place)


def addresses(answer: Response) -> str:
    """All that leads somewhere: a browser keeps it, and every server on the way does."""
    found = [unescape(one) for one in _ADDRESS.findall(answer.text)] if _is_page(answer) else []
    return "\n".join([answer.headers.get("location", ""), *found])


def leaks(world: World, role: Role, answer: Response) -> Iterator[Field | str]:
    """Every word that this role may not see, and every word at all in an address or a refusal."""
    text = unescape(texts(answer)) if _is_page(answer) else texts(answer)
    refused = answer.status_code in (401, 403, 404, 503)
    yield from (field for field in world.words.found_in(text) if refused or not may_see(role, field))
    yield from (f"in an address: {field}" for field in world.words.found_in(addresses(answer)))


def is_whole_page(answer: Response) -> bool:
    """In Danish, and a heading: no bare problem."""
    return _is_page(answer) and '<html lang="da">' in answer.text and "<h1>" in answer.text


def _is_page(answer: Response) -> bool:
    return str(answer.headers.get("content-type", "")).startswith("text/html")
