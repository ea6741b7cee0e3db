"""An answer in SOAP, 1.1 or 1.2: one envelope with one thing in its body."""

from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

SOAP_1_1: Final = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_1_2: Final = "http://www.w3.org/2003/05/soap-envelope"


class NotSoap(Exception):
    """Not XML, not allowed in SOAP (a DTD), or no envelope with one thing in its body that the service says."""


def said_in(content: bytes, soap: str, answer: str) -> Element:
    """What stands in the body: the element ``answer`` (``{namespace}name``), or a Fault. Raises NotSoap."""
    try:
        envelope = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):  # the last two: an encoding that there is not
        raise NotSoap from None
    bodies = envelope.findall(f"{{{soap}}}Body")
    if envelope.tag != f"{{{soap}}}Envelope" or len(bodies) != 1 or len(bodies[0]) != 1:
        raise NotSoap
    said = bodies[0][0]
    if said.tag not in (answer, f"{{{soap}}}Fault"):
        raise NotSoap
    return said


def is_fault(said: Element, soap: str) -> bool:
    return said.tag == f"{{{soap}}}Fault"
