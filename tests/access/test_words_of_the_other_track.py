"""When a case changes track, the notes of those who had it stay theirs."""

from tests.caller import Service, instant
from tests.handover import entry_of, give, hand_over, place_on_second_step, team

MONDAY = "2026-11-23T09:00:00+01:00"


def test_the_team_leader_reads_why_a_case_came_and_not_the_coordinators_notes(service: Service) -> None:
    service.now = instant(MONDAY)
    them = team(service)
    case_id = give(them.coordinator, entry_of(hand_over(them), "Noah El-Hassan"), "to_coordinator")
    place_on_second_step(them, case_id, MONDAY)
    them.coordinator.moves(case_id, "reroute", reason="Myndighed har åbnet en sag")

    rows = {row["event"]: row for row in them.team_leader.get(f"/v1/cases/{case_id}/history").json()["items"]}
    assert rows["reroute"]["reason"] == "Myndighed har åbnet en sag"
    assert "reason" not in rows["place_on_step"], "absent, not null"
    assert rows["place_on_step"]["to_state"] == "placed"


def test_one_reads_ones_own_tracks_notes(service: Service) -> None:
    service.now = instant(MONDAY)
    them = team(service)
    case_id = give(them.coordinator, entry_of(hand_over(them), "Noah El-Hassan"), "to_coordinator")
    place_on_second_step(them, case_id, MONDAY)
    rows = {row["event"]: row for row in them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]}
    assert rows["place_on_step"]["reason"] == "Flere vil kunne hjælpe"
