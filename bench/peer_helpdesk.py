"""django-helpdesk on PostgreSQL, through its own REST API and the list that its page of tickets is filled from.

Set up as its installation page says, without teams (``bench/peers/helpdesk``): its follow-ups and changes are kept, who
may see a ticket is asked, sessions and protection against forged requests are on. Mails go nowhere, and no ticket has
anybody who would get one, so that none is written either. One of its staff is logged in, by the cookie of its own
login. The list is not the API's, which asks the database once and more for each open ticket: that takes twice as long.
A move is a follow-up with another status.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import psycopg

from bench.load import Answer, Ask, request
from bench.peer import CLIENTS, PAGE, Peer, database, filled, gunicorn, python_path, run
from bench.serving import Served

NAME = "django-helpdesk"
BARS = {"create": 10.0, "queue": 10.0, "move": 10.0}
_PASSWORD = "a password of the bench"  # noqa: S105 - of nobody
_OPEN, _REOPENED = 1, 2
_FILL = """
insert into helpdesk_queue (id, title, slug, allow_public_submission, allow_email_submission, email_box_ssl,
  enable_notifications_on_email_events) values (1, 'SSP', 'ssp', false, false, false, false);
insert into helpdesk_ticket (title, created, modified, status, on_hold, description, priority, queue_id, secret_key)
  select 'Opdigtet sag ' || n, now() - n * interval '1 hour', now(),
    case when n <= :open then 1 else 4 end, false, 'Hærværk mod en bænk', 3, q.id, gen_random_uuid()::text
  from generate_series(1, :many) n, helpdesk_queue q;
insert into helpdesk_followup (date, title, comment, public, ticket_id, user_id)
  select t.created, 'Ticket Opened', t.description, true, t.id, tove.id from helpdesk_ticket t, auth_user tove;
"""


@contextmanager
def served(url: str) -> Iterator[Peer]:
    there = database(url, "peer_helpdesk")
    settings = {"DATABASE_URL": there, "DJANGO_SETTINGS_MODULE": "bench.peers.helpdesk.settings", **python_path()}
    run("django-admin", "migrate", "--verbosity", "0", settings=settings)
    run("django-admin", "loaddata", "emailtemplate.json", settings=settings)
    who = {"DJANGO_SUPERUSER_PASSWORD": _PASSWORD, "DJANGO_SUPERUSER_USERNAME": "tove", "DJANGO_SUPERUSER_EMAIL": ""}
    run("django-admin", "createsuperuser", "--noinput", settings=settings | who)
    filled(there, _FILL)
    with gunicorn("bench.peers.wsgi", settings, ready="/login/") as found:
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
                "create": "select count(*) from helpdesk_ticket",
                "move": "select count(*) from helpdesk_followup where new_status is not null",
            },
            listed,
            "select id from helpdesk_ticket where status in (1, 2)",
            BARS,
        )  # fmt: skip


def _logged_in(served: Served) -> dict[str, str]:
    """What each request must say to be that user's."""
    headers = {"Host": "127.0.0.1", "Referer": "http://127.0.0.1/login/"}
    with httpx.Client(base_url=f"http://127.0.0.1:{served.ports[0]}", headers=headers) as client:
        client.get("/login/").raise_for_status()
        said = {"username": "tove", "password": _PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        assert client.post("/login/", data=said).is_redirect
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        token = client.cookies["csrftoken"]
    return headers | {"Cookie": cookie, "X-CSRFToken": token, "Content-Type": "application/json"}


def _open_ones(url: str) -> tuple[str, ...]:
    with psycopg.connect(url) as connection:
        found = connection.execute("select id::text from helpdesk_ticket where status = %s limit %s", [_OPEN, CLIENTS])
        return tuple(one for (one,) in found)


@dataclass(frozen=True)
class Queue:
    headers: dict[str, str]

    def __call__(self, _: int, __: Answer | None) -> bytes:
        asked = {"filtering": {"status__in": [_OPEN, _REOPENED]}, "sorting": "created", "search_string": ""}
        what = b64encode(json.dumps(asked).encode()).decode()
        return request("GET", f"/datatables_ticket_list/{what}?draw=1&start=0&length={PAGE}", self.headers)


def listed(answer: bytes) -> Sequence[str]:
    return [str(one["id"]) for one in json.loads(answer)["data"]]


@dataclass(frozen=True)
class Create:
    headers: dict[str, str]

    def __call__(self, _: int, __: Answer | None) -> bytes:
        body = {"queue": 1, "title": "Opdigtet sag", "description": "Hærværk mod en bænk", "priority": 3}
        return request("POST", "/api/tickets/", self.headers, json.dumps(body).encode())


@dataclass(frozen=True)
class Move:
    headers: dict[str, str]
    tickets: tuple[str, ...]

    def __call__(self, number: int, before: Answer | None) -> bytes:
        status = _OPEN if before and json.loads(before.body)["new_status"] == _REOPENED else _REOPENED
        body = {"ticket": self.tickets[number], "comment": "Ferie", "new_status": status}
        return request("POST", "/api/followups/", self.headers, json.dumps(body).encode())
