"""What a person says of an active case, and what an index that knows better later suggests."""

from app.adapters.outside import Outside
from tests.adapters.indexing import Index
from tests.caller import Caller, Service
from tests.case_index.asking import ask, entry_now, go_round, later, number_of, say
from tests.cases.stations import at, on_monday, reach, type_in
from workflows.casework import State


def rerouting(caller: Caller, case_id: str) -> list[str]:
    """The notices that suggest the other track and that nobody has acted on or seen."""
    notices = caller.case(case_id)["notices"]
    return [one["kind"] for one in notices if one["kind"].startswith("authority_case") and one["seen_at"] is None]


def test_a_person_confirms_a_no_and_the_index_may_know_better_later(
    service: Service, index: Index, outside: Outside, opened: None
) -> None:
    them = on_monday(service)
    entry = type_in(them.coordinator)
    case_id = entry["case_id"]
    ask(service, outside, case_id)
    later(service, minutes=1)
    said = say(them.team_leader, case_id, "none")
    assert (said["known"], [one["source"] for one in said["answers"]]) == ("no_confirmed", ["person", "case_index"])
    suggestion = entry_now(them.coordinator, entry)["suggestion"]
    assert (suggestion["rule"], suggestion["confirm_first"]) == ("no_active_case_is_confirmed", False)
    assert "fordi myndigheden er spurgt" in suggestion["changed"]["text"]
    ask(service, outside, case_id)
    assert entry_now(them.coordinator, entry)["suggestion"] == suggestion, "a miss takes back nobody's word"
    index.put(number_of(them.coordinator, case_id))
    later(service, days=1)
    assert say(at(service, service.at().isoformat()).coordinator, case_id, "ask")["queued"] is True
    ask(service, outside, case_id)
    them = at(service, service.at().isoformat())
    assert entry_now(them.coordinator, entry)["suggestion"]["route"] == "team_leader"
    later(service, minutes=1)
    say(them.team_leader, case_id, "none")
    later(service, minutes=1)
    ask(service, outside, case_id)
    said = say(them.coordinator, case_id, "ask")
    assert said["known"] == "no_confirmed", "that the index says the same again is nothing new"
    again = said["answers"][0]
    assert (again["source"], again["first_at"] < again["at"]) == ("case_index", True)


def test_an_answer_that_changes_suggests_the_other_track_once_and_moves_nothing(
    service: Service, index: Index, outside: Outside, opened: None
) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    number = number_of(them.coordinator, case_id)
    go_round(service, outside)
    assert rerouting(them.coordinator, case_id) == []
    theirs = index.put(number)
    for _ in range(2):
        later(service, days=8)
        assert go_round(service, outside) == [case_id]
    them = at(service, service.at().isoformat())
    assert rerouting(them.coordinator, case_id) == ["authority_case_found"]
    assert them.coordinator.case(case_id)["state"] == "with_coordinator"
    them.coordinator.moves(case_id, "reroute", reason="Myndigheden har en sag")
    assert rerouting(them.team_leader, case_id) == []
    index.put(number, case_id=theirs, state="Afsluttet")
    index.mode("down", times=1)
    for _ in range(2):  # that there is no answer is no end of a case
        later(service, days=8)
        assert rerouting(at(service, service.at().isoformat()).team_leader, case_id) == []
        go_round(service, outside)
    them = at(service, service.at().isoformat())
    assert rerouting(them.team_leader, case_id) == ["authority_case_gone"]
    assert them.team_leader.case(case_id)["state"] == "with_team_leader"
    index.put(number, case_id=theirs, state="Opstaaet")
    later(service, days=8)
    go_round(service, outside)
    assert rerouting(at(service, service.at().isoformat()).team_leader, case_id) == [], "it is there again"


def test_what_a_person_says_stops_a_placement_and_suggests_the_other_track(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    say(them.coordinator, case_id, "active")
    assert rerouting(them.coordinator, case_id) == ["authority_case_found"]
    placing = next(one for one in them.coordinator.case(case_id)["moves"] if one["event"] == "place_on_step")
    assert "no_active_authority_case" in placing["unmet"]
    say(them.coordinator, case_id, "none")
    assert rerouting(them.coordinator, case_id) == []
