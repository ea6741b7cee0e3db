"""What a letter to KombiPostAfsend must look like: MeMo 1.2 for Digital Post, ForsendelseI for paper.

The lengths and sizes that no schema says are this stand-in's own, and so are the codes.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.standins.post_shapes import Shape, faults, memo_shape, shipment_shape

DIGITAL, ON_PAPER = "Digital Post", "Fysisk Post"
MEMO: Final = "{https://DigitalPost.dk/MeMo-1}"
PRINT: Final = "{urn:oio:fjernprint:1.0.0}"
_DKAL: Final = "{urn:oio:dkal:1.0.0}"
_PARTY: Final = "{urn:oio:adir:dagpenge:2009.07.01}"
_DKCC: Final = "{http://rep.oio.dk/ebxml/xml/schemas/dkcc/"
_MOST_BYTES: Final = 10_000_000
_LABEL, _FILENAME = 255, 255
_MIME_TYPES: Final = {"application/pdf": ".pdf"}
_NOT_IN_A_FILENAME: Final = re.compile(
    '[<>:"/\\\\|?*\r\n\N{NO-BREAK SPACE}\u2000-\u200a\u2028\u205f\u2060\N{IDEOGRAPHIC SPACE}]'
)
_NUMBERS: Final = {"CPR": re.compile("[0-9]{10}"), "CVR": re.compile("[0-9]{8}")}
_LIKE_A_CPR_NUMBER: Final = re.compile(r"(?<!\d)\d{6}[- ]?\d{4}(?!\d)")


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """``recipient_kind`` is CPR, CVR or, on paper to a person, address."""

    id: UUID
    channel: str
    sender_cvr: str
    recipient_kind: str
    recipient: str
    title: str
    pdf: bytes

    @property
    def key(self) -> tuple[str, UUID]:
        """Digital Post and the printer know nothing of each other's letters."""
        return self.channel, self.id


class Refused(Exception):
    """Not a letter that can be taken: every code there is a reason for."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = codes


def digital(body: bytes, sender_cvr: str) -> Letter:
    """``sender_cvr`` is the token's: nobody sends in another's name. Raises Refused."""
    message = _within(body, DIGITAL, f"{MEMO}Message")
    _check(message, memo_shape(), "memo.invalid", _memo_faults)
    header = f"{MEMO}MessageHeader"
    recipient = f"{header}/{MEMO}Recipient"
    if _text(message, f"{header}/{MEMO}Sender/{MEMO}senderID") != sender_cvr:
        raise Refused("memo.invalid", "memo.another_sender")
    return Letter(
        id=UUID(_text(message, f"{header}/{MEMO}messageUUID")),
        channel=DIGITAL,
        sender_cvr=sender_cvr,
        recipient_kind=_text(message, f"{recipient}/{MEMO}idType"),
        recipient=_text(message, f"{recipient}/{MEMO}recipientID"),
        title=_text(message, f"{header}/{MEMO}label"),
        pdf=base64.b64decode(_text(message, f"{MEMO}MessageBody/{MEMO}MainDocument/{MEMO}File/{MEMO}content")),
    )


def on_paper(body: bytes, sender_cvr: str) -> Letter:
    """``sender_cvr`` is the token's: the form says none. Raises Refused."""
    collected = _within(body, ON_PAPER, f"{PRINT}ForsendelseISamling")
    if [one.tag for one in collected] != [f"{PRINT}ForsendelseI"]:
        raise Refused("shipment.invalid", "shipment.not_one")
    shipment = collected[0]
    _check(shipment, shipment_shape(), "shipment.invalid", _shipment_faults)
    cvr = _text(shipment, f"{PRINT}ForsendelseModtager/{_DKAL}AfsendelseModtager/{_PARTY}CVRnummerIdentifikator")
    return Letter(
        id=UUID(_text(shipment, f"{PRINT}AfsendelseIdentifikator")),
        channel=ON_PAPER,
        sender_cvr=sender_cvr,
        recipient_kind="CVR" if cvr else "address",
        recipient=cvr,
        title=_text(shipment, f"{PRINT}DokumentParametre/{{urn:oio:sagdok:3.0.0}}TitelTekst"),
        pdf=base64.b64decode(_text(shipment, f"{_DKAL}MeddelelseIndholdData")),
    )


