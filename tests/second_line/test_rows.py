"""Every table shows a municipality its own rows and no others, whatever is asked; tried with raw SQL and no WHERE."""

from collections.abc import Iterator

import pytest

from tests.second_line.catalogue import (
    OURS,
    ROLES,
    THEIRS,
    Connection,
    belong_to,
    codes_in,
    connect,
    fill,
    may,
    may_delete,
    refusal_of,
    with_municipality,
)

CODE = "municipality_code"
VIEWS = ("v", "m")
RLS = "violates row-level security policy"


@pytest.fixture
def filled(url: str) -> list[str]:
    """The tables with a row of each municipality."""
    made = fill(url)
    with connect(url) as owner:
        assert {table for table in made if sorted(codes_in(owner, table)) == [OURS, THEIRS]} == set(made)
    assert len(made) > 20
    return made


@pytest.fixture(params=ROLES)
def here(request: pytest.FixtureRequest, filled: list[str], app_url: str, worker_url: str) -> Iterator[Connection]:
    """A connection with no more rights than the processes of the service have."""
    with connect({"ssp_app": app_url, "ssp_worker": worker_url}[request.param]) as connection:
        assert connection.execute("select current_user").fetchone() == (request.param,)
        yield connection
        connection.rollback()


def _readable(here: Connection, filled: list[str]) -> list[str]:
    found = [name for name in (*filled, *with_municipality(here, *VIEWS)) if may(here, "select", name)]
    assert "incident_sides" in found
    assert len(found) > 20
    return found


def _each(here: Connection, filled: list[str], codes: list[str]) -> dict[str, list[str]]:
    return dict.fromkeys(_readable(here, filled), codes)


def test_until_a_municipality_is_named_there_is_nothing_to_see(here: Connection, filled: list[str]) -> None:
    assert {name: codes_in(here, name) for name in _readable(here, filled)} == _each(here, filled, [])


@pytest.mark.parametrize("code", ["", " ", "60", "607 ", "%", "607,740", "*"])
def test_what_is_no_municipality_opens_nothing(here: Connection, filled: list[str], code: str) -> None:
    belong_to(here, code)
    assert [name for name in _readable(here, filled) if codes_in(here, name)] == []


@pytest.mark.parametrize("code", [OURS, THEIRS])
def test_the_municipality_that_is_named_sees_its_own_rows_alone(here: Connection, filled: list[str], code: str) -> None:
    belong_to(here, code)
    assert {name: codes_in(here, name) for name in _readable(here, filled)} == _each(here, filled, [code])


def test_what_was_named_is_forgotten_when_the_transaction_ends(here: Connection, filled: list[str]) -> None:
    for end in (here.commit, here.rollback):
        belong_to(here, OURS)
        assert codes_in(here, "cases") == [OURS]
        end()
        assert [name for name in _readable(here, filled) if codes_in(here, name)] == []


def test_nobody_writes_a_row_of_another_municipality(here: Connection, filled: list[str]) -> None:
    belong_to(here, OURS)
    refused: dict[str, list[str]] = {}
    for table in filled:
        for right, statement in (
            ("insert", f"insert into \"{table}\" (municipality_code) values ('{THEIRS}')"),  # noqa: S608 - names of tables
            ("update", f"update \"{table}\" set municipality_code = '{THEIRS}'"),  # noqa: S608 - names of tables
        ):
            why = refusal_of(here, statement)
            assert why is not None, statement
            if may(here, right, table) == CODE:
                assert RLS in why, (statement, why)
                refused.setdefault(right, []).append(table)
    assert len(refused["insert"]) > 15
    assert len(refused["update"]) > 10


def test_to_change_or_remove_everything_reaches_ones_own_alone(here: Connection, filled: list[str]) -> None:
    belong_to(here, OURS)
    reached = 0
    for table in filled:
        if column := may(here, "update", table):
            statement = f'update "{table}" set "{column}" = "{column}"'  # noqa: S608 - names of tables
            assert here.execute(statement.encode()).rowcount == 1, table
            reached += 1
        if may_delete(here, table) and may(here, "select", table):
            assert here.execute(f'delete from "{table}"'.encode()).rowcount == 1, table  # noqa: S608 - names from the catalogue
            reached += 1
    assert reached > 10


def test_no_foreign_key_leads_from_one_municipality_to_another(url: str) -> None:
    """A row that points must point by municipality and id, so it cannot point across."""
    query = """
        select c.conrelid::regclass::text || '.' || c.conname from pg_constraint c
        where c.contype = 'f' and c.connamespace = 'public'::regnamespace
            and exists (select from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'municipality_code')
            and not exists (
                select from unnest(c.conkey, c.confkey) as pair(own, other)
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = pair.own
                join pg_attribute b on b.attrelid = c.confrelid and b.attnum = pair.other
                where a.attname = 'municipality_code' and b.attname = 'municipality_code'
            )
    """
    with connect(url) as owner:
        assert owner.execute(query).fetchall() == []
