"""Events arrive at an address of the system's: signed, in order, and as often as it takes."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import text
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from tests.caller import Service
from tests.integration.receiver import Receiver
from tests.integration.vendor import Vendor
from tests.personal import personal_in
from workflows.roles import Role


def later(service: Service, **waits: float) -> None:
    """The clock goes on."""
    assert service.now is not None
    service.now += timedelta(**waits)


def verified(receiver: Receiver, secret: str) -> list[Any]:
    """Each event that came, as the receiver's own library accepts it at the moment it was sent."""
    found = []
    for _, headers, body in receiver.got:
        with time_machine.travel(int(headers["webhook-timestamp"]), tick=False):
            found.append(Verifier(secret).verify(body, headers))
    return found


def in_order_of_its_case(receiver: Receiver) -> bool:
    cases = {one.get("subject") for one in receiver.events}
    of = {case: [int(one["sequence"]) for one in receiver.events if one.get("subject") == case] for case in cases}
    return all(numbers == sorted(numbers) for numbers in of.values())


def test_what_happens_arrives_signed_and_as_the_feed_has_it(ours: Vendor, receiver: Receiver) -> None:
    made = ours.registers(receiver)
    ours.gives()
    assert ours.sends(made["id"]) == 2
    assert verified(receiver, made["secret"]) == ours.feed()["items"]
    for event, headers, _ in receiver.got:
        assert (headers["webhook-id"], headers["content-type"]) == (event["id"], "application/cloudevents+json")
    with pytest.raises(WebhookVerificationError):
        verified(receiver, "whsec_" + "A" * 43 + "=")
    assert personal_in(json.dumps([[event, headers] for event, headers, _ in receiver.got])) == []
    assert ours.sends(made["id"]) == 0, "each once"


def test_a_receiver_that_says_much_gets_all_on_one_connection_and_no_cookie_back(
    ours: Vendor, receiver: Receiver
) -> None:
    made = ours.registers(receiver)
    receiver.answers, receiver.says, receiver.headers = lambda _: 200, b"Tak" * 5_000, {"Set-Cookie": "spor=1"}
    ours.gives()
    assert ours.sends(made["id"]) == 2
    assert receiver.connections == 1
    assert all("cookie" not in headers for _, headers, _ in receiver.got)


def test_the_secret_is_shown_once_and_to_its_own_system(ours: Vendor, receiver: Receiver, service: Service) -> None:
    made = ours.registers(receiver)
    assert made["secret"].startswith("whsec_")
    administrator = service.as_(Role.ADMINISTRATOR)
    for caller in (ours.system, administrator):
        for path in ("/v1/webhooks", f"/v1/webhooks/{made['id']}"):
            answer = caller.get(path)
            assert answer.status_code == 200
            assert made["secret"] not in answer.text
            assert made["id"] in answer.text
    assert administrator.post(f"/v1/webhooks/{made['id']}/secrets").status_code == 403
    other = service.as_(Role.INTEGRATION, subject="andet")
    assert other.get("/v1/webhooks").json()["items"] == []
    assert other.get(f"/v1/webhooks/{made['id']}").status_code == 404
    assert service.as_(Role.CASEWORKER).get("/v1/webhooks").status_code == 403


def test_a_new_secret_and_the_old_one_both_hold_for_a_day(ours: Vendor, receiver: Receiver, service: Service) -> None:
    made = ours.registers(receiver)
    new = ours.system.post(f"/v1/webhooks/{made['id']}/secrets").json()["secret"]
    ours.gives()
    ours.sends(made["id"])
    assert verified(receiver, made["secret"]) == verified(receiver, new) != []
    later(service, hours=25)
    receiver.got.clear()
    ours.system.post(f"/v1/webhooks/{made['id']}/tests")
    ours.sends(made["id"])
    assert len(verified(receiver, new)) == 1
    with pytest.raises(WebhookVerificationError):
        verified(receiver, made["secret"])


def test_only_the_types_that_were_asked_for_arrive(ours: Vendor, receiver: Receiver) -> None:
    made = ours.registers(receiver, types=["dk.ssp.case.linked.v1", "dk.ssp.case.unlinked.v1"])
    ours.give(ours.gives(), None)
    ours.sends(made["id"])
    assert [one["type"] for one in receiver.events] == ["dk.ssp.case.linked.v1", "dk.ssp.case.unlinked.v1"]
    assert ours.system.post("/v1/webhooks", {"url": receiver.url, "types": ["noget.andet"]}).status_code == 422


