"""Each municipality's week as its own source describes it, from the list to a case that has ended.

Every test reads as the source does, with the source's words beside the calls. What the five share is done by
``tests.cases.stations``; what differs is nothing but the profile.
"""

import pytest

from tests.caller import Caller, Service
from tests.cases.stations import at, on_monday
from tests.handover import (
    EVALUATED,
    HELD,
    MILD,
    PLAN,
    SCHOOL,
    SEVERE,
    STREET_TEAM,
    Team,
    agree_to_course,
    enter_custody_holder,
    entries_of,
    entry_of,
    gather,
    give,
    give_all_of,
    hand_over,
    tell_everyone,
)
from tests.meetings.room import POLICE, TEAM_LEADER, carry_over, dealt, decide, meeting, move, moved, opened

MONDAY = "2026-11-23T09:00:00+01:00"
MEETING_AT = "2026-12-01T10:00:00+01:00"
TALK_AT = "2026-11-24T15:00:00+01:00"


def state_of(caller: Caller, case_id: str) -> str:
    return str(caller.case(case_id)["state"])


def title_of(caller: Caller, case_id: str, event: str) -> str:
    """What the municipality calls the move."""
    (move,) = (one for one in caller.case(case_id)["moves"] if one["event"] == event)
    return str(move["title"])


def tell_the_family(caller: Caller, case_id: str, event: str = "confirm_informed") -> None:
    enter_custody_holder(caller, case_id)
    tell_everyone(caller, case_id, MONDAY)
    caller.moves(case_id, event)


def place(caller: Caller, case_id: str, step: int, *questions: dict[str, str]) -> None:
    caller.moves(case_id, "start_gathering")
    gather(caller, case_id, *questions)
    caller.moves(case_id, "place_on_step", step=step, reason="Det er, hvad der er brug for")


# Fredericia: "SSP overleveringsmøde"


@pytest.fixture
def fredericia(service: Service) -> Team:
    return on_monday(service)


def test_fredericia_with_an_active_case_the_caseworker_assesses_and_the_family_is_oriented(fredericia: Team) -> None:
    """Ved aktiv sag: "en hændelse der ikke kræver yderligere handling, orienteres forældre og den unge over 15 år"."""
    entries = hand_over(fredericia)
    case_id = give(fredericia.team_leader, entry_of(entries, "Noah El-Hassan"), "to_team_leader")
    fredericia.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    fredericia.caseworker.moves(case_id, "assess_no_further_action", **MILD)
    tell_the_family(fredericia.caseworker, case_id)
    fredericia.caseworker.moves(case_id, "close")
    assert state_of(fredericia.caseworker, case_id) == "closed"


def test_fredericia_with_an_active_case_that_needs_more_the_family_is_called_to_a_meeting(fredericia: Team) -> None:
    """Ved aktiv sag: "behov for yderligere foranstaltning, indkaldes forældre og den unge til møde"."""
    case_id = give(fredericia.team_leader, entry_of(hand_over(fredericia), "Noah El-Hassan"), "to_team_leader")
    fredericia.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    fredericia.caseworker.moves(case_id, "assess_further_action", **SEVERE)
    enter_custody_holder(fredericia.caseworker, case_id)
    tell_everyone(fredericia.caseworker, case_id, MONDAY)
    fredericia.caseworker.moves(case_id, "call_to_meeting", meeting_at=MEETING_AT)
    fredericia.caseworker.moves(case_id, "hold_meeting", **HELD)
    fredericia.caseworker.moves(case_id, "close", authority_reference="2026-4711")
    assert state_of(fredericia.caseworker, case_id) == "closed"


