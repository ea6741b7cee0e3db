"""Two municipalities share five connections, and nothing of the one is met by the other."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI
from sqlalchemy import event

from app.access.policy import Action
from app.access.service import By
from app.access.tokens import DemoIssuer
from app.audit import service as audit
from app.cases.requests import readable
from app.db import Database, Transaction
from app.main import create_app
from app.people.encryption import Vault
from tests.access.routes import routes_of
from tests.caller import Service
from tests.drill.form import times
from tests.drill.reporting import Tell
from tests.second_line.catalogue import with_municipality
from tests.second_line.crowd import FAILS, FIRST_NAMES, MUNICIPALITIES, Answer, Crowd, settle

CONNECTIONS, THREADS = 5, 12
REQUESTS = times(900, 10_000)
_SETTING = "select current_setting('ssp.municipality', true), pg_backend_pid()"


class Checkouts:
    """What each connection still knew when it was taken from the pool."""

    def __init__(self, database: Database) -> None:
        self.known: Counter[str] = Counter()
        self.backends: set[int] = set()
        event.listen(database.engine, "checkout", self._look)

    def _look(self, connection: Any, _record: Any, _proxy: Any) -> None:
        setting, backend = connection.execute(_SETTING).fetchone()
        connection.rollback()
        self.known[setting or ""] += 1
        self.backends.add(backend)


@pytest.fixture
def five(app_url: str) -> Iterator[Database]:
    made = Database(app_url, pool_size=CONNECTIONS)
    yield made
    made.close()


@pytest.fixture
def crowded(five: Database, vault: Vault, issuer: DemoIssuer) -> Iterator[Service]:
    app = create_app(five, vault, issuer.verifier())
    _add_a_way_that_fails(app)
    with Service(app, issuer, five, five) as service:
        yield service


class _Unforeseen(Exception):
    """What a fault in the service would be."""


def _add_a_way_that_fails(app: FastAPI) -> None:
    @app.get(FAILS)
    def fails(session: Transaction, by: By, case_id: UUID) -> None:
        case, why = readable(session, case_id, Action.READ_CASE, by=by)
        audit.record(session, "case.read", by=by, why=why, subjects=[case.person_id], object_id=case.id)
        audit.write(session, by.municipality_code)
        case.incidents += 100
        session.flush()
        raise _Unforeseen

    assert ("GET", FAILS) in routes_of(app)


def test_of_ten_thousand_requests_none_is_given_what_is_anothers(
    crowded: Service, five: Database, url: str, tell: Tell
) -> None:
    towns = (settle(crowded, MUNICIPALITIES[0]), settle(crowded, MUNICIPALITIES[1]))
    crowd, checkouts = Crowd(towns, seed=607740), Checkouts(five)
    crowd.work(REQUESTS, THREADS)
    answers = crowd.answers
    assert len(answers) == REQUESTS
    assert not checkouts.known.keys() - {""}, "a connection came back with somebody's setting"
    assert checkouts.known.total() > REQUESTS / 2
    assert len(checkouts.backends) <= CONNECTIONS, "no connection was lost and none was made besides"
    _something_of_each(answers)
    with psycopg.connect(url) as owner:
        _each_was_given_their_own(answers, _owners_of_ids(owner))
        _each_wrote_their_own(owner)
        _nothing_is_left_of_what_failed(owner)
    tell("5", "requests of two municipalities that share five connections", len(answers), at_least=10_000)
    tell("5", "of them given what is the other's", 0, at_most=0)


def _something_of_each(answers: list[Answer]) -> None:
    """It was a crowd: of each municipality many were answered, refused in every way, and met with a fault."""
    for code in MUNICIPALITIES:
        statuses = Counter(one.status for one in answers if one.municipality == code)
        assert {200, 201, 403, 404, 412, 422, 500} <= statuses.keys(), statuses
        assert statuses[200] > REQUESTS / 10, statuses
        assert sum(one.what == "another's" and one.status == 404 for one in answers if one.municipality == code) > 10
    assert {one.status for one in answers if one.what.startswith("another's")} <= {403, 404}
    assert {one.status for one in answers if one.what == "fails"} <= {403, 404, 500}
    assert {one.status for one in answers if one.what == "fails for another's"} <= {403, 404}
    wrong = Counter((one.what, one.status, one.text) for one in answers if one.status >= 500 and one.what != "fails")
    assert not wrong, wrong


def _owners_of_ids(owner: psycopg.Connection[Any]) -> dict[str, set[str]]:
    """Whose each id in the database is."""
    whose: dict[str, set[str]] = {}
    for table in with_municipality(owner, "r"):
        columns = "select attname from pg_attribute where attrelid = %s::regclass and attname = 'id'"
        if owner.execute(columns, [table]).fetchone():
            for code, one in owner.execute(f'select municipality_code, id::text from "{table}"'.encode()):  # noqa: S608 - names from the catalogue
                whose.setdefault(one, set()).add(code)
    return whose


def _each_was_given_their_own(answers: list[Answer], whose: dict[str, set[str]]) -> None:
    seen = 0
    for one in answers:
        known = {found: whose[found] for found in one.ids() if found in whose}
        assert set().union(*known.values()) <= {one.municipality}, (one.municipality, one.role, one.what)
        others = set(FIRST_NAMES) - {one.municipality}
        assert not [name for code, name in FIRST_NAMES.items() if code in others and name in one.text], one.what
        for code in others:
            assert f'"municipality_code":"{code}"' not in one.text, one.what
        seen += len(known)
    assert seen > len(answers), "the answers were not empty"
    for code, name in FIRST_NAMES.items():
        assert any(name in one.text for one in answers if one.municipality == code)


def _each_wrote_their_own(owner: psycopg.Connection[Any]) -> None:
    """The log tells who did it: their names say where they work, and what they met is their municipality's."""
    stray = """
        select count(*) from audit_log a
        where actor ~ '-[0-9]{3}$' and right(actor, 3) <> municipality_code
            or exists (select from people p where p.id = a.subject_id and p.municipality_code <> a.municipality_code)
            or exists (select from cases c where c.id = a.object_id and c.municipality_code <> a.municipality_code)
    """
    assert owner.execute(stray).fetchone() == (0,)
    told = "select municipality_code, count(*) from audit_log where actor ~ '-[0-9]{3}$' group by 1 order by 1"
    assert [code for code, rows in owner.execute(told) if rows > REQUESTS / 10] == list(MUNICIPALITIES)
    gaps = """
        select count(*) - max(a.number), max(a.number) - max(h.number)
        from audit_log a join audit_heads h using (municipality_code) group by municipality_code
    """
    assert owner.execute(gaps).fetchall() == [(0, 0)] * 2
    shared = """
        select count(*) from (
            select key from stored_answers where key like 'key-%' group by key
            having count(*) = 2 and count(distinct municipality_code) = 2
        ) as keys
    """
    (keys,) = owner.execute(shared).fetchone() or (0,)
    assert keys > 0, "one key in two municipalities is two keys"


def _nothing_is_left_of_what_failed(owner: psycopg.Connection[Any]) -> None:
    assert owner.execute("select count(*) from cases where incidents >= 100").fetchone() == (0,)
