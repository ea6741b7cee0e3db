"""What a migration does to tables that people work in meanwhile, as PostgreSQL itself tells it.

After each statement PostgreSQL is asked which locks the migration holds, which tables were read from end to end, and
which were written anew. So nothing has to be understood of the statement, and an empty table tells as much as a full
one. What the version before could not live with is read from the catalogue, before and after.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, pool

from app import migrate
from app.db import sqlalchemy_url

_STOPS_WRITERS = ["RowExclusiveLock", "ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"]
"""And the first of them, which holds each row that it changed until it ends."""
_OWN = "n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'alembic_version'"
_TABLES = f"select c.relname, c.relfilenode from pg_class c join pg_namespace n on n.oid = c.relnamespace where {_OWN}"  # noqa: S608 - our own words
_READ = "select relname, seq_scan from pg_stat_xact_user_tables where schemaname = 'public' and seq_scan > 0"
_HELD = """
    select distinct c.relname from pg_locks l join pg_class c on c.oid = l.relation
    where l.pid = pg_backend_pid() and l.granted and l.mode = any(%s)
"""
_COLUMNS = f"""
    select c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
        a.attnotnull and not a.atthasdef and a.attidentity = ''
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where {_OWN} and a.attnum > 0 and not a.attisdropped
"""  # noqa: S608 - our own words
_RULES = f"""
    select c.relname, x.conname || ' ' || pg_get_constraintdef(x.oid) from pg_constraint x
    join pg_class c on c.oid = x.conrelid join pg_namespace n on n.oid = c.relnamespace
    where {_OWN} and x.contype in ('c', 'u', 'f', 'x')
    union all
    select c.relname, pg_get_indexdef(i.indexrelid) from pg_index i
    join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    where {_OWN} and i.indisunique
"""  # noqa: S608 - our own words


@dataclass(frozen=True)
class Shape:
    """The tables, as a process knows them that was started before."""

    columns: Mapping[tuple[str, str], tuple[str, bool]]
    """The type of each, and whether whoever writes a row must fill it in."""
    rules: frozenset[tuple[str, str]]

    @property
    def tables(self) -> set[str]:
        return {table for table, _ in self.columns}


@dataclass
class Seen:
    """What one migration does that those who work meanwhile would notice, in words."""

    found: set[str] = field(default_factory=set)


def revisions() -> list[str]:
    """From the first to the newest."""
    script = ScriptDirectory.from_config(migrate.config(""))
    return [one.revision for one in reversed(list(script.walk_revisions()))]


@contextmanager
def watching(connection: Connection) -> Iterator[Seen]:
    """What is done on the connection from here on, a transaction or more."""
    seen = Seen()
    driver: Any = connection.connection.driver_connection
    before = _shape(driver)
    filenodes = dict(_asked(driver, _TABLES))
    driver.rollback()
    read: dict[str, int] = {}

    def look(_: Any, cursor: Any, statement: str, *__: Any) -> None:
        if driver.autocommit:
            if (
                not statement.lower().strip().startswith(("set ", "reset "))
                and " concurrently " not in statement.lower()
            ):
                seen.found.add(f"outside a transaction: {statement.strip().split(chr(10))[0][:60]}")
            return
        now = dict(_asked(driver, _READ))
        held = {name for (name,) in _asked(driver, _HELD, [_STOPS_WRITERS])}
        for table in before.tables & held:
            if now.get(table, 0) > read.get(table, 0):
                seen.found.add(f"{table} is read from end to end while it is held")
        read.clear()
        read.update(now)
        for table, node in _asked(driver, _TABLES):
            if node != filenodes.get(table, node):
                seen.found.add(f"{table} is written anew")

    event.listen(connection, "after_cursor_execute", look)
    try:
        yield seen
    finally:
        event.remove(connection, "after_cursor_execute", look)
    seen.found |= _what_the_version_before_would_miss(before, _shape(driver))
    driver.rollback()


def upgraded(url: str) -> Iterator[tuple[str, set[str]]]:
    """Each migration in turn, and what was seen of it."""
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)
    for revision in revisions():
        with engine.connect() as connection:
            config: Config = migrate.config("")
            config.attributes["connection"] = connection
            with watching(connection) as seen:
                command.upgrade(config, revision)
                connection.rollback()
            yield revision, seen.found
    engine.dispose()


def _shape(driver: Any) -> Shape:
    columns = {(table, column): (kind, must) for table, column, kind, must in _asked(driver, _COLUMNS)}
    return Shape(columns, frozenset(_asked(driver, _RULES)))


def _what_the_version_before_would_miss(before: Shape, after: Shape) -> set[str]:
    found = {f"{table} is gone" for table in before.tables - after.tables}
    there = before.tables & after.tables
    for (table, column), (kind, _) in before.columns.items():
        if table in there and (table, column) not in after.columns:
            found.add(f"{table}.{column} is gone")
        elif table in there and after.columns[table, column][0] != kind:
            found.add(f"{table}.{column} is of another type")
    for (table, column), (_, must) in after.columns.items():
        if table in there and must and not before.columns.get((table, column), ("", False))[1]:
            found.add(f"{table}.{column} must be filled in")
    for table, rule in after.rules - before.rules:
        if table in there:
            found.add(
                f"{table} has a rule more: {rule.split()[0] if not rule.startswith('CREATE') else rule.split()[3]}"
            )
    return found


def _asked(driver: Any, query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with driver.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
