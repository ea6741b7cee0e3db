"""What the meeting decides on an entry, and who of two comes first."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.caller import Service
from tests.handover import hand_over_outside
from tests.lists.weeks import coordinator, decide, entries, police, received, row, send, weekly
from workflows.roles import Role

PAIRS = 100


def one_entry(service: Service, *more: str) -> Any:
    received(send(police(service), weekly(row(), *more)))
    return entries(coordinator(service))[0]


@pytest.mark.parametrize(
    ("decision", "said", "state"),
    [
        ("to_coordinator", {}, "with_coordinator"),
        ("to_team_leader", {}, "with_team_leader"),
        ("drop", {"reason": "Kun et uheld"}, "dropped"),
        ("to_other_municipality", {"municipality_code": "101"}, "received"),  # ours until they have taken it
    ],
)
def test_a_decision_moves_the_case(service: Service, url: str, decision: str, said: dict[str, str], state: str) -> None:
    entry = one_entry(service)
    answer = decide(coordinator(service), entry, decision, **said)
    assert answer.status_code == 200, answer.text
    decided = answer.json()
    assert (decided["decision"], decided["decided_by"]) == (decision, "coordinator")
    assert decided["to_municipality_code"] == said.get("municipality_code")
    with psycopg.connect(url) as connection:
        case = connection.execute("select state, entries_awaiting_decision from cases").fetchone()
        lists = connection.execute("select state from handover_lists").fetchone()
        log = connection.execute("select count(*) from audit_log where action = 'entry.decided'").fetchone()
    assert case == (state, 0)
    assert lists == ("decided",)
    assert log == (1,)
    assert entries(coordinator(service), undecided=True) == []


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ("drop", {}),
        ("to_other_municipality", {}),
        ("to_other_municipality", {"municipality_code": "607"}),
        ("to_other_municipality", {"municipality_code": "10"}),
        ("to_nobody", {}),
    ],
)
def test_a_decision_that_lacks_something_is_refused(service: Service, decision: str, said: dict[str, str]) -> None:
    entry = one_entry(service)
    assert decide(coordinator(service), entry, decision, **said).status_code == 422
    assert entries(coordinator(service))[0]["decision"] is None


def test_an_entry_is_decided_once(service: Service) -> None:
    entry = one_entry(service)
    assert decide(coordinator(service), entry, "to_coordinator").status_code == 200
    answer = decide(coordinator(service), entry, "to_coordinator")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_decided")


def test_a_case_ends_only_when_all_its_entries_are_decided(service: Service, url: str) -> None:
    one_entry(service, row(journal="2"))
    first, second = entries(coordinator(service))
    assert decide(coordinator(service), first, "drop", reason="Uheld").status_code == 200
    with psycopg.connect(url) as connection:
        assert connection.execute("select state from cases").fetchone() == ("received",)
        assert connection.execute("select state from handover_lists").fetchone() == ("received",)
    assert decide(coordinator(service), second, "to_other_municipality", municipality_code="101").status_code == 200
    with psycopg.connect(url) as connection:
        assert connection.execute("select state from cases").fetchone() == ("received",)
    hand_over_outside(coordinator(service), second["case_id"], "101")
    with psycopg.connect(url) as connection:
        assert connection.execute("select state, to_municipality_code from cases").fetchone() == ("transferred", "101")


def test_what_is_given_to_the_other_track_than_the_case_is_on_is_refused(service: Service) -> None:
    one_entry(service, row(journal="2"))
    first, second = entries(coordinator(service))
    assert decide(coordinator(service), first, "to_team_leader").status_code == 200
    answer = decide(coordinator(service), second, "to_coordinator")
    assert (answer.status_code, answer.json()["code"]) == (409, "case_is_on_the_other_track")
    assert "reroute" in answer.json()["detail"]
    assert decide(coordinator(service), second, "to_team_leader").status_code == 200


@pytest.mark.parametrize("role", [Role.POLICE, Role.CASEWORKER, Role.LOCAL_LEADER, Role.MANAGER])
def test_only_those_at_the_meeting_decide_and_see_entries(service: Service, role: Role) -> None:
    entry = one_entry(service)
    caller = service.as_(role)
    assert decide(caller, entry, "to_coordinator").status_code == 403
    assert caller.get("/v1/entries").status_code == 403
    assert caller.post("/v1/entries", {"name": "A", "police_journal_number": "1", "role": "x"}).status_code == 403


def test_an_entry_of_another_municipality_is_not_there(service: Service) -> None:
    entry = one_entry(service)
    stranger = service.as_(Role.COORDINATOR, "330")
    assert decide(stranger, entry, "to_coordinator").status_code == 404
    assert stranger.post(f"/v1/entries/{entry['id']}/identity", {"person_id": None}).status_code == 404
    assert entries(stranger) == []


def test_of_two_who_decide_at_the_same_moment_one_wins(service: Service, url: str) -> None:
    """A hundred entries of fifty children, so that two pairs meet in each case as well."""
    rows = [
        row(journal=str(number), cpr=f"{61 + number % 25:02}{1 + number % 50 // 25:02}13-{4000 + number % 50}")
        for number in range(PAIRS)
    ]
    received(send(police(service), weekly(*rows)))
    one, other = coordinator(service), service.as_(Role.TEAM_LEADER)

    def both(entry: Any) -> list[int]:
        with ThreadPoolExecutor(2) as pair:
            asked = [pair.submit(decide, caller, entry, "to_coordinator") for caller in (one, other)]
            return sorted(answer.result().status_code for answer in asked)

    found = entries(one)
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(both, found)) == [[200, 409]] * PAIRS
    with psycopg.connect(url) as connection:
        cases = connection.execute("select distinct state, incidents, entries_awaiting_decision from cases").fetchall()
        assert cases == [("with_coordinator", 2, 0)]
        assert connection.execute("select state from handover_lists").fetchone() == ("decided",)


def test_entries_come_page_by_page_each_once(service: Service) -> None:
    received(send(police(service), weekly(*(row(journal=str(number)) for number in range(7)))))
    caller = coordinator(service)
    seen: list[str] = []
    cursor: dict[str, str | None] = {}
    while cursor.get("cursor", "") is not None:
        page = caller.get("/v1/entries", limit=3, **cursor).json()
        seen += [entry["police_journal_number"] for entry in page["items"]]
        cursor = {"cursor": page["next_cursor"]}
    assert seen == [str(number) for number in range(7)]
    assert caller.get("/v1/entries", cursor="nonsense").status_code == 400