def test_fredericia_the_police_hand_over_what_they_know_and_the_meeting_shares_it_out(service: Service) -> None:
    """ "Politiet, teamleder fra myndighed og SSP tovholder"; "de konkrete hændelser fordeles"."""
    them, meeting_id = opened(service, POLICE, TEAM_LEADER)
    hand_over(them)
    agenda = [point["entry"] for point in meeting(them.coordinator, meeting_id)["agenda"]]
    assert len(agenda) == 14
    outcomes = dealt(them.coordinator, meeting_id, *(decide(entry, "to_coordinator") for entry in agenda[:13]))
    assert [one["code"] for one in outcomes] == [None] * 13
    assert move(them.coordinator, meeting_id, "close").json()["unmet"] == ["every_entry_decided_or_carried_over"]
    dealt(them.coordinator, meeting_id, carry_over(agenda[13]))
    assert moved(them.coordinator, meeting_id, "close")["counts"] == {"left": 0, "decided": 13, "carried_over": 1}
    minutes = them.team_leader.get(f"/v1/meetings/{meeting_id}/minutes")
    assert (minutes.status_code, minutes.content[:5]) == (200, b"%PDF-")


def test_fredericia_without_a_case_the_tovholder_places_the_child_and_starts_trivsel(fredericia: Team) -> None:
    """Ikke en aktiv sag: "trinplacere og eventuelt igangsætte en TRIVSEL+ indsats i samarbejde med en lokal leder"."""
    them = fredericia
    case_id = give(them.coordinator, entry_of(hand_over(them), "Ali Ågesen"), "to_coordinator")
    assert them.coordinator.case(case_id)["state_title"] == "Hos SSP-tovholder"
    tell_the_family(them.coordinator, case_id)
    place(them.coordinator, case_id, 2, SCHOOL, STREET_TEAM)
    assert title_of(them.coordinator, case_id, "plan_course") == "Planlæg TRIVSEL+"
    agree_to_course(them.coordinator, case_id)
    them.coordinator.moves(case_id, "plan_course", **PLAN)
    them.coordinator.moves(case_id, "start_course")
    assert them.local_leader.get(f"/v1/cases/{case_id}").status_code == 200
    them.coordinator.moves(case_id, "complete_course", **EVALUATED)
    them.coordinator.moves(case_id, "close")
    assert state_of(them.coordinator, case_id) == "closed"


# Silkeborg


def test_silkeborg_the_consultant_asks_the_local_group_and_places_the_child(service: Service) -> None:
    """The SSP-konsulent, and the head of the school who leads the SSP-lokalgruppe."""
    them = on_monday(service, "740")
    entries = hand_over(them, "silkeborg-2026-W47.xlsx")
    assert len(entries) > 10
    case_id = give(them.coordinator, entries[0], "to_coordinator")
    assert them.coordinator.case(case_id)["state_title"] == "Hos SSP-konsulent"
    tell_the_family(them.coordinator, case_id)
    place(them.coordinator, case_id, 1, SCHOOL | {"asked_of": "Lederen af SSP-lokalgruppen"})
    assert title_of(them.coordinator, case_id, "close") == "Luk sagen"
    them.coordinator.moves(case_id, "close", reason="Skolen følger op")
    assert state_of(them.coordinator, case_id) == "closed"


# Slagelse


def test_slagelse_a_list_with_many_that_ssp_is_not_for_and_a_worry_from_the_network(service: Service) -> None:
    """The weekly "ungeliste" 0-18, and "afdækning af tidlige bekymringer" in the local network groups."""
    them = on_monday(service, "330")
    hand_over(them, "slagelse-2026-W47.csv")
    entries = entries_of(them.coordinator, undecided=True)
    dropped = [entry for entry in entries if entry["suggestion"]["route"] == "drop"]
    assert dropped, "children in traffic accidents"
    for entry in dropped:
        give(them.coordinator, entry, "drop", reason="Færdselsuheld")
    left = entries_of(them.coordinator, undecided=True)
    assert len(left) == len(entries) - len(dropped)
    worry = them.coordinator.post(
        "/v1/concerns",
        {
            "name": "Asger Opdigtet", "cpr_number": "610314-4777", "worry": "Er meget alene og pjækker",
            "source": "school", "told_by": "Kontaktlærer", "ground": "RPL_115_2",
            "necessity": "For at finde ud af, om der er brug for en indsats",
        },
    )  # fmt: skip
    assert worry.status_code == 201, worry.text
    case_id = give(them.coordinator, worry.json(), "to_coordinator")
    tell_the_family(them.coordinator, case_id)
    place(them.coordinator, case_id, 1, SCHOOL)
    them.coordinator.moves(case_id, "close", reason="Netværksgruppen følger op")
    assert state_of(them.coordinator, case_id) == "closed"


