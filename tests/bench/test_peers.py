"""What the peers are asked is what is said of it, and a round that left no rows is no figure."""

import asyncio
import json
import re

import pytest

from bench import peer_helpdesk, peer_roundup
from bench.beside import Create, list_of_unknown
from bench.load import Answer, read_answer
from bench.past_lists import long_list
from bench.peer import CLIENTS, every_one_left

HEADERS = {"Host": "127.0.0.1"}


def body(request: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(request.partition(b"\r\n\r\n")[2])
    return found


@pytest.mark.parametrize(
    ("rows", "answers", "requests", "whether"),
    [(40, 40, 1, True), (39, 40, 1, False), (41, 40, 1, False), (0, 0, 1, False), (0, 40, 1, False),
     (40, 80, 2, True), (40, 80 + CLIENTS, 2, True), (40, 81 + CLIENTS, 2, False), (41, 81, 2, False)],
)  # fmt: skip
def test_each_answer_must_have_left_its_row(rows: int, answers: int, requests: int, whether: bool) -> None:
    assert every_one_left(rows, answers, requests) is whether


def test_the_service_is_asked_for_children_that_it_never_met() -> None:
    ask = Create("token", first=16_000)
    asked = [str(body(ask(0, None))["cpr_number"]) for _ in range(5_000)]
    assert len(set(asked)) == len(asked)
    assert all(re.fullmatch(r"(6[1-9]|7\d|8[0-8])(0[1-9]|1[0-2])1[0-6]-9\d{3}", one) for one in asked)
    listed = re.findall(rb"\d{6}-\d{4}(?=;)", list_of_unknown(5_000, run=1_795_000_000))
    assert len(set(listed)) == 5_000
    known = set(re.findall(rb"\d{6}-\d{4}(?=;)", long_list(5_000)))
    assert known
    assert not known & {*listed, *(one.encode() for one in asked)}
    assert not {*listed} & {one.encode() for one in asked}


def test_roundup_is_asked_how_an_issue_stands_and_then_for_the_other_status() -> None:
    move = peer_roundup.Move(HEADERS, ("7", "9"))
    assert move(1, None).startswith(b"GET /rest/data/issue/9/status ")
    stands = Answer(200, {b"etag": b'"abc"'}, b'{"data": {"data": "5"}}')
    asked = move(1, stands)
    assert asked.startswith(b"PUT /rest/data/issue/9/status ")
    assert b'If-Match: "abc"\r\n' in asked
    assert body(asked) == {"data": "6"}
    assert body(move(1, Answer(200, stands.headers, b'{"data": {"data": "6"}}'))) == {"data": "5"}
    assert move(1, Answer(200, {}, b"{}")).startswith(b"GET ")


def test_django_helpdesk_is_asked_for_another_status_each_time() -> None:
    move = peer_helpdesk.Move(HEADERS, ("7", "9"))
    statuses, before = [], None
    for _ in range(4):
        statuses.append(body(move(1, before))["new_status"])
        before = Answer(201, {}, json.dumps({"new_status": statuses[-1]}).encode())
    assert statuses == [2, 1, 2, 1]


def test_an_answer_in_pieces_is_read_to_its_end_and_no_further() -> None:
    sent = (
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\nb\r\n{"e":\r\n"f"}\r\n0\r\n\r\n'
        b"HTTP/1.1 201 "
    )

    async def read() -> tuple[Answer, bytes]:
        reader = asyncio.StreamReader()
        reader.feed_data(sent)
        reader.feed_eof()
        return await read_answer(reader), await reader.read()

    answer, left = asyncio.run(read())
    assert (answer.status, answer.body, left) == (200, b'abcd{"e":\r\n"f"}', b"HTTP/1.1 201 ")
