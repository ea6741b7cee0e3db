"""A letter as a MeMo 1.2 message for Digital Post, in the request that KombiPostAfsend takes."""

import base64
from datetime import UTC
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from app.adapters.carrier import Addressee, Parcel
from app.adapters.sf1601_library import library

_FILENAME: Final = "brev.pdf"
"""The same for everybody: recipients' programs show it, and it names nobody."""


def kombi_request(parcel: Parcel, *, cvr: str, sender_name: str) -> bytes:
    """The same bytes for the same parcel, whenever it is sent. ``cvr`` is the sender's."""
    request = Element("kombi_request")
    SubElement(request, "KombiValgKode").text = "Digital Post"
    request.append(library().memo_xml.dataclass_to_xml(_message(parcel, cvr, sender_name)))
    made: bytes = tostring(request, encoding="utf-8", xml_declaration=True)
    return made


def _message(parcel: Parcel, cvr: str, sender_name: str) -> Any:
    memo = library().memo
    return memo.Message(
        messageHeader=memo.MessageHeader(
            messageType="DIGITALPOST",
            messageUUID=str(parcel.letter_id),
            label=parcel.title,
            # Neither what nobody can be exempt from, nor a service of process.
            mandatory=False,
            legalNotification=False,
            sender=memo.Sender(senderID=cvr, idType="CVR", label=sender_name),
            recipient=_recipient(parcel.to),
        ),
        messageBody=memo.MessageBody(
            # The library writes a Z behind whatever hour it gets.
            createdDateTime=parcel.written_at.astimezone(UTC),
            mainDocument=memo.MainDocument(label=parcel.title, files=(_file(parcel.pdf),)),
        ),
    )


def _recipient(to: Addressee) -> Any:
    """By number alone: Digital Post knows the name."""
    memo = library().memo
    if to.cpr_number is not None:
        return memo.Recipient(recipientID=to.cpr_number, idType="CPR")
    return memo.Recipient(recipientID=to.cvr_number, idType="CVR")


def _file(pdf: bytes) -> Any:
    return library().memo.File(
        encodingFormat="application/pdf", filename=_FILENAME, language="da", content=base64.b64encode(pdf).decode()
    )
