"""The envelopes of SF1520: the question as it is put, and what an answer holds, by the published WSDL (version 4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from app.adapters.soap import SOAP_1_1, is_fault, said_in

SERVICE: Final = "http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/4/"
ACTION: Final = f"{SERVICE}PersonLookup"
_SOAP: Final = SOAP_1_1
_FAULT: Final = "{http://serviceplatformen.dk/xml/schemas/ServiceplatformFault/1/}"

_QUESTION: Final = f"""<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="{_SOAP}"><soap:Body>
<own:PersonLookupRequest xmlns:own="{SERVICE}"
 xmlns:call="http://serviceplatformen.dk/xml/schemas/CallContext/1/"
 xmlns:auth="http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/"
 xmlns:inv="http://serviceplatformen.dk/xml/schemas/InvocationContext/1/"
 xmlns:cpr="http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/">
<call:CallContext>
<call:CallersServiceCallIdentifier>{{call_id}}</call:CallersServiceCallIdentifier>
</call:CallContext>
<auth:AuthorityContext>
<auth:MunicipalityCVR>{{asking.cvr}}</auth:MunicipalityCVR>
</auth:AuthorityContext>
<inv:InvocationContext>
<inv:ServiceAgreementUUID>{{asking.agreement_uuid}}</inv:ServiceAgreementUUID>
<inv:UserSystemUUID>{{asking.system_uuid}}</inv:UserSystemUUID>
<inv:UserUUID>{{asking.user_uuid}}</inv:UserUUID>
<inv:ServiceUUID>{{asking.service_uuid}}</inv:ServiceUUID>
</inv:InvocationContext>
<cpr:PNR>{{cpr_number}}</cpr:PNR>
</own:PersonLookupRequest>
</soap:Body></soap:Envelope>
"""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks. All of it is digits or a UUID, so that nothing needs to be escaped."""

    cvr: str
    agreement_uuid: str
    system_uuid: str
    user_uuid: str
    service_uuid: str


@dataclass(frozen=True, slots=True, repr=False)
class Fault:
    """``soap_code`` is ``Server`` or ``Client``, without its prefix. The texts may name somebody."""

    soap_code: str
    codes: tuple[str, ...]
    texts: tuple[str, ...]


def request(asking: Asking, cpr_number: str, call_id: str) -> bytes:
    """``cpr_number`` is ten digits; by ``call_id`` the platform's people can find the call in their log."""
    return _QUESTION.format(asking=asking, cpr_number=cpr_number, call_id=call_id).encode()


def opened(content: bytes) -> Element | Fault:
    """The PersonLookupResponse, or the fault. Raises NotSoap."""
    said = said_in(content, _SOAP, f"{{{SERVICE}}}PersonLookupResponse")
    return _fault(said) if is_fault(said, _SOAP) else said


def _fault(told: Element) -> Fault:
    own = f"detail/{_FAULT}ServiceplatformFault/{_FAULT}ErrorList/{_FAULT}Error/{_FAULT}"
    return Fault(
        soap_code=next(_texts(told, "faultcode"), "").rpartition(":")[2].partition(".")[0],
        codes=tuple(_texts(told, f"{own}ErrorCode")),
        texts=(*_texts(told, "faultstring"), *_texts(told, f"{own}ErrorText")),
    )


def _texts(within: Element, path: str) -> Iterator[str]:
    for found in within.findall(path):
        text = (found.text or "").strip()
        if text:
            yield text
