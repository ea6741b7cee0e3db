"""What a question to the index of cases must look like, by the schema of SF1470 version 6."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

SOAP: Final = "{http://www.w3.org/2003/05/soap-envelope}"
SDI: Final = "{urn:oio:sts:sagdok:sagdokumentindeks:6}"
SAG: Final = "{urn:oio:sts:sagdok:sag:6}"
SI: Final = "{urn:oio:sts:sagdok:sagindeks:6}"
GD: Final = "{urn:oio:sts:generelledefinitioner:6}"
SD: Final = "{urn:oio:sagdok:3.0.0}"
HEAD: Final = "{http://kombit.dk/xml/schemas/RequestHeader/1/}"
_WSA: Final = "{http://www.w3.org/2005/08/addressing}"
_ACTION: Final = "http://kombit.dk/sts/sagdokumentindeks/fremsoeg"
_CPR: Final = re.compile(r"urn:oio:cpr-nr:((?:6[1-9]|[78][0-9]|9[01])[0-9]{8})")
"""Of an invented person: 60 is added to the day, and the stand-in takes no other."""
_KLE: Final = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")
_STATES: Final = frozenset({"Opstaaet", "Oplyst", "Afgjort", "Afsluttet"})
_SHOWN: Final = frozenset({
    "egenskaber", "fremdrift", "sagsklasse", "sagsaktoer", "sagspart", "sagsrelation", "sagsgenstand", "journalpost",
    "journalpost-journalnote", "itsystem", "sikkerhedsprofil",
})  # fmt: skip


class Refused(Exception):
    """The index answers with a fault. The codes are this stand-in's own: the real one's are not published."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, repr=False)
class Search:
    """One SoegSag: a party, a class and a state."""

    cpr: str
    kle: str
    state: str


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """One of ``searches`` is to hold; ``shown`` is what of each case is answered."""

    transaction: str
    searches: tuple[Search, ...]
    shown: frozenset[str]


def question_in(headers: Mapping[str, str], body: bytes) -> Question:
    """Raises Refused when anything is not as the schema says, or is more than is played here."""
    media, _, rest = headers.get("content-type", "").partition(";")
    if media.strip() != "application/soap+xml":
        raise Refused("CONTENT_TYPE")
    if f'action="{_ACTION}"' not in rest:
        raise Refused("SOAP_ACTION")
    try:
        envelope = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Refused("XML") from None
    if envelope.tag != SOAP + "Envelope" or [one.tag for one in envelope] != [SOAP + "Header", SOAP + "Body"]:
        raise Refused("XML")
    header, inside = envelope
    if header.findtext(_WSA + "Action") != _ACTION or not header.findtext(_WSA + "MessageID"):
        raise Refused("ADDRESSING")
    transaction = header.findtext(f"{HEAD}RequestHeader/{HEAD}TransactionUUID")
    if not transaction:
        raise Refused("REQUEST_HEADER")
    expression, shown = _of(_only(inside, SDI + "FremsoegSagDokumentIndeksInput"), SDI + "SoegUdtryk", SDI + "Filter")
    operation, *searches = expression
    if operation.tag != SDI + "operation" or operation.text != "OR" or not searches:
        raise Refused("SCHEMA")
    return Question(transaction, tuple(map(_search, searches)), frozenset(map(_vis, shown)))


def _search(one: Element) -> Search:
    if one.tag != SDI + "SoegSag":
        raise Refused("SCHEMA")
    _, states, relations = _of(one, SAG + "AttributListe", SAG + "TilstandListe", SAG + "RelationListe")
    state = _text(_only(_only(states, SAG + "Fremdrift"), SAG + "FremdriftStatusKode"))
    class_, party = _of(relations, SAG + "Sagsklasse", SAG + "Sagspart")
    own = _only(_only(class_, GD + "LokalUdvidelseListe"), SI + "SagsklasseLokalUdvidelse")
    kle = _text(_only(own, SI + "BrugervendtNoegle"))
    who = _CPR.fullmatch(_text(_only(_only(party, GD + "ReferenceID"), SD + "URNIdentifikator")))
    if state not in _STATES or _KLE.fullmatch(kle) is None or who is None:
        raise Refused("SCHEMA")
    return Search(who[1], kle, state)


def _vis(one: Element) -> str:
    shown = _text(_only(one, SDI + "Vis"))
    if one.tag != SDI + "SagVis" or shown not in _SHOWN:
        raise Refused("SCHEMA")
    return shown


def _of(element: Element, *tags: str) -> list[Element]:
    """Its children, which are these in this order. Elements here have neither attributes nor words of their own."""
    if [one.tag for one in element] != list(tags):
        raise Refused("SCHEMA")
    if element.attrib or any((text or "").strip() for text in (element.text, *(one.tail for one in element))):
        raise Refused("SCHEMA")
    return list(element)


def _only(element: Element, tag: str) -> Element:
    return _of(element, tag)[0]


def _text(element: Element) -> str:
    if len(element) or element.attrib:
        raise Refused("SCHEMA")
    return element.text or ""
