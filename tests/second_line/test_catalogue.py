"""A walk through the database's catalogue: no table is forgotten, and no role of the service can more than it needs."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.running.process import Installation, ssp
from tests.second_line.catalogue import ROLES, Connection, belong_to, connect, tables

PROTECTED = """
    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'municipality_code'
    where c.relnamespace = 'public'::regnamespace and a.attnotnull and c.relrowsecurity and c.relforcerowsecurity
"""
POLICIES = """
    select tablename, qual, with_check from pg_policies
    where schemaname = 'public' and permissive = 'PERMISSIVE' and cmd = 'ALL' and roles = '{public}'
"""
UNIQUE_WITHOUT = """
    select i.indexrelid::regclass::text from pg_index i
    where i.indisunique and i.indrelid = %s::regclass and not exists (
        select from pg_attribute a
        where a.attrelid = i.indrelid and a.attname = 'municipality_code'
            and a.attnum = any((i.indkey::smallint[])[0:i.indnkeyatts - 1])
    )
"""
NEVER_CHANGED = (
    "audit_log", "history", "audit_checkpoints", "audit_sendings", "alarms", "disclosures", "letter_receipts",
)  # fmt: skip


@pytest.fixture
def owner(url: str) -> Iterator[Connection]:
    with connect(url) as connection:
        yield connection


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_table_is_a_municipalitys_and_is_protected(owner: Connection) -> None:
    assert set(tables(owner)) - {name for (name,) in owner.execute(PROTECTED)} == set()


def test_every_table_has_one_rule_for_what_is_seen_and_what_is_written(owner: Connection) -> None:
    rules: dict[object, list[tuple[object, object]]] = {}
    for table, using, check in owner.execute(POLICIES):
        rules.setdefault(table, []).append((using, check))
    (every,) = {tuple(rules.get(table, ())) for table in tables(owner)}
    ((using, check),) = every
    assert using == check
    assert "municipality_code" in str(using)
    assert "current_setting('ssp.municipality'::text, true)" in str(using)
    others = "select tablename, policyname from pg_policies where schemaname = 'public'"
    assert len(owner.execute(others).fetchall()) == len(tables(owner)), "a rule more would let more in"


def test_every_unique_key_has_the_municipality_in_it(owner: Connection) -> None:
    keys = {table: owner.execute(UNIQUE_WITHOUT, [table]).fetchall() for table in tables(owner)}
    assert {table: found for table, found in keys.items() if found} == {}


def test_every_view_sees_what_its_reader_sees(owner: Connection) -> None:
    views = """
        select relname, coalesce(reloptions::text, '') from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
    """
    assert [name for name, options in owner.execute(views) if "security_invoker=true" not in str(options)] == []


def test_no_function_lends_anybody_its_owners_rights(owner: Connection) -> None:
    lending = "select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
    assert owner.execute(lending).fetchall() == []


def test_neither_role_stands_above_the_rules(owner: Connection, role: str) -> None:
    query = "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin from pg_roles"
    assert owner.execute(f"{query} where rolname = %s".encode(), [role]).fetchone() == (False,) * 6
    member = "select roleid::regrole::text from pg_auth_members where member = %s::regrole"
    assert owner.execute(member, [role]).fetchall() == []
    owned = "select relname from pg_class where relowner = %s::regrole"
    assert owner.execute(owned, [role]).fetchall() == []
    made = "select has_schema_privilege(%s, 'public', 'create')"
    assert owner.execute(made, [role]).fetchone() == (False,)


def test_neither_role_has_a_right_that_no_rule_of_ours_watches(owner: Connection, role: str) -> None:
    """TRUNCATE knows no rows, REFERENCES tells of other rows, and TRIGGER runs as somebody else."""
    for table in tables(owner):
        for right in ("truncate", "references", "trigger"):
            found = owner.execute("select has_table_privilege(%s, %s, %s)", [role, table, right]).fetchone()
            assert found == (False,), (table, right)


def test_neither_role_changes_or_removes_what_has_happened(owner: Connection, role: str) -> None:
    for table in set(NEVER_CHANGED) & set(tables(owner)):
        for right in ("update", "delete", "truncate"):
            may = owner.execute("select has_table_privilege(%s, %s, %s)", [role, table, right]).fetchone()
            assert may == (False,), (table, right)
        changed = owner.execute("select has_any_column_privilege(%s, %s, 'update')", [role, table]).fetchone()
        assert changed == (False,), table


def test_the_worker_cannot_read_what_was_answered(worker_url: str) -> None:
    with connect(worker_url) as worker:
        belong_to(worker, "607")
        assert worker.execute("select municipality_code, id, at from stored_answers").fetchall() == []
        for column in ("body_sealed", "client", "key", "request_hash", "*"):
            with pytest.raises(InsufficientPrivilege), worker.transaction():
                worker.execute(f"select {column} from stored_answers".encode())  # noqa: S608 - our own


_OF_THE_ENGINE = """
    select c.relname, lower(each.name), string_agg(a.attname, ' ' order by a.attname)
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        cross join (values ('SELECT'), ('INSERT'), ('UPDATE'), ('REFERENCES')) as each(name)
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname like %s
        and has_column_privilege('ssp_app', c.oid, a.attnum, each.name)
    group by 1, 2
