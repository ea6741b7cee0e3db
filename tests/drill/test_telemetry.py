"""A whole list is walked, badly too, and no name and no CPR number stands in what the service says beside it."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import httpx
import psycopg
import pytest

from app import clock, embedded, migrate
from app.db import as_role
from app.lists.reading import Limits
from tests.caller import LISTS, Caller
from tests.drill.canaries import CPR_NUMBER, NAME, personal_in, personal_values
from tests.drill.form import LONG
from tests.drill.reporting import Tell
from tests.drill.telemetry import Telemetry
from tests.handover import Team, enter_custody_holder, entry_of, give, hand_over, place_on_second_step
from tests.running.process import Installation, Process, free_port, reachable_folder, wait_until
from tests.traces.collector import Collector, collecting
from workflows.roles import Role

_DIGITS = CPR_NUMBER.replace("-", "")
NOBODYS = "00000000-0000-4000-8000-000000000000"
_LAST_ATTEMPT = """
    insert into procrastinate_jobs (task_name, queue_name, queueing_lock, args, attempts)
    values ('watch_deadlines', 'default', 'again', '{"timestamp": 0}', 5)
"""


@pytest.fixture
def telemetry() -> Iterator[Telemetry]:
    """On the embedded PostgreSQL as the service itself starts it, with a log of its own."""
    with reachable_folder() as folder:
        url = embedded.start(folder, stop_at_exit=False)
        try:
            migrate.upgrade(url)
            yield Telemetry(Installation(url, folder), folder / "postgresql" / "data" / "log")
        finally:
            embedded.stop(folder)


def test_no_name_and_no_cpr_number_leaves_beside_the_answers(telemetry: Telemetry, tell: Tell) -> None:
    here = telemetry.here
    port = free_port()
    with (
        collecting() as collector,
        psycopg.connect(here.url, autocommit=True) as database,
        here.serve(SSP_METRICS_PORT=str(port), SSP_TRACES_URL=collector.url) as server,
    ):
        telemetry.logs["server"] = server.log
        with telemetry.client(server) as client:
            them = telemetry.team(client)
            _lists_good_and_bad(telemetry, client, them)
            _walk(them)
            _personal_data_in_every_place(client, them)
            _failures(database, telemetry, client, them)
            telemetry.logs["figures"] = here.folder / "figures"
            given = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=30, trust_env=False)
            telemetry.logs["figures"].write_text(given.raise_for_status().text)
        server.stop()
        _worker(database, telemetry, collector)
        telemetry.keep_traces(collector)
    assert {200, 201, 400, 401, 404, 405, 409, 412, 422, 500} <= telemetry.statuses.keys(), telemetry.statuses
    assert telemetry.personal() == {}
    kinds = {span.kind for span in collector.got}
    assert kinds == {"SERVER", "CLIENT", "PRODUCER", "CONSUMER"}
    assert len([span for span in collector.got if span.failed and span.kind == "CLIENT"]) > 10, "failed statements too"
    assert any(span.failed for span in collector.got if span.kind == "CONSUMER"), "and a failed job"
    tell("9", "names and CPR numbers sent in everywhere, and looked for", len(personal_values()))
    tell(
        "9", "answers, logs, addresses, figures and jobs: thousands of characters searched", telemetry.searched / 1_000
    )
    tell("9", "of them found", 0, at_most=0)
    logged = telemetry.logs["server"].read_text()
    assert logged.count("unforeseen: ") == telemetry.statuses[500], "each failure is logged, and once"
    assert "Exception in ASGI" not in logged


def _lists_good_and_bad(telemetry: Telemetry, client: httpx.Client, them: Team) -> None:
    faxe = telemetry.caller(client, Role.POLICE, "320")
    received = faxe.upload("faxe-2026-W47-with-errors.csv")
    faxe.get(f"/v1/handover-lists/{received.json()['id']}/rejected")
    telemetry.caller(client, Role.POLICE, "740").upload("silkeborg-2026-W47.xlsx")
    table = (LISTS / "fredericia-2026-W48.csv").read_bytes()
    for name, content in (
        ("empty.csv", None),
        ("not-a-list.csv", None),
        (f"{NAME} {CPR_NUMBER}.csv", b"\r\n"),
        ("header.csv", f"{NAME};{CPR_NUMBER}\r\n{NAME};{CPR_NUMBER}\r\n".encode()),
        ("broken.xlsx", b"PK\x03\x04" + table),
        ("other.json", json.dumps({NAME: CPR_NUMBER, "rows": [{CPR_NUMBER: NAME}]}).encode()),
        ("nul.csv", table.replace(b"Havnen", b"Hav\0nen")),
        ("long.csv", table + b"x" * (Limits().max_bytes - len(table) + 1)),
        ("quotes.csv", table.replace(b";", b'";')),
    ):
        them.police.upload(name, content)
    them.police.upload("fredericia-2026-W48.csv", data={"week": NAME})


def _walk(them: Team) -> None:
    entries = hand_over(them)
    them.police.upload("fredericia-2026-W47.csv")
    case_id = give(them.coordinator, entry_of(entries, "Noah El-Hassan"), "to_coordinator")
    enter_custody_holder(them.coordinator, case_id, NAME)
    them.coordinator.move(case_id, "confirm_informed")
    stale = {"If-Match": '"0"'}
    them.coordinator.post(f"/v1/cases/{case_id}/moves", {"event": "confirm_informed"}, headers=stale)
    other = give(them.coordinator, entry_of(entries, "Bjørn Jensen"), "to_coordinator")
    place_on_second_step(them, other, clock.now().isoformat())
    decided = f"/v1/entries/{entry_of(entries, 'Noah El-Hassan')['id']}/decision"
    them.coordinator.post(decided, {"decision": "to_coordinator"})
    for path in ("/v1/entries", "/v1/cases", f"/v1/cases/{case_id}/history", "/v1/handover-lists"):
        them.coordinator.get(path, limit=1)


def _personal_data_in_every_place(client: httpx.Client, them: Team) -> None:
    """In the path, the query, the headers, a field's value and its name, and the method: at every operation.

    Each way by everybody in the drill, else one way after the other takes its turn.
    """
    both = {NAME: CPR_NUMBER, "reason": [NAME], "event": NAME, "decision": CPR_NUMBER, "person_id": CPR_NUMBER}
    every = list(product((NAME, CPR_NUMBER, NOBODYS), (them.coordinator, them.caseworker)))
    for number, (path, operations) in enumerate(client.get("/openapi.json").json()["paths"].items()):
        for place, caller in every if LONG else [every[number % len(every)]]:
            filled = "/".join(place if part.startswith("{") else part for part in path.split("/"))
            caller.get(filled, cursor=CPR_NUMBER, state=NAME, list_id=CPR_NUMBER, limit=NAME)
            if "post" in operations:
                _post_badly(caller, filled, both)
    for path in (f"/{NAME}/{CPR_NUMBER}", f"/v1/cases/{NAME}/{CPR_NUMBER}?cpr={CPR_NUMBER}#{NAME}"):
        them.coordinator.get(path)
        client.request("DELETE", path)
    client.get("/v1/cases", headers={"Authorization": f"Bearer {CPR_NUMBER}"})
    client.get("/v1/cases", headers={"Host": CPR_NUMBER, "User-Agent": NAME, "tracestate": f"a={CPR_NUMBER}"})
    client.get("/v1/cases", headers={"traceparent": f"00-{'0' * 22}{_DIGITS}-{'0' * 6}{_DIGITS}-01"})
    them.coordinator.get("/v1/cases", cursor=CPR_NUMBER)
    client.request("TRACE", f"/v1/cases?name={NAME}")
    client.request(CPR_NUMBER, "/v1/cases")
    client.request("DELETE", "/v1/cases")


def _post_badly(caller: Caller, path: str, body: dict[str, Any]) -> None:
    headers = {"Idempotency-Key": CPR_NUMBER, "If-Match": CPR_NUMBER, "Content-Type": f"text/{CPR_NUMBER}"}
    caller.post(path, body)
    caller.post(path, [NAME, CPR_NUMBER])
    caller.post(path, body, headers=headers)
    caller.post(path, headers={"Content-Type": "application/json"}, content=f'{{"{NAME}": {CPR_NUMBER}')


@contextmanager
def _without(database: psycopg.Connection[Any], table: str) -> Iterator[None]:
    database.execute(f"alter table {table} rename to {table}_away")
    try:
        yield
    finally:
        database.execute(f"alter table {table}_away rename to {table}")


def _failures(database: psycopg.Connection[Any], telemetry: Telemetry, client: httpx.Client, them: Team) -> None:
    for table in ("cases", "list_entries", "audit_log", "history"):
        with _without(database, table):
            them.coordinator.get("/v1/cases")
            them.coordinator.get("/v1/entries")
            telemetry.caller(client, Role.POLICE, "330").upload("slagelse-2026-W47.csv")
    for table, rule in (("people", "created_at is null"), ("list_entries", "length(police_journal_number) < 3")):
        database.execute(f"alter table {table} add constraint never check ({rule}) not valid")
        refused = telemetry.caller(client, Role.POLICE, "330").upload("slagelse-2026-W47.csv")
        assert refused.status_code >= 400, refused.text
        database.execute(f"alter table {table} drop constraint never")
    assert telemetry.caller(client, Role.POLICE, "330").upload("slagelse-2026-W47.csv").status_code == 201


def _worker(database: psycopg.Connection[Any], telemetry: Telemetry, collector: Collector) -> None:
    """It signals deadlines that have passed, and fails when their table is gone."""
    database.execute("update deadlines set target_at = started_at, fatal_at = started_at + interval '1 second'")
    time.sleep(1)
    telemetry.logs["worker"] = log = telemetry.here.folder / "worker.log"
    settings = {"DATABASE_URL": as_role(telemetry.here.url, "ssp_worker"), "SSP_TRACES_URL": collector.url}
    with Process("worker", log=log, **telemetry.here.settings | settings):
        signalled = "select count(*) from signals where kind = 'escalation'"
        wait_until(lambda: database.execute(signalled).fetchone() != (0,), "the worker should signal")
        with _without(database, "deadlines"):
            database.execute(_LAST_ATTEMPT)
            wait_until(lambda: "ProgrammingError" in log.read_text(), "the worker should log that its job failed")
        telemetry.keep_jobs(database)


def test_a_statement_that_fails_is_not_in_postgresqls_log_with_its_values(telemetry: Telemetry) -> None:
    with psycopg.connect(telemetry.here.url, autocommit=True) as database:
        database.execute("create table children (name text primary key, born date)")
        database.execute("insert into children values (%s, null)", [NAME])
        for statement, values in (
            (f"insert into children values ('{NAME}')", None),  # noqa: S608 - the value is in the statement on purpose
            ("insert into children values (%s)", [NAME]),
            (f"do $$ begin insert into children values ('{NAME}'); end $$", None),  # noqa: S608 - likewise
        ):
            with pytest.raises(psycopg.errors.UniqueViolation):
                database.execute(statement, values)
        with pytest.raises(psycopg.errors.UniqueViolation), database.cursor().copy("copy children from stdin") as copy:
            copy.write_row([NAME, None])
    written = telemetry.logs["postgresql"].read_text()
    assert "duplicate key value" in written
    assert personal_in(written) == []
