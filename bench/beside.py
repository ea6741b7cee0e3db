"""P11: the same work beside Django REST framework and django-fsm, over HTTP, on the same machine in the same run.

The peer (``bench/peers``) has the same tables and nothing on: no login, no filter of who may see what, no log, no
encryption, no check of a row beyond its types. It runs as one would run it, under gunicorn; both have two processes and
eight clients, and 10,000 cases of which 136 are open. What is compared: a child and its case created (here an entry
typed in, checked and matched by all that a list's row is), the first page of the queue, one move, and a list of 5,000
rows: here one upload, there a request for each row, for it has no other way in.

Not measured: Roundup and django-helpdesk.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psycopg

from bench.figures import Figure, shown
from bench.http import Move, cases_of, keys_of
from bench.load import Answer, Ask, Line, Loaded, load, request
from bench.past_lists import long_list
from bench.seed import grown
from bench.serving import Served, Staff, processes, service
from workflows.roles import Role

CASES, CLIENTS, PROCESSES, SECONDS, ROUNDS, ROWS = 10_000, 8, 2, 5.0, 3, 5_000
BARS = {"create": 1.0, "queue": 5.0, "move": 1.0, "import": 15.0}
_ENVIRONMENT = Path(os.environ.get("SSP_BENCH_PEERS", ".venv-peers")).absolute()
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
analyze;
"""


def measure() -> Iterator[Figure]:
    with grown(None, (CASES,)) as found, TemporaryDirectory() as made:
        url, folder = found[CASES], Path(made)
        staff = Staff(folder)
        with service(url, folder, staff, keys_of(url), PROCESSES) as ours, _peer(url) as (peer, peers_url):
            pairs: Mapping[str, tuple[Ask, Ask]] = {
                "create": (Create(staff.token(Role.COORDINATOR, "tove")), CreateThere()),
                "queue": (Queue(staff.token(Role.COORDINATOR, "tove")), queue_there),
                "move": (Move(tuple(cases_of(url)), staff.token(Role.COORDINATOR, "tove")), _moves_there(peers_url)),
            }
            created = 0.0
            for name, (ask, there) in pairs.items():
                here_, there_ = _by_turns(ours, peer, name, ask, there, url)
                created = there_ if name == "create" else created
                yield Figure(
                    "P11", f"{name}, against Django REST + django-fsm", here_ / there_, BARS[name], f"{here_:,.0f}/s",
                    f"Django: {there_:,.0f}/s",
                )  # fmt: skip
            rows = ROWS / _imported(ours, staff.token(Role.POLICE, "politi"))
            yield Figure(
                "P11", f"a list of {ROWS:,} rows, against its API", rows / created, BARS["import"],
                f"{rows:,.0f} rows/s", f"Django: {created:,.0f} rows/s",
            )  # fmt: skip


def _by_turns(ours: Served, peer: Served, name: str, ask: Ask, there: Ask, url: str) -> tuple[float, float]:
    found: tuple[list[Loaded], list[Loaded]] = ([], [])
    for run in range(-1, ROUNDS):
        seconds = SECONDS if run >= 0 else 1.0
        if name == "move":
            assert isinstance(ask, Move)
            ask = Move(tuple(cases_of(url)), ask.token)
        loaded = (load(ours.ports, CLIENTS, seconds, ask), load(peer.ports, CLIENTS, seconds, there))
        assert [one.failed for one in loaded] == [0, 0], (name, [one.failed for one in loaded])
        if run >= 0:
            found[0].append(loaded[0])
            found[1].append(loaded[1])
    return median(one.rate for one in found[0]), median(one.rate for one in found[1])


@dataclass(frozen=True)
class Create:
    token: str

    def __call__(self, _: int, __: Answer | None) -> bytes:
        number = time.time_ns() // 1_000
        body = {
            "police_journal_number": f"3700-{number % 10**10}-26", "name": "Opdigtet Barn", "birth_date": "2012-03-04",
            "cpr_number": f"640312-{4000 + number % 6000}", "role": "Antruffet", "offence_text": "Hærværk mod en bænk",
            "occurred_at": "16-11-2026 10:00", "place": "Banegården",
        }  # fmt: skip
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return request("POST", "/v1/entries", headers, json.dumps(body).encode())