"""


def test_the_web_processes_queue_jobs_see_which_failed_and_change_none(owner: Connection) -> None:
    """The engine's tables have no rule by municipality: what may be done in them is all that holds anybody back."""
    found = {(table, right): columns for table, right, columns in owner.execute(_OF_THE_ENGINE, ["procrastinate_%"])}
    queued = {
        found.pop((table, "insert"), None) is not None for table in ("procrastinate_jobs", "procrastinate_events")
    }
    assert queued == {True}
    assert found == {
        ("procrastinate_jobs", "select"): "args id queueing_lock status task_name",
        ("procrastinate_events", "select"): "at job_id type",
    }
    for table in ("procrastinate_jobs", "procrastinate_events"):
        for right in ("delete", "truncate"):
            may = owner.execute("select has_table_privilege('ssp_app', %s, %s)", [table, right]).fetchone()
            assert may == (False,), (table, right)


def test_of_an_event_a_process_changes_the_number_alone_and_removes_none(owner: Connection, role: str) -> None:
    for table, column in (("events", "number"), ("event_heads", "last")):
        columns = """
            select attname from pg_attribute
            where attrelid = %s::regclass and attnum > 0 and has_column_privilege(%s, attrelid, attnum, 'update')
        """
        assert owner.execute(columns, [table, role]).fetchall() == [(column,)]
        assert owner.execute("select has_table_privilege(%s, %s, 'delete')", [role, table]).fetchone() == (False,)


def test_the_worker_reads_the_secrets_it_signs_with_and_makes_none(owner: Connection) -> None:
    rights = (
        "select r from unnest(array['select', 'insert', 'update', 'delete']) r where has_table_privilege(%s, %s, r)"
    )
    assert owner.execute(rights, ["ssp_worker", "webhook_secrets"]).fetchall() == [("select",)]
    for table in ("webhooks", "case_links"):
        assert ("delete",) not in owner.execute(rights, ["ssp_app", table]).fetchall(), table
    assert ("insert",) not in owner.execute(rights, ["ssp_app", "held_events"]).fetchall()


def test_a_role_cannot_take_another_role(app_url: str, worker_url: str) -> None:
    """The processes' own logins may be members of one role; the tests' addresses begin as the owner, so asked here."""
    for url, other in ((app_url, "ssp_worker"), (worker_url, "ssp_app")):
        with connect(url) as connection:
            found = connection.execute("select pg_has_role(current_user, %s, 'set')", [other]).fetchone()
            assert found == (False,)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_the_service_does_not_start_with_a_superusers_login(url: str, tmp_path: Path, command: str) -> None:
    _refuses_to_start(url, tmp_path, command)


def test_the_service_does_not_start_with_the_login_that_owns_the_tables(url: str, tmp_path: Path) -> None:
    name, password = f"owner_{uuid4().hex[:12]}", uuid4().hex
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"create role {name} login password '{password}' in role ssp_app".encode())
        try:
            admin.execute(f"alter table audit_log owner to {name}".encode())
            said = psycopg.conninfo.conninfo_to_dict(url) | {"user": name, "password": password}
            _refuses_to_start(_address(said), tmp_path, "serve")
        finally:
            admin.execute("alter table audit_log owner to current_user")
            admin.execute(f"drop owned by {name}".encode())
            admin.execute(f"drop role {name}".encode())


def _address(said: Mapping[str, object]) -> str:
    """As a URL: the service takes no other form."""
    host, more = str(said.get("host", "")), f"&port={said['port']}" if said.get("port") else ""
    return f"postgresql://{said['user']}:{said['password']}@/{said['dbname']}?host={host}{more}"


def _refuses_to_start(url: str, folder: Path, command: str) -> None:
    done = ssp(command, **(Installation(url, folder).settings | {"DATABASE_URL": url}))
    assert done.returncode == 1, done.stderr
    (sentence,) = done.stderr.strip().splitlines()
    assert "may go around what keeps municipalities apart" in sentence
    assert "in role ssp_app" in sentence
    assert done.stdout == ""
