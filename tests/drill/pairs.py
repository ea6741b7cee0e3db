"""Two requests at the same moment, over connections of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import httpx

from tests.drill.invented import Child, list_of

Ask = Callable[[], httpx.Response]
AtOnce = Callable[[Ask, Ask], list[httpx.Response]]


@contextmanager
def two_hands() -> Iterator[AtOnce]:
    """Gives what sends two requests at once; the answers come sorted by status."""
    with ThreadPoolExecutor(2) as hands:

        def at_once(first: Ask, second: Ask) -> list[httpx.Response]:
            ready = Barrier(2)

            def send(ask: Ask) -> httpx.Response:
                ready.wait(timeout=10)
                return ask()

            answers = [one.result(timeout=60) for one in [hands.submit(send, ask) for ask in (first, second)]]
            return sorted(answers, key=lambda answer: answer.status_code)

        yield at_once


def statuses(answers: list[httpx.Response]) -> tuple[int, ...]:
    return tuple(answer.status_code for answer in answers)


def upload(caller: httpx.Client, content: bytes) -> httpx.Response:
    return caller.post("/v1/handover-lists", files={"file": ("2026-W47.csv", content)})


def hand_over(police: httpx.Client, meeting: httpx.Client, children: list[Child], number: int) -> list[Any]:
    """Hands over list ``number``; gives its entries, one for each child, in the order they are shown."""
    answer = upload(police, list_of(children, number))
    assert answer.status_code == 201, answer.text
    entries: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = meeting.get("/v1/entries", params={"list_id": answer.json()["id"], "limit": 100, **cursor})
        assert page.status_code == 200, page.text
        entries += page.json()["items"]
        if page.json()["next_cursor"] is None:
            return entries
        cursor = {"cursor": page.json()["next_cursor"]}


def decide(caller: httpx.Client, entry: Any, decision: str, **headers: str) -> httpx.Response:
    return caller.post(f"/v1/entries/{entry['id']}/decision", json={"decision": decision}, headers=headers)
