"""A case offered to a municipality that uses the service too: every way it can go, as both of them see it."""

from uuid import UUID

import pytest
from sqlalchemy import text

from app.transfers.rounds import offer_by_decision
from tests.caller import Caller, Service
from tests.cases.stations import EIGHTEEN, FIFTEEN, come_back, reach, type_in
from tests.handover import MILD, enter_custody_holder, give, obligations_of
from tests.transfers.crossing import (
    LATE,
    RECEIVER,
    SENDER,
    answer,
    both,
    carry,
    handed_over,
    incidents_of,
    listed,
    notices_of,
    offer,
    tell_the_mother,
    transfer,
)
from workflows.casework import State
from workflows.roles import Role


def _owed(caller: Caller, case_id: str) -> list[tuple[str, str]]:
    """To whom, and how it stands; of those that have not lapsed."""
    owed = obligations_of(caller, case_id, "due", "delivery_failed", "told", "exempt")
    return sorted((one["recipient_kind"], one["state"]) for one in owed)


def test_an_offer_shows_whose_child_it_is_and_no_more_until_it_is_accepted(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.PLACED)
    before = ours.coordinator.case(case_id)
    offered = offer(ours.coordinator, case_id)
    assert listed(theirs.coordinator, "in") == []
    carry(service)
    (seen,) = listed(theirs.coordinator, "in")
    assert (seen["id"], seen["municipality_code"], seen["case_id"]) == (offered["id"], SENDER, None)
    shown = transfer(theirs.coordinator, offered["id"])
    assert shown["preview"] == {
        "name": before["person"]["name"], "birth_date": before["person"]["birth_date"], "incidents": 1,
    }  # fmt: skip
    assert (shown["package"], shown["necessity"]) == (None, "Familien er flyttet")
    for secret in (before["person"]["cpr_number"], "Hærværk", "Karla Opdigtet", case_id):
        assert secret not in str(shown), secret
    still = ours.coordinator.case(case_id)
    assert still["state"] == "placed", "it is the sender's until it is handed over"
    running = {one["kind"] for one in still["deadlines"] if one["met_at"] is None}
    assert {"answer_transfer", "review_placement"} <= running, "nothing of the sender's stands still"


def test_a_yes_opens_the_case_there_and_ends_it_here(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.WITH_COORDINATOR)
    before = incidents_of(ours.coordinator, case_id)
    transfer_id, their_case = handed_over(service, ours.coordinator, theirs.coordinator, case_id)
    gone = ours.coordinator.case(case_id)
    assert (gone["state"], gone["to_municipality_code"]) == ("transferred", RECEIVER)
    assert notices_of(ours.coordinator, case_id) == ["transfer_accepted"]
    here = theirs.coordinator.case(their_case)
    assert (here["state"], here["track"]) == ("with_coordinator", "coordinator")
    assert here["person"]["cpr_number"] == gone["person"]["cpr_number"]
    assert here["person"]["id"] != gone["person"]["id"], "a person is each municipality's own"
    assert notices_of(theirs.coordinator, their_case) == ["taken_over"]
    after = incidents_of(theirs.coordinator, their_case)
    same = ("police_journal_number", "role", "offence_text", "place", "note", "occurred_at")
    assert [[one[name] for name in same] for one in after] == [[one[name] for name in same] for one in before]
    for caller, own in ((ours.coordinator, case_id), (theirs.coordinator, their_case)):
        events = [one["event"] for one in caller.get(f"/v1/cases/{own}/history").json()["items"]]
        assert "hand_over" in events, "in the history of both"
    assert transfer(ours.coordinator, transfer_id)["answered_by"] == RECEIVER, "not who it was there"


@pytest.mark.parametrize("track", ["coordinator", "authority"])
def test_who_was_told_is_told_no_more_and_who_was_not_is_due_there(service: Service, track: str) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.WITH_COORDINATOR, birth_date=FIFTEEN)
    enter_custody_holder(ours.coordinator, case_id)
    tell_the_mother(ours.coordinator, case_id)
    owed_before = _owed(ours.coordinator, case_id)
    offered = offer(ours.coordinator, case_id)
    carry(service)
    answer(theirs.team_leader, offered["id"], "accept", track=track)
    carry(service)
    reader = theirs.coordinator if track == "coordinator" else theirs.team_leader
    their_case = transfer(reader, offered["id"])["case_id"]
    if track == "authority":
        reader.moves(their_case, "inform_caseworker", caseworker="rikke")
        theirs.caseworker.moves(their_case, "assess_no_further_action", **MILD)
        reader = theirs.caseworker
    assert _owed(reader, their_case) == owed_before == [("custody_holder", "told"), ("young_person", "due")]
    (was_told,) = obligations_of(reader, their_case, "told")
    assert (was_told["means"], was_told["told_by"]) == ("call", SENDER)
    assert {one["state"] for one in obligations_of(ours.coordinator, case_id)} == {"told", "lapsed"}


