"""What is personal stands sealed in every table, bound to its place, and is found by an index of one's own."""

from uuid import UUID

import psycopg
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import sql

from app.people.sealing import NotThere, key_id_of, opened, place, seal
from app.people.vault import Vault
from tests.caller import Service
from tests.cases.stations import on_monday
from tests.handover import hand_over
from tests.people.walk import CPR, ENTRY, MOTHERS_CPR, everything_said

ROW = UUID("00000000-0000-7000-8000-000000000001")
OTHER_ROW = UUID("00000000-0000-7000-8000-000000000002")
PLACE = place("607", "people", "name_sealed", ROW)
KEY, KEY_ID = AESGCM(bytes(32)), UUID("00000000-0000-7000-8000-00000000000a")
EVERY_ROW = sql.SQL("select t::text from {} t")


def dump(url: str) -> str:
    """Every row of every table as text; what is binary also as the text it would be."""
    with psycopg.connect(url) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        rows = [
            str(row[0])
            for (table,) in tables
            for row in connection.execute(EVERY_ROW.format(sql.Identifier(table))).fetchall()
        ]
    return "\n".join(rows)


def test_nothing_personal_stands_in_the_clear_in_any_table(service: Service, url: str) -> None:
    everything_said(service)
    hand_over(on_monday(service))
    stored = dump(url)
    assert len(stored) > 50_000
    assert "3700-71273-99999-26" in stored, "the police's journal number is not sealed"
    for canary in (
        "Kanarie",
        CPR,
        CPR.replace("-", ""),
        MOTHERS_CPR,
        MOTHERS_CPR.replace("-", ""),
        "Ærlig",
        "El-Hassan",
        "Butikstyveri",
        "710212-9787",
    ):
        assert canary not in stored, canary
        assert canary.encode().hex() not in stored, canary
        assert canary.encode("latin-1").hex() not in stored, canary


@pytest.mark.parametrize(
    "moved",
    [
        ("740", "people", "name_sealed", ROW),
        ("607", "custody_holders", "name_sealed", ROW),
        ("607", "people", "address_sealed", ROW),
        ("607", "people", "name_sealed", OTHER_ROW),
    ],
    ids=["municipality", "table", "column", "row"],
)
def test_a_sealed_value_opens_in_its_own_place_alone(moved: tuple[str, str, str, UUID]) -> None:
    sealed = seal(KEY, KEY_ID, "Asger Opdigtet", PLACE)
    assert (opened(KEY, sealed, PLACE), key_id_of(sealed)) == ("Asger Opdigtet", KEY_ID)
    with pytest.raises(NotThere):
        opened(KEY, sealed, place(*moved))


def test_a_changed_value_and_another_key_do_not_open() -> None:
    sealed = seal(KEY, KEY_ID, "Asger Opdigtet", PLACE)
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(NotThere):
            opened(KEY, bytes(changed), PLACE)
    for cut in range(len(sealed)):
        with pytest.raises(NotThere):
            opened(KEY, sealed[:cut], PLACE)
    with pytest.raises(NotThere):
        opened(AESGCM(bytes(31) + b"\1"), sealed, PLACE)
    assert seal(KEY, KEY_ID, "Asger Opdigtet", PLACE) != sealed, "the same name is not sealed alike"


def test_the_blind_index_is_keyed_and_differs_between_municipalities(vault: Vault) -> None:
    index = vault.index("607", "cpr", "7001012000")
    assert index == vault.index("607", "cpr", "7001012000")
    others = [
        vault.index("740", "cpr", "7001012000"),
        vault.index("607", "name", "7001012000"),
        vault.index("607", "cpr", "7001012001"),
        Vault.generate().index("607", "cpr", "7001012000"),
    ]
    assert len({index, *others}) == 5


def test_the_same_child_in_two_municipalities_has_nothing_in_common_in_the_database(service: Service, url: str) -> None:
    for code in ("607", "740"):
        them = on_monday(service, code)
        assert them.coordinator.post("/v1/entries", ENTRY).status_code == 201
    counting = sql.SQL("select count(distinct {}), count(*) from people")
    with psycopg.connect(url) as connection:
        for column in ("cpr_number_index", "name_index", "cpr_number_sealed", "name_sealed"):
            found = connection.execute(counting.format(sql.Identifier(column)))
            assert found.fetchone() == (2, 2), column