def test_from_a_number_on_it_gets_what_came_before_it_was_registered(ours: Vendor, receiver: Receiver) -> None:
    ours.gives()
    made, later_one = ours.registers(receiver, after=1), ours.registers(receiver)
    ours.sends(later_one["id"])
    assert receiver.numbers == []
    ours.sends(made["id"])
    assert receiver.numbers == [2]


def test_one_that_fails_holds_back_its_own_case_and_no_other(
    ours: Vendor, receiver: Receiver, service: Service
) -> None:
    made = ours.registers(receiver)
    poisoned, healthy = ours.gives(), ours.gives()
    receiver.answers = lambda event: 500 if event.get("subject") == poisoned else 204
    ours.sends(made["id"])
    assert {one["subject"] for one in receiver.events} == {healthy}
    assert len(receiver.events) == 2
    ours.them.caseworker.moves(poisoned, "note_reference", authority_reference="27-1")
    ours.sends(made["id"])
    assert ours.webhook(made["id"])["waiting"] == 3, "what comes after it in the case waits behind it"
    receiver.answers = lambda _: 204
    assert ours.sends(made["id"]) == 0, "not before its time"
    later(service, seconds=6)
    ours.sends(made["id"])
    mine = [one for one in receiver.events if one["subject"] == poisoned]
    assert [int(one["sequence"]) for one in mine] == sorted(int(one["sequence"]) for one in mine)
    assert len(mine) == 3
    assert ours.webhook(made["id"])["waiting"] == 0


def test_one_that_is_refused_for_three_days_is_given_up_and_sent_again_by_hand(
    ours: Vendor, receiver: Receiver, service: Service
) -> None:
    made = ours.registers(receiver)
    case_id = ours.gives()
    receiver.answers = lambda event: 422 if event["sequence"] == "1" else 204
    tries, began = 0, service.now
    while not ours.webhook(made["id"])["given_up"]:
        ours.sends(made["id"])
        later(service, minutes=1 if tries < 3 else 61)
        tries += 1
        assert tries < 200
    assert service.now is not None
    assert began is not None
    assert timedelta(days=3) < service.now - began < timedelta(days=4)
    assert receiver.numbers == [2], "when it is given up, the others of its case go on"
    assert receiver.asked == 11
    path = f"/v1/webhooks/{made['id']}/dead-letters"
    (dead,) = ours.system.get(path).json()["items"]
    assert (dead["number"], dead["attempts"], dead["last_failure"], dead["case_id"]) == (1, 10, "http_422", case_id)
    administrator = service.as_(Role.ADMINISTRATOR)
    assert administrator.get(path).json()["items"] == [dead]
    receiver.answers = lambda _: 204
    assert administrator.post(f"{path}/retries", {"ids": [dead["id"]]}).json() == {"count": 1}
    ours.sends(made["id"])
    assert receiver.numbers == [2, 1]
    assert ours.system.get(path).json()["items"] == []
    assert ours.webhook(made["id"])["given_up"] == 0


def test_a_dead_letter_that_nobody_needs_is_let_go(ours: Vendor, receiver: Receiver, service: Service) -> None:
    made = ours.registers(receiver)
    ours.gives()
    with service.workers_database.transaction("607") as session:
        session.execute(
            text(
                "insert into held_events (municipality_code, id, webhook_id, event_id, number, case_id, state,"
                " attempts, next_try_at, held_at, given_up_at) select municipality_code, gen_random_uuid(), :webhook,"
                " id, 1, case_id, 'given_up', 10, now(), now(), now() from events order by seq limit 1"
            ),
            {"webhook": made["id"]},
        )
    path = f"/v1/webhooks/{made['id']}/dead-letters"
    (dead,) = ours.system.get(path).json()["items"]
    assert ours.system.post(f"{path}/removals", {"ids": [dead["id"]]}).json() == {"count": 1}
    assert ours.system.get(path).json()["items"] == []
    assert ours.feed()["items"][0]["id"] == dead["event_id"], "the feed still has it"


