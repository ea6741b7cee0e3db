"""The moves beside the two tracks: to the other track, away, a concern, and a new incident."""

from tests.caller import Service
from tests.cases.answers import events_of, refusal
from tests.cases.stations import at, come_back, on_monday, reach
from tests.handover import SEVERE, enter_custody_holder, give, hand_over_outside, obligations_of, tell_everyone
from workflows.casework import State


def test_a_case_goes_to_the_authority_when_a_case_is_opened_there(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    enter_custody_holder(them.coordinator, case_id)
    gone = them.coordinator.moves(case_id, "reroute", reason="Myndighed har åbnet en sag")
    assert gone == {"id": case_id, "state": "with_team_leader", "version": gone["version"], "moves": []}
    assert them.coordinator.get(f"/v1/cases/{case_id}").status_code == 404
    case = them.team_leader.case(case_id)
    assert (case["track"], case["authority_case_active"]) == ("authority", True)
    assert len(obligations_of(them.team_leader, case_id, "due")) == 1, "the family is still owed the news"
    assert events_of(them.team_leader, case_id)[-1] == "reroute"


def test_a_case_goes_to_the_coordinator_when_the_authoritys_has_ended(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.SUMMONS_DUE)
    enter_custody_holder(them.caseworker, case_id)
    them.team_leader.moves(case_id, "reroute", reason="Sagen i myndighed er lukket")
    assert them.caseworker.get(f"/v1/cases/{case_id}").status_code == 404
    case = them.coordinator.case(case_id)
    assert (case["state"], case["authority_case_active"]) == ("with_coordinator", False)
    assert "caseworker" not in case, "who has it in the authority is theirs to know"
    owed = obligations_of(them.coordinator, case_id, "due")
    assert [one["purpose"] for one in owed] == ["inform"], "nobody is called to a meeting any more"
    enter_custody_holder(them.coordinator, case_id, "Poul Opdigtet", "father")
    owed = obligations_of(them.coordinator, case_id, "due")
    assert [one["purpose"] for one in owed] == ["inform", "inform"], "a new custody holder is not summoned either"


def test_a_course_is_ended_before_the_case_leaves_the_coordinator(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    assert refusal(them.coordinator.move(case_id, "reroute", reason="Flytter")) == ["no_course_under_way"]
    assert refusal(them.coordinator.move(case_id, "transfer", reason="Flytter", municipality_code="630")) == [
        "no_course_under_way",
        "receiver_has_accepted",
    ]
    them.coordinator.moves(case_id, "discontinue_course", reason="Familien flytter")
    assert them.coordinator.get(f"/v1/cases/{case_id}/course").json()["state"] == "discontinued"
    hand_over_outside(them.coordinator, case_id)
    moved = them.coordinator.case(case_id)
    assert moved["state"] == "transferred"
    assert moved["to_municipality_code"] == "630"
    assert "reroute" not in [move["event"] for move in moved["moves"]]


def test_a_transfer_ends_what_is_owed_and_is_never_to_oneself(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    own = them.coordinator.post(f"/v1/cases/{case_id}/transfers", {"municipality_code": "607", "necessity": "Fejl"})
    assert (own.status_code, own.json()["code"]) == (422, "own_municipality")
    hand_over_outside(them.coordinator, case_id)
    assert {one["state"] for one in obligations_of(them.coordinator, case_id)} == {"lapsed"}
    assert all(one["met_at"] for one in them.coordinator.case(case_id)["deadlines"])


def test_a_concern_is_raised_from_any_open_state_and_ends_nothing(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    after = them.local_leader.moves(case_id, "raise_concern", reason="Sover i skolen")
    assert after["state"] == "course_running"
    assert them.coordinator.case(case_id)["concern_raised_at"] is not None
    closed = reach(them, State.CLOSED)
    assert refusal(them.coordinator.move(closed, "raise_concern", reason="For sent")) == [
        "the_move_exists_from_this_state"
    ]


def test_a_new_incident_is_looked_at_before_the_case_can_end(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    assert refusal(them.coordinator.move(case_id, "reassess", reason="Intet nyt")) == [
        "an_incident_awaits_reassessment"
    ]
    them = at(service, "2026-11-24T09:00:00+01:00")
    entry = come_back(them, case_id)
    assert refusal(them.coordinator.move(case_id, "close", reason="Slut")) == ["decided_at_the_handover_meeting"]
    give(them.coordinator, entry, "to_coordinator")
    assert set(refusal(them.coordinator.move(case_id, "close", reason="Slut"))) == {
        "no_incident_awaits_reassessment",
        "everyone_informed_or_exempt",
    }
    again = them.coordinator.moves(case_id, "reassess", reason="Ny hændelse")
    assert (again["state"], again["incident_awaits_reassessment"]) == ("with_coordinator", False)
    tell_everyone(them.coordinator, case_id, "2026-11-24T08:00:00+01:00")
    assert them.coordinator.moves(case_id, "confirm_informed")["state"] == "family_informed"


def test_a_course_goes_on_while_a_new_incident_is_looked_at(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    give(them.coordinator, come_back(them, case_id), "to_coordinator")
    again = them.coordinator.moves(case_id, "reassess", reason="Samme kreds")
    assert (again["state"], again["incident_awaits_reassessment"]) == ("course_running", False)


def test_the_authority_assesses_anew_after_a_new_incident(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.FAMILY_INFORMED_BY_AUTHORITY)
    them = at(service, "2026-11-24T09:00:00+01:00")
    give(them.team_leader, come_back(them, case_id), "to_team_leader")
    assert refusal(them.caseworker.move(case_id, "close")) == ["no_incident_awaits_reassessment"]
    assert them.caseworker.moves(case_id, "reassess", reason="Nyt")["state"] == "with_caseworker"
    them.caseworker.moves(case_id, "assess_further_action", **SEVERE)
    assert {one["purpose"] for one in obligations_of(them.caseworker, case_id, "due")} == {"inform", "summon"}
