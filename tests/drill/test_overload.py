"""Slow clients and a greedy one: they are told so, and everybody else is answered."""

import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles

from tests.drill.form import times
from tests.drill.invented import Child
from tests.drill.pairs import hand_over
from tests.drill.reporting import Tell
from tests.edge.wire import Wire
from tests.running.process import Installation
from workflows.roles import Role

SLOW = times(20, 200)
READS, ALLOWED = times(300, 2_000), times(30, 200)


def test_slow_clients_and_a_greedy_one_keep_nobody_else_waiting(url: str, tmp_path: Path, tell: Tell) -> None:
    here = Installation(url, tmp_path)
    with (
        here.serve(SSP_BODY_SECONDS="3", SSP_RATE_READS=f"{ALLOWED}/minute", SSP_STATEMENT_SECONDS="20") as server,
        ExitStack() as calls,
    ):
        people = [calls.enter_context(here.caller(server, Role.COORDINATOR, subject=f"anna{n}")) for n in range(4)]
        greedy = calls.enter_context(here.caller(server, Role.COORDINATOR, subject="greedy"))
        hand_over(calls.enter_context(here.caller(server, Role.POLICE)), people[0], [Child(n) for n in range(20)], 1)

        slow = [calls.enter_context(Wire(server.address)) for _ in range(SLOW)]
        head = (
            f"POST /v1/entries HTTP/1.1\r\nHost: a\r\nAuthorization: {greedy.headers['Authorization']}\r\n"
            "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
        ).encode()
        for wire in slow:
            wire.send(head)
        over = threading.Event()

        def trickle() -> None:
            while not over.wait(0.2):
                for wire in slow:
                    wire.send(b" ")

        bulk: Counter[int] = Counter()
        waits: set[bool] = set()

        def read_in_bulk() -> None:
            for _ in range(READS):
                answer = greedy.get("/v1/entries")
                bulk[answer.status_code] += 1
                if answer.status_code == 429:
                    waits.add(0 < int(answer.headers["Retry-After"]) <= 60)

        at_once = [threading.Thread(target=one) for one in (trickle, read_in_bulk)]
        for one in at_once:
            one.start()
        others: Counter[int] = Counter()
        took: list[float] = []
        for number in range(ALLOWED // 2):
            for person in people[1:]:
                began = time.perf_counter()
                others[person.get("/v1/entries", params={"limit": 1 + number % 5}).status_code] += 1
                took.append(time.perf_counter() - began)
        told = Counter(wire.answer()[0] for wire in slow)
        over.set()
        for one in at_once:
            one.join()
        assert server.answers()

    tell("11", "slow clients, each told so or cut off", len(slow), at_least=200)
    tell("11", "times what one may ask, by one who reads in bulk", READS / ALLOWED, at_least=10)
    tell("11", "of those answered with 429", bulk[429])
    tell("11", "seconds for the others, 95 of 100", quantiles(took, n=20)[-1], at_most=1)
    assert others == {200: 3 * (ALLOWED // 2)}
    assert set(bulk) == {200, 429}
    assert bulk[429] >= READS - 3 * ALLOWED
    assert waits == {True}
    assert set(told) <= {408, 0}, told
    assert told[408] > told[0], "0: it went on writing, and the answer was lost on the way"
    assert " 500 " not in server.said()
