"""Rows without a CPR number: a person decides whom they are about, and may decide again."""

from typing import Any

import psycopg
import pytest
from httpx2 import Response

from tests.caller import Caller, Service
from tests.lists.weeks import coordinator, decide, entries, police, received, row, send, weekly
from workflows.roles import Role

NAMELESS = row(journal="9", cpr="", name="Ali Yilmas", note="Født 01-03-2013")
"""One letter from Ali Yilmaz, whose CPR number says the same birth date."""
ALI_OF_THAT_DAY = row(cpr="610313-5752")


def identify(caller: Caller, entry: Any, person_id: str | None) -> Response:
    return caller.post(f"/v1/entries/{entry['id']}/identity", {"person_id": person_id})


def identified(caller: Caller, entry: Any, person_id: str | None) -> Any:
    answer = identify(caller, entry, person_id)
    assert answer.status_code == 200, answer.text
    return answer.json()


def undecided(service: Service) -> tuple[Caller, Any, Any]:
    """The meeting, an entry nobody has put a person to, and the known child's own entry."""
    received(send(police(service), weekly(ALI_OF_THAT_DAY)))
    received(send(police(service), weekly(NAMELESS), week="2026-W48"))
    meeting = coordinator(service)
    known, nameless = entries(meeting)
    return meeting, nameless, known


def cases(url: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        query = "select person_id::text, state, incidents, entries_awaiting_decision from cases order by opened_at, id"
        return connection.execute(query).fetchall()


def test_somebody_alike_is_a_candidate_and_no_case_is_opened(service: Service, url: str) -> None:
    _, nameless, known = undecided(service)
    assert nameless["case_id"] is None
    assert nameless["identity"]["status"] == "undecided"
    assert [c["id"] for c in nameless["identity"]["candidates"]] == [known["person"]["id"]]
    assert nameless["identity"]["candidates"][0]["same_name"] is False
    assert cases(url) == [(known["person"]["id"], "received", 1, 1)]


def test_a_row_without_a_number_and_without_anybody_alike_is_somebody_new(service: Service) -> None:
    received(send(police(service), weekly(row(name="Bente Holm"), NAMELESS)))
    nameless = entries(coordinator(service))[1]
    assert nameless["identity"] == {"status": "new", "candidates": []}
    assert nameless["case_id"] is not None


@pytest.mark.parametrize("order", [(ALI_OF_THAT_DAY, NAMELESS), (NAMELESS, ALI_OF_THAT_DAY)])
def test_a_child_of_the_same_file_is_a_candidate_wherever_it_stands(service: Service, order: tuple[str, str]) -> None:
    received(send(police(service), weekly(*order)))
    nameless = next(e for e in entries(coordinator(service)) if e["police_journal_number"] == "9")
    assert nameless["identity"]["status"] == "undecided"
    assert [c["name"] for c in nameless["identity"]["candidates"]] == ["Ali Yilmaz"]


def test_an_entry_of_nobody_in_particular_cannot_be_decided(service: Service) -> None:
    meeting, nameless, _ = undecided(service)
    answer = decide(meeting, nameless, "to_coordinator")
    assert (answer.status_code, answer.json()["code"]) == (409, "identity_undecided")


def test_a_candidate_who_is_chosen_gets_the_incident_in_the_open_case(service: Service, url: str) -> None:
    meeting, nameless, known = undecided(service)
    entry = identified(meeting, nameless, known["person"]["id"])
    assert (entry["case_id"], entry["joined_open_case"]) == (known["case_id"], True)
    assert entry["person"]["name"] == "Ali Yilmaz"
    assert entry["identity"]["status"] == "known"
    assert cases(url) == [(known["person"]["id"], "received", 2, 2)]


def test_a_new_person_gets_a_case_of_their_own(service: Service, url: str) -> None:
    meeting, nameless, known = undecided(service)
    entry = identified(meeting, nameless, None)
    assert entry["person"]["name"] == "Ali Yilmas"
    assert entry["case_id"] not in (None, known["case_id"])
    assert entry["joined_open_case"] is False
    assert len(cases(url)) == 2
    assert decide(meeting, entry, "to_coordinator").status_code == 200


def test_decided_again_before_the_meeting_the_entry_moves_and_the_empty_case_is_dropped(
    service: Service, url: str
) -> None:
    meeting, nameless, known = undecided(service)
    new = identified(meeting, nameless, None)
    moved = identified(meeting, nameless, known["person"]["id"])
    assert moved["case_id"] == known["case_id"]
    assert sorted(c[1:] for c in cases(url)) == [("dropped", 0, 0), ("received", 2, 2)]
    back = identified(meeting, nameless, None)
    assert back["case_id"] not in (known["case_id"], new["case_id"])
    assert back["person"]["id"] == new["person"]["id"]
    assert sorted(c[1:] for c in cases(url)) == [("dropped", 0, 0), ("received", 1, 1), ("received", 1, 1)]


def test_a_case_that_was_given_away_goes_with_its_only_entry_to_the_right_child(service: Service, url: str) -> None:
    meeting, nameless, known = undecided(service)
    assert decide(meeting, known, "drop", reason="Et uheld").status_code == 200
    wrong = identified(meeting, nameless, None)
    given = decide(meeting, wrong, "to_coordinator").json()
    right = identified(meeting, nameless, known["person"]["id"])
    assert (right["case_id"], right["decision"]) == (given["case_id"], "to_coordinator")
    assert sorted(c[1] for c in cases(url)) == ["dropped", "with_coordinator"]
    assert {c[0] for c in cases(url)} == {known["person"]["id"]}


def test_of_several_entries_given_away_only_the_one_leaves_and_is_decided_anew(service: Service, url: str) -> None:
    meeting, nameless, known = undecided(service)
    identified(meeting, nameless, known["person"]["id"])
    assert decide(meeting, known, "to_coordinator").status_code == 200
    assert decide(meeting, nameless, "to_coordinator").status_code == 200
    entry = identified(meeting, nameless, None)
    assert entry["case_id"] != known["case_id"]
    assert entry["decision"] is None
    assert sorted(c[1:] for c in cases(url)) == [("received", 1, 1), ("with_coordinator", 1, 0)]
    with psycopg.connect(url) as connection:
        lists = connection.execute("select week, state from handover_lists order by week").fetchall()
    assert lists == [("2026-W47", "decided"), ("2026-W48", "received")]


def test_only_a_candidate_can_be_chosen_and_only_for_a_row_without_a_number(service: Service) -> None:
    meeting, nameless, known = undecided(service)
    received(send(police(service), weekly(row(journal="7", cpr="710212-9787", name="Bo Dahl")), week="2026-W49"))
    stranger = entries(meeting)[-1]["person"]["id"]
    answer = identify(meeting, nameless, stranger)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_candidate")
    answer = identify(meeting, known, None)
    assert (answer.status_code, answer.json()["code"]) == (409, "identity_is_known")


def test_police_never_see_candidates(service: Service) -> None:
    undecided(service)
    sender = police(service)
    for answer in (sender.get("/v1/entries"), sender.get("/v1/handover-lists")):
        assert "candidates" not in answer.text
    assert sender.get("/v1/entries").status_code == 403


def test_an_amended_row_keeps_the_person_that_was_decided_on(service: Service) -> None:
    meeting, nameless, known = undecided(service)
    identified(meeting, nameless, known["person"]["id"])
    changed = NAMELESS.replace("Butikstyveri", "Hærværk")
    received(send(police(service), weekly(changed), week="2026-W48"))
    entry = entries(meeting)[-1]
    assert entry["offence_text"] == "Hærværk"
    assert (entry["case_id"], entry["person"]["id"]) == (known["case_id"], known["person"]["id"])
    apart = identified(meeting, entry, None)
    assert apart["case_id"] != known["case_id"]
    assert apart["person"]["name"] == "Ali Yilmas"


def test_candidates_who_were_seen_are_in_the_log(service: Service, url: str) -> None:
    _, _, known = undecided(service)
    service.as_(Role.TEAM_LEADER).get("/v1/entries", undecided=True)
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select subject_id::text from audit_log where role = 'team_leader' and action = 'list.read'"
        ).fetchall()
    assert len(rows) == 2
    assert (known["person"]["id"],) in rows


