"""What stands on the agenda before the meeting has decided, and who sees it afterwards."""

from tests.caller import Service
from tests.handover import entries_of, entry_of, give, hand_over, team


def test_a_decided_entry_is_seen_by_those_it_went_to_and_not_by_the_others(service: Service) -> None:
    them = team(service)
    entries = hand_over(them)
    given = give(them.coordinator, entry_of(entries, "Noah El-Hassan"), "to_team_leader")
    kept = give(them.team_leader, entry_of(entries, "Ali Ågesen"), "to_coordinator")

    coordinators = {entry["case_id"] for entry in entries_of(them.coordinator)}
    team_leaders = {entry["case_id"] for entry in entries_of(them.team_leader)}
    assert kept in coordinators
    assert given not in coordinators
    assert given in team_leaders
    assert kept not in team_leaders
    assert len(coordinators & team_leaders) > 5, "what is not decided is on both agendas"


def test_a_case_says_which_incidents_it_is_about(service: Service) -> None:
    them = team(service)
    case_id = give(them.coordinator, entry_of(hand_over(them), "Noah El-Hassan"), "to_coordinator")
    incidents = them.coordinator.get(f"/v1/cases/{case_id}/incidents").json()["items"]
    assert [(one["role"], one["offence_text"]) for one in incidents] == [("victim", "Simpel vold")]
    assert them.team_leader.get(f"/v1/cases/{case_id}/incidents").status_code == 404
    assert them.local_leader.get(f"/v1/cases/{case_id}/incidents").status_code == 403
