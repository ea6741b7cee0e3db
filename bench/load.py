"""Many clients at once, from a process of their own: each has a connection, and sends when it has its answer.

Raw HTTP over asyncio: a client library would take as much of the machine as what is measured.
"""

import asyncio
import http.client
import multiprocessing
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Self

Ask = Callable[[int, "Answer | None"], bytes]
"""The next request of a client, by its number and what it was answered last. Must be a function that pickles."""
_HEAD_ENDS = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[bytes, bytes]
    body: bytes


@dataclass(frozen=True, slots=True)
class Loaded:
    rate: float
    """Answers a second."""
    seconds: Sequence[float]
    """Each answer's time."""
    failed: int

    def at(self, percent: int) -> float:
        return quantiles(self.seconds, n=100)[percent - 1]


def load(ports: Sequence[int], clients: int, seconds: float, ask: Ask) -> Loaded:
    """The clients are spread over the ports."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_load, (ports, clients, seconds, ask))


def _load(ports: Sequence[int], clients: int, seconds: float, ask: Ask) -> Loaded:
    return asyncio.run(_all(ports, clients, seconds, ask))


async def _all(ports: Sequence[int], clients: int, seconds: float, ask: Ask) -> Loaded:
    took: list[float] = []
    failed: list[int] = []
    began = time.perf_counter()
    until = began + seconds
    await asyncio.gather(*(_client(ports[one % len(ports)], one, until, ask, took, failed) for one in range(clients)))
    return Loaded(len(took) / (time.perf_counter() - began), took, len(failed))


async def _client(port: int, number: int, until: float, ask: Ask, took: list[float], failed: list[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer: Answer | None = None
    while time.perf_counter() < until:
        request = ask(number, answer)
        began = time.perf_counter()
        writer.write(request)
        answer = await read_answer(reader)
        took.append(time.perf_counter() - began)
        if answer.status >= 300:
            failed.append(answer.status)
    writer.close()


async def read_answer(reader: asyncio.StreamReader) -> Answer:
    first, *lines = (await reader.readuntil(_HEAD_ENDS)).removesuffix(_HEAD_ENDS).split(b"\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(b": ") for line in lines)}
    length = headers.get(b"content-length")
    body = await _chunks(reader) if length is None else await reader.readexactly(int(length))
    return Answer(int(first.split()[1]), headers, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    """What says its length in pieces, as gunicorn does when the application did not say it."""
    found = b""
    while length := int(await reader.readline(), 16):
        found += await reader.readexactly(length)
        await reader.readline()
    await reader.readline()
    return found


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    said = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


class Line:
    """One connection, kept open, for one request after the other."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def asked(self, sent: bytes) -> float:
        """Seconds to the answer's last byte."""
        began = time.perf_counter()
        self.answered(sent)
        return time.perf_counter() - began

    def answered(self, sent: bytes) -> bytes:
        self._socket.sendall(sent)
        answer = http.client.HTTPResponse(self._socket)
        answer.begin()
        said = answer.read()
        assert answer.status < 300, (answer.status, said[:300])
        return said
