"""The index of names keeps up with the names, and is no word of anybody's."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import select

from app.db import Database
from app.people import encryption, rotation
from app.people.encryption import Vault
from app.people.models import Person
from app.worker import index_names
from tests.caller import Service
from tests.cases.stations import on_monday
from tests.cases.test_search import found, soerens
from tests.handover import entries_of
from tests.lists.test_who_is_who import person_of
from tests.people.test_data_keys import destroyed


def test_a_new_name_is_found_and_the_old_one_is_not(service: Service) -> None:
    them = on_monday(service)
    case_id = soerens(them)
    with service.database.transaction("607") as session:
        person = session.scalars(select(Person)).one()
        person.name = "Opdigtet Magnus Holm"
    assert found(them.coordinator, "magnus") == found(them.coordinator, "holm") == [case_id]
    assert found(them.coordinator, "Søren") == found(them.coordinator, "Kvistgård") == []


def test_with_the_data_key_destroyed_nobody_finds_the_name_any_more(service: Service, url: str) -> None:
    them = on_monday(service)
    case_id = soerens(them)
    person = person_of(them.coordinator, case_id)
    with psycopg.connect(url) as owner:
        assert owner.execute("select count(*) from person_words where person_id = %s", [person]).fetchone() != (0,)
    with destroyed(url, person):
        assert found(them.coordinator, "Søren") == []
        with psycopg.connect(url) as owner:
            assert owner.execute("select count(*) from person_words").fetchone() == (0,)


def test_names_from_before_the_index_are_found_when_the_worker_has_been_round(service: Service, url: str) -> None:
    them = on_monday(service)
    case_id = soerens(them)
    with psycopg.connect(url) as owner:
        owner.execute("delete from person_words")
        owner.execute("update people set name_words = 0")
    assert found(them.coordinator, "Søren") == []
    assert index_names(service.workers_database) == 1
    assert found(them.coordinator, "Søren") == [case_id]
    assert index_names(service.workers_database) == 0


@pytest.fixture
def own_keys(vault: Vault) -> Iterator[Vault]:
    """Keys to retire: under what stands for the whole run, its own are not. They hold until the service has ended."""
    yield Vault.generate()
    encryption.use(vault)


def test_a_name_is_found_after_the_municipalitys_key_was_changed(
    own_keys: Vault, service: Service, database: Database
) -> None:
    encryption.use(own_keys)
    them = on_monday(service)
    case_id = soerens(them)
    rotation.rotate(database, own_keys, "607")
    assert rotation.retire(database, own_keys, "607") != ()
    assert found(them.coordinator, "Søren") == [case_id]


def test_what_the_table_holds_is_no_word_of_anybodys(service: Service, url: str) -> None:
    them = on_monday(service)
    soerens(them)
    assert entries_of(them.coordinator)
    with psycopg.connect(url) as owner:
        rows = owner.execute("select word, head, beginnings from person_words").fetchall()
    kept = [bytes(one) for word, head, others in rows for one in (word, head, *others)]
    assert {len(one) for one in kept} == {16}
    assert not any(b"kvi" in one or b"sor" in one for one in kept)
