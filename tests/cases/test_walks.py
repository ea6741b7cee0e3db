"""A real list's cases walked to their end, down each track, through the API alone."""

from tests.caller import Service, instant
from tests.handover import (
    EVALUATED,
    HELD,
    MILD,
    PLAN,
    SCHOOL,
    SEVERE,
    STREET_TEAM,
    agree_to_course,
    enter_custody_holder,
    entries_of,
    entry_of,
    gather,
    give,
    give_all_of,
    hand_over,
    obligations_of,
    place_on_second_step,
    team,
    tell_everyone,
)

MONDAY = "2026-11-23T09:00:00+01:00"


def test_the_coordinators_track_ends_with_a_course_that_is_evaluated(service: Service) -> None:
    service.now = instant(MONDAY)
    them = team(service)
    entries = hand_over(them)
    case_id = give(them.coordinator, entry_of(entries, "Noah El-Hassan"), "to_coordinator")
    coordinator = them.coordinator
    assert coordinator.case(case_id)["state"] == "with_coordinator"

    enter_custody_holder(coordinator, case_id, "Karla Opdigtet", "mother")
    enter_custody_holder(coordinator, case_id, "Poul Opdigtet", "father")
    due = obligations_of(coordinator, case_id, "due")
    assert [(one["recipient"], one["recipient_kind"]) for one in due] == [
        ("Karla Opdigtet", "custody_holder"),
        ("Poul Opdigtet", "custody_holder"),
    ]
    refused = coordinator.move(case_id, "confirm_informed")
    assert refused.status_code == 409
    assert refused.json()["unmet"] == ["everyone_informed_or_exempt"]

    tell_everyone(coordinator, case_id, MONDAY)
    coordinator.moves(case_id, "confirm_informed")
    coordinator.moves(case_id, "start_gathering")
    gather(coordinator, case_id, SCHOOL, STREET_TEAM)
    placed = coordinator.moves(case_id, "place_on_step", step=2, reason="Flere vil kunne hjælpe")
    assert placed["step"]["level"] == 2
    assert placed["step"]["notice"].startswith("Trinskalaen er leverandørens")

    refused = coordinator.move(case_id, "plan_course", **PLAN)
    assert refused.json()["unmet"] == ["course_has_its_ground"]
    signed = agree_to_course(coordinator, case_id)
    assert len(signed) == 2, "both custody holders sign"
    planned = coordinator.moves(case_id, "plan_course", **PLAN)
    assert planned["course"] == {
        "id": planned["course"]["id"],
        "state": "planned",
        "name": "TRIVSEL+",
        "start_on": "2026-12-01",
    }

    leader = them.local_leader
    leader.moves(case_id, "start_course")
    course = leader.get(f"/v1/cases/{case_id}/course").json()
    reviewed = leader.post(
        f"/v1/cases/{case_id}/course/reviews",
        {
            "held_on": "2026-11-23",
            "progress": [{"goal_id": course["goals"][0]["id"], "progress": 3, "note": "Kun for sent én gang"}],
        },
    )
    assert reviewed.status_code == 201, reviewed.text
    leader.moves(case_id, "pause_course", reason="Ferie")
    leader.moves(case_id, "resume_course")
    coordinator.moves(case_id, "complete_course", **EVALUATED)
    closed = coordinator.moves(case_id, "close")
    assert closed["state"] == "closed"
    assert [move["event"] for move in closed["moves"]] == ["reopen"]
    assert coordinator.get(f"/v1/cases/{case_id}/course").json()["reviews"][0]["progress"] == 3
    assert leader.get(f"/v1/cases/{case_id}").status_code == 404, "the need to see the child ended with the course"

    told = [row["event"] for row in coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]]
    for event in ("opened", "give_to_coordinator", "tell", "grant", "place_on_step", "start_course", "close"):
        assert event in told


