"""What stands in the way of a move or of a removal, and that nothing was done then."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import text

from app.access.tokens import DemoIssuer
from app.moving import carrying, removing
from app.moving.carrying import move
from app.moving.closing import close, mark_as_moved
from app.moving.removing import remove
from app.moving.tables import MOVED, CannotMove
from app.people.encryption import Vault
from tests.caller import Service
from tests.cases.stations import on_monday, reach
from tests.cloning import cloned
from tests.moving.neighbours import LEAVES, STAYS, Place, place, rows_of
from workflows.casework import State
from workflows.roles import Role


@pytest.fixture
def here(url: str, vault: Vault, issuer: DemoIssuer) -> Iterator[Place]:
    with place(url, vault, issuer) as made:
        for code in (LEAVES, STAYS):
            _work(made.service, code)
        yield made


@pytest.fixture
def there(server_url: str, template: str, vault: Vault, issuer: DemoIssuer) -> Iterator[Place]:
    with cloned(server_url, template) as url, place(url, vault, issuer) as made:
        yield made


def _work(service: Service, code: str) -> None:
    for _ in range(2):
        reach(on_monday(service, code), State.COURSE_RUNNING)


def refused(why: str, here: Place, there: Place) -> None:
    before = rows_of(there.url, LEAVES)
    with pytest.raises(CannotMove, match=why):
        move(here.owner, here.url, there.owner, [LEAVES], at=here.service.at())
    assert rows_of(there.url, LEAVES) == before
    with psycopg.connect(there.url) as owner:
        unforced = "select relname from pg_class where relrowsecurity and not relforcerowsecurity"
        assert owner.execute(unforced).fetchall() == []


def test_one_that_is_open_is_not_moved(here: Place, there: Place) -> None:
    refused("607 is open: ssp municipality close", here, there)


def test_a_database_that_is_not_empty_is_not_moved_into(here: Place, there: Place) -> None:
    close(here.owner, LEAVES)
    reach(on_monday(there.service, STAYS), State.RECEIVED)
    refused("new database is not empty", here, there)


def test_one_of_another_migration_is_not_moved_into(here: Place, there: Place) -> None:
    close(here.owner, LEAVES)
    with there.owner.transaction() as session:
        session.execute(text("update alembic_version set version_num = '0024'"))
    refused("new database has migration 0024", here, there)


def test_what_arrives_other_than_it_left_is_not_kept(
    here: Place, there: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a server would do it that is set to change what it is given."""
    close(here.owner, LEAVES)
    with there.owner.transaction() as session:
        session.execute(
            text(
                "create function spoil() returns trigger language plpgsql as"
                " $$ begin new.incidents := new.incidents + 1; return new; end $$"
            )
        )
        session.execute(text("create trigger spoil before insert on cases for each row execute function spoil()"))
    refused("What arrived in cases is not what left", here, there)
    assert not any(rows_of(there.url, LEAVES).values())


def test_it_is_removed_once_it_goes_on_elsewhere_and_its_neighbour_stays(
    here: Place, there: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removing, "CHUNK", 3)
    neighbours = rows_of(here.url, STAYS)
    with pytest.raises(CannotMove, match="was not moved from here"):
        remove(here.owner, there.owner, LEAVES)
    close(here.owner, LEAVES)
    moved = move(here.owner, here.url, there.owner, [LEAVES], at=here.service.at())[0]
    _work(there.service, LEAVES)
    went_on = rows_of(there.url, LEAVES)
    assert remove(here.owner, there.owner, LEAVES) == sum(moved.rows.values()) + moved.jobs
    assert not any(rows_of(here.url, LEAVES).values())
    assert rows_of(here.url, STAYS) == neighbours
    after = rows_of(there.url, LEAVES)
    assert {name for name in after if after[name] != went_on[name]} == {"audit_log", "audit_heads"}
    with psycopg.connect(here.url) as owner:
        off = "select count(*) from pg_trigger where tgname = 'forbid_change' and tgenabled <> 'O'"
        assert owner.execute(off).fetchone() == (0,)
        left = "select count(*) from procrastinate_jobs where args ->> 'municipality_code' = %s"
        assert owner.execute(left, [LEAVES]).fetchone() == (0,)
        assert owner.execute(left, [STAYS]).fetchone() != (0,)
    assert here.service.as_(Role.COORDINATOR, LEAVES).get("/v1/cases").status_code == 503, "and it stays closed"
    with pytest.raises(CannotMove, match="Nothing of municipality 607 is here any more"):
        remove(here.owner, there.owner, LEAVES)


def test_a_removal_that_was_broken_off_is_gone_on_with(here: Place, there: Place) -> None:
    close(here.owner, LEAVES)
    move(here.owner, here.url, there.owner, [LEAVES], at=here.service.at())
    with psycopg.connect(here.url) as owner:
        owner.execute("create function stop() returns trigger language plpgsql as $$ begin raise 'off'; end $$")
        owner.execute("create trigger stop before delete on people for each statement execute function stop()")
    with pytest.raises(Exception, match="off"):
        remove(here.owner, there.owner, LEAVES)
    with psycopg.connect(here.url) as owner:
        owner.execute("drop trigger stop on people")
    assert remove(here.owner, there.owner, LEAVES) > 0
    assert not any(rows_of(here.url, LEAVES).values())


def test_nothing_is_removed_whose_log_does_not_go_on_elsewhere(here: Place, there: Place) -> None:
    close(here.owner, LEAVES)
    mark_as_moved(here.owner, LEAVES, "2026-11-23 08:00 UTC")
    _work(there.service, LEAVES)
    before = rows_of(here.url, LEAVES)
    with pytest.raises(CannotMove, match="does not go on in the other database"):
        remove(here.owner, there.owner, LEAVES)
    with pytest.raises(CannotMove, match="closed in the other database too"):
        remove(here.owner, here.owner, LEAVES)
    assert rows_of(here.url, LEAVES) == before
    assert carrying.ARRIVED not in str(before["audit_log"])
    assert len(MOVED) > 60
