"""The server is killed in the middle of uploads, again and again, and nothing is half done or done twice."""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import psycopg

from tests.drill.form import times
from tests.drill.invented import Child, new_list
from tests.drill.reporting import Tell
from tests.drill.wholeness import faults, is_stored, nobody_is_connected
from tests.running.process import Installation, Server, wait_until
from workflows.roles import Role

logger = logging.getLogger("ssp.drill")

KILLS = times(4, 200)
MUNICIPALITIES = ("607", "740", "330")
ROWS = 300
_COMES_BACK = Child(0)
_GOLDEN = 0.618
"""Steps of the golden ratio fall evenly over a duration, however many there are."""
_UNTOLD = "there, but killed before the answer"
_UNDER_WAY = """
    select 1 from pg_stat_activity
    where datname = current_database() and xact_start is not null and query ilike 'copy %'
"""


class Upload(NamedTuple):
    municipality: str
    content: bytes
    key: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def test_a_server_killed_during_uploads_leaves_whole_lists_or_nothing(url: str, tmp_path: Path, tell: Tell) -> None:
    here = Installation(url, tmp_path)
    longest = 0.0
    became: Counter[str] = Counter()
    with psycopg.connect(url, autocommit=True) as connection, ThreadPoolExecutor(len(MUNICIPALITIES)) as clients:
        server = here.serve()
        try:
            takes = _time_of_three(here, server, clients)
            for number in range(KILLS):
                uploads = _three(number + 1)
                began = [clients.submit(_send, here, server, upload) for upload in uploads]
                _wait_for_the_moment(number, began, uploads, takes, connection)
                server.kill()
                gone = time.monotonic()
                acknowledged = [_answer(one) for one in began]
                wait_until(lambda: nobody_is_connected(connection), "PostgreSQL should let go of the dead")
                assert faults(connection) == []
                before = [is_stored(connection, upload.sha256) for upload in uploads]
                server = here.serve()
                longest = max(longest, time.monotonic() - gone)
                for upload, stored, answer in zip(uploads, before, acknowledged, strict=True):
                    became[_outcome(stored, answer)] += 1
                    _retry_gives_the_first_answer(here, server, upload, stored, answer)
            server.kill()
            wait_until(lambda: nobody_is_connected(connection), "PostgreSQL should let go of the dead")
            assert faults(connection) == []
            _each_is_there_once(connection)
        finally:
            server.stop()
    logger.info("%s kills in uploads of %.2f s: %s", KILLS, takes, dict(became))
    tell("1", "kills of the server during uploads by three", KILLS, at_least=200)
    tell("1", "lists cut off before their commit, of which nothing was there", became["nothing of it there"])
    tell("1", "lists stored, but killed before the answer: sent again, the answer is theirs", became[_UNTOLD])
    tell("1", "lists stored and acknowledged", became["there and acknowledged"])
    tell("1", "acknowledged rows lost or there twice, lists in part, rows that are not in the log", 0, at_most=0)
    tell("1", "seconds, at most, from a kill until another answers and all is looked through", longest)
    assert became["nothing of it there"], became
    assert became["there and acknowledged"], became


def _three(number: int) -> list[Upload]:
    """A list for each municipality, all of children nobody has met but for one who stands on each."""
    numbers = [number * len(MUNICIPALITIES) + at for at in range(len(MUNICIPALITIES))]
    return [
        Upload(code, new_list(one, new=ROWS - 1, returning=_COMES_BACK), f"list-{one}")
        for code, one in zip(MUNICIPALITIES, numbers, strict=True)
    ]


def _time_of_three(here: Installation, server: Server, clients: ThreadPoolExecutor) -> float:
    """How long it takes until the last of three lists sent at once is answered."""
    began = time.perf_counter()
    for one in [clients.submit(_send, here, server, upload) for upload in _three(0)]:
        assert one.result().status_code == 201
    return time.perf_counter() - began


def _wait_for_the_moment(
    number: int,
    began: list[Future[httpx.Response]],
    uploads: list[Upload],
    takes: float,
    connection: psycopg.Connection[Any],
) -> None:
    """In turn: while rows are stored, between commit and answer, after the first answer, and anywhere at all."""
    match number % 4:
        case 0:
            _poll(takes, lambda: connection.execute(_UNDER_WAY).fetchone())
        case 1:
            _poll(takes, lambda: any(is_stored(connection, upload.sha256) for upload in uploads))
        case 2:
            wait(began, return_when=FIRST_COMPLETED)
        case _:
            time.sleep(number * _GOLDEN / 4 % 1 * takes * 1.2)


def _poll(takes: float, true: Callable[[], object]) -> None:
    """Until it is true or must have been."""
    until = time.monotonic() + 2 * takes
    while not true() and time.monotonic() < until:
        pass


def _send(here: Installation, server: Server, upload: Upload, key: bool = True) -> httpx.Response:
    headers = {"Idempotency-Key": upload.key} if key else {}
    with here.caller(server, Role.POLICE, upload.municipality) as police:
        files = {"file": ("2026-W47.csv", upload.content)}
        return police.post("/v1/handover-lists", files=files, headers=headers)


def _answer(sent: Future[httpx.Response]) -> httpx.Response | None:
    """The answer, if there was time for one."""
    try:
        answer = sent.result()
    except httpx.TransportError:
        return None
    assert answer.status_code == 201, answer.text
    return answer


def _outcome(stored: bool, answer: httpx.Response | None) -> str:
    assert stored or answer is None, "an acknowledged list is gone"
    if not stored:
        return "nothing of it there"
    return "there and acknowledged" if answer else _UNTOLD


def _retry_gives_the_first_answer(
    here: Installation, server: Server, upload: Upload, stored: bool, first: httpx.Response | None
) -> None:
    again = _send(here, server, upload)
    assert again.status_code == 201, again.text
    assert again.headers.get("Idempotent-Replayed") == ("true" if stored else None)
    assert again.json()["accepted"] == ROWS
    if first is not None:
        assert again.json() == first.json()
    without_the_key = _send(here, server, upload, key=False)
    assert without_the_key.status_code == 200, without_the_key.text
    assert without_the_key.json() == again.json() | {"resend": True}


def _each_is_there_once(connection: psycopg.Connection[Any]) -> None:
    sent = (KILLS + 1) * len(MUNICIPALITIES)
    new = sent * (ROWS - 1) + len(MUNICIPALITIES)
    counted = connection.execute(
        """
        select (select count(*) from handover_lists), (select count(*) from stored_answers),
               (select count(*) from list_entries),
               (select count(*) from people), (select count(*) from cases), (select count(*) from deadlines)
        """
    ).fetchone()
    assert counted == (sent, sent, sent * ROWS, new, new, new)
