"""A letter's receipt: the event PKO_PostStatus of SF1601, as KOMBIT's Beskedfordeler (SF1461) pushes it."""

import base64
import binascii
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.adapters.carrier import Channel
from app.adapters.codes import sayable, says_it_came_before
from workflows.calendar import COPENHAGEN

MOST_BYTES: Final = 200_000
_STS: Final = "{urn:oio:sts:1.0.0}"
_SAG: Final = "{urn:oio:sagdok:3.0.0}"
_KUVERT: Final = "{urn:oio:besked:kuvert:1.0}"
_DATA: Final = "{urn:besked:kuvert:1.0}"
_STATUS: Final = "{http://serviceplatformen.dk/xml/print/PKO_PostStatus/1/types}"
_EVENT: Final = f"{_KUVERT}Haendelsesbesked"
_ACTION: Final = "/".join(
    (
        *(f"{_KUVERT}{name}" for name in ("Beskedkuvert", "Filtreringsdata", "ObjektRegistrering", "ObjektHandling")),
        f"{_SAG}UUIDIdentifikator",
    )
)
_TAKEN_IN, _NOT_TAKEN_IN = "20", "40"


class Outcome(StrEnum):
    TAKEN = "taken"
    """On its way; how it ends is not said."""
    DELIVERED = "delivered"
    """In the recipient's box; on paper: with the postal carrier."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PostStatus:
    """``event_id`` is the same when the event comes again. ``code`` is the carrier's own, of a failure."""

    event_id: UUID
    letter_id: UUID
    outcome: Outcome
    channel: Channel
    at: datetime
    code: str | None


