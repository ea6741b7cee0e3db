"""A municipality's message broker hears of everything, in its order, also after it was away."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.adapters.amqp import Amqp, BrokerAccess, BrokerAgreement
from app.events.models import Event
from app.standins.message_broker import MessageBroker
from app.webhooks.broadcasting import open_broker, publish
from app.webhooks.dispatching import serve
from app.webhooks.models import Webhook
from tests.caller import FREDERICIA, Service
from tests.integration.vendor import Vendor
from tests.personal import personal_in
from workflows.roles import Role


@pytest.fixture
def broker() -> Iterator[MessageBroker]:
    with MessageBroker().playing() as played:
        yield played


@pytest.fixture
def client(broker: MessageBroker, tmp_path: Path) -> Iterator[Amqp]:
    password = tmp_path / "password"
    password.write_text("invented\n")
    said = {
        "url": f"amqp://127.0.0.1:{broker.port}", "exchange": "events", "user": "ssp", "password_file": password,
        "timeout": 3,
    }  # fmt: skip
    made = Amqp(BrokerAccess.model_validate(said), BrokerAgreement())
    yield made
    made.close()


def sent(service: Service, client: Amqp) -> int:
    with service.workers_database.transaction(FREDERICIA) as session:
        open_broker(session, FREDERICIA, service.at())
        webhook_id = session.scalars(select(Webhook.id).where(Webhook.client == "*")).one()
    named = (FREDERICIA, webhook_id)
    return serve(service.workers_database, named, lambda batch, _: publish(client, batch.messages), now=service.at)


def kept(broker: MessageBroker) -> list[Any]:
    return [json.loads(one.content.body) for one in broker.kept]


def test_the_broker_hears_of_every_case_whether_a_system_has_it_or_not(
    ours: Vendor, broker: MessageBroker, client: Amqp, service: Service
) -> None:
    assert sent(service, client) == 0, "from now on"
    linked, other = ours.gives(), ours.gives(system=None)
    sent(service, client)
    found = kept(broker)
    assert {one["subject"] for one in found if "subject" in one} == {linked, other}
    assert [int(one["sequence"]) for one in found] == list(range(1, len(found) + 1))
    assert {one.routing_key for one in broker.kept} == {one["type"] for one in found}
    assert personal_in(json.dumps(found)) == []


def test_what_nobody_at_the_broker_wants_holds_nothing_back(
    ours: Vendor, broker: MessageBroker, client: Amqp, service: Service
) -> None:
    sent(service, client)
    broker.wanted = "dk.ssp.case."
    case_id = ours.gives()
    ours.them.caseworker.moves(case_id, "note_reference", authority_reference="27-1")
    sent(service, client)
    (shown,) = service.as_(Role.ADMINISTRATOR).get("/v1/webhooks").json()["items"]
    assert (shown["waiting"], shown["given_up"], shown["state"]) == (0, 0, "arriving")
    everything = {one.type for one in _events(service)}
    wanted = {one for one in everything if one.startswith("case.")}
    assert {one["type"] for one in kept(broker)} == {f"dk.ssp.{one}.v1" for one in wanted}
    assert everything > wanted, "else nothing was left out"


def _events(service: Service) -> Sequence[Event]:
    with service.workers_database.transaction(FREDERICIA) as session:
        return session.scalars(select(Event).where(Event.receiver == "*")).all()


def test_a_broker_that_is_away_gets_it_afterwards(
    ours: Vendor, broker: MessageBroker, client: Amqp, service: Service
) -> None:
    sent(service, client)
    ours.gives()
    broker.behaviours.append("die")
    assert sent(service, client) == 0
    (shown,) = service.as_(Role.ADMINISTRATOR).get("/v1/webhooks").json()["items"]
    assert (shown["client"], shown["state"], shown["last_failure"]) == ("*", "away", "broker_away")
    assert service.now is not None
    service.now += timedelta(minutes=1)
    assert sent(service, client) == len(kept(broker)) > 0


def test_no_system_sees_or_changes_the_brokers_place(
    ours: Vendor, broker: MessageBroker, client: Amqp, service: Service
) -> None:
    sent(service, client)
    (shown,) = service.as_(Role.ADMINISTRATOR).get("/v1/webhooks").json()["items"]
    assert ours.system.get("/v1/webhooks").json()["items"] == []
    assert ours.system.get(f"/v1/webhooks/{shown['id']}").status_code == 404