def test_an_incident_joins_the_childs_open_case_there(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.WITH_COORDINATOR)
    person = ours.coordinator.case(case_id)["person"]
    known = type_in(theirs.team_leader, name=person["name"], cpr_number=person["cpr_number"])
    their_case = give(theirs.team_leader, known, "to_team_leader")
    offered = offer(ours.coordinator, case_id)
    carry(service)
    assert transfer(theirs.coordinator, offered["id"])["candidates"][0]["name"] == person["name"]
    answer(theirs.coordinator, offered["id"], "accept")
    carry(service)
    assert theirs.coordinator.get(f"/v1/transfers/{offered['id']}").status_code == 404, "it is the authority's case"
    assert transfer(theirs.team_leader, offered["id"])["case_id"] == their_case
    assert theirs.team_leader.case(their_case)["incidents"] == 2


def test_an_incident_that_both_have_from_the_police_stands_once(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.WITH_COORDINATOR)
    person, (incident,) = ours.coordinator.case(case_id)["person"], incidents_of(ours.coordinator, case_id)
    same = type_in(
        theirs.coordinator, name=person["name"], cpr_number=person["cpr_number"], offence_text="Anden ordlyd",
        police_journal_number=incident["police_journal_number"],
    )  # fmt: skip
    their_case = give(theirs.coordinator, same, "to_coordinator")
    _, taken = handed_over(service, ours.coordinator, theirs.coordinator, case_id)
    assert taken == their_case
    assert [one["offence_text"] for one in incidents_of(theirs.coordinator, taken)] == ["Anden ordlyd"]


def test_a_no_is_told_the_sender_and_leaves_the_case_with_it(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.PLACED)
    offered = offer(ours.coordinator, case_id)
    carry(service)
    refused = answer(theirs.coordinator, offered["id"], "refuse", reason="Familien bor i Fredericia")
    assert (refused["state"], refused["moves"]) == ("refused", [])
    carry(service)
    case = ours.coordinator.case(case_id)
    assert (case["state"], notices_of(ours.coordinator, case_id)) == ("placed", ["transfer_refused"])
    assert transfer(ours.coordinator, offered["id"])["answer"] == "Familien bor i Fredericia"
    assert not [one for one in case["deadlines"] if one["kind"] == "answer_transfer" and one["met_at"] is None]
    again = offer(ours.coordinator, case_id, "330")
    assert again["state"] == "offered", "it can be offered to another"


def test_an_offer_is_withdrawn_though_the_receiver_says_yes_in_the_same_moment(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.PLACED)
    offered = offer(ours.coordinator, case_id)
    carry(service)
    answer(theirs.coordinator, offered["id"], "accept")
    answer(ours.coordinator, offered["id"], "withdraw", reason="De flytter ikke alligevel")
    carry(service)
    assert transfer(theirs.coordinator, offered["id"])["state"] == "withdrawn"
    assert (ours.coordinator.case(case_id)["state"], listed(theirs.coordinator, "in")[0]["case_id"]) == ("placed", None)
    assert theirs.coordinator.get("/v1/cases").json()["items"] == []


def test_nobody_answers_in_the_receivers_place(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.PLACED)
    offered = offer(ours.coordinator, case_id)
    carry(service)
    path = f"/v1/transfers/{offered['id']}/moves"
    yes = ours.coordinator.post(path, {"event": "accept"})
    assert (yes.status_code, yes.json()["unmet"]) == (409, ["answer_is_the_receivers", "offer_has_left"])
    back = theirs.coordinator.post(path, {"event": "withdraw", "reason": "Nej"})
    assert (back.status_code, back.json()["unmet"]) == (409, ["withdrawal_is_the_senders"])
    moved = ours.coordinator.move(case_id, "transfer", municipality_code=RECEIVER, reason="Flyttet")
    assert (moved.status_code, moved.json()["unmet"]) == (409, ["receiver_has_accepted"])
    assert service.as_(Role.CASEWORKER, RECEIVER, "rikke").get("/v1/transfers").status_code == 403


