"""P11: the same work beside others who do it, over HTTP, on the same machine in the same run.

Beside Django REST framework and django-fsm with the same tables and nothing on: no login, no filter of who may see
what, no log, no encryption, no check of a row beyond its types. And beside two that are used as they come from the
package index: Roundup and django-helpdesk, each set up as its own documentation says, with its login, its history and
its checks on and its mails off (``bench/peer_roundup.py`` and ``bench/peer_helpdesk.py`` say more). All three run under
gunicorn; they and the service have two processes, eight clients, the same PostgreSQL, and 10,000 cases of which 136 are
open. They are asked by turns, each round anew; what counts are medians. An answer that is not a success ends the bench,
and so does one that left no row: the rows of each round are counted in the database, and a list is looked through.

What is compared: the first page of the queue, 50 of all that is open; one move (here ``assign``, there a change of
status); a child and its case created (here an entry typed in, checked and matched by all that a list's row is). And a
list of 5,000 rows of unknown children: here one upload, in Django a request for each row, for it has no other way in.
"""

import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psycopg

from bench import peer_django, peer_helpdesk, peer_roundup
from bench.figures import Figure, shown
from bench.http import Move, cases_of, keys_of
from bench.load import Answer, Line, request
from bench.past_lists import MOST, long_list
from bench.peer import CASES, PAGE, PROCESSES, Peer, installed
from bench.seed import grown
from bench.serving import Staff, service
from workflows.roles import Role

SECONDS, ROUNDS, ROWS = 4.0, 3, 5_000
WORK = ("queue", "move", "create")
"""In this order: what is created is open, and would lengthen the queue."""
IMPORT = 15.0
_IN_THIS_RUN = count()


def measure() -> Iterator[Figure]:
    installed()
    with grown(None, (CASES,)) as found, TemporaryDirectory() as made:
        url, folder = found[CASES], Path(made)
        staff = Staff(folder)
        with (
            _service(url, folder, staff) as ours, peer_django.served(url) as django,
            peer_roundup.served(url, folder) as roundup, peer_helpdesk.served(url) as helpdesk,
        ):  # fmt: skip
            everybody = (ours, django, roundup, helpdesk)
            for one in everybody:
                one.asserted_queue()
            for work in WORK:
                rates = _by_turns(everybody, work)
                for peer in everybody[1:]:
                    yield Figure(
                        "P11", f"{work}, against {peer.name}", rates[ours.name] / rates[peer.name], peer.bars[work],
                        f"{rates[ours.name]:,.0f}/s", f"{peer.name}: {rates[peer.name]:,.1f}/s",
                    )  # fmt: skip
            rows = ROWS / _imported(ours, staff.token(Role.POLICE, "politi"))
            yield Figure(
                "P11", f"a list of {ROWS:,} rows, against {django.name}", rows / rates[django.name], IMPORT,
                f"{rows:,.0f} rows/s", f"{django.name}: {rates[django.name]:,.0f} rows/s",
            )  # fmt: skip


def _by_turns(everybody: Sequence[Peer], work: str) -> dict[str, float]:
    """Medians, by name. A first short round counts for nobody."""
    for one in everybody:
        one.rate(work, 1.0)
    rounds = [{one.name: one.rate(work, SECONDS) for one in everybody} for _ in range(ROUNDS)]
    return {one.name: median(found[one.name] for found in rounds) for one in everybody}


@contextmanager
def _service(url: str, folder: Path, staff: Staff) -> Iterator[Peer]:
    token = staff.token(Role.COORDINATOR, "tove")
    with service(url, folder, staff, keys_of(url), PROCESSES) as served:
        yield Peer(
            "the service",
            served,
            url,
            {
                "queue": lambda: Queue(token),
                "move": lambda: Move(tuple(cases_of(url)), token),
                "create": lambda: Create(token, _rows(url, "select count(*) from people")),
            },
            {
                "move": "select count(*) from history where event = 'assign'",
                "create": "select count(*) from cases c join list_entries e on e.case_id = c.id"
                " and e.person_id = c.person_id",
            },
            lambda answer: [one["id"] for one in json.loads(answer)["items"]],
            "select id from cases where municipality_code = '607' and closed_at is null",
        )


@dataclass(frozen=True)
class Queue:
    token: str

    def __call__(self, _: int, __: Answer | None) -> bytes:
        return request("GET", f"/v1/cases?limit={PAGE}", {"Authorization": f"Bearer {self.token}"})


@dataclass(frozen=True)
class Create:
    """Each of a child of its own, numbered from ``first``: as many as were known before, so that none of them was."""

    token: str
    first: int

    def __call__(self, _: int, __: Answer | None) -> bytes:
        number = self.first + next(_IN_THIS_RUN)
        day, month, year = 61 + number % 28, 1 + number // 28 % 12, 10 + number // 336 % 7
        body = {
            "police_journal_number": f"3700-{number:010}-26", "name": "Opdigtet Barn",
            "cpr_number": f"{day:02}{month:02}{year:02}-{9000 + number // MOST % 1000}", "role": "Antruffet",
            "offence_text": "Hærværk mod en bænk", "occurred_at": "16-11-2026 10:00", "place": "Banegården",
        }  # fmt: skip
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return request("POST", "/v1/entries", headers, json.dumps(body).encode())


def _imported(ours: Peer, token: str) -> float:
    """Seconds of one list that nobody has sent before, of children that nobody has met."""
    people = "select count(*) from people"
    run, before = time.time_ns() // 10**9, _rows(ours.url, people)
    data = list_of_unknown(ROWS, run)
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="liste.csv"\r\n\r\n'
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "multipart/form-data; boundary=b"}
    with Line(ours.served.ports[0]) as line:
        took = line.asked(request("POST", "/v1/handover-lists", headers, head + data + b"\r\n--b--\r\n"))
    assert _rows(ours.url, people) == before + ROWS, (before, _rows(ours.url, people))
    return took


def list_of_unknown(rows: int, run: int) -> bytes:
    """Its children and journal numbers are those of this run alone."""
    data = re.sub(rb"-400(\d);", b"-%03d\\1;" % (500 + run % 399), long_list(rows))
    return data.replace(b"-71273-", b"-%06d-" % (run % 10**6))


def _rows(url: str, statement: str) -> int:
    with psycopg.connect(url) as connection:
        (many,) = connection.execute(statement).fetchone() or (0,)
    return int(many)


if __name__ == "__main__":
    sys.exit(shown(measure))
