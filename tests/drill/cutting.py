"""A client whose database connection is cut before a statement of its request, and then before the next.

Nothing of the request may be there afterwards: the tables are compared whole. What is sent again then succeeds.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
import pytest
from httpx2 import Response
from sqlalchemy import event

from app.db import Database
from tests.openapi.requests import is_problem
from tests.running.process import wait_until

_BESIDE = ("list_uploads",)
"""How far a list is, is told on a connection of its own; what a list became is not there."""
_PING = ("", ";", "SELECT 1")
"""By which the pool asks whether a connection is still good."""
_NEVER = 1 << 30


class Knife:
    """Counts the statements that the service sends, COPYs and commits among them; cuts before the one wanted."""

    def __init__(self, database: Database, owner_url: str, patch: pytest.MonkeyPatch) -> None:
        self._owner = psycopg.connect(owner_url, autocommit=True)
        self._ours: set[int] = set()
        self._at, self._sent = _NEVER, 0
        self.cut = False
        self._everything = self._query_of_everything()
        database.engine.dispose()  # so that each connection is met as it is made
        event.listen(database.engine, "connect", lambda made, _: self._ours.add(id(made)))
        event.listen(database.engine, "commit", lambda of: self._before(of.connection.driver_connection, "commit"))
        for name in ("execute", "executemany", "copy"):
            patch.setattr(psycopg.Cursor, name, self._counting(getattr(psycopg.Cursor, name)))

    def close(self) -> None:
        self._owner.close()

    def cut_before(self, number: int) -> None:
        """Of the statements from here on; the first is 1."""
        self._at, self._sent, self.cut = number, 0, False

    def put_away(self) -> None:
        self._at = _NEVER

    def everything(self) -> dict[str, tuple[int, int]]:
        """How many rows each table has, and a sum over all that they say."""
        return {name: (rows, said) for name, rows, said in self._owner.execute(self._everything)}

    def _counting(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def counted(cursor: Any, statement: Any, *arguments: Any, **named: Any) -> Any:
            if id(cursor.connection) in self._ours:
                self._before(cursor.connection, statement)
            return method(cursor, statement, *arguments, **named)

        return counted

    def _before(self, connection: Any, statement: Any) -> None:
        if self.cut or (isinstance(statement, str) and statement in _PING):
            return
        self._sent += 1
        if self._sent == self._at:
            self.cut = True
            gone = self._owner.execute("select pg_terminate_backend(%s, 10000)", [connection.info.backend_pid])
            assert gone.fetchone() == (True,)

    def _query_of_everything(self) -> bytes:
        names = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        tables = [name for (name,) in self._owner.execute(names) if name not in _BESIDE]
        one = "select '{0}', count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) from \"{0}\" t"
        return " union all ".join(one.format(name) for name in tables).encode()


IDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)[0-9]+(?=/|$)")


def _move_in(named: Mapping[str, Any]) -> object:
    said = named.get("json")
    return said.get("event", said.get("decision")) if isinstance(said, dict) else None


class CutClient:
    """As the test's own client, but whatever changes something is tried with the connection cut first.

    The first request of each kind: an operation, what is said in it, and the move. ``cuts`` gives before which of its
    statements; without it, before each there is.
    """

    def __init__(self, client: Any, knife: Knife, cuts: Sequence[int] | None = None) -> None:
        self._client, self._knife, self._cuts = client, knife, cuts
        self.requests = 0
        self.kinds: set[str] = set()
        self.made: Counter[str] = Counter()
        """How often each operation was cut."""
        self.longest = 0.0
        """Seconds after a cut until the service was ready again."""

    def get(self, *arguments: Any, **named: Any) -> Response:
        answer: Response = self._client.get(*arguments, **named)
        return answer

    def post(self, *arguments: Any, **named: Any) -> Response:
        return self._cut("post", *arguments, **named)

    def put(self, *arguments: Any, **named: Any) -> Response:
        return self._cut("put", *arguments, **named)

    def delete(self, *arguments: Any, **named: Any) -> Response:
        return self._cut("delete", *arguments, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def _cut(self, method: str, path: str, **named: Any) -> Response:
        self.requests += 1
        kind = f"{method} {IDS.sub('…', path)} {sorted(named.get('json') or ())} {_move_in(named)}"
        if kind in self.kinds:
            return self._sent(method, path, named)
        self.kinds.add(kind)
        before = self._knife.everything()
        for number in self._cuts or range(1, _NEVER):
            self._knife.cut_before(number)
            answer = self._sent(method, path, named)
            self._knife.put_away()
            if not self._knife.cut:
                return answer
            said = f"{method} {path}, cut before statement {number}: {answer.status_code} {answer.text[:300]}"
            assert answer.status_code == 503, said
            assert is_problem(answer), said
            assert answer.headers["Retry-After"] == "5", said
            self.longest = max(self.longest, self._seconds_until_ready())
            after = self._knife.everything()
            assert {name: (before[name], after[name]) for name in before if before[name] != after[name]} == {}, said
            self.made[f"{method} {path.split('?')[0]}"] += 1
        return self._sent(method, path, named)

    def _sent(self, method: str, path: str, named: Mapping[str, Any]) -> Response:
        answer: Response = getattr(self._client, method)(path, **named)
        return answer

    def _seconds_until_ready(self) -> float:
        began = time.monotonic()
        wait_until(lambda: self._client.get("/readyz").status_code == 200, "it should be ready again")
        return time.monotonic() - began
