"""What was taken over is given back, as long as it may be."""

from tests.caller import Service
from tests.cases.stations import FIFTEEN, reach, type_in
from tests.handover import enter_custody_holder, obligations_of, tell_everyone
from tests.transfers.crossing import (
    LATE,
    RECEIVER,
    answer,
    both,
    carry,
    handed_over,
    notices_of,
    tell_the_mother,
    transfer,
)
from workflows.casework import State


def test_what_was_taken_over_is_given_back_and_the_senders_case_opens_again(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.WITH_COORDINATOR, birth_date=FIFTEEN)
    enter_custody_holder(ours.coordinator, case_id)
    tell_the_mother(ours.coordinator, case_id)
    transfer_id, their_case = handed_over(service, ours.coordinator, theirs.coordinator, case_id)
    ours, theirs = both(service, "2026-11-25T09:00:00+01:00")
    tell_everyone(theirs.coordinator, their_case, "2026-11-25T08:00:00+01:00")
    answer(theirs.coordinator, transfer_id, "return", reason="Barnet bor i Fredericia alligevel")
    assert theirs.coordinator.case(their_case)["state"] == "transferred"
    carry(service)
    case = ours.coordinator.case(case_id)
    assert (case["state"], transfer(ours.coordinator, transfer_id)["state"]) == ("received", "returned")
    assert "transfer_returned" in notices_of(ours.coordinator, case_id)
    ours.coordinator.moves(case_id, "give_to_coordinator")
    assert obligations_of(ours.coordinator, case_id, "due", "delivery_failed") == [], "both were told, each once"
    told_by = {one["recipient_kind"]: one["told_by"] for one in obligations_of(ours.coordinator, case_id, "told")}
    assert told_by == {"custody_holder": "coordinator", "young_person": RECEIVER}
    assert ours.coordinator.moves(case_id, "confirm_informed")["state"] == "family_informed"


def test_after_the_days_of_return_it_is_offered_instead(service: Service) -> None:
    ours, theirs = both(service)
    transfer_id, _ = handed_over(service, ours.coordinator, theirs.coordinator, reach(ours, State.PLACED))
    _, theirs = both(service, LATE)
    late = theirs.coordinator.post(f"/v1/transfers/{transfer_id}/moves", {"event": "return", "reason": "Forkert"})
    assert (late.status_code, late.json()["unmet"]) == (409, ["may_still_be_returned"])


def test_a_returned_incident_joins_a_case_that_was_opened_meanwhile(service: Service) -> None:
    ours, theirs = both(service)
    case_id = reach(ours, State.WITH_COORDINATOR)
    person = ours.coordinator.case(case_id)["person"]
    transfer_id, _ = handed_over(service, ours.coordinator, theirs.coordinator, case_id)
    new = type_in(ours.coordinator, name=person["name"], cpr_number=person["cpr_number"])
    assert new["case_id"] != case_id
    answer(theirs.coordinator, transfer_id, "return", reason="Forkert kommune")
    carry(service)
    case = ours.coordinator.case(new["case_id"])
    assert (case["incidents"], case["entries_awaiting_decision"]) == (2, 2)
    assert notices_of(ours.coordinator, new["case_id"]) == ["transfer_returned"]
    assert ours.coordinator.case(case_id)["state"] == "transferred"
