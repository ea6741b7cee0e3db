"""Receipts of the post's stand-in: PKO_PostStatus events, pushed as the Beskedfordeler pushes them."""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Final
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

import httpx
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app import outbound
from app.outbound import Address
from app.standins.post_box import Box, Receipt, Taken
from app.standins.post_request import DIGITAL

ARRIVED: Final = {
    DIGITAL: ("Modtaget Digital Post", "Afleveret Digital Post"),
    "Fysisk Post": ("Modtaget Fjern-print", "Afleveret til print og kuvertering", "Modtaget Post Danmark"),
}
FAILED: Final = "Fejlet"
_ACTIONS: Final = {
    "Modtaget Digital Post": "eb866ca2-b871-4387-b501-12cde577bd58",
    "Afleveret Digital Post": "f7161a89-5068-4023-bc80-d7f4daad2a2e",
    "Modtaget Fjern-print": "dd98e71c-41ac-4305-a47b-8f86b00e639b",
    "Afleveret til print og kuvertering": "e3c0a021-2070-40d4-b7b7-754aeba762e9",
    "Modtaget Post Danmark": "e94a0a8b-60a0-42ad-8b83-52c9e15d0fb3",
    FAILED: "e225a75c-4b63-46c4-9423-77f5c8762445",
}
_SAG, _KUVERT = "{urn:oio:sagdok:3.0.0}", "{urn:oio:besked:kuvert:1.0}"
_STS: Final = "{urn:oio:sts:1.0.0}"
_STATUS: Final = "{http://serviceplatformen.dk/xml/print/PKO_PostStatus/1/types}"
_TYPE: Final = "d2bed63c-4853-4008-b6e0-a74c15b15fbf"
_BETWEEN: Final = 1.0
"""Seconds, before what was not answered is sent again."""


def event(taken: Taken, number: int) -> bytes:
    """The letter's receipt with that number, from 0: the same bytes whenever it is sent."""
    receipt = taken.receipts[number]
    whole = Element(f"{_STS}ModtagBeskedInput")
    event = SubElement(whole, f"{_KUVERT}Haendelsesbesked")
    _uuid(
        SubElement(event, f"{_KUVERT}BeskedId"),
        uuid5(taken.letter.id, f"{taken.letter.channel} {number} {receipt.status}"),
    )
    SubElement(event, f"{_KUVERT}BeskedVersion").text = "1.0"
    filter_data = SubElement(SubElement(event, f"{_KUVERT}Beskedkuvert"), f"{_KUVERT}Filtreringsdata")
    _uuid(SubElement(filter_data, f"{_KUVERT}Beskedtype"), UUID(_TYPE))
    registration = SubElement(filter_data, f"{_KUVERT}ObjektRegistrering")
    _uuid(SubElement(registration, f"{_KUVERT}ObjektId"), taken.letter.id)
    if receipt.status in _ACTIONS:
        _uuid(SubElement(registration, f"{_KUVERT}ObjektHandling"), UUID(_ACTIONS[receipt.status]))
    data = SubElement(SubElement(event, f"{_KUVERT}Beskeddata"), "{urn:besked:kuvert:1.0}Base64")
    data.text = base64.b64encode(_status(taken, receipt)).decode()
    return _written(whole)


def _status(taken: Taken, receipt: Receipt) -> bytes:
    status = Element(f"{_STATUS}PKO_PostStatus")
    fields = {
        "TransmissionId": taken.transaction_id,
        "MessageUUID" if taken.letter.channel == DIGITAL else "AfsendelseIdentifikator": str(taken.letter.id),
        "KanalKode": taken.letter.channel,
        "TransaktionsDatoTid": f"{taken.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "TransaktionsStatusKode": receipt.status,
        "CorrelationId": taken.transaction_id,
    }
    for name, text in fields.items():
        SubElement(status, _STATUS + name).text = text
    details = SubElement(status, f"{_STATUS}FejlDetaljer")
    if receipt.code is not None:
        SubElement(details, f"{_STATUS}FejlKode").text = receipt.code
        SubElement(details, f"{_STATUS}FejlTekst").text = "The stand-in was told to fail"
    return _written(status)


def _uuid(into: Element, value: UUID) -> None:
    SubElement(into, f"{_SAG}UUIDIdentifikator").text = str(value)


def _written(element: Element) -> bytes:
    made: bytes = tostring(element, encoding="utf-8", xml_declaration=True)
    return made


@dataclass(frozen=True, slots=True, repr=False)
class _Subscriber:
    url: str
    headers: Mapping[str, str]
    client: httpx.Client

    def push(self, content: bytes) -> bool:
        """Whether it was answered that the event is received."""
        try:
            answer = self.client.post(self.url, content=content, headers=self.headers)
            said = fromstring(answer.content, forbid_dtd=True)
        except (httpx.HTTPError, ParseError, DefusedXmlException, ValueError):
            return False
        return answer.is_success and said.findtext(f"{_SAG}StandardRetur/{_SAG}StatusKode") == "20"


class Pusher:
    """Sends what is owed, each letter's receipts in order, to whoever subscribes; until it is answered."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._running: asyncio.Task[None] | None = None
        self.reset()

    def reset(self) -> None:
        self._subscribers: dict[str | None, _Subscriber] = {}

    def subscribe(self, url: str, *, token: str | None, cvr: str | None) -> None:
        """``cvr``: for letters of this sender; None: of everybody else. ``token`` is a bearer's."""
        headers = {"Content-Type": "application/xml"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._subscribers[cvr] = _Subscriber(url, headers, outbound.client([Address.of(url)]))
        self.go()

    def go(self) -> None:
        """There is something to send: begins, where it is not under way."""
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._push_all())

    async def _push_all(self) -> None:
        while owed := [(taken, to) for taken in self._box.owed() if (to := self._subscriber(taken)) is not None]:
            answered = [await self._push_next(taken, to) for taken, to in owed]
            if not all(answered):
                await asyncio.sleep(_BETWEEN)

    async def _push_next(self, taken: Taken, to: _Subscriber) -> bool:
        number = taken.acknowledged
        content = event(taken, number)
        answers = [await asyncio.to_thread(to.push, content) for _ in range(taken.receipts[number].times)]
        if all(answers) and self._box.letters.get(taken.letter.key) is taken:
            self._box.acknowledge(taken.letter.key)
        return all(answers)

    def _subscriber(self, taken: Taken) -> _Subscriber | None:
        return self._subscribers.get(taken.letter.sender_cvr) or self._subscribers.get(None)
