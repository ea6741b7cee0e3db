"""A worry that is handed over: who told of it, on what ground and why goes along, and stands there as it stood here."""

from typing import Any

import pytest

from tests.caller import Caller, Service
from tests.handover import enter_custody_holder
from tests.post.families import letter, write
from tests.post.test_letters_of_a_worry import WORRY, worried
from tests.transfers.crossing import OUTSIDE, answer, both, carry, handed_over, incidents_of, offer, transfer

TOLD = {name: WORRY[name] for name in ("source", "told_by", "ground", "necessity")}


def concerns_of(caller: Caller, case_id: str) -> list[Any]:
    return [one["concern"] for one in incidents_of(caller, case_id)]


@pytest.mark.parametrize(
    "said", [TOLD, {"source": "family", "told_by": "Mor", "ground": None, "necessity": "Familien beder om hjælp"}]
)
def test_who_told_on_what_ground_and_why_stands_there_too(service: Service, said: dict[str, Any]) -> None:
    ours, theirs = both(service)
    case_id = worried(ours, 21, **said)
    assert concerns_of(ours.coordinator, case_id) == [said]
    transfer_id, their_case = handed_over(service, ours.coordinator, theirs.coordinator, case_id)
    assert concerns_of(theirs.coordinator, their_case) == [said], "readable under the receiver's key"
    assert [one["note"] for one in incidents_of(theirs.coordinator, their_case)] == [WORRY["worry"]]
    (incident,) = transfer(theirs.coordinator, transfer_id)["package"]["incidents"]
    assert incident["concern"] == said


def test_a_letter_there_says_who_was_worried(service: Service) -> None:
    ours, theirs = both(service)
    case_id = worried(ours, 22)
    _, their_case = handed_over(service, ours.coordinator, theirs.coordinator, case_id)
    enter_custody_holder(theirs.coordinator, their_case)
    (draft,) = write(theirs.coordinator, their_case, message="Der er meget fravær.")
    assert "Bekymringen kommer fra skolen." in str(letter(theirs.coordinator, their_case, draft["id"])["blocks"])


def test_what_the_receiver_knows_itself_of_the_same_worry_stays(service: Service) -> None:
    """It was handed over, given back and is handed over again: the entry is there."""
    ours, theirs = both(service)
    case_id = worried(ours, 23)
    transfer_id, _ = handed_over(service, ours.coordinator, theirs.coordinator, case_id)
    answer(theirs.coordinator, transfer_id, "return", reason="Barnet bor i Fredericia")
    carry(service)
    assert concerns_of(ours.coordinator, case_id) == [TOLD]
    ours.coordinator.moves(case_id, "give_to_coordinator")
    _, again = handed_over(service, ours.coordinator, theirs.coordinator, case_id)
    assert concerns_of(theirs.coordinator, again) == [TOLD]


def test_it_stands_in_what_is_sent_on_paper(service: Service) -> None:
    ours, _ = both(service)
    case_id = worried(ours, 24)
    offered = offer(ours.coordinator, case_id, OUTSIDE)
    answer(ours.coordinator, offered["id"], "send", sent_at="2026-11-23T09:00:00+01:00")
    taken = answer(ours.coordinator, offered["id"], "accept")
    assert [one["concern"] for one in taken["package"]["incidents"]] == [TOLD]
