"""What nobody sends by mistake is refused like any other mistake: 4xx, a problem, and nothing of it repeated."""

from itertools import count
from typing import Any

import pytest

from tests.drill.form import LONG
from tests.openapi.document import Operation, operations
from tests.openapi.inhabited import Inhabited
from tests.openapi.requests import CANARY, Request, all_well_formed, is_problem, spoilt, well_formed
from workflows.roles import Role

_WITH_BODY = [one for one in operations() if "application/json" in one.body_types()]
_ROLES = (Role.COORDINATOR, Role.CASEWORKER, Role.POLICE)
_WHOSE = {
    "/v1/letter-templates/": Role.ADMINISTRATOR, "/v1/letter-receipts": Role.INTEGRATION,
    "/link": Role.INTEGRATION, "/v1/events": Role.INTEGRATION, "/v1/webhooks": Role.INTEGRATION,
}  # fmt: skip
"""What none of ``_ROLES`` may do, by a part of its address, and who may."""
_VALUES: dict[str, Any] = {
    "NUL": f"{CANARY}\x00",
    "a lone surrogate": f"\ud83d{CANARY}",
    "an escape sequence": f"\x1b[31m{CANARY}",
    "a number beyond any column": 10**400,
    "a number just beyond": 2**63,
    "infinity": float("inf"),
    "not a number": float("nan"),
    "almost a megabyte": CANARY * 90_000,
    "an object": {CANARY: CANARY},
    "a list in a list": [[CANARY]],
}
_OF_VALUES = 4
"""One value in so many comes to a place of a body, and each in the drill."""
_DEEP = b'{"event":' * 100_000
_BODIES: dict[str, tuple[str, bytes]] = {
    "deep": ("application/json", _DEEP),
    "deep lists": ("application/json", b"[" * 100_000),
    "not UTF-8": ("application/json", b'{"\xff\xfe": "' + CANARY.encode() + b'"}'),
    "UTF-16": ("application/json", f'{{"{CANARY}": 1}}'.encode("utf-16")),
    "cut off": ("application/json", f'{{"{CANARY}": '.encode()),
    "a number of ten thousand digits": ("application/json", b'{"event": ' + b"9" * 10_000 + b"}"),
    "no JSON": ("text/plain", CANARY.encode()),
    "XML": ("application/xml", f"<{CANARY}/>".encode()),
    "nothing": ("application/json", b""),
    "null": ("application/json", b"null"),
    "a form": ("application/x-www-form-urlencoded", f"event={CANARY}".encode()),
    "a type that is no type": (f"application/json; charset={CANARY}; =", b"{" + CANARY.encode()),
    "multipart without a boundary": ("multipart/form-data", f"--{CANARY}".encode()),
    "multipart of an unknown charset": (
        f"multipart/form-data; boundary=x; charset={CANARY}",
        b'--x\r\nContent-Disposition: form-data; name="week"\r\n\r\n\xff\r\n--x--\r\n',
    ),
    "multipart that decodes to nothing": (
        "multipart/form-data; boundary=x; charset=undefined",
        b'--x\r\nContent-Disposition: form-data; name="week"\r\n\r\n\xff\r\n--x--\r\n',
    ),
    "multipart with too many parts": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 2_000 + b"--x--\r\n",
    ),
}
_DATES = ("0000-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "10000-01-01", "-2026-01-01", "2026-13-01")
_MOMENTS = (*(f"{day}T00:00:00Z" for day in _DATES), "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00")


_turn = count()


def _refused(request: Request, place: Inhabited, *why: object) -> set[int]:
    """Gives the statuses. In the drill everybody sends it, else one after the other takes their turn.

    Whoever may never do such a thing has not shown how it is refused, and the next one tries.
    """
    statuses, first = set(), next(_turn) % len(_ROLES)
    others = [role for path, role in _WHOSE.items() if path in request.path]
    for role in (*_ROLES[first:], *_ROLES[:first], *others):
        answer = request.send(place, role)
        assert 400 <= answer.status_code < 500, (role, answer.status_code, *why)
        assert is_problem(answer), (role, answer.text[:300], *why)
        statuses.add(answer.status_code)
        if not LONG and answer.status_code != 403:
            break
    return statuses


@pytest.mark.parametrize("operation", _WITH_BODY, ids=lambda one: one.name)
def test_a_hostile_value_in_any_place_of_a_body_is_refused(operation: Operation, place: Inhabited) -> None:
    for request in all_well_formed(operation, place):
        for number, (what, value) in enumerate(_VALUES.items()):
            for at, body in enumerate(spoilt(request.json, value)):
                if not LONG and (at + number) % _OF_VALUES:
                    continue  # another value comes to this place
                assert 422 in _refused(request.but(json=body), place, what, ascii(body)[:500]), (
                    what,
                    ascii(body)[:500],
                )


@pytest.mark.parametrize("operation", _WITH_BODY, ids=lambda one: one.name)
def test_a_hostile_key_is_refused_and_not_repeated(operation: Operation, place: Inhabited) -> None:
    request = well_formed(operation, place)
    for key in (CANARY, f"{CANARY}\x00", f"\ud800{CANARY}", f"{CANARY}\r\nX: 1", f"__{CANARY}__", "a" * 100_000):
        assert 422 in _refused(request.but(json=request.json | {key: CANARY}), place, ascii(key[:50]))


@pytest.mark.parametrize("what", _BODIES)
@pytest.mark.parametrize("operation", [one for one in operations() if one.body_types()], ids=lambda one: one.name)
def test_a_body_that_is_none_is_refused(operation: Operation, what: str, place: Inhabited) -> None:
    content_type, content = _BODIES[what]
    request = well_formed(operation, place).but(json=None, files=None, content=content)
    _refused(request.but(headers={"Content-Type": content_type}), place)
    _refused(request, place, "and without saying what it is")


@pytest.mark.parametrize("operation", _WITH_BODY, ids=lambda one: one.name)
def test_a_date_at_the_edge_of_time_is_refused(operation: Operation, place: Inhabited) -> None:
    for request in all_well_formed(operation, place):
        for key in request.json:
            for edge in _MOMENTS if key.endswith(("told_at", "meeting_at")) else _DATES if key.endswith("_on") else ():
                assert 422 in _refused(request.but(json=request.json | {key: edge}), place, key, edge)


@pytest.mark.parametrize("operation", [one for one in operations() if one.parameters("path")], ids=lambda one: one.name)
def test_an_id_that_is_none_is_refused_and_not_repeated(operation: Operation, place: Inhabited) -> None:
    request = well_formed(operation, place)
    for bad in (
        CANARY,
        f"{CANARY}%00",
        f"%ff{CANARY}",
        f"..%2f{CANARY}",
        f"%0d%0aX:{CANARY}",
        f"'{CANARY}--",
        "%ed%a0%80",
    ):
        path = operation.path
        for parameter in operation.parameters("path"):
            path = path.replace("{" + parameter["name"] + "}", bad)
        _refused(request.but(path=path), place, bad)


@pytest.mark.parametrize(
    "operation", [one for one in operations() if one.parameters("query")], ids=lambda one: one.name
)
def test_a_hostile_parameter_is_refused_and_not_repeated(operation: Operation, place: Inhabited) -> None:
    request = well_formed(operation, place)
    for parameter in operation.parameters("query"):
        for bad in (f"{CANARY}\x00", f"\r\nX-Injected: {CANARY}", "9" * 5_000, f"ÿ{CANARY}", "-1", ""):
            _refused(request.but(query={parameter["name"]: bad}), place, parameter["name"], bad[:60])


@pytest.mark.parametrize(
    "operation", [one for one in operations() if one.parameters("header")], ids=lambda one: one.name
)
def test_a_hostile_header_does_no_harm_and_is_not_repeated(operation: Operation, place: Inhabited) -> None:
    request = well_formed(operation, place)
    for parameter in operation.parameters("header"):
        for bad in ("\x00", "\r\nX-Injected: 1", "\xff\xfe", "\x1b[31m", "x" * 10_000):
            _refused(request.but(headers={parameter["name"]: CANARY + bad}), place, parameter["name"], bad[:20])
