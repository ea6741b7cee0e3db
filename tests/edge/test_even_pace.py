"""When a receipt comes, and what it looks like, says nothing of who was found."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.access.tokens import DemoIssuer
from app.db import Database
from app.edge.even_pace import EvenPace
from app.edge.limits import MIB, EdgeLimits
from app.main import create_app
from app.people.encryption import Vault
from tests.caller import Service, instant
from tests.edge.plain import ask
from workflows.roles import Role

_LISTS, _PAGE = "/v1/handover-lists", "/lister/ny"
_STEPS = EdgeLimits(receipt_step=0.25, receipt_step_per_mib=8)
_OF_ONE_CALL = {"ratelimit"}


class Clock:
    """Goes on only while somebody works or sleeps."""

    def __init__(self) -> None:
        self.now = 5000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def _answered_after(works: float, size: int, path: str = _LISTS, method: str = "POST") -> float:
    """How long after its last byte a list is answered that takes ``works`` seconds to carry out."""
    clock = Clock()
    received = 0.0

    async def working(scope: Any, receive: Any, send: Any) -> None:
        nonlocal received
        clock.now += 3  # the body comes slowly, which is the sender's own affair
        while (await receive())["more_body"]:
            clock.now += 3
        received = clock.now
        clock.now += works
        await send({"type": "http.response.start", "status": 201, "headers": []})
        await send({"type": "http.response.body", "body": b"receipt"})

    pace = EvenPace(working, _STEPS, {_LISTS, _PAGE}, clock, clock.sleep)
    status, _, body = ask(pace, path, method, chunks=[b"x" * size, b""])
    assert (status, body) == (201, b"receipt")
    return clock.now - received


def test_little_and_much_work_are_answered_at_the_same_step() -> None:
    assert {_answered_after(works, 0) for works in (0.0, 0.01, 0.12, 0.249)} == {0.25}
    assert {round(_answered_after(works, MIB), 6) for works in (0.3, 2.0, 8.2)} == {8.25}


def test_what_takes_longer_than_a_step_is_answered_at_twice_and_four_times_it() -> None:
    assert [_answered_after(works, 0) for works in (0.26, 0.5, 0.51, 0.99)] == [0.5, 0.5, 1.0, 1.0]


def test_a_list_that_is_sent_from_the_page_keeps_the_same_pace() -> None:
    assert {_answered_after(works, 0, _PAGE) for works in (0.0, 0.249)} == {0.25}
    assert _answered_after(0.125, 0, _PAGE, method="GET") == 0.125


def test_a_countrys_list_waits_no_longer_than_it_must() -> None:
    assert _answered_after(3.0, 20 * MIB) == 60


def test_nobody_else_is_held_back() -> None:
    assert _answered_after(0.125, 0, path="/v1/entries") == 0.125
    assert _answered_after(0.125, 0, method="GET") == 0.125


def test_what_fails_unforeseen_is_held_back_too() -> None:
    clock = Clock()

    async def failing(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ask(EvenPace(failing, _STEPS, {_LISTS}, clock, clock.sleep), _LISTS, "POST")
    assert clock.slept == [0.25]


def test_whoever_waits_for_a_receipt_holds_no_connection_to_the_database(
    app_url: str, worker_database: Database, vault: Vault, issuer: DemoIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(app_url, pool_size=1)
    meanwhile: list[object] = []

    async def sleep(seconds: float) -> None:
        def ask_the_database() -> object:
            with database.transaction("607") as session:
                return session.scalar(text("select count(*) from handover_lists"))

        assert seconds > 0
        meanwhile.append(await asyncio.to_thread(ask_the_database))

    monkeypatch.setattr(EvenPace.__init__, "__defaults__", (*EvenPace.__init__.__defaults__[:1], sleep))  # type: ignore[index]  # it has two
    app = create_app(database, vault, issuer.verifier(), replace(_STEPS, receipt_step=100))
    with Service(app, issuer, database, worker_database) as service:
        assert service.as_(Role.POLICE).upload("fredericia-2026-W47.csv").status_code == 201
    assert meanwhile == [1], "it was committed, and the only connection was free"
    database.close()


_LIST = "\r\n".join(
    [
        "Journalnummer;CPR-nr.;Navn;Adresse;Postnr.;By;Status;Gerningskode;Forhold;Gerningstidspunkt;Gerningssted;"
        "Forældre orienteret;Bemærkning",
        *(
            f"JJJJ-71273-{n:05}-26;{61 + n:02}MM12-4{n:03};Opdigtet Barn;Skolevej {n};7000;Fredericia;Antruffet;;"
            f"Antruffet;12-11-2026 1{n}:00;Banegården;Nej;"
            for n in range(9)
        ),
        "JJJJ-71273-00099-26;ikke et nummer;Opdigtet Barn;;;;;;;;;;",
        "",
    ]
).encode("cp1252")


def _list(journal: str, month: str) -> bytes:
    return _LIST.replace(b"JJJJ", journal.encode()).replace(b"MM", month.encode())


def _shape(value: Any) -> Any:
    """The receipt without what is each list's own: its id, its time, its signature and its journal numbers."""
    if isinstance(value, dict):
        return {key: _shape(one) for key, one in value.items()}
    return [_shape(one) for one in value] if isinstance(value, list) else len(str(value))


@pytest.mark.parametrize("parameters", [{}, {"dry_run": "true"}], ids=["handed over", "only tried"])
def test_a_receipt_looks_the_same_for_a_known_and_an_unknown_child(
    service: Service, parameters: dict[str, str]
) -> None:
    def upload(week: int, *said: str, **parameters: str) -> Any:
        service.now = instant("2026-11-16T08:00:00Z") + timedelta(weeks=week)
        return service.as_(Role.POLICE).upload("a.csv", _list(*said), **parameters)

    assert upload(0, "3700", "01").json()["accepted"] == 9
    known = upload(1, "3701", "01", **parameters)
    unknown = upload(2, "3702", "02", **parameters)
    assert known.status_code == unknown.status_code == (200 if parameters else 201)
    assert known.json()["accepted"] == unknown.json()["accepted"] == 9
    assert known.json()["rejected"] == 1
    for one in (known, unknown):
        assert int(one.headers["Content-Length"]) == len(one.content)
    own = {name: value for name, value in known.headers.items() if name not in _OF_ONE_CALL}
    assert own == {name: value for name, value in unknown.headers.items() if name not in _OF_ONE_CALL}
    assert len(known.content) == len(unknown.content)
    assert _shape(known.json()) == _shape(unknown.json())
