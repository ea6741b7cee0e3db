"""Two people do the same thing at the same moment: one of them did it, the other is told, and nothing fails."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.drill.form import times
from tests.drill.invented import Child, list_of
from tests.drill.pairs import decide, hand_over, statuses, two_hands, upload
from tests.drill.reporting import Tell
from tests.drill.wholeness import faults
from tests.running.process import Installation
from workflows.roles import Role

Person = Callable[[Role, str], httpx.Client]
PAIRS = times(10, 1_000)


@pytest.fixture
def somebody(url: str, tmp_path: Path) -> Iterator[Person]:
    """People of one municipality, calling a server that is a process of its own."""
    here = Installation(url, tmp_path)
    with here.serve() as server, ExitStack() as calls:
        yield lambda role, name: calls.enter_context(here.caller(server, role, subject=name))
    with psycopg.connect(url) as connection:
        assert faults(connection) == []


def test_of_two_who_decide_on_an_entry_at_once_one_has_decided(somebody: Person, url: str, tell: Tell) -> None:
    anna, bent = somebody(Role.COORDINATOR, "anna"), somebody(Role.COORDINATOR, "bent")
    leader = somebody(Role.TEAM_LEADER, "lone")
    children = [Child(number) for number in range(PAIRS)]
    entries = hand_over(somebody(Role.POLICE, "police"), anna, children, 1)
    assert len(entries) == PAIRS
    with two_hands() as at_once:
        for number, entry in enumerate(entries):
            one, other = (bent, "to_coordinator") if number % 2 else (leader, "to_team_leader")
            decided, refused = answers = at_once(
                partial(decide, anna, entry, "to_coordinator"),
                partial(decide, one, entry, other),
            )
            assert statuses(answers) == (200, 409), [answer.text for answer in answers]
            assert refused.json()["code"] == "already_decided"
            assert decided.json()["decision"] in ("to_coordinator", other)
    tell("3", "pairs who decide on the same entry at once: one has, the other gets 409", PAIRS, at_least=1_000)
    with psycopg.connect(url) as connection:
        told = "select count(*), count(distinct subject_id) from history where event = 'entry_decided'"
        assert connection.execute(told).fetchone() == (PAIRS, PAIRS)
        assert connection.execute("select state from handover_lists").fetchone() == ("decided",)


def test_when_the_last_two_entries_are_decided_at_once_the_list_is_decided(
    somebody: Person, url: str, tell: Tell
) -> None:
    anna, bent = somebody(Role.COORDINATOR, "anna"), somebody(Role.COORDINATOR, "bent")
    police = somebody(Role.POLICE, "police")
    with two_hands() as at_once:
        for number in range(times(4, 100)):
            first, last = hand_over(police, anna, [Child(2 * number), Child(2 * number + 1)], number)
            answers = at_once(
                partial(decide, anna, first, "to_coordinator"),
                partial(decide, bent, last, "to_coordinator"),
            )
            assert statuses(answers) == (200, 200), [answer.text for answer in answers]
            with psycopg.connect(url) as connection:
                query = "select e.event from history e where e.subject_id = %s order by e.at, e.id"
                events = [event for (event,) in connection.execute(query, [first["list_id"]])]
            assert events == ["received", "decide"]
    tell("3", "pairs who decide on the last two entries at once: the list is decided once", times(4, 100))


def test_a_request_sent_twice_at_once_with_one_key_is_done_once(somebody: Person, url: str, tell: Tell) -> None:
    anna, again = somebody(Role.COORDINATOR, "anna"), somebody(Role.COORDINATOR, "anna")
    pairs = times(6, 200)
    entries = hand_over(somebody(Role.POLICE, "police"), anna, [Child(number) for number in range(pairs)], 1)
    with two_hands() as at_once:
        for number, entry in enumerate(entries):
            key = {"Idempotency-Key": f"decision-{number}"}
            answers = at_once(
                partial(decide, anna, entry, "to_coordinator", **key),
                partial(decide, again, entry, "to_coordinator", **key),
            )
            assert statuses(answers) == (200, 200), [answer.text for answer in answers]
            assert answers[0].content == answers[1].content
            assert sorted("Idempotent-Replayed" in answer.headers for answer in answers) == [False, True]
    tell("3", "requests sent twice at once with one key: done once, answered alike", pairs)


def test_of_two_moves_on_the_same_version_of_a_case_one_is_made(somebody: Person, url: str, tell: Tell) -> None:
    lone, lars = somebody(Role.TEAM_LEADER, "lone"), somebody(Role.TEAM_LEADER, "lars")
    children = [Child(number) for number in range(PAIRS)]
    entries = hand_over(somebody(Role.POLICE, "police"), lone, children, 1)
    with two_hands() as at_once:
        for entry in entries:
            case_id = decide(lone, entry, "to_team_leader").json()["case_id"]
            version = {"If-Match": lone.get(f"/v1/cases/{case_id}").headers["ETag"]}
            made, refused = answers = at_once(
                partial(_inform, lone, "rikke", case_id, version),
                partial(_inform, lars, "robert", case_id, version),
            )
            assert statuses(answers) == (200, 412), [answer.text for answer in answers]
            assert made.json()["state"] == "with_caseworker"
            assert refused.json()["code"] == "version_stale"
    with psycopg.connect(url) as connection:
        told = "select count(*), count(distinct subject_id) from history where event = 'inform_caseworker'"
        assert connection.execute(told).fetchone() == (PAIRS, PAIRS)
    tell("3", "pairs who move the same version of a case at once: one does, the other gets 412", PAIRS, at_least=1_000)


def test_a_file_handed_over_twice_at_once_is_received_once(somebody: Person, url: str, tell: Tell) -> None:
    one, other = somebody(Role.POLICE, "police"), somebody(Role.POLICE, "police")
    lists = times(4, 100)
    with two_hands() as at_once:
        for number in range(lists):
            content = list_of([Child(number * 30 + at) for at in range(30)], number)
            resent, received = answers = at_once(
                partial(upload, one, content),
                partial(upload, other, content),
            )
            assert statuses(answers) == (200, 201), [answer.text for answer in answers]
            assert resent.json() == received.json() | {"resend": True}
    with psycopg.connect(url) as connection:
        counted = connection.execute("select count(*) from list_entries").fetchone()
    assert counted == (lists * 30,)
    tell("3", "files handed over twice at once: received once", lists)


def test_a_child_unknown_until_two_lists_name_them_at_once_is_one_person_with_one_case(
    somebody: Person, url: str, tell: Tell
) -> None:
    one, other = somebody(Role.POLICE, "police"), somebody(Role.POLICE, "police-too")
    lists = times(6, 200)
    with two_hands() as at_once:
        for number in range(lists):
            child = [Child(number)]
            answers = at_once(
                partial(upload, one, list_of(child, 2 * number)),
                partial(upload, other, list_of(child, 2 * number + 1)),
            )
            assert statuses(answers) == (201, 201), [answer.text for answer in answers]
    with psycopg.connect(url) as connection:
        query = "select (select count(*) from people), (select count(*) from cases), (select sum(incidents) from cases)"
        assert connection.execute(query).fetchone() == (lists, lists, 2 * lists)
    tell("3", "children unknown until two lists name them at once: one person, one case", lists)


def _inform(by: httpx.Client, caseworker: str, case_id: str, version: dict[str, str]) -> httpx.Response:
    body = {"event": "inform_caseworker", "caseworker": caseworker}
    return by.post(f"/v1/cases/{case_id}/moves", json=body, headers=version)
