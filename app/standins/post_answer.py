"""What KombiPostAfsend's stand-in answers, in the form of the published ``kombi_response``."""

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.responses import Response

_TEXT: Final = "The stand-in's own code"


def taken(transaction_id: str) -> Response:
    answer = Element("kombi_response")
    SubElement(answer, "Result").text = "true"
    SubElement(answer, "TransmissionID").text = transaction_id
    advice = SubElement(_reaction(answer), "Advis")
    SubElement(advice, "AdvisId").text = "0"
    SubElement(advice, "AdvisTekst").text = "Received"
    return _written(answer, 200)


def refused(codes: Sequence[str], status: int) -> Response:
    answer = Element("kombi_response")
    SubElement(answer, "Result").text = "false"
    reaction = _reaction(answer)
    for code in codes:
        fault = SubElement(reaction, "Fejl")
        SubElement(fault, "FejlId").text = code
        SubElement(fault, "FejlTekst").text = _TEXT
    return _written(answer, status)


def _reaction(answer: Element) -> Element:
    return SubElement(SubElement(answer, "HovedoplysningerSvarREST"), "SvarReaktion")


def _written(answer: Element, status: int) -> Response:
    return Response(tostring(answer, encoding="utf-8", xml_declaration=True), status, media_type="application/xml")
