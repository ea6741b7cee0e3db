"""No table is forgotten: each is taken along by municipality, or stays for a reason that is written down."""

import psycopg
import pytest
from sqlalchemy import text

from app.db import Database
from app.moving.tables import MOVED, QUEUE, STAYING, CannotMove, check_shape, columns_of

_TABLES = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
_COLUMNS = """
    select attname from pg_attribute
    where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
"""
_POINTS = """
    select conrelid::regclass::text, confrelid::regclass::text from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace and conrelid <> confrelid
"""


def test_every_table_goes_along_or_stays_for_a_reason(url: str) -> None:
    with psycopg.connect(url) as owner:
        there = {str(name) for (name,) in owner.execute(_TABLES)}
    moved = {table.name for table in MOVED}
    assert there == moved | STAYING.keys() | QUEUE.keys()
    assert not moved & (STAYING.keys() | QUEUE.keys())
    assert min(map(len, [*STAYING.values(), *QUEUE.values()])) > 20


def test_every_column_that_has_a_value_of_its_own_goes_along(url: str) -> None:
    with psycopg.connect(url) as owner:
        for table in MOVED:
            there = [str(name) for (name,) in owner.execute(_COLUMNS, [table.name])]
            assert sorted(columns_of(table)) == sorted(there), table.name


def test_what_is_pointed_to_comes_first(url: str) -> None:
    place = {table.name: number for number, table in enumerate(MOVED)}
    with psycopg.connect(url) as owner:
        points = [(str(one), str(other)) for one, other in owner.execute(_POINTS)]
    assert len(points) > 50
    assert [(one, other) for one, other in points if one in place and place[one] < place[other]] == []


def test_a_table_that_nobody_has_told_of_is_not_left_behind(database: Database) -> None:
    with database.transaction() as session:
        check_shape(session, "old")
        session.execute(text("create table reminders (municipality_code text, id uuid)"))
        with pytest.raises(CannotMove, match="does not know: reminders"):
            check_shape(session, "old")
        session.rollback()


def test_another_migration_is_another_shape(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("update alembic_version set version_num = '0007'"))
        with pytest.raises(CannotMove, match=r"new database has migration 0007, and this version's is \d{4}"):
            check_shape(session, "new")
        session.rollback()
