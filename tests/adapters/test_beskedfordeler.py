"""Events sent by KOMBIT's Beskedfordeler, to a stand-in that is no easier than its schema."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from app import clock
from app.adapters.beskedfordeler import NO_MESSAGE_TYPE, Beskedfordeler, BeskedfordelerAccess
from app.adapters.haendelsesbesked import ENVELOPE, EVENT, OBJECT, EnvelopeTerms
from app.adapters.message_broker import BrokerAway, BrokerRefused, Message
from app.adapters.outside import OutsideWrong, read_outside
from app.standins.beskedfordeler import Beskedfordeler as PlayedBeskedfordeler
from app.standins.post_tokens import MESSAGES
from tests.adapters.asking import CVR
from tests.adapters.posting import SAML_PATH, FakeClock, Post

CHANGED, UNHEARD_OF = "dk.ssp.case.changed.v1", "dk.ssp.letter.changed.v1"
KIND, SYSTEM, CASE = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222", UUID(int=99)
OBJECT_TYPE, ACTION = "33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444"
SENSITIVITY = "55555555-5555-4555-8555-555555555555"
TERMS = {"message_types": {CHANGED: KIND}, "object_type": OBJECT_TYPE, "sensitivity": SENSITIVITY}


def message(number: int, type: str = CHANGED) -> Message:
    event = {
        "id": str(UUID(int=number)), "type": type, "time": "2026-11-26T10:00:00+00:00",
        "data": {"case_id": str(CASE), "version": 3, "object_id": str(UUID(int=7))},
    }  # fmt: skip
    return Message(UUID(int=number), type, json.dumps(event).encode())


@pytest.fixture
def played() -> Iterator[PlayedBeskedfordeler]:
    with PlayedBeskedfordeler().playing() as made:
        yield made


def sender_to(played: PlayedBeskedfordeler, post: Post, now: Any = clock.now, **terms: object) -> Beskedfordeler:
    access = BeskedfordelerAccess(
        url=f"amqp://127.0.0.1:{played.port}/BF",
        saml_url=post.url + SAML_PATH,
        service=MESSAGES,
        system_uuid=SYSTEM,
        timeout=2,
    )
    return Beskedfordeler(access, EnvelopeTerms.model_validate(TERMS | terms), CVR, now=now)


@pytest.fixture
def sender(played: PlayedBeskedfordeler, post: Post) -> Iterator[Beskedfordeler]:
    made = sender_to(played, post)
    yield made
    made.close()


def said(root: Element, *path: str) -> str | None:
    return root.findtext("/".join(f"{{{ENVELOPE}}}{one}" for one in path[:-1]) + f"/{{{OBJECT}}}{path[-1]}")


def sent(played: PlayedBeskedfordeler) -> list[int]:
    return [UUID(one.content.properties.message_id or "").int for one in played.kept]


def test_an_event_is_sent_in_an_envelope_that_says_whose_and_of_what_kind_it_is(
    played: PlayedBeskedfordeler, post: Post
) -> None:
    sender = sender_to(played, post, object_action=ACTION, kle_number="27.24.00")
    sender.publish([message(1)])
    sender.close()
    (one,) = played.kept
    root = fromstring(one.content.body)
    sorting = ("Beskedkuvert", "Filtreringsdata")
    registered = (*sorting, "ObjektRegistrering")
    for path, value in {
        ("BeskedId", "UUIDIdentifikator"): str(UUID(int=1)),
        (*sorting, "Beskedtype", "UUIDIdentifikator"): KIND,
        (*sorting, "BeskedAnsvarligAktoer", "UUIDIdentifikator"): SYSTEM,
        (*sorting, "TilladtModtager", "URNIdentifikator"): f"urn:oio:cvr-nr:{CVR}",
        (*registered, "ObjektAnsvarligMyndighed", "URNIdentifikator"): f"urn:oio:cvr-nr:{CVR}",
        (*registered, "ObjektId", "UUIDIdentifikator"): str(CASE),
        (*registered, "ObjektType", "UUIDIdentifikator"): OBJECT_TYPE,
        (*registered, "ObjektHandling", "UUIDIdentifikator"): ACTION,
        (*registered, "OpgaveEmne", "URNIdentifikator"): "urn:oio:kle:27.24.00",
        (*registered, "Registreringstidspunkt", "TidsstempelDatoTid"): "2026-11-26T10:00:00+00:00",
        ("Beskedkuvert", "Leveranceinformation", "Sikkerhedsklassificering", "UUIDIdentifikator"): SENSITIVITY,
    }.items():
        assert said(root, *path) == value, path
    inside = root.findtext(f"{{{ENVELOPE}}}Beskeddata/{{{EVENT}}}CloudEvent")
    assert json.loads(inside or "") == json.loads(message(1).body)
    assert (one.exchange, one.routing_key) == ("AFSEND_BESKED_EXCHANGE", "")
    assert (one.content.properties.headers or {})["token"] == played.tokens[0]


def test_many_are_under_way_at_once_over_one_connection_with_one_token(
    played: PlayedBeskedfordeler, sender: Beskedfordeler, post: Post
) -> None:
    sender.publish([message(number) for number in range(1, 101)])
    sender.publish([message(101)])
    assert sent(played) == list(range(1, 102))
    assert (played.connections, post.all()["saml_tokens"]) == (1, 1)


def test_a_kind_that_was_not_agreed_is_named_and_the_others_are_sent(
    played: PlayedBeskedfordeler, sender: Beskedfordeler
) -> None:
    with pytest.raises(BrokerRefused) as refused:
        sender.publish([message(1), message(2, UNHEARD_OF), message(3)])
    assert (refused.value.code, refused.value.message_ids) == (NO_MESSAGE_TYPE, frozenset({UUID(int=2)}))
    assert sent(played) == [1, 3]


def test_what_is_refused_is_named_with_what_was_never_sent(
    played: PlayedBeskedfordeler, sender: Beskedfordeler
) -> None:
    played.statuses.extend([20, 42, 20])
    with pytest.raises(BrokerRefused) as refused:
        sender.publish([message(1), message(2), message(3), message(4, UNHEARD_OF)])
    assert (refused.value.code, refused.value.message_ids) == ("STATUS_42", frozenset({UUID(int=2), UUID(int=4)}))
    sender.publish([message(5)])
    assert played.connections == 1


@pytest.mark.parametrize("status", [50, 53])
def test_a_fault_of_its_own_is_tried_again(played: PlayedBeskedfordeler, sender: Beskedfordeler, status: int) -> None:
    played.statuses.extend([20, status])
    with pytest.raises(BrokerAway, match=f"STATUS_{status}"):
        sender.publish([message(1), message(2)])
    sender.publish([message(1), message(2)])
    assert sent(played) == [1, 2, 1, 2]


def test_a_token_that_has_run_out_is_bought_anew(
    played: PlayedBeskedfordeler, sender: Beskedfordeler, post: Post
) -> None:
    played.statuses.append(41)
    with pytest.raises(BrokerAway, match="STATUS_41"):
        sender.publish([message(1)])
    sender.publish([message(1)])
    assert (played.connections, post.all()["saml_tokens"], len(set(played.tokens))) == (2, 2, 2)


def test_a_token_is_renewed_before_it_ends(played: PlayedBeskedfordeler, post: Post) -> None:
    now = FakeClock()
    sender = sender_to(played, post, now)
    sender.publish([message(1)])
    now.moves_on(hours=8)
    sender.publish([message(2)])
    sender.close()
    assert len(set(played.tokens)) == 2


def test_without_a_token_nothing_is_sent(played: PlayedBeskedfordeler, sender: Beskedfordeler, post: Post) -> None:
    post.tokens(issue=False)
    with pytest.raises(BrokerAway, match="HTTP_"):
        sender.publish([message(1)])
    assert (played.connections, played.kept) == (0, [])
    post.tokens()
    sender.publish([message(1)])
    assert sent(played) == [1]


@pytest.mark.parametrize("how", ["die", "silence", "shut"])
def test_one_that_goes_away_in_the_middle_is_found_again(
    played: PlayedBeskedfordeler, sender: Beskedfordeler, how: str
) -> None:
    played.behaviours.extend(["ok", how])
    with pytest.raises(BrokerAway):
        sender.publish([message(1), message(2)])
    sender.publish([message(1), message(2)])
    assert sent(played)[-2:] == [1, 2]


def test_an_answer_that_is_none_is_not_taken_for_one(played: PlayedBeskedfordeler, sender: Beskedfordeler) -> None:
    played.garbage = True
    with pytest.raises(BrokerAway, match="ANSWER_NOT_UNDERSTOOD"):
        sender.publish([message(1)])


def test_nobody_behind_the_exchange_is_away(played: PlayedBeskedfordeler, sender: Beskedfordeler) -> None:
    played.wanted = "somebody"
    with pytest.raises(BrokerAway, match="NO_ROUTE"):
        sender.publish([message(1)])


def test_a_municipality_names_what_it_agreed_in_the_file(
    played: PlayedBeskedfordeler, post: Post, tmp_path: Path
) -> None:
    file = tmp_path / "outside.toml"
    file.write_text(
        f'[beskedfordeler]\nurl = "amqp://127.0.0.1:{played.port}/BF"\nsaml_url = "{post.url}{SAML_PATH}"\n'
        f'service = "{MESSAGES}"\nsystem_uuid = "{SYSTEM}"\n'
        f'[municipalities.607]\ncvr = "{CVR}"\nname = "Fredericia"\n'
        f'[municipalities.607.beskedfordeler]\nobject_type = "{OBJECT_TYPE}"\nsensitivity = "{SENSITIVITY}"\n'
        f'message_types = {{ "{CHANGED}" = "{KIND}" }}\n'
    )
    read = read_outside(file)
    broker = read.message_broker_for("607")
    assert broker is not None
    broker.publish([message(1)])
    read.close()
    assert sent(played) == [1]
    file.write_text(file.read_text() + "[municipalities.607.message_broker]\n")
    with pytest.raises(OutsideWrong, match="not both"):
        read_outside(file)
