"""What Citus 14 asks of tables that are spread by municipality, of the migrated schema itself.

What it does not take as it is stands here to the last one, and in docs/spreading.md; more does not come unnoticed.
"""

import re
from collections.abc import Iterator

import psycopg
import pytest

from app.moving.tables import MOVED, QUEUE, STAYING
from tests.running.process import ROOT

PAPER = ROOT / "docs" / "spreading.md"
SPREAD = [table.name for table in MOVED]
"""The distributed tables; every other one stays on the coordinator."""
COUNTED = {("events", "seq")}
"""Identity columns: Citus gives each node numbers of its own range."""
FORBIDS = {
    "ad_hoc_group_meetings", "assessments", "audit_checkpoints", "audit_log", "audit_sendings", "course_evaluations",
    "course_goals", "course_meetings", "course_plans", "course_reviews", "disclosures", "family_meetings", "history",
    "identity_corrections", "letter_receipts", "placements", "profile_versions",
}  # fmt: skip
"""Tables with the trigger ``forbid_change``: Citus takes triggers by ``citus.enable_unsafe_triggers`` alone."""

_CODE = """
    select c.relname, format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation::text, a.attnotnull,
        a.attgenerated
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'municipality_code'
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
"""
_KEYS = """
    select c.relname, i.indexrelid::regclass::text, exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'municipality_code'
            and a.attnum = any((i.indkey::smallint[])[0:i.indnkeyatts - 1]))
    from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relname = any(%s) and (i.indisunique or i.indisexclusion)
"""
_PRIMARY = "select c.relname from pg_index i join pg_class c on c.oid = i.indrelid where i.indisprimary"
_POINTS = """
    select c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text, c.confdeltype, c.confupdtype, (
        select array_agg(a.attname || ' ' || b.attname order by place)
        from unnest(c.conkey, c.confkey) with ordinality as pair(own, other, place)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = own
        join pg_attribute b on b.attrelid = c.confrelid and b.attnum = other)
    from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace
"""
_PARTS = """
    select relname from pg_class where relname = any(%s) and relnamespace = 'public'::regnamespace
        and (relispartition or relkind = 'p' or relhassubclass)
"""
_COUNTED = """
    select c.relname, a.attname, format_type(a.atttypid, null)
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where a.attidentity <> '' and c.relnamespace = 'public'::regnamespace and c.relname = any(%s)
"""
_DRAWN = """
    select adrelid::regclass::text from pg_attrdef
    where adrelid::regclass::text = any(%s) and pg_get_expr(adbin, adrelid) like '%%nextval%%'
"""


@pytest.fixture
def owner(url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(url) as connection:
        yield connection


Owner = psycopg.Connection[tuple[object, ...]]


def test_every_table_that_is_spread_has_the_same_column_to_be_spread_by(owner: Owner) -> None:
    found = {name: rest for name, *rest in owner.execute(_CODE).fetchall()}
    assert set(found) == set(SPREAD)
    assert set(map(tuple, found.values())) == {("character varying(3)", '"default"', True, "")}, "or they lie apart"


def test_every_key_has_the_column_in_it(owner: Owner) -> None:
    keys = owner.execute(_KEYS, [SPREAD]).fetchall()
    assert len(keys) > len(SPREAD)
    assert [name for _, name, has in keys if not has] == []
    assert {name for (name,) in owner.execute(_PRIMARY)} >= set(SPREAD), "each has a primary key"


def test_every_row_points_within_its_own_municipality_and_the_column_comes_first(owner: Owner) -> None:
    found = [one for one in owner.execute(_POINTS).fetchall() if one[1] in SPREAD or one[2] in SPREAD]
    assert len(found) > 50
    for name, own, other, on_delete, on_update, pairs in found:
        assert {own, other} <= set(SPREAD), f"{name}: no reference table is needed"
        assert isinstance(pairs, list)
        assert pairs[0] == "municipality_code municipality_code", name
        assert (on_delete in ("a", "r", "c"), on_update in ("a", "r")) == (True, True), name


def test_no_constraint_or_policy_is_of_a_kind_that_is_refused(owner: Owner) -> None:
    kinds = "select distinct contype from pg_constraint where conrelid::regclass::text = any(%s)"
    assert {kind for (kind,) in owner.execute(kinds, [SPREAD])} <= {"p", "u", "f", "c", "n"}, "no exclusion"
    asking = "select polname from pg_policy where pg_get_expr(polqual, polrelid) ~* 'select'"
    assert owner.execute(asking).fetchall() == [], "a policy with a query in it"
    assert owner.execute(_PARTS, [SPREAD]).fetchall() == []


def test_what_has_to_be_given_up_or_allowed_is_this_and_no_more(owner: Owner) -> None:
    triggers = "select tgrelid::regclass::text, tgname, tgtype::int & 1 from pg_trigger where not tgisinternal"
    found = {(table, name, each_row) for table, name, each_row in owner.execute(triggers) if table in SPREAD}
    assert found == {(table, "forbid_change", 0) for table in FORBIDS}
    assert owner.execute(_COUNTED, [SPREAD]).fetchall() == [(*one, "bigint") for one in COUNTED]
    assert owner.execute(_DRAWN, [SPREAD]).fetchall() == []


def test_the_paper_names_all_of_it() -> None:
    said = PAPER.read_text(encoding="utf-8").split("## Citus")[1]
    for name in [*FORBIDS, *(f"{table}.{column}" for table, column in COUNTED), *STAYING, *QUEUE]:
        assert f"`{name}`" in said, name
    locks = {path.name for path in (ROOT / "app").rglob("*.py") if _LOCKS.search(path.read_text(encoding="utf-8"))}
    assert locks == {
        "links.py", "matching.py", "service.py", "watch.py", "data_keys.py", "dispatching.py", "migrate.py",
    }, "an advisory lock is one node's: say in docs/spreading.md what it is for"  # fmt: skip
    for kind in ("intake", "meetings", "links", "idempotency", "data keys", "watching the log", "receivers"):
        assert kind in said, kind


_LOCKS = re.compile(r"pg_(?:try_)?advisory_(?:xact_)?lock")