@dataclass(frozen=True)
class Queue:
    token: str

    def __call__(self, _: int, __: Answer | None) -> bytes:
        return request("GET", "/v1/cases?limit=50", {"Authorization": f"Bearer {self.token}"})


@dataclass(frozen=True)
class CreateThere:
    def __call__(self, _: int, __: Answer | None) -> bytes:
        number = time.time_ns() // 1_000
        body = {
            "person": {"cpr_number": str(number % 10**10), "name": "Opdigtet Barn", "birth_date": "2012-03-04"},
            "entry": {
                "journal_number": str(number), "role": "present", "offence_text": "Hærværk mod en bænk",
                "occurred_at": "2026-11-16T10:00:00+01:00", "place": "Banegården",
            },
        }  # fmt: skip
        return request("POST", "/cases", {"Content-Type": "application/json"}, json.dumps(body).encode())


def queue_there(_: int, __: Answer | None) -> bytes:
    return request("GET", "/cases", {})


@dataclass(frozen=True)
class MoveThere:
    cases: tuple[str, ...]

    def __call__(self, number: int, _: Answer | None) -> bytes:
        body = b'{"responsible":"koordinator-%d","reason":"Ferie"}' % (time.monotonic_ns() % 97)
        return request("POST", f"/cases/{self.cases[number]}/assign", {"Content-Type": "application/json"}, body)


def _moves_there(url: str) -> MoveThere:
    with psycopg.connect(url) as connection:
        found = connection.execute("select id::text from peers_case where closed_at is null limit %s", [CLIENTS])
        return MoveThere(tuple(one for (one,) in found))


def _imported(served: Served, token: str) -> float:
    """Seconds of one list that nobody has sent before."""
    data = long_list(ROWS).replace(b"-71273-", b"-%06d-" % (time.time_ns() // 10**9 % 10**6))
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="liste.csv"\r\n\r\n'
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "multipart/form-data; boundary=b"}
    with Line(served.ports[0]) as line:
        return line.asked(request("POST", "/v1/handover-lists", headers, head + data + b"\r\n--b--\r\n"))


@contextmanager
def _peer(url: str) -> Iterator[tuple[Served, str]]:
    """Its environment, a new database beside ours with as many cases, and its processes."""
    if not _ENVIRONMENT.exists():
        subprocess.run(
            [str(Path(sys.executable).parent / "uv"), "sync", "--frozen", "--quiet", "--only-group", "peers"],
            env=os.environ | {"UV_PROJECT_ENVIRONMENT": str(_ENVIRONMENT)}, check=True,
        )  # fmt: skip
    name = url.partition("?")[0].rpartition("/")[2]
    there = url.replace(f"/{name}?", "/peers?")
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("drop database if exists peers with (force)")
        admin.execute("create database peers")
    settings = {"DATABASE_URL": there, "DJANGO_SETTINGS_MODULE": "bench.peers.settings", "PYTHONPATH": str(Path.cwd())}
    programs = _ENVIRONMENT / "bin"
    subprocess.run(
        [str(programs / "django-admin"), "migrate", "--run-syncdb", "--verbosity", "0"],
        env=os.environ | settings, check=True,
    )  # fmt: skip
    with psycopg.connect(there, autocommit=True) as connection:
        connection.execute(_FILL.replace(":many", str(CASES)).replace(":open", str(CASES * 136 // 10_000)))
    command = [
        str(programs / "gunicorn"), "bench.peers.wsgi", "--worker-class", "gthread", "--threads", "10",
        "--keep-alive", "60",
    ]  # fmt: skip
    with processes(PROCESSES, command, settings, port_in="PORT", ready="/cases") as served:
        yield served, there


if __name__ == "__main__":
    sys.exit(shown(measure))
