"""The envelope of KOMBIT's Beskedfordeler, Haendelsesbesked, around an event.

Published, and followed in its order: ``Beskedkuvert.xsd`` (``urn:oio:besked:kuvert:1.0``) out of KOMBIT's package for
SF1461, and the example messages beside it: how a case, a CVR number and a KLE number are written. Assumed: that a
case is named by our UUID; that the event's time is both when it was registered and when the message came about; and
``Beskeddata``, of which the schema says no more than that it may hold anything. Which UUIDs stand for a kind of
message, an object, an action and a sensitivity is KOMBIT's to say, when a kind of message is agreed upon: they are
settings, and none comes along.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from pydantic import Field

from app.adapters.tables import Table, Uuid

ENVELOPE: Final = "urn:oio:besked:kuvert:1.0"
OBJECT: Final = "urn:oio:sagdok:3.0.0"
EVENT: Final = "urn:ssp:event:1"
VERSION: Final = "1.0"


class EnvelopeTerms(Table):
    """What was agreed with KOMBIT for one municipality, or for all of them."""

    message_types: Mapping[str, Uuid] = Field(min_length=1)
    """Beskedtype, by the type of the event; an event of another type is not sent."""
    object_type: Uuid
    """Of the classification of business objects (forretningsobjekter): the case."""
    object_action: Uuid | None = None
    """ObjektHandling."""
    sensitivity: Uuid
    """Sikkerhedsklassificering."""
    kle_number: Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$")] | None = None
    """OpgaveEmne: ``27.24.00``."""


def enveloped(body: bytes, terms: EnvelopeTerms, *, sender: str, cvr: str) -> bytes | None:
    """The CloudEvent ``body`` in its envelope, in UTF-8; None when no kind of message was agreed for its type.

    ``sender`` is the UUID of this system (anvendersystem), ``cvr`` the municipality, which answers for the case and
    is the one that may receive it. Of the event only ids, type and times are used: it holds no more.
    """
    event = json.loads(body)
    kind = terms.message_types.get(event["type"])
    if kind is None:
        return None
    authority = f"urn:oio:cvr-nr:{cvr}"
    root = Element(f"{{{ENVELOPE}}}Haendelsesbesked")
    _uuid(root, "BeskedId", event["id"])
    _part(root, "BeskedVersion").text = VERSION
    envelope = _part(root, "Beskedkuvert")
    sorting = _part(envelope, "Filtreringsdata")
    _uuid(sorting, "Beskedtype", kind)
    _uuid(sorting, "BeskedAnsvarligAktoer", sender)
    _urn(sorting, "TilladtModtager", authority)
    registered = _part(sorting, "ObjektRegistrering")
    _uuid(registered, "ObjektRegistreringId", event["id"])
    _uuid(registered, "RegistreringsAktoer", sender)
    _time(registered, "Registreringstidspunkt", event["time"])
    _urn(registered, "ObjektAnsvarligMyndighed", authority)
    _uuid(registered, "ObjektId", event["data"].get("case_id") or event["data"]["object_id"])
    _uuid(registered, "ObjektType", terms.object_type)
    if terms.object_action is not None:
        _uuid(registered, "ObjektHandling", terms.object_action)
    if terms.kle_number is not None:
        _urn(registered, "OpgaveEmne", f"urn:oio:kle:{terms.kle_number}")
    delivery = _part(envelope, "Leveranceinformation")
    _time(delivery, "Dannelsestidspunkt", event["time"])
    _uuid(delivery, "Sikkerhedsklassificering", terms.sensitivity)
    data = _part(root, "Beskeddata")
    SubElement(data, f"{{{EVENT}}}CloudEvent").text = body.decode()
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _part(of: Element, name: str) -> Element:
    return SubElement(of, f"{{{ENVELOPE}}}{name}")


def _uuid(of: Element, name: str, value: str) -> None:
    SubElement(_part(of, name), f"{{{OBJECT}}}UUIDIdentifikator").text = value


def _urn(of: Element, name: str, value: str) -> None:
    SubElement(_part(of, name), f"{{{OBJECT}}}URNIdentifikator").text = value


def _time(of: Element, name: str, value: str) -> None:
    SubElement(_part(of, name), f"{{{OBJECT}}}TidsstempelDatoTid").text = value