def test_whoever_the_entry_did_not_go_to_no_longer_decides_whom_it_is_about(service: Service) -> None:
    meeting, nameless, known = undecided(service)
    identified(meeting, nameless, None)
    assert decide(meeting, nameless, "to_team_leader").status_code == 200
    assert identify(meeting, nameless, known["person"]["id"]).status_code == 404
    assert identify(service.as_(Role.TEAM_LEADER), nameless, known["person"]["id"]).status_code == 200


def test_whom_it_was_decided_to_be_is_still_among_the_candidates(service: Service) -> None:
    meeting, nameless, known = undecided(service)
    for person_id, status in ((known["person"]["id"], "known"), (None, "new")):
        identity = identified(meeting, nameless, person_id)["identity"]
        assert identity["status"] == status
        assert [one["id"] for one in identity["candidates"]] == [known["person"]["id"]]


def test_a_case_that_has_ended_is_not_made_somebody_elses(service: Service, url: str) -> None:
    meeting, nameless, known = undecided(service)
    assert decide(meeting, known, "drop", reason="Et uheld").status_code == 200
    wrong = identified(meeting, nameless, None)
    assert decide(meeting, wrong, "drop", reason="Et uheld").status_code == 200
    right = identified(meeting, nameless, known["person"]["id"])
    assert right["case_id"] not in (wrong["case_id"], known["case_id"])
    assert (right["decision"], right["joined_open_case"]) == (None, False)
    people = [(person, state) for person, state, *_ in cases(url)]
    assert (wrong["person"]["id"], "dropped") in people
    assert (known["person"]["id"], "received") in people


def test_a_case_on_a_track_without_any_incident_left_ends(service: Service, url: str) -> None:
    meeting, nameless, known = undecided(service)
    wrong = identified(meeting, nameless, None)
    assert decide(meeting, wrong, "to_coordinator").status_code == 200
    right = identified(meeting, nameless, known["person"]["id"])
    assert right["case_id"] == known["case_id"]
    assert sorted(c[1:] for c in cases(url)) == [("dropped", 0, 0), ("received", 2, 2)]
