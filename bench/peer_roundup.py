"""Roundup's classic tracker on PostgreSQL, through its REST API.

Installed with ``roundup-admin``, nothing in its configuration changed: its handler keeps the tracker open, titles are
indexed for its search, its detectors run, its journal is kept, who may do what is asked for each issue. No issue has a
message, so that no mail is sent and nothing is written below its folder; that also leaves it less to do than a case
with a text has. One user with the role ``User`` is logged in, by the cookie of its own login: a password with each
request would cost it a hashing each time. What its client must send along against forged requests is sent.

A change of status takes two requests, for one must show by an ETag what it was that one changes, and only a GET tells
it. It is counted as one.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg

from bench.load import Answer, Ask, request
from bench.peer import CLIENTS, PAGE, Peer, beside, database, filled, gunicorn, python_path, run
from bench.serving import Served

NAME = "Roundup"
BARS = {"create": 3.0, "queue": 3.0, "move": 3.0}
_DATABASE, _PASSWORD = "peer_roundup", "a password of the bench"
_SITE = "http://127.0.0.1"
_IN_PROGRESS, _TESTING, _RESOLVED = 5, 6, 8
_OPEN = ",".join(str(one) for one in range(1, _RESOLVED))
_FILL = """
insert into _issue (id, _title, _status, _priority, _assignedto, _creator, _creation, _actor, _activity, __retired__)
  select nextval('_issue_ids'), 'Opdigtet sag ' || n, case when n <= :open then 5 else 8 end,
    1 + n % 5, tove.id, tove.id, now() - n * interval '1 hour', tove.id, now() - n * interval '1 hour', 0
  from generate_series(1, :many) n, _user tove where tove._username = 'tove';
insert into issue__journal (nodeid, date, tag, action, params)
  select id, _creation, _creator::text, 'create', '{}' from _issue;
"""


@contextmanager
def served(url: str, folder: Path) -> Iterator[Peer]:
    home, there = folder / "tracker", beside(url, _DATABASE)
    _install(home, url)
    filled(there, _FILL)
    settings = {"TRACKER_HOME": str(home), **python_path()}
    with gunicorn("bench.peers.roundup_wsgi", settings, ready="/") as found:
        headers = _logged_in(found)
        asks: Mapping[str, Ask] = {"queue": Queue(headers), "create": Create(headers)}
        yield Peer(
            NAME,
            found,
            there,
            {
                "queue": lambda: asks["queue"], "create": lambda: asks["create"],
                "move": lambda: Move(headers, _open_ones(there)),
            },
            {
                "create": "select count(*) from _issue",
                "move": "select count(*) from issue__journal where action = 'set' and params like '%status%'",
            },
            listed,
            "select id from _issue where _status < 8",
            BARS,
            requests={"move": 2},
        )  # fmt: skip


def _install(home: Path, url: str) -> None:
    parts = urlsplit(url)
    where = parse_qs(parts.query)
    said = {
        "mail_domain": "localhost", "mail_host": "localhost", "tracker_web": f"{_SITE}/", "rdbms_name": _DATABASE,
        "rdbms_user": parts.username or "", "rdbms_password": "unused", "rdbms_host": where["host"][0],
        "rdbms_port": where["port"][0],
    }  # fmt: skip
    database(url, _DATABASE)
    in_home = ("roundup-admin", "-i", str(home))
    run(*in_home, "install", "classic", "postgresql", ",".join(f"{name}={value}" for name, value in said.items()))
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"drop database {_DATABASE}")  # it makes its own
    run(*in_home, "initialise", _PASSWORD)
    run(*in_home, "create", "user", "username=tove", f"password={_PASSWORD}", "roles=User", "address=tove@localhost")


def _logged_in(served: Served) -> dict[str, str]:
    """What each request must say to be that user's."""
    headers = {"Host": "127.0.0.1", "Origin": _SITE, "Referer": f"{_SITE}/", "X-Requested-With": "rest"}
    with httpx.Client(base_url=f"{_SITE}:{served.ports[0]}", headers=headers) as client:
        said = {"@action": "login", "__login_name": "tove", "__login_password": _PASSWORD}
        client.post("/", data=said).raise_for_status()
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    assert cookie
    return headers | {"Cookie": cookie, "Content-Type": "application/json"}


def _open_ones(url: str) -> tuple[str, ...]:
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "select id::text from _issue where _status = %s order by id limit %s", [_IN_PROGRESS, CLIENTS]
        )
        return tuple(one for (one,) in found)


@dataclass(frozen=True)
class Queue:
    headers: dict[str, str]

    def __call__(self, _: int, __: Answer | None) -> bytes:
        what = f"status={_OPEN}&@sort=activity&@page_size={PAGE}&@fields=title,status,priority,assignedto,activity"
        return request("GET", f"/rest/data/issue?{what}", self.headers)


def listed(answer: bytes) -> Sequence[str]:
    return [one["id"] for one in json.loads(answer)["data"]["collection"]]


@dataclass(frozen=True)
class Create:
    headers: dict[str, str]

    def __call__(self, _: int, __: Answer | None) -> bytes:
        body = {"title": "Hærværk mod en bænk", "status": "unread", "priority": "bug", "assignedto": "tove"}
        return request("POST", "/rest/data/issue", self.headers, json.dumps(body).encode())


@dataclass(frozen=True)
class Move:
    """By turns: how it stands now, with its ETag; and the other status."""

    headers: dict[str, str]
    issues: tuple[str, ...]

    def __call__(self, number: int, before: Answer | None) -> bytes:
        status = f"/rest/data/issue/{self.issues[number]}/status"
        tag = before.headers.get(b"etag") if before else None
        if before is None or tag is None:
            return request("GET", status, self.headers)
        now = int(json.loads(before.body)["data"]["data"])
        body = json.dumps({"data": str(_TESTING if now == _IN_PROGRESS else _IN_PROGRESS)}).encode()
        return request("PUT", status, self.headers | {"If-Match": tag.decode()}, body)