def test_an_offer_nobody_answers_is_reminded_of_escalated_and_comes_back(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.WITH_COORDINATOR)
    offered = offer(ours.coordinator, case_id)
    carry(service)
    ours, theirs = both(service, "2026-12-01T09:00:00+01:00")
    carry(service)
    assert listed(theirs.coordinator, "in")[0]["overdue"] is True
    assert _signals(service, offered["id"], RECEIVER) == ["deadline_target_passed"]
    ours, theirs = both(service, LATE)
    carry(service)
    carry(service)
    assert transfer(ours.coordinator, offered["id"])["state"] == "expired"
    assert transfer(theirs.coordinator, offered["id"])["state"] == "expired"
    assert _signals(service, offered["id"], RECEIVER) == ["deadline_target_passed", "deadline_fatal_passed"]
    assert notices_of(ours.coordinator, case_id) == ["transfer_expired"]
    too_late = theirs.coordinator.post(f"/v1/transfers/{offered['id']}/moves", {"event": "accept"})
    assert too_late.status_code == 409


def _signals(service: Service, transfer_id: str, code: str) -> list[str]:
    with service.database.transaction(code) as session:
        query = text("select event from history where subject_id = :id and event like 'deadline%' order by at, id")
        return list(session.scalars(query, {"id": transfer_id}))


def test_a_yes_waits_until_what_stands_in_the_way_is_gone(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.WITH_COORDINATOR)
    offered = offer(ours.coordinator, case_id)
    carry(service)
    entry = come_back(ours, case_id)
    answer(theirs.coordinator, offered["id"], "accept")
    carry(service)
    carry(service)
    (held,) = ours.coordinator.case(case_id)["notices"]
    assert held["kind"] == "transfer_held", "told once"
    assert ours.coordinator.post(f"/v1/cases/{case_id}/notices/{held['id']}/seen").status_code == 200
    with monkeypatch.context() as so_much_came_since:
        so_much_came_since.setattr("app.cases.notices.SHOWN", 0)
        carry(service)
    assert notices_of(ours.coordinator, case_id) == ["transfer_held"], "also when it is seen, and no longer shown"
    assert ours.coordinator.case(case_id)["state"] == "with_coordinator"
    assert transfer(theirs.coordinator, offered["id"])["state"] == "accepted"
    give(ours.coordinator, entry, "to_coordinator")
    carry(service)
    assert ours.coordinator.case(case_id)["state"] == "transferred"
    assert theirs.coordinator.case(transfer(theirs.coordinator, offered["id"])["case_id"])["incidents"] == 2


def test_the_offer_of_a_case_that_ends_is_taken_back(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.PLACED)
    offered = offer(ours.coordinator, case_id)
    carry(service)
    ours.coordinator.moves(case_id, "close", reason="Der er ro på")
    carry(service)
    assert transfer(theirs.coordinator, offered["id"])["state"] == "withdrawn"


def test_a_protected_address_and_the_parents_of_an_adult_stay(service: Service) -> None:
    ours, theirs = both(service)
    entry = type_in(
        ours.coordinator, birth_date=EIGHTEEN, address="Hemmeligvej 1", postal_code="7000", city="Fredericia"
    )
    case_id = give(ours.coordinator, entry, "to_coordinator")
    enter_custody_holder(ours.coordinator, case_id)
    _protect(service, entry["person"]["id"])
    transfer_id, their_case = handed_over(service, ours.coordinator, theirs.coordinator, case_id)
    package = transfer(theirs.coordinator, transfer_id)["package"]
    assert (package["child"]["address"], package["child"]["address_protected"]) == (None, True)
    assert package["holders"] == []
    here = theirs.coordinator.case(their_case)["person"]
    assert (here["address"], here["address_protected"]) == (None, True)
    assert "Hemmeligvej" in ours.coordinator.case(case_id)["person"]["address"]


def _protect(service: Service, person_id: str) -> None:
    with service.database.transaction(SENDER) as session:
        session.execute(text("update people set address_protected = true where id = :id"), {"id": person_id})


def test_the_meetings_decision_becomes_an_offer_by_itself(service: Service) -> None:
    ours, theirs = both(service)
    entry = type_in(ours.coordinator)
    case_id = give(
        ours.coordinator, entry, "to_other_municipality", municipality_code=RECEIVER, reason="Bor i Silkeborg"
    )
    assert ours.coordinator.case(case_id)["state"] == "received", "it is the sender's until somebody has taken it"
    for _ in range(2):
        offer_by_decision(service.workers_database, SENDER, UUID(case_id), now=service.at)
    (offered,) = listed(ours.coordinator, "out")
    carry(service)
    answer(theirs.team_leader, offered["id"], "accept")
    carry(service)
    assert ours.coordinator.case(case_id)["state"] == "transferred"
    taken = transfer(theirs.team_leader, offered["id"])
    assert theirs.team_leader.case(taken["case_id"])["state"] == "with_team_leader"
