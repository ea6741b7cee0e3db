"""The envelopes of SF1470: the question as it is put, and what an answer holds, by the published WSDL (version 6)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from app.adapters.soap import SOAP_1_2, is_fault, said_in

ACTION: Final = "http://kombit.dk/sts/sagdokumentindeks/fremsoeg"
CONTENT_TYPE: Final = f'application/soap+xml; charset=utf-8; action="{ACTION}"'
INDEX: Final = "urn:oio:sts:sagdok:sagdokumentindeks:6"
CASE: Final = "urn:oio:sts:sagdok:sag:6"
CASE_INDEX: Final = "urn:oio:sts:sagdok:sagindeks:6"
GENERAL: Final = "urn:oio:sts:generelledefinitioner:6"
OIO: Final = "urn:oio:sagdok:3.0.0"
_SOAP: Final = SOAP_1_2

ACTIVE_STATES: Final = ("Opstaaet", "Oplyst", "Afgjort")
ENDED: Final = "Afsluttet"
"""Of the four states of a case (FremdriftStatusKode) only the last is the end of it."""

_QUESTION: Final = f"""<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="{_SOAP}" xmlns:wsa="http://www.w3.org/2005/08/addressing">
<soap:Header>
<wsa:Action>{ACTION}</wsa:Action>
<wsa:MessageID>urn:uuid:{{call_id}}</wsa:MessageID>
<wsa:To>{{url}}</wsa:To>
<head:RequestHeader xmlns:head="http://kombit.dk/xml/schemas/RequestHeader/1/">
<head:TransactionUUID>{{call_id}}</head:TransactionUUID>
</head:RequestHeader>
</soap:Header>
<soap:Body>
<sdi:FremsoegSagDokumentIndeksInput xmlns:sdi="{INDEX}" xmlns:sag="{CASE}" xmlns:si="{CASE_INDEX}"
 xmlns:gd="{GENERAL}" xmlns:sd="{OIO}">
<sdi:SoegUdtryk><sdi:operation>OR</sdi:operation>
{{searches}}
</sdi:SoegUdtryk>
<sdi:Filter>
<sdi:SagVis><sdi:Vis>fremdrift</sdi:Vis></sdi:SagVis>
<sdi:SagVis><sdi:Vis>sagsklasse</sdi:Vis></sdi:SagVis>
</sdi:Filter>
</sdi:FremsoegSagDokumentIndeksInput>
</soap:Body></soap:Envelope>
"""
_SEARCH: Final = """<sdi:SoegSag><sag:AttributListe/>
<sag:TilstandListe><sag:Fremdrift><sag:FremdriftStatusKode>{state}</sag:FremdriftStatusKode></sag:Fremdrift></sag:TilstandListe>
<sag:RelationListe>
<sag:Sagsklasse><gd:LokalUdvidelseListe><si:SagsklasseLokalUdvidelse>
<si:BrugervendtNoegle>{kle_number}</si:BrugervendtNoegle>
</si:SagsklasseLokalUdvidelse></gd:LokalUdvidelseListe></sag:Sagsklasse>
<sag:Sagspart><gd:ReferenceID><sd:URNIdentifikator>urn:oio:cpr-nr:{cpr_number}</sd:URNIdentifikator></gd:ReferenceID></sag:Sagspart>
</sag:RelationListe></sdi:SoegSag>"""


@dataclass(frozen=True, slots=True, repr=False)
class Fault:
    """``soap_code`` is ``Sender`` or ``Receiver``, without its prefix. The texts, which may name somebody, are not
    read."""

    soap_code: str
    code: str | None


def question(url: str, cpr_number: str, kle_numbers: Collection[str], call_id: str) -> bytes:
    """``cpr_number`` is ten digits and each of ``kle_numbers`` six with two dots, so that nothing needs to be escaped.

    One search for each number and each state of a case that has not ended: how the index reads several in one
    search is not published. Only their state and class are asked for, so that no title ever comes here.
    """
    searches = "\n".join(
        _SEARCH.format(state=state, kle_number=number, cpr_number=cpr_number)
        for number in kle_numbers
        for state in ACTIVE_STATES
    )
    return _QUESTION.format(url=escape(url), call_id=call_id, searches=searches).encode()


def opened(content: bytes) -> Element | Fault:
    """The FremsoegSagDokumentIndeksOutput, or the fault. Raises NotSoap."""
    said = said_in(content, _SOAP, f"{{{INDEX}}}FremsoegSagDokumentIndeksOutput")
    return _fault(said) if is_fault(said, _SOAP) else said


def _fault(told: Element) -> Fault:
    code, value = f"{{{_SOAP}}}Code", f"{{{_SOAP}}}Value"
    own = _local(told.findtext(f"{code}/{{{_SOAP}}}Subcode/{value}"))
    return Fault(soap_code=_local(told.findtext(f"{code}/{value}")), code=own or None)


def _local(name: str | None) -> str:
    """Without the prefix that stands for a namespace."""
    return (name or "").strip().rpartition(":")[2]
