"""Receivers that are away, hang, or take some events and not others: nothing is lost, and nobody waits for another."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.webhooks import batches
from app.webhooks.models import HeldEvent
from tests.caller import FREDERICIA, Service
from tests.handover import team
from tests.integration.receiver import Receiver
from tests.integration.test_webhooks import in_order_of_its_case, later
from tests.integration.vendor import Vendor
from workflows.integration import GIVE_UP_AFTER
from workflows.roles import Role


def paused(caller: Any, webhook_id: str, is_paused: bool) -> Any:
    return caller.client.put(f"/v1/webhooks/{webhook_id}/pause", json={"paused": is_paused}, headers=caller._headers)


@pytest.mark.parametrize("types", [[], ["dk.ssp.case.linked.v1", "dk.ssp.case.changed.v1"]])
def test_what_a_receiver_does_not_come_back_for_in_three_days_is_given_up_and_the_rest_arrives(
    ours: Vendor, receiver: Receiver, service: Service, types: list[str]
) -> None:
    made = ours.registers(receiver, types=types)
    receiver.answers = lambda _: 503
    ours.gives(), ours.gives()
    waited = timedelta()
    while waited < GIVE_UP_AFTER + timedelta(hours=6):
        ours.sends(made["id"])
        later(service, hours=2)
        waited += timedelta(hours=2)
    assert (ours.webhook(made["id"])["given_up"], ours.webhook(made["id"])["waiting"]) == (4, 0)
    newer = Vendor(service, team(service, FREDERICIA)).gives()
    receiver.answers = lambda _: 204
    later(service, minutes=6)
    ours.sends(made["id"])
    assert (receiver.numbers, receiver.events[0]["subject"]) == ([5, 6], newer)
    assert ours.webhook(made["id"])["state"] == "arriving"
    ours.system.post(f"/v1/webhooks/{made['id']}/dead-letters/retries", {})
    ours.sends(made["id"])
    assert sorted(receiver.numbers) == [1, 2, 3, 4, 5, 6]


def test_a_receiver_that_hangs_is_away_and_has_everything_when_it_answers(
    ours: Vendor, receiver: Receiver, service: Service
) -> None:
    made = ours.registers(receiver)
    for _ in range(3):
        ours.gives()
    receiver.waits = 0.6
    for _ in range(4):
        ours.sends(made["id"], timeout=0.2)
        assert ours.webhook(made["id"])["state"] == "away"
        later(service, minutes=20)
    receiver.waits = 0.0
    ours.sends(made["id"])
    ours.sends(made["id"])
    assert Counter(receiver.numbers).keys() == set(range(1, 7)), "at once, and not when each would be tried again"
    assert (ours.webhook(made["id"])["waiting"], ours.webhook(made["id"])["state"]) == (0, "arriving")


def test_three_cases_that_a_receiver_cannot_take_do_not_hold_up_the_fourth(
    ours: Vendor, receiver: Receiver, service: Service
) -> None:
    made = ours.registers(receiver)
    poisoned = {ours.gives() for _ in range(3)}
    healthy = ours.gives()
    receiver.answers = lambda event: 500 if event["subject"] in poisoned else 204
    for _ in range(3):
        ours.sends(made["id"])
        later(service, minutes=1)
    assert [one["subject"] for one in receiver.events] == [healthy, healthy]
    assert (ours.webhook(made["id"])["state"], ours.webhook(made["id"])["waiting"]) == ("arriving", 6)
    receiver.answers = lambda _: 204
    for _ in range(3):
        later(service, hours=3)
        ours.sends(made["id"])
    assert sorted(receiver.numbers) == list(range(1, 9))
    assert in_order_of_its_case(receiver)


def test_after_a_pause_of_five_days_one_failure_gives_nothing_up(
    ours: Vendor, receiver: Receiver, service: Service
) -> None:
    made = ours.registers(receiver)
    ours.gives(), ours.gives(), ours.gives()
    receiver.answers = lambda _: 410
    ours.sends(made["id"])
    later(service, days=5)
    assert paused(ours.system, made["id"], False).status_code == 200
    receiver.answers = lambda _: 503
    ours.sends(made["id"])
    assert (ours.webhook(made["id"])["given_up"], ours.webhook(made["id"])["waiting"]) == (0, 6)
    receiver.answers = lambda _: 204
    later(service, minutes=6)
    assert ours.sends(made["id"]) == 6


def test_an_administrators_pause_is_lifted_by_an_administrator(
    ours: Vendor, receiver: Receiver, service: Service
) -> None:
    made, administrator = ours.registers(receiver), service.as_(Role.ADMINISTRATOR)
    paused(administrator, made["id"], True)
    refused = paused(ours.system, made["id"], False)
    assert (refused.status_code, refused.json()["code"]) == (409, "paused_by_administrator")
    assert ours.webhook(made["id"])["paused_by"] == "administrator"
    assert paused(administrator, made["id"], False).json()["state"] == "arriving"


def test_a_trial_goes_to_the_receiver_it_was_asked_of_whatever_it_hears_of(ours: Vendor, receiver: Receiver) -> None:
    choosy, other = ours.registers(receiver, types=["dk.ssp.case.changed.v1"]), ours.registers(receiver)
    ours.system.post(f"/v1/webhooks/{choosy['id']}/tests")
    assert ours.sends(other["id"]) == 0
    assert ours.sends(choosy["id"]) == 1


def test_one_that_is_removed_while_it_is_sent_to_leaves_nothing_behind(
    ours: Vendor, receiver: Receiver, service: Service
) -> None:
    made = ours.registers(receiver)
    ours.gives()

    def removing(_: dict[str, Any]) -> int:
        ours.system.delete(f"/v1/webhooks/{made['id']}")
        return 500

    receiver.answers = removing
    ours.sends(made["id"])
    with service.workers_database.transaction(FREDERICIA) as session:
        assert session.scalars(select(HeldEvent)).all() == []


def test_the_two_newest_secrets_hold_and_no_older_one(ours: Vendor, receiver: Receiver) -> None:
    made = ours.registers(receiver)
    for _ in range(5):
        ours.system.post(f"/v1/webhooks/{made['id']}/secrets")
    ours.gives()
    ours.sends(made["id"])
    assert {len(headers["webhook-signature"].split()) for _, headers, _ in receiver.got} == {2}


def test_a_receiver_is_not_looked_at_for_what_only_waits_behind_another(
    ours: Vendor, receiver: Receiver, service: Service
) -> None:
    made = ours.registers(receiver)
    ours.gives()
    receiver.answers = lambda _: 500
    ours.sends(made["id"])
    with service.workers_database.transaction(FREDERICIA) as session:
        assert batches.due(session, FREDERICIA, service.at()) == []
        assert batches.due(session, FREDERICIA, service.at() + timedelta(seconds=6)) != []
