"""The tables as the database itself lists them, and a row of each of two municipalities in every one of them."""

from collections.abc import Sequence

import psycopg
from psycopg.errors import CheckViolation, InsufficientPrivilege

Connection = psycopg.Connection[tuple[object, ...]]

OURS, THEIRS = "607", "740"
ROLES = ("ssp_app", "ssp_worker")
NOBODYS_TABLES = {
    "alembic_version": "which migrations have been run",
    "login_attempts": "nobody is known yet while somebody is on the way to the provider and back",
}
"""The tables that are of no municipality, and why; and those of the job engine, which hold ids alone."""
_TABLES = """
    select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    order by relname
"""
_WITH_CODE = """
    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'municipality_code'
    where c.relnamespace = 'public'::regnamespace and c.relkind = any(%s) order by c.relname
"""
_COLUMNS = """
    select a.attname, format_type(a.atttypid, null), t.typcategory
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        and a.attidentity = '' and (a.attnotnull or a.attname = any(%s)) and a.attname <> 'municipality_code'
"""
_CHECKS = "select conname from pg_constraint where conrelid = %s::regclass and contype = 'c'"
_BY_NAME = {"uuid": "gen_random_uuid()", "bytea": "'x'::bytea", "jsonb": "'{}'::jsonb", "json": "'{}'::json"}
_BY_CATEGORY = {"S": "'x'", "N": "1", "D": "now()", "B": "true", "A": "'{}'", "T": "interval '1 hour'"}
_SEEN_IN_A_VIEW = ["case_id"]


def connect(url: str) -> Connection:
    return psycopg.connect(url)


def tables(connection: Connection) -> list[str]:
    """Every one but those of the job engine and ``NOBODYS_TABLES``."""
    found = [str(name) for (name,) in connection.execute(_TABLES)]
    assert set(NOBODYS_TABLES) <= set(found), "an exception that is none any more"
    return [name for name in found if name not in NOBODYS_TABLES and not name.startswith("procrastinate_")]


def with_municipality(connection: Connection, *kinds: str) -> list[str]:
    """The tables (``r``) or views (``v``, ``m``) that have the column."""
    return [str(name) for (name,) in connection.execute(_WITH_CODE, [list(kinds)])]


def fill(url: str) -> list[str]:
    """One row of each municipality in every table, with the owner's rights; gives the tables' names.

    What the rows say does not matter here, so checks, foreign keys and triggers are set aside.
    """
    with connect(url) as owner:
        owner.execute("set session_replication_role = replica")
        filled = with_municipality(owner, "r", "p")
        for table in filled:
            for (check,) in owner.execute(_CHECKS, [table]).fetchall():
                owner.execute(f'alter table "{table}" drop constraint "{check}"'.encode())
            columns = owner.execute(_COLUMNS, [table, _SEEN_IN_A_VIEW]).fetchall()
            values = [_BY_NAME.get(str(kind)) or _BY_CATEGORY[str(category)] for _, kind, category in columns]
            names = ", ".join(["municipality_code", *(f'"{name}"' for name, _, _ in columns)])
            for code in (OURS, THEIRS):
                row = ", ".join([f"'{code}'", *values])
                owner.execute(f'insert into "{table}" ({names}) select {row}'.encode())
    return filled


def belong_to(connection: Connection, code: str) -> None:
    connection.execute("select set_config('ssp.municipality', %s, true)", [code])


def may(connection: Connection, right: str, table: str) -> str | None:
    """A column of the table to which the connection's role has the right, the municipality's code if it can be."""
    columns = """
        select attname from pg_attribute
        where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''
            and has_column_privilege(attrelid, attnum, %s)
        order by attname <> 'municipality_code', attnum
    """
    found = connection.execute(columns, [table, right]).fetchone()
    return None if found is None else str(found[0])


def may_delete(connection: Connection, table: str) -> bool:
    found = connection.execute("select has_table_privilege(%s, 'delete')", [table]).fetchone()
    assert found is not None
    return bool(found[0])


def codes_in(connection: Connection, table: str) -> Sequence[str]:
    """Of the rows that are seen, without asking for any in particular."""
    return [str(code) for (code,) in connection.execute(f'select municipality_code from "{table}"'.encode())]  # noqa: S608 - names from the catalogue


def refusal_of(connection: Connection, statement: str) -> str | None:
    """Why the database did not do it; None when it did. What was done is undone."""
    connection.execute("savepoint tried")
    try:
        connection.execute(statement.encode())
    except (InsufficientPrivilege, CheckViolation) as error:
        return str(error).splitlines()[0]
    finally:
        connection.execute("rollback to savepoint tried")
    return None