# Glostrup


def test_glostrup_a_case_goes_from_the_years_last_list_to_its_end(service: Service) -> None:
    """All ages from 0 to 25; the head of the school's department leads the local group."""
    them = at(service, "2027-01-04T09:00:00+01:00", "161")
    entries = hand_over(them, "glostrup-2026-W53.csv")
    assert entries
    case_id = give_all_of(them.coordinator, entries, entries[0]["person"]["name"], "to_coordinator")
    assert them.coordinator.case(case_id)["state_title"] == "Hos SSP-koordinator"
    enter_custody_holder(them.coordinator, case_id)
    tell_everyone(them.coordinator, case_id, "2027-01-04T08:00:00+01:00")
    them.coordinator.moves(case_id, "confirm_informed")
    place(them.coordinator, case_id, 1, SCHOOL | {"asked_of": "Afdelingsleder"})
    _an_ad_hoc_group(them.coordinator, f"/v1/cases/{case_id}/ad-hoc-groups")
    them.coordinator.moves(case_id, "close", reason="SSP-Lokalgruppen følger op")
    assert state_of(them.coordinator, case_id) == "closed"


def _an_ad_hoc_group(coordinator: Caller, path: str) -> None:
    """ "Nedsætte ad-hoc-grupper … bekymringer om enkelte børn … udpege en koordinator for ad hoc-gruppens arbejde"."""
    why = {"ground": "RPL_115_2", "necessity": "Skolen og klubben ser barnet hver dag"}
    teacher = why | {"source": "school", "function": "Klasselærer", "coordinates": True}
    club = why | {"source": "club", "function": "Klubmedarbejder"}
    set_up = coordinator.post(path, {"event": "set_up", "task": "En rolig eftermiddag", "members": [teacher, club]})
    assert set_up.status_code == 201, set_up.text
    assert [one["function"] for one in set_up.json()["members"] if one["coordinates"]] == ["Klasselærer"]
    ended = coordinator.post(path, {"event": "end", "because": "task_done", "outcome": "Eftermiddagene er rolige"})
    assert ended.json()["state"] == "ended", ended.text


# Faxe


def test_faxe_a_concern_talk_with_the_police_before_the_child_is_placed(service: Service) -> None:
    """ "Bekymringssamtaler med kriminalitetstruede børn/unge og deres familier i samarbejde med politiet"."""
    them = on_monday(service, "320")
    assert them.police.upload("faxe-2026-W47-with-errors.csv").json()["rejected"] == 7
    entries = entries_of(them.coordinator, undecided=True)
    too_young = [entry["person"]["age"] for entry in entries if entry["suggestion"]["route"] == "drop"]
    assert all(age < 6 or age > 25 for age in too_young), "6-25 årige"
    entry = next(entry for entry in entries if entry["suggestion"]["route"] == "coordinator")
    case_id = give(them.coordinator, entry, "to_coordinator")
    assert them.coordinator.case(case_id)["state_title"] == "Hos SSP-konsulent"
    tell_the_family(them.coordinator, case_id)
    talks = f"/v1/cases/{case_id}/concern-talks"
    planned = them.coordinator.post(
        talks,
        {"event": "plan", "planned_for": TALK_AT, "ground": "RPL_115_2", "necessity": "For at forebygge mere"},
    )
    assert planned.status_code == 201, planned.text
    them = at(service, "2026-11-25T09:00:00+01:00", "320")
    held = them.coordinator.post(
        talks,
        {
            "event": "hold", "held_at": TALK_AT, "attendees": ["custody_holder", "child", "police"],
            "agreed": "Kommer i klubben om tirsdagen",
        },
    )  # fmt: skip
    assert held.status_code == 201, held.text
    place(them.coordinator, case_id, 1, SCHOOL)
    them.coordinator.moves(case_id, "close", reason="Familien og klubben følger op")
    assert state_of(them.coordinator, case_id) == "closed"
