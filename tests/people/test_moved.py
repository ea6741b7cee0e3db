"""Sealed data that was moved in the database is shown to nobody, and the log reviewer is told."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from httpx2 import Response

from app.models import Base
from app.people.data_keys import NOBODYS
from app.people.encryption import sealed_columns
from app.people.sealing import CannotOpen
from app.people.tampering import telling
from app.receivers.allowed import Receivers
from tests.caller import Service, new_key
from tests.cases.stations import on_monday, reach, type_in
from tests.integration.receiver import receiving
from tests.integration.vendor import vendor
from tests.people.walk import ENTRY, everything_said, everything_until_a_course_has_ended
from workflows.casework import State
from workflows.roles import Role

Read = Callable[[], Response]

_COLUMNS = r"""
    select table_name, column_name from information_schema.columns
    where table_schema = current_schema() and column_name like '%\_sealed' order by 1, 2
"""
_OF_THE_LOG_REVIEWER = {
    "access_samples",
    "alarms_seen",
    "break_glass_grants",
    "identity_corrections",
    "pseudonym_reveals",
    "saved_filters",
}
"""What no walk of a child's case writes."""
_OPENED_BY_THE_WORKER = {"webhook_secrets"}
"""What nobody is shown: messages to a receiver are signed with it."""
_READERS = (Role.COORDINATOR, Role.TEAM_LEADER, Role.CASEWORKER, Role.POLICE, Role.LOCAL_LEADER)


@contextmanager
def owner(url: str) -> Iterator[psycopg.Connection[Any]]:
    """Whoever runs the database: no trigger and no right stands in the way."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        yield connection


@contextmanager
def put_back_after(connection: psycopg.Connection[Any], table: str, column: str) -> Iterator[None]:
    """For whoever reads everything once more when the test has ended."""
    kept = connection.execute(f"select {column}, municipality_code, id from {table}".encode()).fetchall()  # noqa: S608 - names from the catalogue
    yield
    back = f"update {table} set {column} = %s where municipality_code = %s and id = %s"  # noqa: S608 - names from the catalogue
    connection.cursor().executemany(back.encode(), kept)


def swap(connection: psycopg.Connection[Any], table: str, column: str) -> None:
    """Every row gets the value of another; swapped again as often as there are rows, all is as before."""
    connection.execute(
        f"""
        with sealed as (
            select id, {column}, row_number() over (order by id) as place, count(*) over () as many
            from {table} where municipality_code = '607' and {column} is not null
        )
        update {table} set {column} = other.{column} from sealed, sealed as other
        where {table}.municipality_code = '607' and {table}.id = sealed.id
        and other.place = sealed.place % sealed.many + 1
        """.encode()  # noqa: S608 - the catalogue's own names
    )


def rows(connection: psycopg.Connection[Any], table: str, column: str) -> int:
    counting = f"select count(*) from {table} where municipality_code = '607' and {column} is not null"  # noqa: S608 - names from the catalogue
    found = connection.execute(counting.encode()).fetchone()
    assert found
    return int(found[0])


def readers(service: Service, url: str, cases: list[str]) -> list[Read]:
    """Everybody's look at everything that they may see now."""
    documented = service.app.openapi()["paths"].items()
    paths = [path for path, operations in documented if "get" in operations]
    places = places_of(url, cases)
    found: list[Read] = []
    for role in _READERS:
        caller = service.as_(role, subject={Role.CASEWORKER: "rikke", Role.LOCAL_LEADER: "lars"}.get(role))
        for address in dict.fromkeys(address for path in paths for address in addresses(path, places)):
            if caller.get(address).status_code == 200:
                found.append(lambda caller=caller, address=address: caller.get(address))  # type: ignore[misc]  # bound at once
    return found + [said_again(service, number) for number in range(2)]


def places_of(url: str, cases: list[str]) -> list[dict[str, str]]:
    """The ids that can stand in an address: of lists and hand-overs, and of each of ``cases`` with whom it is about."""
    with psycopg.connect(url) as connection:
        lists = connection.execute("select id from handover_lists").fetchall()
        meetings = connection.execute("select id from meetings").fetchall()
        letters = connection.execute(
            "select c.id, c.person_id, l.id, p.consent_id, p.id from cases c join letters l on l.case_id = c.id"
            " join consent_papers p on p.case_id = c.id where c.id = any(%s)",
            (cases,),
        ).fetchall()
        transfers = connection.execute("select id from transfers where case_id = any(%s)", (cases,)).fetchall()
    names = ("case_id", "person_id", "letter_id", "consent_id", "paper_id")
    named = [dict(zip(names, map(str, one), strict=True)) for one in letters]
    alone = [{"list_id": str(found[0])} for found in lists] + [{"transfer_id": str(found[0])} for found in transfers]
    alone += [{"meeting_id": str(found[0])} for found in meetings]
    return alone + named


def addresses(path: str, places: list[dict[str, str]]) -> list[str]:
    """``path`` with each id that it can have."""
    names = set(re.findall(r"\{(\w+)\}", path))
    return [path.format(**place) for place in places if names <= place.keys()]


def said_again(service: Service, number: int) -> Read:
    """A request that was carried out, and is sent once more."""
    them, headers = on_monday(service), {"Idempotency-Key": new_key()}
    body = ENTRY | {"police_journal_number": f"3700-71273-8000{number}-26", "name": "KanarieAnden"}
    assert them.coordinator.post("/v1/entries", body, headers=headers).status_code == 201
    return lambda: them.coordinator.post("/v1/entries", body, headers=headers)


