"""P4, P6 and P7: the service as it is run, over HTTP, with the sender, the service and PostgreSQL on the same cores.

A move is one of a case's moves (``assign``) with its lock, guards, history, audit row, deadlines and the case as its
answer, of a case of each client's own, by the ETag of the answer before. Floor: a bare ``def`` endpoint with one insert
and one commit on the same stack, with as many processes and clients. The rates of the edge count nobody here.

P4 is a list of 50 rows by one sender, from its first byte to the receipt, without the even pace: at the pace a receipt
is given at the next half second whatever the list, so that its time says nothing of whether a child is known.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import psycopg

from bench.figures import Figure, shown
from bench.lists import weekly_list
from bench.load import Answer, Line, Loaded, load, request
from bench.seed import CODE, grown
from bench.serving import Served, Staff, floor, service
from workflows.roles import Role

CASES, CLIENTS, SECONDS, ROUNDS = 10_000, 32, 5.0, 5
P4, P6, P7 = 5.0, 0.5, 1.4
ROWS, LISTS = 50, 60


def measure() -> Iterator[Figure]:
    with grown(None, (CASES,)) as found, TemporaryDirectory() as made:
        url, folder = found[CASES], Path(made)
        staff, cases = Staff(folder), cases_of(url)
        serve = partial(service, url, folder, staff, keys_of(url))
        with serve(1) as one, serve(2) as two, serve(4) as four, floor(url, 1) as bare, floor(url, 2) as bare_two:
            move = Move(tuple(cases), staff.token(Role.COORDINATOR, "tove"))
            yield from _moves({"one": one, "two": two, "four": four}, {"bare": bare, "bare two": bare_two}, move, url)
            yield _lists(one, bare, staff.token(Role.POLICE, "politi"))


@dataclass(frozen=True)
class Move:
    """``cases``: id and version of one for each client."""

    cases: tuple[tuple[str, int], ...]
    token: str

    def __call__(self, number: int, before: Answer | None) -> bytes:
        case_id, version = self.cases[number]
        etag = before.headers[b"etag"].decode() if before else f'"{version}"'
        body = b'{"event":"assign","responsible":"koordinator-%d","reason":"Ferie"}' % (time.monotonic_ns() % 97)
        headers = {"Authorization": f"Bearer {self.token}", "If-Match": etag, "Content-Type": "application/json"}
        return request("POST", f"/v1/cases/{case_id}/moves", headers, body)


def commit(_: int, __: Answer | None) -> bytes:
    return request("POST", "/commits", {})


def _moves(services: Mapping[str, Served], floors: Mapping[str, Served], move: Move, url: str) -> Iterator[Figure]:
    kinds: list[tuple[str, Served, Callable[[int, Answer | None], bytes]]] = [
        *((name, served, move) for name, served in services.items()),
        *((name, served, commit) for name, served in floors.items()),
    ]
    found: dict[str, list[Loaded]] = {name: [] for name, _, _ in kinds}
    for run in range(-1, ROUNDS):
        for name, served, ask in kinds:
            if ask is move:
                _forget_notices(url)
                ask = Move(tuple(cases_of(url)), move.token)
            loaded = load(served.ports, CLIENTS, SECONDS if run >= 0 else 1.0, ask)
            assert loaded.failed == 0, (name, loaded.failed)
            if run >= 0:
                found[name].append(loaded)
    rate = {name: median(one.rate for one in loads) for name, loads in found.items()}
    p99 = {name: median(one.at(99) for one in loads) * 1000 for name, loads in found.items()}

    def said(name: str) -> str:
        return f"{rate[name]:,.0f}/s, p99 {p99[name]:,.0f} ms"

    what = f"moves by {CLIENTS} clients"
    yield Figure("P6", f"{what}, one process", rate["one"] / rate["bare"], P6, said("one"), f"bare: {said('bare')}")
    yield Figure(
        "P6", f"{what}, two processes", rate["two"] / rate["bare two"], P6, said("two"), f"bare: {said('bare two')}"
    )
    yield Figure(
        "P7", f"{what}: two processes against one", rate["two"] / rate["one"], P7, said("two"),
        f"one: {said('one')}; bare {rate['bare two'] / rate['bare']:.2f}",
    )  # fmt: skip
    yield Figure("P7", f"{what}: four processes against one", rate["four"] / rate["one"], P7, said("four"), said("one"))


def _lists(served: Served, bare: Served, token: str) -> Figure:
    ours, floors = list[float](), list[float]()
    first = int(time.time()) % 1_000_000 * 100
    with Line(served.ports[0]) as service_, Line(bare.ports[0]) as bare_:
        for number in range(-2, LISTS):
            data = weekly_list(ROWS, first=first + (number + 2) * ROWS)
            took = (service_.asked(_upload(data, token, _week(first, number))), bare_.asked(commit(0, None)))
            if number >= 0:
                ours.append(took[0])
                floors.append(took[1])
    p95 = [quantiles(one, n=20)[18] * 1000 for one in (ours, floors)]
    return Figure(
        "P4", f"a list of {ROWS} rows, upload to receipt, p95", p95[0] / p95[1], P4, f"{p95[0]:,.1f} ms",
        f"bare: {p95[1]:,.1f} ms; medians {median(ours) * 1000:,.1f} and {median(floors) * 1000:,.1f} ms", at_most=True,
    )  # fmt: skip


def _forget_notices(url: str) -> None:
    """Each move tells whoever has the case. A hundred a minute in one case is no case of anybody's: each round begins
    with what the seed had.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("truncate notices")


def keys_of(url: str) -> Path:
    """The key file of the seed (``bench.seed.grown``)."""
    with psycopg.connect(url) as connection:
        (data,) = connection.execute("show data_directory").fetchone() or ("",)
    return Path(data).parents[1] / "keys.json"


def _week(first: int, number: int) -> str:
    """Another for each list, as the police send them; a list of a week that has one already is compared with it."""
    place = number + 2
    return f"{2030 + first // 100 % 60 + place // 50}-W{1 + place % 50:02}"


def _upload(data: bytes, token: str, week: str) -> bytes:
    of_week = f'--b\r\nContent-Disposition: form-data; name="week"\r\n\r\n{week}\r\n'.encode()
    head = of_week + b'--b\r\nContent-Disposition: form-data; name="file"; filename="liste.csv"\r\n\r\n'
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "multipart/form-data; boundary=b"}
    return request("POST", "/v1/handover-lists", headers, head + data + b"\r\n--b--\r\n")


def cases_of(url: str) -> list[tuple[str, int]]:
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "select id::text, version from cases where municipality_code = %s and closed_at is null"
            " and state = 'with_coordinator' order by id limit %s",
            [CODE, CLIENTS],
        )
        return [(case_id, version) for case_id, version in found]


if __name__ == "__main__":
    sys.exit(shown(measure))
