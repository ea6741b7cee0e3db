"""Django REST framework and django-fsm with the same tables and nothing on (``bench/peers``)."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from bench.load import Answer, request
from bench.peer import CLIENTS, Peer, database, filled, gunicorn, python_path, run

NAME = "Django REST + django-fsm"
BARS = {"create": 1.0, "queue": 5.0, "move": 1.0}
_JSON = {"Content-Type": "application/json"}
_FILL = """
insert into peers_person (id, municipality_code, cpr_number, name, address, birth_date)
  select gen_random_uuid(), '607', 'x' || n, 'Opdigtet Barn ' || n, '', date '2011-01-01'
  from generate_series(1, :many) n;
insert into peers_case (id, municipality_code, person_id, state, version, track, opened_at, closed_at, due_at,
  incidents)
  select gen_random_uuid(), '607', id, case when place <= :open then 'with_coordinator' else 'closed' end, 2,
    'coordinator',
    now() - place * interval '1 hour', case when place > :open then now() end, now() + place * interval '1 minute', 1
  from (select id, row_number() over () as place from peers_person) as one;
insert into peers_history (id, municipality_code, case_id, at, event, to_state, actor, reason)
  select gen_random_uuid(), '607', c.id, now(), 'opened', 'received', 'politi', ''
  from peers_case c, generate_series(1, 5);
insert into peers_deadline (id, municipality_code, case_id, kind, target_at)
  select gen_random_uuid(), '607', c.id, 'decide', now() from peers_case c, generate_series(1, 4);
"""


@contextmanager
def served(url: str) -> Iterator[Peer]:
    there = database(url, "peer_django")
    settings = {"DATABASE_URL": there, "DJANGO_SETTINGS_MODULE": "bench.peers.settings", **python_path()}
    run("django-admin", "migrate", "--run-syncdb", "--verbosity", "0", settings=settings)
    filled(there, _FILL)
    with gunicorn("bench.peers.wsgi", settings, ready="/cases") as found:
        yield Peer(
            NAME,
            found,
            there,
            {"queue": lambda: queue, "move": lambda: _moves(there), "create": lambda: create},
            {
                "move": "select count(*) from peers_history where event = 'assign'",
                "create": "select count(*) from peers_entry e join peers_case c on c.id = e.case_id",
            },
            listed,
            "select id from peers_case where closed_at is null",
            BARS,
        )


def create(_: int, __: Answer | None) -> bytes:
    number = time.time_ns() // 1_000
    body = {
        "person": {"cpr_number": str(number % 10**10), "name": "Opdigtet Barn", "birth_date": "2012-03-04"},
        "entry": {
            "journal_number": str(number), "role": "present", "offence_text": "Hærværk mod en bænk",
            "occurred_at": "2026-11-16T10:00:00+01:00", "place": "Banegården",
        },
    }  # fmt: skip
    return request("POST", "/cases", _JSON, json.dumps(body).encode())


def queue(_: int, __: Answer | None) -> bytes:
    return request("GET", "/cases", {})


def listed(answer: bytes) -> Sequence[str]:
    return [one["id"] for one in json.loads(answer)["results"]]


@dataclass(frozen=True)
class Move:
    cases: tuple[str, ...]

    def __call__(self, number: int, _: Answer | None) -> bytes:
        body = b'{"responsible":"koordinator-%d","reason":"Ferie"}' % (time.monotonic_ns() % 97)
        return request("POST", f"/cases/{self.cases[number]}/assign", _JSON, body)


def _moves(url: str) -> Move:
    with psycopg.connect(url) as connection:
        found = connection.execute("select id::text from peers_case where closed_at is null limit %s", [CLIENTS])
        return Move(tuple(one for (one,) in found))