def alarms(connection: psycopg.Connection[Any]) -> set[tuple[str, str]]:
    found = connection.execute(
        "select details ->> 'table', details ->> 'column' from alarms where kind = 'sealed_data_moved'"
    )
    return {(table, column) for table, column in found.fetchall()}


def is_nothing_but_the_refusal(answer: Response) -> bool:
    body = answer.json()
    said = {"type", "title", "status", "code", "detail"}
    return body["code"] == "sealed_data_does_not_open" and body.keys() == said and "Kanarie" not in answer.text


def test_a_value_of_another_row_is_never_shown_whatever_the_column(service: Service, url: str) -> None:
    cases = [everything_said(service, number) for number in range(2)]
    cases += [everything_until_a_course_has_ended(service, number) for number in range(2, 4)]
    looks = readers(service, url, cases[::2])
    with owner(url) as connection:
        columns = [(table, column) for table, column in connection.execute(_COLUMNS).fetchall()]
        assert len(columns) >= 20
        for table, column in columns:
            if table in _OF_THE_LOG_REVIEWER | _OPENED_BY_THE_WORKER:
                continue
            many = rows(connection, table, column)
            assert many >= 2, f"the walk says nothing that is kept in {table}.{column}"
            swap(connection, table, column)
            refused = None
            for look in looks:
                if (answer := look()).status_code == 500:
                    refused = answer
                    looks = [look, *(one for one in looks if one is not look)]  # it shows the next column too, often
                    break
            assert refused, f"nobody was refused {table}.{column}"
            assert is_nothing_but_the_refusal(refused), (table, column)
            assert (table, column) in alarms(connection)
            for _ in range(many - 1):
                swap(connection, table, column)
            connection.execute("delete from alarms")
        assert {look().status_code for look in looks} <= {200, 201}, "moved back, all is as before"


def test_a_message_is_not_signed_with_the_secret_of_another_receiver(service: Service, url: str) -> None:
    with receiving() as one, receiving() as other, owner(url) as connection:
        service.app.state.receivers = Receivers.of(addresses=[one.url, other.url])
        ours = vendor(service)
        ids = [ours.registers(receiver)["id"] for receiver in (one, other)]
        ours.gives()
        with put_back_after(connection, "webhook_secrets", "secret_sealed"):
            swap(connection, "webhook_secrets", "secret_sealed")
            for webhook_id in ids:
                with pytest.raises(CannotOpen):
                    ours.sends(webhook_id)
            assert alarms(connection) == {("webhook_secrets", "secret_sealed")}
            assert (one.asked, other.asked) == (0, 0)
        assert [ours.sends(webhook_id) for webhook_id in ids] == [2, 2], "put back, each gets what it was to get"


def test_every_column_for_sealed_values_is_one_that_a_model_seals(url: str) -> None:
    models = [mapper.class_ for mapper in Base.registry.mappers]
    with owner(url) as connection:
        assert sealed_columns(models) == {(table, column) for table, column in connection.execute(_COLUMNS).fetchall()}


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("update people set name_sealed = address_sealed where municipality_code = '607'", ("people", "name_sealed")),
        (
            "update people set name_sealed = (select name_sealed from custody_holders where person_id = people.id"
            " limit 1) where id in (select person_id from custody_holders)",
            ("people", "name_sealed"),
        ),
        (
            "update people set name_sealed = (select name_sealed from people where municipality_code = '740' limit 1)"
            " where municipality_code = '607'",
            ("people", "name_sealed"),
        ),
        (
            "update data_keys set wrapped = (select d.wrapped from data_keys d where d.municipality_code = '607'"
            " and d.id <> data_keys.id limit 1) where municipality_code = '607'",
            ("data_keys", "wrapped"),
        ),
        (
            "update data_keys set wrapped = (select d.wrapped from data_keys d where d.municipality_code = '740' limit"
            " 1) where municipality_code = '607'",
            ("data_keys", "wrapped"),
        ),
    ],
    ids=["column", "table", "municipality", "data key", "data key of a municipality"],
)
def test_a_value_or_a_key_from_elsewhere_is_not_opened(
    service: Service, url: str, statement: str, place: tuple[str, str]
) -> None:
    case_id = everything_said(service)
    type_in(on_monday(service, "740").coordinator, name="Kanarie Anden", address="KanarieVej 2")
    team_leader = service.as_(Role.CASEWORKER, subject="rikke")
    path = f"/v1/cases/{case_id}"
    assert "Kanarie" in team_leader.get(path).text
    with owner(url) as connection, put_back_after(connection, *place):
        assert connection.execute(statement.encode()).rowcount > 0
        answer = team_leader.get(path)
        assert answer.status_code == 500
        assert is_nothing_but_the_refusal(answer)
        assert alarms(connection) == {place}


def test_the_same_moved_value_is_one_alarm_a_day(service: Service, url: str) -> None:
    case_id = reach(on_monday(service), State.WITH_COORDINATOR)
    with owner(url) as connection, put_back_after(connection, "people", "name_sealed"):
        connection.execute("update people set name_sealed = cpr_number_sealed")
        for _ in range(3):
            assert service.as_(Role.COORDINATOR).get(f"/v1/cases/{case_id}").status_code == 500
        assert connection.execute("select count(*) from alarms").fetchone() == (1,)


def test_what_a_worker_cannot_open_is_told_too(service: Service, url: str) -> None:
    with pytest.raises(CannotOpen), telling(service.workers_database):
        raise CannotOpen("607", "history", "reason_sealed", NOBODYS)
    with owner(url) as connection:
        assert alarms(connection) == {("history", "reason_sealed")}