def _within(body: bytes, choice: str, wanted: str) -> Element:
    """What stands in the request beside its choice."""
    if len(body) > _MOST_BYTES:
        raise Refused("request.too_large")
    try:
        request: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Refused("request.not_xml") from None
    if request.tag != "kombi_request" or [one.tag for one in request] != ["KombiValgKode", wanted]:
        raise Refused("request.not_a_kombi_request")
    if request[0].text != choice:
        raise Refused("request.another_choice")
    return request[1]


def _check(element: Element, shape: Shape, code: str, rules: Callable[[Element], Iterator[str]]) -> None:
    """The rules are asked only where the schema holds, so that each finds what it looks at."""
    found = list(dict.fromkeys(faults(element, shape))) or list(dict.fromkeys(rules(element)))
    if found:
        raise Refused(code, *found)


def _memo_faults(message: Element) -> Iterator[str]:
    header, body = message.find(f"{MEMO}MessageHeader"), message.find(f"{MEMO}MessageBody")
    assert header is not None  # noqa: S101 - the schema holds
    if _text(header, f"{MEMO}messageType") != "DIGITALPOST":
        yield "memo.message_type"
    if not _is_uuid(_text(header, f"{MEMO}messageUUID")):
        yield "memo.message_uuid"
    label = _text(header, f"{MEMO}label")
    if not 0 < len(label) <= _LABEL or _LIKE_A_CPR_NUMBER.search(label):
        yield "memo.label"
    if _text(header, f"{MEMO}Sender/{MEMO}idType") != "CVR":
        yield "memo.sender"
    for party, id_name in (("Sender", "senderID"), ("Recipient", "recipientID")):
        form = _NUMBERS.get(_text(header, f"{MEMO}{party}/{MEMO}idType"))
        if form is None or form.fullmatch(_text(header, f"{MEMO}{party}/{MEMO}{id_name}")) is None:
            yield f"memo.{party.lower()}"
    if body is None:
        yield "memo.no_body"
        return
    files = body.findall(f"{MEMO}MainDocument/{MEMO}File")
    if len(files) != 1:
        yield "memo.files"
    for file in files:
        yield from _file_faults(file)


def _file_faults(file: Element) -> Iterator[str]:
    suffix = _MIME_TYPES.get(_text(file, f"{MEMO}encodingFormat"))
    name = _text(file, f"{MEMO}filename")
    if suffix is None:
        yield "memo.mime_type"
    if (
        not 0 < len(name) <= _FILENAME
        or _NOT_IN_A_FILENAME.search(name)
        or not name.endswith(suffix or "")
        or _LIKE_A_CPR_NUMBER.search(name)
    ):
        yield "memo.filename"
    if _text(file, f"{MEMO}language") != "da":
        yield "memo.language"
    if not _is_pdf(_text(file, f"{MEMO}content")):
        yield "memo.content"


def _shipment_faults(shipment: Element) -> Iterator[str]:
    if not _is_uuid(_text(shipment, f"{PRINT}AfsendelseIdentifikator")):
        yield "shipment.id"
    if not _text(shipment, f"{PRINT}ForsendelseTypeIdentifikator"):
        yield "shipment.type"
    if _text(shipment, f"{_DKAL}FilformatNavn") != "pdf":
        yield "shipment.format"
    if not _is_pdf(_text(shipment, f"{_DKAL}MeddelelseIndholdData")):
        yield "shipment.content"
    if len(shipment.findall(f"{PRINT}ForsendelseModtager/{_DKAL}AfsendelseModtager/*")) != 1:
        yield "shipment.recipient"
    address = shipment.find(f"{PRINT}ForsendelseModtager/{PRINT}ModtagerAdresse")
    if address is None or not _is_an_address(address):
        yield "shipment.address"


def _is_an_address(address: Element) -> bool:
    """Of a street with its house and postal code, or of lines: the library's form has both, the schema a choice."""
    lines = address.findall(f"{_DKCC}2005/05/19/}}PostalAddressFirstLineText")
    others = [one.tag for one in address if "PostalAddress" not in one.tag]
    parts = ("2005/03/15/}StreetName", "2003/02/13/}StreetBuildingIdentifier", "2005/03/15/}PostCodeIdentifier")
    street = [f"{_DKCC}{part}" in others for part in parts]
    if lines:
        return len(others) == 2  # the name and the country
    return all(street) and len(others) == len(address)


def _text(within: Element, path: str) -> str:
    return within.findtext(path) or ""


def _is_uuid(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) is not None


def _is_pdf(text: str) -> bool:
    """Base64 of a whole PDF: its first and its last words."""
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    end = content.rstrip()[-1024:]
    return content.startswith(b"%PDF-") and b"startxref" in end and end.endswith(b"%%EOF")
