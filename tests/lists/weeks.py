"""Lists of one's own for a test: rows as a person would write them, and what the service says of them."""

from datetime import datetime
from typing import Any

import psycopg
from httpx2 import Response
from psycopg import sql

from tests.caller import LISTS, Caller, Service, instant
from workflows.roles import Role

MONDAY = instant("2026-11-16T09:00:00+01:00")
HEADER = "Journalnummer;CPR-nr.;Navn;Adresse;Postnr.;By;Status;Gerningskode;Forhold;Gerningstidspunkt;Bemærkning"
ALI = "610313-5752"
TABLES = (
    "people", "cases", "deadlines", "history", "handover_lists", "list_entries", "rejected_entries", "audit_log",
)  # fmt: skip


def row(
    journal: str = "3700-71273-00001-26",
    cpr: str = ALI,
    name: str = "Ali Yilmaz",
    role: str = "Antruffet",
    offence: str = "Butikstyveri",
    when: str = "12-11-2026 07:18",
    note: str = "",
    address: str = "Skolevej 1",
) -> str:
    return f"{journal};{cpr};{name};{address};7000;Fredericia;{role};71273;{offence};{when};{note}"


def weekly(*rows: str) -> bytes:
    return "\r\n".join([HEADER, *rows, ""]).encode()


def police(service: Service, at: datetime = MONDAY) -> Caller:
    service.now = at
    return service.as_(Role.POLICE)


def coordinator(service: Service) -> Caller:
    service.now = service.now or MONDAY
    return service.as_(Role.COORDINATOR)


def send(
    caller: Caller, content: bytes | str, *, name: str = "liste.csv", week: str | None = None, **parameters: Any
) -> Response:
    """Hands over ``content``, or the sample file of that name."""
    if isinstance(content, str):
        name, content = content, (LISTS / content).read_bytes()
    return caller.post(
        "/v1/handover-lists",
        files={"file": (name, content)},
        data={"week": week} if week else None,
        params=parameters or None,
    )


def received(answer: Response) -> Any:
    assert answer.status_code == 201, answer.text
    return answer.json()


def entries(caller: Caller, **parameters: Any) -> list[Any]:
    """Every entry, however many pages."""
    found: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        answer = caller.get("/v1/entries", limit=100, **parameters, **cursor)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


def decide(caller: Caller, entry: Any, decision: str, **said: str) -> Response:
    return caller.post(f"/v1/entries/{entry['id']}/decision", {"decision": decision, **said})


def counts(url: str) -> dict[str, int]:
    """The rows of every table that an intake writes."""
    with psycopg.connect(url) as connection:
        return {table: _count(connection, table) for table in TABLES}


def _count(connection: psycopg.Connection, table: str) -> int:
    counted = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
    assert counted is not None
    return int(counted[0])