def test_a_receiver_that_is_away_is_left_alone_and_gets_everything_when_it_is_back(
    ours: Vendor, receiver: Receiver, service: Service
) -> None:
    made = ours.registers(receiver)
    for _ in range(4):
        ours.gives()
    receiver.answers = lambda _: 0
    ours.sends(made["id"])
    away = ours.webhook(made["id"])
    assert (away["state"], away["waiting"], away["last_failure"]) == ("away", 8, "not_reached")
    asked = receiver.asked
    ours.sends(made["id"])
    assert receiver.asked == asked, "not again at once"
    for _ in range(6):
        later(service, minutes=6)
        ours.sends(made["id"])
    receiver.answers = lambda _: 204
    later(service, minutes=6)
    ours.sends(made["id"])
    assert sorted(receiver.numbers) == list(range(1, 9))
    assert in_order_of_its_case(receiver)
    assert ours.webhook(made["id"])["state"] == "arriving"
    assert ours.webhook(made["id"])["failing_since"] is None


def test_a_receiver_may_ask_to_be_left_alone(ours: Vendor, receiver: Receiver, service: Service) -> None:
    made = ours.registers(receiver)
    ours.gives()
    receiver.answers, receiver.headers = (lambda _: 429), {"Retry-After": "600"}
    ours.sends(made["id"])
    receiver.answers = lambda _: 204
    later(service, minutes=9)
    assert ours.sends(made["id"]) == 0
    later(service, minutes=2)
    assert ours.sends(made["id"]) == 2


def test_a_receiver_that_says_it_is_gone_is_not_called_again(
    ours: Vendor, receiver: Receiver, service: Service
) -> None:
    made = ours.registers(receiver)
    ours.gives()
    receiver.answers = lambda _: 410
    ours.sends(made["id"])
    later(service, hours=1)
    assert ours.sends(made["id"]) == 0
    assert (ours.webhook(made["id"])["state"], ours.webhook(made["id"])["paused_by"]) == ("paused", "receiver")
    assert receiver.asked == 1
    receiver.answers = lambda _: 204
    ours.system.client.put(f"/v1/webhooks/{made['id']}/pause", json={"paused": False}, headers=ours.system._headers)
    assert ours.sends(made["id"]) == 2, "nothing was lost"


def test_nothing_is_lost_in_a_pause(ours: Vendor, receiver: Receiver, service: Service) -> None:
    made = ours.registers(receiver)
    administrator = service.as_(Role.ADMINISTRATOR)
    path = f"/v1/webhooks/{made['id']}/pause"
    paused = administrator.client.put(path, json={"paused": True}, headers=administrator._headers).json()
    assert (paused["state"], paused["paused_by"]) == ("paused", "administrator")
    ours.gives()
    assert ours.sends(made["id"]) == 0
    assert ours.webhook(made["id"])["waiting"] == 2
    administrator.client.put(path, json={"paused": False}, headers=administrator._headers)
    assert ours.sends(made["id"]) == 2


def test_one_that_is_removed_is_not_told(ours: Vendor, receiver: Receiver) -> None:
    made = ours.registers(receiver)
    ours.gives()
    assert ours.system.delete(f"/v1/webhooks/{made['id']}").status_code == 204
    assert ours.sends(made["id"]) == 0
    assert ours.system.get(f"/v1/webhooks/{made['id']}").status_code == 404
    assert len(ours.feed()["items"]) == 2


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://modtager.example.dk/ind", "not_https"),
        ("https://127.0.0.1/ind", "inner_address"),
        ("https://[::ffff:10.0.0.1]/ind", "inner_address"),
        ("https://169.254.169.254/latest/meta-data", "inner_address"),
        ("https://bruger:kode@example.dk/", "user_info"),
    ],
)
def test_an_address_that_is_not_for_others_is_not_registered(ours: Vendor, address: str, why: str) -> None:
    refused = ours.system.post("/v1/webhooks", {"url": address})
    assert (refused.status_code, refused.json()["code"], refused.json()["why"]) == (422, "address_refused", why)
    assert address not in refused.text


def test_a_system_has_so_many_receivers_and_no_more(ours: Vendor, receiver: Receiver) -> None:
    for _ in range(10):
        ours.registers(receiver)
    assert ours.system.post("/v1/webhooks", {"url": receiver.url}).json()["code"] == "too_many_webhooks"
