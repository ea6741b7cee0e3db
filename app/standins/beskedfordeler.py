"""A stand-in for KOMBIT's Beskedfordeler, as far as whoever sends to it goes: a broker with a service behind it."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring
from pamqp.commands import Connection

from app import clock
from app.standins.amqp_wire import Content
from app.standins.message_broker import MessageBroker

EXCHANGE: Final = "AFSEND_BESKED_EXCHANGE"
TAKEN, NOT_AS_IT_MUST_BE, TOKEN_EXPIRED = 20, 40, 41
_KUVERT: Final = "{urn:oio:besked:kuvert:1.0}"
_SAML: Final = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_ORDER: Final[Mapping[str, tuple[str, ...]]] = {
    "Haendelsesbesked": ("BeskedId!", "BeskedVersion!", "Beskedkuvert!", "Beskeddata"),
    "Beskedkuvert": ("Filtreringsdata!", "Leveranceinformation!", "Modtagerhandling", "GyldighedFra", "GyldighedTil"),
    "Filtreringsdata": (
        "Beskedtype!", "BeskedAnsvarligAktoer", "TilladtModtager", "RelateretObjekt", "ObjektRegistrering",
        "TvaergaaendeProces",
    ),
    "ObjektRegistrering": (
        "ObjektRegistreringId", "RegistreringsAktoer", "Registreringstidspunkt", "ObjektAnsvarligMyndighed",
        "ObjektId", "ObjektType", "ObjektHandling", "OpgaveEmne", "ObjektRegistreringLokalUdvidelse",
    ),
    "Leveranceinformation": (
        "Dannelsestidspunkt", "TransaktionsId", "Kildesystem", "KildesystemIPAdresse", "KildesystemAkkreditiver",
        "Sikkerhedsklassificering", "Leveranceruter", "LeveranceinformationLokalUdvidelse",
    ),
}  # fmt: skip
"""As the schema has them, those that must be there with a mark; each stands once in what we are sent."""


@dataclass
class Beskedfordeler(MessageBroker):
    """``statuses`` are what it answers next, in place of its own judgement."""

    exchanges: frozenset[str] = frozenset({EXCHANGE})
    virtual_host: str = "BF"
    mechanisms: str = "EXTERNAL"
    statuses: deque[int] = field(default_factory=deque)
    garbage: bool = False
    tokens: list[str] = field(default_factory=list)

    def welcomes(self, said: Connection.StartOk) -> bool:
        token = str(said.response)
        if said.mechanism != "EXTERNAL" or not _holds(token):
            return False
        self.tokens.append(token)
        return True

    def reply(self, content: Content) -> bytes | None:
        if content.properties.reply_to != "amq.rabbitmq.reply-to":
            return None
        if self.garbage:
            return b"<html>"
        return _answer(self.statuses.popleft() if self.statuses else self._judged(content))

    def _judged(self, content: Content) -> int:
        headers = content.properties.headers or {}
        if not _holds(str(headers.get("token", ""))):
            return TOKEN_EXPIRED
        try:
            root = fromstring(content.body, forbid_dtd=True)
        except ParseError:
            return NOT_AS_IT_MUST_BE
        return TAKEN if root.tag == f"{_KUVERT}Haendelsesbesked" and _in_order(root) else NOT_AS_IT_MUST_BE


def _holds(token: str) -> bool:
    """A SAML assertion that has not run out; whose it is is not looked at."""
    try:
        conditions = fromstring(token, forbid_dtd=True).find(f".//{_SAML}Conditions")
    except ParseError:
        return False
    return conditions is not None and datetime.fromisoformat(conditions.get("NotOnOrAfter", "")) > clock.now()


def _in_order(part: Element) -> bool:
    order = _ORDER.get(part.tag.removeprefix(_KUVERT))
    if order is None:
        return True
    names = [one.rstrip("!") for one in order]
    there = [child.tag.removeprefix(_KUVERT) for child in part]
    return (
        set(there) <= set(names)
        and there == sorted(set(there), key=names.index)
        and all(one.rstrip("!") in there for one in order if one.endswith("!"))
        and all(map(_in_order, part))
    )


def _answer(status: int) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><StandardRetur xmlns="urn:oio:sagdok:3.0.0">'
        f"<StatusKode>{status}</StatusKode></StandardRetur>"
    ).encode()
