"""P9: a backlog of events drained to one receiver, against bare POSTs of the same to the same receiver.

Everything is on: numbering, signatures, the check of each address, settling in the database. The receiver is a process
of its own; bare and drained take turns.
"""

import asyncio
import json
import multiprocessing
import sys
import time
from multiprocessing.connection import Connection
from statistics import median
from uuid import UUID

import httpx
from sqlalchemy import select, text

from app.clock import new_id, now
from app.db import Database, as_role
from app.events.catalogue import cloud_event
from app.events.models import Event
from app.receivers.allowed import Receivers
from app.webhooks.batches import due
from app.webhooks.dispatching import by_http_with, network_of, serve
from app.webhooks.models import WebhookSecret
from app.webhooks.sending import TIMEOUT
from bench import server
from bench.figures import Figure, shown

BACKLOG, ROUNDS, CASES, RATIO = 10_000, 10, 2_000, 0.8
CODE, CLIENT = "607", "fagsystem"
_WEBHOOK = "0b5a4b1c-0000-4000-8000-000000000001"


def measure() -> list[Figure]:
    context = multiprocessing.get_context("spawn")
    told, tells = context.Pipe()
    receiving = context.Process(target=_receive, args=(tells,), daemon=True)
    receiving.start()
    url = f"http://127.0.0.1:{told.recv()}/ind"
    with server.running() as running, running.database() as owner:
        _register(Database(owner), url)
        database = Database(as_role(owner, "ssp_worker"))
        receivers = Receivers.of(addresses=[url])
        with httpx.Client(timeout=TIMEOUT) as bare, network_of(receivers) as ours:
            drained, plain = _measured(database, bare, ours, url)
        database.close()
    told.send("how many")
    ids: int = told.recv()
    receiving.terminate()
    lost = BACKLOG - ids
    floor = f"bare POSTs to the same receiver: {plain:,.0f}/s"
    return [
        Figure("P9", f"a backlog of {BACKLOG:,} events drained", drained / plain, RATIO, f"{drained:,.0f}/s", floor),
        Figure("P9", "events of the backlog that were lost", lost, 0, f"{ids:,} arrived", f"{BACKLOG:,}", at_most=True),
    ]


def _measured(database: Database, bare: httpx.Client, ours: httpx.BaseTransport, url: str) -> tuple[float, float]:
    """Events a second: ours, and bare."""
    each = BACKLOG // ROUNDS
    plain, drained = list[float](), list[float]()
    for one in range(ROUNDS):
        _happen(database, one * each, each)
        body = json.dumps(_first(database), separators=(",", ":")).encode()
        began = time.perf_counter()
        for _ in range(each):
            bare.post(url, content=body, headers={"content-type": "application/cloudevents+json"})
        plain.append(each / (time.perf_counter() - began))
        began, arrived = time.perf_counter(), 0
        while arrived < each:
            with database.transaction(CODE) as session:
                (webhook_id,) = due(session, CODE, now())
            arrived += serve(database, (CODE, webhook_id), by_http_with(ours, now))
        drained.append(each / (time.perf_counter() - began))
    return median(drained), median(plain)


def _register(database: Database, url: str) -> None:
    with database.transaction(CODE) as session:
        values = {"code": CODE, "id": _WEBHOOK, "client": CLIENT, "url": url}
        session.execute(
            text(
                "insert into webhooks (municipality_code, id, client, url, types, made_at, sent_to, failures)"
                " values (:code, :id, :client, :url, '{}', now(), 0, 0)"
            ),
            values,
        )
        session.add(
            WebhookSecret(
                municipality_code=CODE, id=new_id(), webhook_id=UUID(_WEBHOOK), secret="whsec_" + "A" * 43 + "=",
                made_at=now(),
            )
        )  # fmt: skip
    database.close()


def _happen(database: Database, first: int, many: int) -> None:
    """What many moves would have written."""
    with database.transaction(CODE) as session:
        session.execute(
            text(
                "insert into events (municipality_code, id, receiver, at, type, case_id, object_id, version)"
                " select :code, gen_random_uuid(), :client, now(), 'case.changed', id, id, place from"
                " generate_series(cast(:first as int), cast(:first + :many - 1 as int)) as place"
                " cross join lateral (select md5((place % :cases)::text)::uuid as id) as one"
            ),
            {"code": CODE, "client": CLIENT, "first": first, "many": many, "cases": CASES},
        )


def _first(database: Database) -> dict[str, object]:
    with database.transaction(CODE) as session:
        return cloud_event(session.scalars(select(Event).limit(1)).one())


def _receive(tells: Connection) -> None:
    """Answers 204 to everything, and counts; ids are those that came with ``webhook-id``."""
    ids: set[bytes] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
            await reader.readexactly(int(fields[b"content-length"]))
            if b"webhook-id" in fields:
                ids.add(fields[b"webhook-id"])
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    async def run() -> None:
        listening = await asyncio.start_server(answer, "127.0.0.1", 0)
        tells.send(listening.sockets[0].getsockname()[1])
        await asyncio.to_thread(tells.recv)
        tells.send(len(ids))
        await asyncio.sleep(5)

    asyncio.run(run())


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


if __name__ == "__main__":
    sys.exit(shown(measure))
