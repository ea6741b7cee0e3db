"""A case offered to a municipality that does not use the service: on paper, with the answer written down by hand."""

from typing import Any

import pytest

from tests.caller import Caller, Service
from tests.cases.stations import at, reach
from tests.transfers.crossing import OUTSIDE, answer, both, carry, notices_of, offer, transfer
from workflows.casework import State

MONDAY = "2026-11-23T09:00:00+01:00"


def _refused(caller: Caller, transfer_id: str, event: str, **said: Any) -> Any:
    given = caller.post(f"/v1/transfers/{transfer_id}/moves", {"event": event, **said})
    assert given.status_code == 409, given.text
    return given.json()["unmet"]


def test_it_is_sent_and_acknowledged_by_hand_and_only_then_the_case_ends(service: Service) -> None:
    ours, _ = both(service)
    case_id = reach(ours, State.PLACED)
    offered = offer(ours.coordinator, case_id, OUTSIDE)
    assert (offered["by_hand"], offered["municipality"]) == (True, "Vejle Kommune")
    assert _refused(ours.coordinator, offered["id"], "accept") == ["offer_has_left"]
    answer(ours.coordinator, offered["id"], "send", sent_at=MONDAY)
    assert ours.coordinator.case(case_id)["state"] == "placed"
    taken = answer(ours.coordinator, offered["id"], "accept", answered_by="SSP-konsulenten i Vejle")
    assert (taken["state"], taken["answered_by"]) == ("handed_over", "SSP-konsulenten i Vejle")
    assert taken["package"]["incidents"], "what is to be sent stands there"
    assert ours.coordinator.case(case_id)["state"] == "transferred"
    assert carry(service) == 0, "there is nobody to carry it to"
    letter = ours.coordinator.post(f"/v1/cases/{case_id}/letters", {"to": "family_of_transferred"})
    assert letter.status_code == 201, letter.text


def test_a_no_and_a_return_are_written_down_too(service: Service) -> None:
    ours, _ = both(service)
    case_id = reach(ours, State.PLACED)
    first = offer(ours.coordinator, case_id, OUTSIDE)
    answer(ours.coordinator, first["id"], "send", sent_at=MONDAY)
    answer(ours.coordinator, first["id"], "refuse", reason="Barnet bor ikke i Vejle")
    assert (ours.coordinator.case(case_id)["state"], notices_of(ours.coordinator, case_id)) == (
        "placed",
        ["transfer_refused"],
    )
    second = offer(ours.coordinator, case_id, OUTSIDE)
    answer(ours.coordinator, second["id"], "send", sent_at=MONDAY)
    answer(ours.coordinator, second["id"], "accept")
    answer(ours.coordinator, second["id"], "return", reason="Vejle har sendt den tilbage")
    assert ours.coordinator.case(case_id)["state"] == "received"


def test_one_that_is_not_answered_expires_and_one_within_is_not_sent_by_hand(service: Service) -> None:
    ours, _ = both(service)
    case_id = reach(ours, State.PLACED)
    offered = offer(ours.coordinator, case_id, OUTSIDE)
    ours = at(service, "2026-12-15T09:00:00+01:00")
    carry(service)
    assert transfer(ours.coordinator, offered["id"])["state"] == "expired"
    within = offer(ours.coordinator, case_id, "740")
    assert _refused(ours.coordinator, within["id"], "send", sent_at=MONDAY) == ["receiver_is_outside"]


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"municipality_code": "607"}, 422, "own_municipality"),
    ({"municipality_code": "999"}, 422, "no_such_municipality"),
    ({"package": [{"kind": "identity", "ground": "RPL_115_2"}]}, 422, "package_wrong"),
    ({"package": [{"kind": "assessment", "ground": "LAW_OTHER"}]}, 422, "package_wrong"),
]


@pytest.mark.parametrize(("said", "status", "code"), WRONG)
def test_an_offer_that_cannot_be_is_refused_and_nothing_is_kept(
    service: Service, said: dict[str, Any], status: int, code: str
) -> None:
    ours, _ = both(service)
    case_id = reach(ours, State.PLACED)
    before = ours.coordinator.case(case_id)
    body = {"municipality_code": OUTSIDE, "necessity": "Flyttet"} | said
    refused = ours.coordinator.post(f"/v1/cases/{case_id}/transfers", body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert ours.coordinator.case(case_id) == before


def test_one_offer_at_a_time_and_none_in_the_middle_of_a_course(service: Service) -> None:
    ours, _ = both(service)
    case_id, running = reach(ours, State.PLACED), reach(ours, State.COURSE_RUNNING)
    offered = offer(ours.coordinator, case_id, OUTSIDE)
    body = {"municipality_code": "740", "necessity": "Flyttet"}
    second = ours.coordinator.post(f"/v1/cases/{case_id}/transfers", body)
    assert (second.status_code, second.json()["transfer_id"]) == (409, offered["id"])
    course = ours.coordinator.post(f"/v1/cases/{running}/transfers", body)
    assert (course.status_code, course.json()["code"]) == (409, "course_under_way")