class NotAPostStatus(Exception):
    """``reason`` is a code of ours, and says nothing of what the document says."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# As SF1601 describes the event: TransaktionsStatusKode, the envelope's ObjektHandling, and what it means here.
# "Afleveret til print og kuvertering" is with the printer, not with the post.
_STATUSES: Final = (
    ("Modtaget Digital Post", "eb866ca2-b871-4387-b501-12cde577bd58", Outcome.TAKEN),
    ("Afleveret Digital Post", "f7161a89-5068-4023-bc80-d7f4daad2a2e", Outcome.DELIVERED),
    ("Fejlet", "e225a75c-4b63-46c4-9423-77f5c8762445", Outcome.FAILED),
    ("Afsendt", "db5a6025-caa3-45c3-8e02-4e6fa8142ade", Outcome.TAKEN),
    ("Modtaget Fjern-print", "dd98e71c-41ac-4305-a47b-8f86b00e639b", Outcome.TAKEN),
    ("Klar", "e2b30d57-504a-4e2e-ae2d-a1394a9cb0b8", Outcome.TAKEN),
    ("Afleveret til print og kuvertering", "e3c0a021-2070-40d4-b7b7-754aeba762e9", Outcome.TAKEN),
    ("Modtaget Post Danmark", "e94a0a8b-60a0-42ad-8b83-52c9e15d0fb3", Outcome.DELIVERED),
    ("Tilbagekaldt", "f03904aa-df6e-417f-bd74-6a01a61adbcf", Outcome.FAILED),
    ("Opdatering fra Post Danmark", "f4e6eb11-0261-4198-8b5d-be92a9b1a35d", Outcome.TAKEN),
)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).casefold()


_BY_TEXT: Final = {_letters(text): outcome for text, _, outcome in _STATUSES}
_BY_ACTION: Final = {action: outcome for _, action, outcome in _STATUSES}


def parse(xml: bytes) -> PostStatus:
    """The status in a ModtagBeskedInput. Raises NotAPostStatus.

    Delivered is what lies in the recipient's box; on paper the most that can be proved is that the postal
    carrier has it. A status that is not known, and one with news of the carrier (a letter that came back),
    says no more than that the letter is on its way.
    """
    if len(xml) > MOST_BYTES:
        raise NotAPostStatus("too_large")
    whole = _read(xml, "not_xml")
    if whole.tag != f"{_STS}ModtagBeskedInput":
        raise NotAPostStatus("not_an_event")
    event = _one(whole, _EVENT, "not_an_event")
    event_id = _uuid(_text(event, f"{_KUVERT}BeskedId/{_SAG}UUIDIdentifikator"), "no_event_id")
    status = _status(_text(event, f"{_KUVERT}Beskeddata/{_DATA}Base64"))
    channel, letter_id = _letter(status)
    outcome, code = _outcome(status, _text(event, _ACTION))
    return PostStatus(event_id, letter_id, outcome, channel, _instant(_own(status, "TransaktionsDatoTid")), code)


def answer(ok: bool) -> bytes:
    """The ModtagBeskedOutput; without ``ok`` the Beskedfordeler sends the event again."""
    output = Element(f"{_STS}ModtagBeskedOutput")
    said = SubElement(output, f"{_SAG}StandardRetur")
    SubElement(said, f"{_SAG}StatusKode").text = _TAKEN_IN if ok else _NOT_TAKEN_IN
    SubElement(said, f"{_SAG}FejlbeskedTekst").text = "" if ok else "Beskeden kunne ikke modtages"
    made: bytes = tostring(output, encoding="utf-8", xml_declaration=True)
    return made


def _status(data: str | None) -> Element:
    try:
        inner = base64.b64decode("".join((data or "").split()), validate=True)
    except (binascii.Error, ValueError):
        raise NotAPostStatus("data_not_base64") from None
    status = _read(inner, "data_not_xml")
    if status.tag != f"{_STATUS}PKO_PostStatus":
        raise NotAPostStatus("not_a_post_status")
    return status


def _letter(status: Element) -> tuple[Channel, UUID]:
    """The id that it left under. On paper AfsendelseIdentifikator stands in place of MessageUUID."""
    digital, on_paper = _own(status, "MessageUUID"), _own(status, "AfsendelseIdentifikator")
    if digital is not None:
        return Channel.DIGITAL_POST, _uuid(digital, "no_letter_id")
    return Channel.PHYSICAL_POST, _uuid(on_paper, "no_letter_id")


def _outcome(status: Element, action: str | None) -> tuple[Outcome, str | None]:
    """What is told of a fault is a failure, whatever the status; but not when the fault is that it came twice."""
    told = _own(status, "TransaktionsStatusKode")
    if told is None:
        raise NotAPostStatus("no_status")
    code, text = (_text(status, f"{_STATUS}FejlDetaljer/{_STATUS}{name}") for name in ("FejlKode", "FejlTekst"))
    outcome = _BY_TEXT.get(_letters(told)) or _BY_ACTION.get((action or "").lower(), Outcome.TAKEN)
    if says_it_came_before(code, text):
        return Outcome.TAKEN, None
    if outcome is Outcome.FAILED or code or text:
        return Outcome.FAILED, sayable(code)
    return outcome, None


def _read(xml: bytes, reason: str) -> Element:
    try:
        found: Element = fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):  # the last two: an encoding that there is not
        raise NotAPostStatus(reason) from None
    return found


def _one(within: Element, path: str, reason: str) -> Element:
    found = within.findall(path)
    if len(found) != 1:
        raise NotAPostStatus(reason)
    return found[0]


def _own(status: Element, name: str) -> str | None:
    return _text(status, f"{_STATUS}{name}")


def _text(within: Element, path: str) -> str | None:
    """None when there is nothing in it, or no such element. Of two it is not known which one holds."""
    found = within.findall(path)
    if len(found) > 1:
        raise NotAPostStatus("said_twice")
    return (found[0].text or "").strip() or None if found else None


def _uuid(text: str | None, reason: str) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise NotAPostStatus(reason) from None


def _instant(text: str | None) -> datetime:
    """Without a time zone it is Danish time."""
    instant = None
    with suppress(ValueError):  # its message has the text in it, and is not carried along
        instant = datetime.fromisoformat(text or "")
    if instant is None:
        raise NotAPostStatus("no_time")
    return instant if instant.tzinfo else instant.replace(tzinfo=COPENHAGEN)