def test_the_authoritys_track_ends_with_a_meeting_that_was_held(service: Service) -> None:
    service.now = instant(MONDAY)
    them = team(service)
    case_id = give_all_of(them.team_leader, hand_over(them), "Jónas Østergård", "to_team_leader")
    assert them.coordinator.get(f"/v1/cases/{case_id}").status_code == 404, "the authority's cases are its own"

    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    caseworker = them.caseworker
    caseworker.moves(case_id, "assess_further_action", **SEVERE)
    assert caseworker.move(case_id, "call_to_meeting", meeting_at="2026-12-01T10:00:00+01:00").status_code == 409
    enter_custody_holder(caseworker, case_id)
    tell_everyone(caseworker, case_id, MONDAY)
    assert {one["purpose"] for one in obligations_of(caseworker, case_id, "told")} == {"inform", "summon"}
    caseworker.moves(case_id, "call_to_meeting", meeting_at="2026-12-01T10:00:00+01:00")
    caseworker.moves(case_id, "hold_meeting", **HELD)
    closed = caseworker.moves(case_id, "close", authority_reference="27.24.00-G01-1-26")
    assert closed["state"] == "closed"
    assert closed["authority_reference"] == "27.24.00-G01-1-26"
    assert caseworker.get(f"/v1/cases/{case_id}/assessments").json()["items"][0]["further_action"] is True


def test_an_assessment_of_no_further_action_ends_with_an_orientation(service: Service) -> None:
    service.now = instant(MONDAY)
    them = team(service)
    case_id = give(them.team_leader, entry_of(hand_over(them), "Ali Ågesen"), "to_team_leader")
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    them.caseworker.moves(case_id, "assess_no_further_action", **MILD)
    refused = them.caseworker.move(case_id, "confirm_informed")
    assert refused.json()["unmet"] == ["everyone_informed_or_exempt"]
    enter_custody_holder(them.caseworker, case_id)
    tell_everyone(them.caseworker, case_id, MONDAY)
    them.caseworker.moves(case_id, "confirm_informed")
    assert them.caseworker.moves(case_id, "close")["state"] == "closed"


def test_somebody_who_comes_back_joins_the_open_case_and_it_says_so(service: Service) -> None:
    service.now = instant(MONDAY)
    them = team(service)
    case_id = give(them.coordinator, entry_of(hand_over(them), "Ali Yilmaz"), "to_coordinator")
    place_on_second_step(them, case_id, MONDAY)

    service.now = instant("2026-11-30T09:00:00+01:00")
    them = team(service)
    back = entry_of(hand_over(them, "fredericia-2026-W48.csv"), "Ali Yilmaz")
    assert back["joined_open_case"] is True
    assert back["case_id"] == case_id
    assert back["open_case_state"] == "placed"
    case = them.coordinator.case(case_id)
    assert case["incidents"] == 2
    assert case["notice"] == "Der er kommet en ny hændelse på den åbne sag. Den venter på overleveringsmødet."

    refused = them.coordinator.move(case_id, "close", reason="Alt er godt")
    assert refused.json()["unmet"] == ["decided_at_the_handover_meeting"]
    give(them.coordinator, back, "to_coordinator")
    assert them.coordinator.case(case_id)["notice"].endswith("Den skal vurderes.")
    assert len(obligations_of(them.coordinator, case_id, "due")) == 1, "the new incident is owed to the family"
    assert them.coordinator.moves(case_id, "reassess", reason="Ny sigtelse")["state"] == "with_coordinator"


def test_every_entry_of_a_list_can_be_decided(service: Service) -> None:
    service.now = instant(MONDAY)
    them = team(service)
    decided = {
        give(
            them.coordinator,
            entry,
            *(("drop",) if entry["suggestion"]["route"] == "drop" else ("to_coordinator",)),
            **({"reason": "Færdselsuheld"} if entry["suggestion"]["route"] == "drop" else {}),
        )
        for entry in hand_over(them)
    }
    assert entries_of(them.coordinator, undecided=True) == []
    assert len(decided) > 5
