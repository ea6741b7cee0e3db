"""A key for each person, case, course and list: its texts go with it, and nobody else's do."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
import pytest
from sqlalchemy.orm import Session

from app.db import Database, belong_to
from app.people.keys import open_vault
from app.people.models import CustodyHolder, Person
from app.people.sealing import CannotOpen, key_id_of
from app.people.vault import Vault
from bench.lists import weekly_list
from tests.caller import Service, instant
from tests.cases.stations import MONDAY, on_monday, reach
from tests.lists.test_identity import identified, undecided
from tests.people.walk import everything_said
from tests.systems import registered
from workflows.casework import State
from workflows.roles import Role

FREDERICIA = "607"
NOW = instant(MONDAY)


def keys_used(url: str, table: str, column: str, owner: str = "id") -> set[tuple[str, UUID | None]]:
    """Whose texts are sealed with which key: owner and key id of each row."""
    query = f"select {owner}, {column} from {table} where {column} is not null"  # noqa: S608 - names from the catalogue
    with psycopg.connect(url) as connection:
        return {(str(one), key_id_of(sealed)) for one, sealed in connection.execute(query.encode()).fetchall()}


@contextmanager
def destroyed(url: str, key_id: str) -> Iterator[None]:
    """Put back in the end, for whoever reads everything once more when the test has ended."""
    with psycopg.connect(url, autocommit=True) as owner:
        kept = owner.execute("delete from data_keys where id = %s returning *", (key_id,)).fetchall()
        assert len(kept) == 1
        yield
        owner.execute("insert into data_keys values (%s, %s, %s, %s, %s)", kept[0])


def test_each_text_is_under_the_key_of_whom_it_is_about(service: Service, url: str) -> None:
    everything_said(service, 0)
    everything_said(service, 1)
    registered(service.as_(Role.INTEGRATION))
    owners = {
        "people": "id", "custody_holders": "person_id", "list_entries": "person_id", "knowledge": "case_id",
        "placements": "case_id", "assessments": "case_id", "consents": "case_id", "courses": "id",
        "course_goals": "course_id", "course_participants": "course_id", "course_reviews": "course_id",
        "course_plans": "course_id", "course_meetings": "course_id", "course_evaluations": "course_id",
        "handover_lists": "id", "rejected_entries": "list_id", "letters": "case_id", "consent_papers": "case_id",
        "disclosures": "about", "family_meetings": "case_id", "meetings": "id", "meeting_participants": "meeting_id",
        "meeting_items": "person_id", "concern_reports": "case_id", "concern_talks": "case_id",
        "ad_hoc_groups": "id", "ad_hoc_group_members": "group_id", "ad_hoc_group_meetings": "group_id",
    }  # fmt: skip
    for table, owner in owners.items():
        for column in _columns(url, table):
            used = keys_used(url, table, column, owner)
            assert used, (table, column)
            assert all(str(key_id) == of for of, key_id in used), (table, column)
    assert len(keys_used(url, "people", "name_sealed")) == 2
    assert {key_id for _, key_id in keys_used(url, "stored_answers", "body_sealed")} == {UUID(int=0)}
    assert {key_id for _, key_id in keys_used(url, "webhook_secrets", "secret_sealed")} == {UUID(int=0)}


def _columns(url: str, table: str) -> list[str]:
    with psycopg.connect(url) as connection:
        query = (
            "select column_name from information_schema.columns where table_name = %s and column_name like '%%sealed'"
        )
        return [found[0] for found in connection.execute(query, (table,)).fetchall()]


def test_no_two_values_are_sealed_with_one_nonce(service: Service, url: str) -> None:
    assert on_monday(service).police.upload("a.csv", weekly_list(1200)).status_code == 201
    with psycopg.connect(url) as connection:
        values = "select name_sealed from people union all select address_sealed from people"
        nonces = [bytes(sealed)[17:29] for (sealed,) in connection.execute(values).fetchall()]
    assert len(set(nonces)) == len(nonces) == 2400


def person_of(url: str, case_id: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("select person_id from cases where id = %s", (case_id,)).fetchone()
    assert row
    return str(row[0])


def test_with_a_persons_key_destroyed_that_person_is_unreadable_and_nobody_else(
    service: Service, url: str, vault: Vault
) -> None:
    them = on_monday(service)
    gone, other = reach(them, State.PLACED), reach(them, State.PLACED)
    shown = {case_id: them.coordinator.case(case_id) for case_id in (gone, other)}
    with destroyed(url, person_of(url, gone)):
        answer = them.coordinator.get(f"/v1/cases/{gone}")
        assert (answer.status_code, answer.json()["code"]) == (500, "sealed_data_does_not_open")
        assert shown[gone]["person"]["name"] not in answer.text
        assert them.coordinator.case(other) == shown[other]
        placements = them.coordinator.get(f"/v1/cases/{gone}/placements").json()["items"]
        assert placements[0]["reason"] == "Flere vil kunne hjælpe", "the case's texts are under the case's key"
        open_vault(vault.provider, service.database, may_make=False)
    with destroyed(url, gone):
        assert them.coordinator.get(f"/v1/cases/{gone}/placements").status_code == 500
        assert them.coordinator.get(f"/v1/cases/{other}/placements").status_code == 200
        assert them.coordinator.case(gone) == shown[gone]


def test_a_new_text_about_somebody_whose_key_is_destroyed_gets_a_new_one_and_opens_nothing_old(
    app_database: Database, vault: Vault, url: str
) -> None:
    somebody = UUID(int=7)
    with app_database.transaction(FREDERICIA) as session:
        session.add(person(somebody, name="Asger Opdigtet"))
    with psycopg.connect(url) as owner:
        assert owner.execute("delete from data_keys where id = %s", (somebody,)).rowcount == 1
    with app_database.transaction(FREDERICIA) as session:
        holder = CustodyHolder(
            municipality_code=FREDERICIA, id=UUID(int=8), person_id=somebody, relation="mother", name="Karla Opdigtet",
            entered_by="x", entered_at=NOW,
        )  # fmt: skip
        session.add(holder)
        session.flush()
        assert holder.name == "Karla Opdigtet"
        with pytest.raises(CannotOpen):
            _ = session.get_one(Person, (FREDERICIA, somebody)).name


def person(person_id: UUID, **said: str) -> Person:
    return Person(
        municipality_code=FREDERICIA, id=person_id, birth_date=NOW.date(), name_index=b"x", created_at=NOW, **said
    )


def test_an_entrys_texts_follow_the_child_that_it_is_decided_to_be_about(service: Service, url: str) -> None:
    meeting, nameless, known = undecided(service)
    decided = identified(meeting, nameless, known["person"]["id"])
    used = dict(keys_used(url, "list_entries", "offence_text_sealed"))
    assert str(used[nameless["id"]]) == known["person"]["id"]
    assert decided["offence_text"] == nameless["offence_text"]


def test_texts_can_be_read_before_and_after_the_flush_and_taken_away(app_database: Database, vault: Vault) -> None:
    with app_database.transaction(FREDERICIA) as session:
        made = person(UUID(int=5), name="Asger Opdigtet", address="Vej 1")
        assert (made.name, made.address, made.cpr_number) == ("Asger Opdigtet", "Vej 1", None)
        session.add(made)
        session.flush()
        assert (made.name, made.address) == ("Asger Opdigtet", "Vej 1")
        made.name, made.address = "Asger Ærlig", None
        assert (made.name, made.address) == ("Asger Ærlig", None)
        session.flush()
        session.refresh(made)
        assert (made.name, made.address, made.address_sealed) == ("Asger Ærlig", None, None)
    with app_database.transaction(FREDERICIA) as session:
        found = session.get_one(Person, (FREDERICIA, UUID(int=5)))
        assert found.name == "Asger Ærlig"
    with pytest.raises(RuntimeError, match="within its transaction"):
        _ = found.name


def test_a_key_that_was_rolled_back_is_not_used_again(app_database: Database, vault: Vault) -> None:
    with Session(app_database.engine) as session:
        for end in (session.rollback, session.commit):
            belong_to(session, FREDERICIA)
            session.add(person(UUID(int=6), name="Asger Opdigtet"))
            session.flush()
            end()
    with app_database.transaction(FREDERICIA) as session:
        assert session.get_one(Person, (FREDERICIA, UUID(int=6))).name == "Asger Opdigtet"
