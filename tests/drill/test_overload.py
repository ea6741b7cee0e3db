"""Slow clients and a greedy one: they are told so, and everybody else is answered."""

import threading
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.drill.form import times
from tests.drill.invented import Child
from tests.drill.pairs import hand_over
from tests.edge.wire import Wire
from tests.running.process import Installation
from workflows.roles import Role

SLOW = times(50, 200)
READS, ALLOWED = times(300, 2_000), times(30, 200)


def test_slow_clients_and_a_greedy_one_keep_nobody_else_waiting(url: str, tmp_path: Path) -> None:
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
        for number in range(ALLOWED // 2):
            for person in people[1:]:
                others[person.get("/v1/entries", params={"limit": 1 + number % 5}).status_code] += 1
        told = Counter(wire.answer()[0] for wire in slow)
        over.set()
        for one in at_once:
            one.join()
        assert server.answers()

    assert others == {200: 3 * (ALLOWED // 2)}
    assert set(bulk) == {200, 429}
    assert bulk[429] >= READS - 3 * ALLOWED
    assert waits == {True}
    assert set(told) <= {408, 0}, told
    assert told[408] > told[0], "0: it went on writing, and the answer was lost on the way"
    assert " 500 " not in server.said()
