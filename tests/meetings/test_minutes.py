"""The minutes as a PDF: who was there and what was decided by whom, and no more than the reader may see."""

from tests.access.log import Log
from tests.caller import Caller, Service
from tests.cases.stations import type_in
from tests.letters.reading import words
from tests.meetings.room import POLICE, TEAM_LEADER, carry_over, dealt, decide, moved, opened


def minutes(caller: Caller, meeting_id: str) -> str:
    answer = caller.get(f"/v1/meetings/{meeting_id}/minutes")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return " ".join(words(answer.content).split())


def test_the_minutes_say_who_was_there_and_what_was_decided_by_whom(service: Service, log: Log) -> None:
    them, meeting_id = opened(service, TEAM_LEADER, POLICE)
    ours = type_in(them.coordinator, name="Asger Ærlig")
    theirs = type_in(them.coordinator, name="Birgitte Fremmed")
    waits = type_in(them.coordinator, name="Casper #let[Vent]")
    early = them.coordinator.get(f"/v1/meetings/{meeting_id}/minutes")
    assert (early.status_code, early.json()["code"]) == (409, "meeting_not_closed")
    dealt(
        them.coordinator, meeting_id, decide(ours, "to_coordinator", reason="Bor hos sin far"),
        decide(theirs, "to_team_leader", reason="Kendt i forvejen"), carry_over(waits, "Skolen skal spørges"),
    )  # fmt: skip
    moved(them.coordinator, meeting_id, "close")
    log.new()
    said = minutes(them.coordinator, meeting_id)
    rows = [row for row in log.new() if row["action"] == "meeting.minutes_read"]
    assert {str(row["subject_id"]) for row in rows} == {ours["person"]["id"], waits["person"]["id"]}
    for part in (
        "Referat af overleveringsmøde", "Fredericia Kommune", "2026-W48", "SSP-tovholder: coordinator",
        "Teamleder i myndighed: team_leader", "Politi: Pia Politi", "Besluttet (2)", "Asger Ærlig",
        "Givet til SSP-tovholder", "Bor hos sin far", "Givet til Teamleder i myndighed",
        "En hændelse på det andet spor", "Udsat til næste møde (1)", "Casper #let[Vent]", "Skolen skal spørges",
        "Kom til mødet",
    ):  # fmt: skip
        assert part in said, part
    for hidden in ("Birgitte", "Kendt i forvejen", theirs["police_journal_number"]):
        assert hidden not in said, hidden
    theirs_said = minutes(them.team_leader, meeting_id)
    assert "Birgitte Fremmed" in theirs_said
    assert "Asger" not in theirs_said


def test_the_minutes_of_a_meeting_without_a_list_say_so(service: Service) -> None:
    them, meeting_id = opened(service)
    moved(them.coordinator, meeting_id, "say_no_list", reason="Ingen unge i denne uge")
    moved(them.coordinator, meeting_id, "close")
    said = minutes(them.coordinator, meeting_id)
    assert "Der kom ingen liste: Ingen unge i denne uge" in said
    assert "Intet blev besluttet." in said
