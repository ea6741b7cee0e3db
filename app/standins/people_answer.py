"""The register's answers as XML, with the elements in the order of SF1520's schema."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from app import clock
from app.standins.people import ABROAD, InventedAddress, InventedCustody, InventedPerson, InventedProtection, People
from app.standins.people_request import OWN, SOAP
from workflows.calendar import age_on, local_date

_FAULT: Final = "{http://serviceplatformen.dk/xml/schemas/ServiceplatformFault/1/}"
_TYPES: Final = {"mother": "3", "father": "4"}
_ADULT: Final = 18
register_namespace("soap", SOAP.strip("{}"))  # "soap:Server" stands as text, too


def about(person: InventedPerson, people: People) -> bytes:
    envelope, body = _envelope()
    answer = SubElement(body, OWN + "PersonLookupResponse")
    _persondata(SubElement(answer, OWN + "persondata"), person, people)
    _adresse(SubElement(answer, OWN + "adresse"), person)
    _relationer(SubElement(answer, OWN + "relationer"), person, people)
    return _written(envelope)


def fault(code: str, text: str) -> bytes:
    envelope, body = _envelope()
    told = SubElement(body, SOAP + "Fault")
    # In SOAP 1.1 these have no namespace.
    SubElement(told, "faultcode").text = "soap:Server"
    SubElement(told, "faultstring").text = text
    detail = SubElement(SubElement(told, "detail"), _FAULT + "ServiceplatformFault")
    error = SubElement(SubElement(detail, _FAULT + "ErrorList"), _FAULT + "Error")
    SubElement(error, _FAULT + "ErrorCode").text = code
    SubElement(error, _FAULT + "ErrorText").text = text
    return _written(envelope)


def _envelope() -> tuple[Element, Element]:
    envelope = Element(SOAP + "Envelope")
    return envelope, SubElement(envelope, SOAP + "Body")


def _written(envelope: Element) -> bytes:
    made: bytes = tostring(envelope, encoding="utf-8", xml_declaration=True)
    return made


def _say(into: Element, name: str, text: str | None) -> None:
    """What is None is left out."""
    if text is not None:
        SubElement(into, OWN + name).text = text


def _day(day: date | None) -> str | None:
    """With the country's time zone behind it, as the register writes its dates."""
    return None if day is None else f"{day.isoformat()}+01:00"


def _persondata(into: Element, person: InventedPerson, people: People) -> None:
    _say(into, "personnummer", person.cpr)
    _say(into, "gaeldendePersonnummer", person.holds_now or person.cpr)
    name = SubElement(into, OWN + "navn")
    first, last = person.name.rsplit(" ", 1)
    _say(name, "personadresseringsnavn", person.name)
    _say(name, "fornavn", first)
    _say(name, "efternavn", last)
    _say(SubElement(into, OWN + "foedselsdato"), "dato", _day(person.born))
    today = local_date(clock.now())
    children = [child for child in _children(person, people) if child.born <= today]
    _say(into, "antalBoernUnder18", str(sum(age_on(child.born, today) < _ADULT for child in children)))
    _say(SubElement(into, OWN + "status"), "status", str(person.status))
    protection = SubElement(into, OWN + "adressebeskyttelse")
    if person.protection is not None:
        _beskyttelse(protection, person.protection)
    _say(into, "tilmeldtDigitalpost", "true" if person.has_digital_post(today) else "false")


def _beskyttelse(into: Element, protection: InventedProtection) -> None:
    _say(into, "startdato", _day(protection.since))
    _say(into, "slutdato", _day(protection.until))
    _say(into, "beskyttet", "true")


def _adresse(into: Element, person: InventedPerson) -> None:
    if person.address is not None:
        _aktuel(SubElement(into, OWN + "aktuelAdresse"), person.address, person.municipality)
    if person.status == ABROAD:
        _say(SubElement(into, OWN + "udrejseoplysninger"), "udlandsadresse1", "Opdigtet gade 1")


def _aktuel(into: Element, address: InventedAddress, municipality: str | None) -> None:
    """House number and door are filled up with zeros, as the register has them."""
    _say(into, "kommunekode", None if municipality is None else str(int(municipality)))
    digits = len(address.house) - len(address.house.lstrip("0123456789"))
    _say(into, "husnummer", address.house.rjust(3 + len(address.house) - digits, "0"))
    _say(into, "etage", address.floor and (address.floor.rjust(2, "0") if address.floor.isdigit() else address.floor))
    _say(into, "sidedoer", address.door and (address.door.rjust(4, "0") if address.door.isdigit() else address.door))
    _say(into, "conavn", address.care_of)
    _say(into, "lokalitet", address.place)
    _say(into, "bynavn", address.village)
    _say(into, "postnummer", address.postal_code)
    _say(into, "postdistrikt", address.city)
    _say(into, "vejnavn", address.street)
    _say(into, "vejadresseringsnavn", address.street[:20])


def _relationer(into: Element, person: InventedPerson, people: People) -> None:
    for child in _children(person, people):
        _say(SubElement(into, OWN + "barn"), "personnummer", child.cpr)
    for name, number in (("mor", person.mother), ("far", person.father)):
        # Of a parent who is not known the register says ten zeros.
        _say(SubElement(into, OWN + name), "personnummer", number or "0000000000")
    for custody, kind in _numbered(person.custody):
        _foraeldremyndighed(SubElement(into, OWN + "foraeldremyndighed"), custody, kind)


def _numbered(custody: Iterable[InventedCustody]) -> Iterator[tuple[InventedCustody, str]]:
    others = iter("56")
    for one in custody:
        yield one, _TYPES.get(one.who) or next(others, "6")


def _foraeldremyndighed(into: Element, custody: InventedCustody, kind: str) -> None:
    _say(into, "foraeldremyndighedtype", kind)
    if custody.since is not None:
        _say(SubElement(into, OWN + "foraeldremyndighedStartdato"), "dato", _day(custody.since))
    _say(into, "foraeldremyndighedSletdato", _day(custody.until))
    _say(into, "relationPersonnummer", custody.number)


def _children(person: InventedPerson, people: People) -> list[InventedPerson]:
    return [one for one in people if person.cpr in (one.mother, one.father)]
