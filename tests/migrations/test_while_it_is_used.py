"""A migration keeps nobody waiting who works meanwhile, and leaves what the version before needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, create_engine, pool, text

from app import migrate
from app.db import sqlalchemy_url
from migrations import rules
from tests.cloning import at_database
from tests.migrations.watched import revisions, upgraded, watching

BEFORE_THE_RULE = {
    "0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012", "0013", "0014",
    "0015", "0016", "0017", "0018", "0019", "0020", "0021", "0022", "0023", "0024",
}  # fmt: skip
"""Written while nobody ran the service. Whoever comes from one of them updates it while it stands still."""
ALLOWED: dict[str, dict[str, str]] = {}
"""By the migration: what is found in it, and why nobody is kept waiting or turned away all the same."""


@pytest.fixture
def empty_url(server_url: str) -> Iterator[str]:
    name = f"empty_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'create database "{name}"')
        yield at_database(server_url, name)
        admin.execute(f'drop database "{name}" with (force)')


def test_no_new_migration_holds_up_those_who_work_or_breaks_the_version_before(empty_url: str) -> None:
    found = dict(upgraded(empty_url))
    assert list(found) == revisions()
    new = {revision: seen - set(ALLOWED.get(revision, ())) for revision, seen in found.items()}
    assert {revision: seen for revision, seen in new.items() if seen and revision not in BEFORE_THE_RULE} == {}
    assert all(set(said) <= found[revision] for revision, said in ALLOWED.items()), "what is allowed is still there"
    assert "list_entries is written anew" in found["0019"], "what was done before the rule is seen for what it is"


_HOLDS_NOBODY_UP = (
    "alter table cases add column thing text",
    "alter table cases add column thing text default 'x'",
    "alter table cases add column thing int not null default 0",
    "alter table cases alter column authority_reference drop not null",
    "create table thing (municipality_code text primary key, case_id uuid not null)",
    "create table thing as select 1 as one; create index on thing (one)",
    "grant select on cases to ssp_app",
    "create index concurrently thing on cases (opened_at)",
)
_FOUND = {
    "create index thing on cases (opened_at)": "cases is read from end to end while it is held",
    "create unique index thing on cases (id)": "cases has a rule more: thing",
    "create index if not exists thing on cases (opened_at)": "cases is read from end to end while it is held",
    "reindex table cases": "cases is read from end to end while it is held",
    "update cases set news_at = now()": "cases is read from end to end while it is held",
    "delete from notices": "notices is read from end to end while it is held",
    "alter table cases alter column caseworker set not null": "cases.caseworker must be filled in",
    "alter table cases add column thing uuid not null default gen_random_uuid()": "cases is written anew",
    "alter table cases add column thing int generated always as identity": "cases is written anew",
    "alter table cases alter column caseworker type varchar(9)": "cases is written anew",
    "alter table cases alter column caseworker type text": "cases.caseworker is of another type",
    "alter table cases add check (version > 0)": "cases is read from end to end while it is held",
    "alter table cases add constraint thing check (version > 0) not valid": "cases has a rule more: thing",
    "alter table cases add foreign key (municipality_code, id) references people": "cases is read from end to end while"
    " it is held",
    "alter table cases drop column caseworker": "cases.caseworker is gone",
    "alter table cases rename caseworker to adviser": "cases.caseworker is gone",
    "alter table saved_filters rename to filters": "saved_filters is gone",
    "drop table saved_filters": "saved_filters is gone",
    "truncate notices": "notices is written anew",
    "vacuum full cases": "outside a transaction: vacuum full cases",
    "cluster cases using pk_cases": "cases is written anew",
}


@pytest.mark.parametrize("statement", [*_HOLDS_NOBODY_UP, *_FOUND])
def test_the_watch_sees_what_a_statement_does(url: str, statement: str) -> None:
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)
    alone = statement.startswith("vacuum") or "concurrently" in statement
    with engine.connect() as connection:
        if alone:
            connection.execution_options(isolation_level="AUTOCOMMIT")
        with watching(connection) as seen:
            connection.execute(text(statement))
            connection.commit()
    engine.dispose()
    assert (_FOUND.get(statement) in seen.found) if statement in _FOUND else (seen.found == set()), seen.found


@contextmanager
def _operations(connection: Connection) -> Iterator[None]:
    context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
    with context.begin_transaction(_per_migration=True), Operations.context(context):
        yield


def test_an_index_on_a_table_in_use_is_made_while_somebody_writes(url: str) -> None:
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)
    with engine.connect() as connection, watching(connection) as seen, _operations(connection):
        for _ in range(2):  # again after one that was broken off
            rules.index_while_working("thing", "cases", "municipality_code, opened_at", where="closed_at is null")
        assert connection.scalar(text("show lock_timeout")) == rules.LOCK_TIMEOUT
        made = connection.scalar(text("select pg_get_indexdef('thing'::regclass)")) or ""
        connection.rollback()
    engine.dispose()
    assert made.endswith("(municipality_code, opened_at) WHERE (closed_at IS NULL)")
    assert seen.found == set()


def test_a_migration_that_does_not_get_a_table_lets_go_and_is_tried_again(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "LOCK_TIMEOUT", "50ms")
    migrate.upgrade(empty_url, "0019")
    with psycopg.connect(empty_url) as somebody:
        somebody.execute("lock table procrastinate_jobs in row exclusive mode")  # as one that is writing does
        with pytest.raises(migrate.TablesInUse, match="run ssp migrate again"):
            migrate.upgrade(empty_url, "0020", attempts=2, pause=0)
        monkeypatch.setattr("app.migrate.time.sleep", lambda _: somebody.rollback())  # meanwhile they have done
        migrate.upgrade(empty_url, "0020", attempts=2)
    with psycopg.connect(empty_url) as connection:
        assert connection.execute("select version_num from alembic_version").fetchone() == ("0020",)
