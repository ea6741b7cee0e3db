"""What a list costs in statements, and files that mean harm."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from app.caller import Caller
from app.copying import NULL, encoded, text
from app.db import Database
from app.lists.progress import ListStep
from app.lists.reading import Limits
from app.lists.service import import_file
from app.people.encryption import Vault
from bench.lists import weekly_list
from tests.caller import FREDERICIA, LISTS, Service
from tests.lists.weeks import MONDAY, coordinator, counts, decide, entries, police, received, row, send, weekly
from workflows.roles import Role

SENDER = Caller("police", Role.POLICE, "607", MONDAY)
CONSTANT, A_CHUNK, CHUNK = 20, 10, 5_000
A_CASE_OWED_THE_NEWS = 12
ITS_EVENTS = 1


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement that reaches the driver, COPY too."""
    statements: list[str] = []
    with monkeypatch.context() as patch:
        for name in ("execute", "executemany", "copy"):
            original = getattr(psycopg.Cursor, name)

            def counting(self: object, query: str, *more: object, _original: Any = original, **how: object) -> object:
                statements.append(str(query))
                return _original(self, query, *more, **how)

            patch.setattr(psycopg.Cursor, name, counting)
        yield statements


@pytest.mark.parametrize("rows", [1, 50, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_the_number_of_statements_follows_the_chunks_and_not_the_rows(
    app_database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    with app_database.transaction() as session:
        session.connection()  # what a new connection asks about is not the list's
    with counted(monkeypatch) as statements, app_database.transaction(FREDERICIA) as session:
        assert import_file(session, weekly_list(rows), "a.csv", by=SENDER).accepted == rows
    assert len(statements) <= CONSTANT + A_CHUNK * -(-rows // CHUNK)


def test_an_amended_list_keeps_to_the_same_number(
    service: Service, app_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything at once: amended and decided, joined, without a number, rejected, and a new version.

    Only a case whose decided incident was amended is gone through one by one: its family is owed the news.
    """
    meeting = coordinator(service)
    received(send(police(service), weekly(row(), row(journal="2"), row(journal="3", cpr="710212-9787"))))
    assert decide(meeting, entries(meeting)[0], "to_coordinator").status_code == 200
    again = weekly(
        row(offence="Hærværk"), row(journal="2", offence="Vold"), row(journal="5"), row(journal="6", cpr="12345"),
        row(journal="7", cpr="", name="Ali Yilmas", note="Født 01-03-2013"),
    )  # fmt: skip
    with counted(monkeypatch) as statements, app_database.transaction(FREDERICIA) as session:
        receipt = import_file(session, again, "a.csv", by=SENDER)
    assert (receipt.accepted, receipt.rejected, receipt.version) == (4, 1, 2)
    assert len(statements) <= CONSTANT + A_CHUNK + A_CASE_OWED_THE_NEWS + ITS_EVENTS


def test_a_list_of_many_chunks_is_all_there(app_database: Database, vault: Vault, url: str) -> None:
    told: list[tuple[ListStep, int, int]] = []
    with app_database.transaction(FREDERICIA) as session:
        receipt = import_file(
            session, weekly_list(CHUNK + 7), "a.csv", by=SENDER, progress=lambda *said: told.append(said)
        )
    assert receipt.received == CHUNK + 7
    every_row = range(1, CHUNK + 8)
    assert told == [(step, done, CHUNK + 7) for step in (ListStep.READING, ListStep.STORING) for done in every_row]
    found = counts(url)
    assert {found[table] for table in ("people", "cases", "deadlines", "list_entries", "audit_log")} == {CHUNK + 7}


def _zip(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


HOSTILE = {
    "bomb.xlsx": _zip({"xl/workbook.xml": b"<a>" + b" " * 50_000_000}),
    "entity.xlsx": _zip({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><a/>'}),
    "half.xlsx": (LISTS / "fredericia-2026-W47.xlsx").read_bytes()[:4_000],
    "deep.json": b"[" * 100_000,
    "wrong.json": b'{"entries": [{"Navn": {"a": 1}}]}',
    "page.html": b"<html><script>alert(1)</script></html>",
    "nothing.csv": b"",
    "zeros.csv": b"\0" * 10_000,
    "letters.csv": b"\xff\xfe\xd8\x00" * 100,
    "open-quote.csv": weekly(row()) + b'"',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_leaves_nothing(service: Service, url: str, name: str) -> None:
    answer = send(police(service), HOSTILE[name], name=name)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(counts(url).values()) == {0}


def test_a_file_that_is_too_large_is_refused(service: Service, url: str) -> None:
    answer = send(police(service), b"x" * (Limits().max_bytes + 1))
    assert answer.status_code in (413, 422)
    assert answer.json()["code"] == "too_large"
    assert set(counts(url).values()) == {0}


@pytest.mark.parametrize("value", ["a\\b", "\\N", "a\tb", "a\nb", "a\r\nb", "\\", "æøå 'q' \"x\"", "{}"])
def test_what_is_copied_comes_out_as_it_went_in(server_url: str, value: str) -> None:
    with psycopg.connect(server_url) as connection:
        connection.execute("create temporary table kept (t text, n text, f boolean, b bytea, w timestamptz, i int)")
        with connection.cursor().copy("copy kept from stdin") as copy:
            fields = (text(value), NULL, encoded(False), encoded(b"\\x\0\t"), encoded(MONDAY), encoded(7))
            copy.write("\t".join(fields) + "\n")
        assert connection.execute("select * from kept").fetchall() == [(value, None, False, b"\\x\0\t", MONDAY, 7)]
