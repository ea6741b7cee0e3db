"""What a question to the register must look like, by the schema of SF1520's context binding."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

SOAP: Final = "{http://schemas.xmlsoap.org/soap/envelope/}"
OWN: Final = "{http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/4/}"
_SCHEMAS: Final = "{http://serviceplatformen.dk/xml/schemas/"
_CALL: Final = _SCHEMAS + "CallContext/1/}"
_AUTHORITY: Final = _SCHEMAS + "AuthorityContext/1/}"
_INVOCATION: Final = _SCHEMAS + "InvocationContext/1/}"
_PNR: Final = _SCHEMAS + "cpr/PNR/1/}PNR"
_ACTION: Final = OWN.strip("{}") + "PersonLookup"

_TEXT: Final = re.compile(r".{0,255}", re.DOTALL)
_UUID: Final = re.compile(r"[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}")


class Refused(Exception):
    """The register answers with a fault. The codes are this stand-in's own: the real one's are not published."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code, self.text = code, text


@dataclass(frozen=True, slots=True)
class _Field:
    form: re.Pattern[str]
    needed: bool = False


_FREE: Final = {name: _Field(_TEXT) for name in ("OnBehalfOfUser", "CallersServiceCallIdentifier", "AccountingInfo")}
_UUIDS: Final = ("ServiceAgreementUUID", "UserSystemUUID", "UserUUID", "ServiceUUID")
_CONTEXTS: Final[Mapping[str, Mapping[str, _Field]]] = {
    _CALL + "CallContext": {_CALL + name: field for name, field in _FREE.items()},
    _AUTHORITY + "AuthorityContext": {_AUTHORITY + "MunicipalityCVR": _Field(re.compile("[0-9]{8}"), needed=True)},
    _INVOCATION + "InvocationContext": {
        **{_INVOCATION + name: _Field(_UUID, needed=True) for name in _UUIDS},
        **{_INVOCATION + name: field for name, field in _FREE.items()},
    },
}
"""Each context with its fields, in the order they must come in; the fields of one come in any order."""


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """The CPR number asked for, and what the contexts say of who asks, by the fields' names."""

    number: str
    by: Mapping[str, str]


def question_in(headers: Mapping[str, str], body: bytes) -> Question:
    """Raises Refused when anything is not as the schema says."""
    if headers.get("content-type", "").partition(";")[0].strip() != "text/xml":
        raise Refused("CONTENT_TYPE", "SOAP 1.1 is text/xml")
    if headers.get("soapaction") != f'"{_ACTION}"':
        raise Refused("SOAP_ACTION", "SOAPAction names another operation, or stands without quotation marks")
    *contexts, number = _children(_lookup(body))
    if number.tag != _PNR:
        raise Refused("SCHEMA", "The last element is not PNR")
    order = list(_CONTEXTS)
    tags = [context.tag for context in contexts]
    if not set(tags) <= set(order) or sorted(set(tags), key=order.index) != tags:
        raise Refused("SCHEMA", "A context is unknown, stands twice, or is out of order")
    for context in contexts:
        _check(context, _CONTEXTS[context.tag])
    if order[-1] not in tags:
        raise Refused("NOT_AUTHORISED", "Without an InvocationContext there is no agreement")
    if re.fullmatch("[0-9]{10}", number.text or "") is None or len(number):
        raise Refused("SCHEMA", "PNR is not ten digits")
    by = {field.tag.rpartition("}")[2]: field.text or "" for context in contexts for field in context}
    return Question(number.text or "", by)


def _lookup(body: bytes) -> Element:
    try:
        envelope = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Refused("XML", "No well-formed XML") from None
    inside = [one for one in envelope if one.tag != SOAP + "Header"]
    if envelope.tag != SOAP + "Envelope" or len(inside) != 1 or inside[0].tag != SOAP + "Body" or len(inside[0]) != 1:
        raise Refused("XML", "No SOAP envelope with one body")
    if inside[0][0].tag != OWN + "PersonLookupRequest":
        raise Refused("SCHEMA", "The body holds no PersonLookupRequest")
    return inside[0][0]


def _children(element: Element) -> list[Element]:
    """At least one. No element of the schema has attributes, nor text beside its children."""
    stray = [element.text, *(child.tail for child in element)]
    if not len(element) or element.attrib or any((text or "").strip() for text in stray):
        raise Refused("SCHEMA", "An element is empty, or has attributes or text of its own")
    return list(element)


def _check(context: Element, fields: Mapping[str, _Field]) -> None:
    found = list(context) if not any(field.needed for field in fields.values()) else _children(context)
    tags = [one.tag for one in found]
    if len(set(tags)) < len(tags) or not set(tags) <= set(fields):
        raise Refused("SCHEMA", "A field is unknown, or stands twice")
    if any(field.needed and tag not in tags for tag, field in fields.items()):
        raise Refused("SCHEMA", "A field is missing")
    if any(len(one) or fields[one.tag].form.fullmatch(one.text or "") is None for one in found):
        raise Refused("SCHEMA", "A field is not of its form")
