"""Letters on paper: the address by lines, as the schema has it, and what the stand-in refuses."""

import base64
from copy import deepcopy
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, tostring

import pytest

from app.adapters import fjernprint
from app.adapters.carrier import Addressee, CarrierRefused, Channel, Parcel
from app.adapters.people_register import PostalAddress
from tests.adapters.breaking import Break, at, attributes, leaves, moved, read, text, without
from tests.adapters.invented import MOTHER
from tests.adapters.posting import PDF, SCHOOL, Post, by_wire, parcel

PRINT, DKAL = "{urn:oio:fjernprint:1.0.0}", "{urn:oio:dkal:1.0.0}"
PARTY = "{urn:oio:adir:dagpenge:2009.07.01}"
DKCC = "{http://rep.oio.dk/ebxml/xml/schemas/dkcc/"
LINES = DKCC + "2005/05/19/}"
NAME = "{http://rep.oio.dk/itst.dk/xml/schemas/2006/01/17/}PersonName"
ONE = f"{PRINT}ForsendelseISamling/{PRINT}ForsendelseI"
ADDRESS = f"{ONE}/{PRINT}ForsendelseModtager/{PRINT}ModtagerAdresse"
WHO = f"{ONE}/{PRINT}ForsendelseModtager/{DKAL}AfsendelseModtager"
LETTER = UUID("0190f0f0-0000-7000-8000-000000000001")


def request(letter: Parcel) -> bytes:
    return fjernprint.kombi_request(letter, shipment_type=4711)


def lines_of(letter: Parcel) -> list[str | None]:
    return [one.text for one in at(read(request(letter)), ADDRESS) if one.tag.startswith(LINES)]


def to(*lines: str, code: str = "7000", city: str = "Fredericia", name: str = "Karla Opdigtet") -> Parcel:
    return parcel(Addressee(name, cpr_number=MOTHER, address=PostalAddress(lines, code, city)))


def test_what_it_says() -> None:
    """The printer gets no CPR number: in its place stand the zeros that the interface's description asks for."""
    told = read(request(parcel(letter_id=LETTER)))
    assert leaves(told) == [
        ("KombiValgKode", "Fysisk Post"), ("AfsendelseIdentifikator", str(LETTER)),
        ("ForsendelseTypeIdentifikator", "4711"), ("CPRnummerIdentifikator", "0000000000"),
        ("PersonName", "Karla Opdigtet"), ("PostalAddressFirstLineText", "Ærøgade 60, 2. tv"),
        ("PostalAddressSecondLineText", "7000 Fredericia"), ("CountryIdentificationCode", "DK"),
        ("FilformatNavn", "pdf"), ("MeddelelseIndholdData", base64.b64encode(PDF).decode()[:40]),
        ("TransaktionsParametreI", ""), ("TitelTekst", "Brev (4F2A)"),
    ]  # fmt: skip
    assert MOTHER not in request(parcel()).decode()
    assert request(parcel(letter_id=LETTER)) == request(parcel(letter_id=LETTER))


def test_an_institution_is_named_by_its_cvr_number() -> None:
    assert [one.text for one in at(read(request(parcel(SCHOOL))), WHO)] == [SCHOOL.cvr_number]


@pytest.mark.parametrize(
    ("letter", "lines"),
    [
        (to("Ærøgade 60"), ["Ærøgade 60", "7000 Fredericia"]),
        (to("c/o Poul", "Gade 1", "Hus 3", "By"), ["c/o Poul", "Gade 1", "Hus 3", "By", "7000 Fredericia"]),
        (to("Gade på fireogtredive tegn, 60 2tv"), ["Gade på fireogtredive tegn, 60 2tv", "7000 Fredericia"]),
        (
            to("c/o Et navn som er for langt til en linje"),
            ["c/o Et navn som er for langt til", "en linje", "7000 Fredericia"],
        ),
        (to("A" * 34 + " 60"), ["A" * 34, "60", "7000 Fredericia"]),
    ],
)
def test_a_line_that_is_too_long_goes_on_in_the_next(letter: Parcel, lines: list[str]) -> None:
    assert lines_of(letter) == lines


@pytest.mark.parametrize(
    ("letter", "code"),
    [
        (parcel(Addressee("Karla Opdigtet", cpr_number=MOTHER)), fjernprint.NO_ADDRESS),
        (to("Sturegatan 1", "Stockholm", code="", city=""), fjernprint.NOT_DANISH),
        (to("Sturegatan 1", code="11435", city="Stockholm"), fjernprint.NOT_DANISH),
        (to("Gade 1", code="٧٠٠٠"), fjernprint.NOT_DANISH),
        (to("Gade 1", name=""), fjernprint.NAME_DOES_NOT_FIT),
        (to("Gade 1", name="x" * 131), fjernprint.NAME_DOES_NOT_FIT),
        (to("A" * 35), fjernprint.ADDRESS_DOES_NOT_FIT),
        (to(" " + "A" * 35), fjernprint.ADDRESS_DOES_NOT_FIT),
        (to(*["Gade 1"] * 6), fjernprint.ADDRESS_DOES_NOT_FIT),
        (to(*["c/o Et navn som er for langt til en linje"] * 3), fjernprint.ADDRESS_DOES_NOT_FIT),
    ],
)
def test_what_cannot_be_written_on_an_envelope_is_refused(letter: Parcel, code: str) -> None:
    with pytest.raises(CarrierRefused) as refused:
        request(letter)
    assert refused.value.code == code


@pytest.mark.parametrize("letter", [to("Gade 1"), to(*["Gade 1"] * 5, name="x" * 130), parcel(SCHOOL)])
def test_what_fits_is_taken(post: Post, letter: Parcel) -> None:
    assert by_wire(post, Channel.PHYSICAL_POST, request(letter)).status_code == 200
    assert post.pdf_of(letter.letter_id) == PDF


def without_an_address(told: Element) -> None:
    at(told, f"{ONE}/{PRINT}ForsendelseModtager").remove(at(told, ADDRESS))


def with_postal_code(told: Element) -> None:
    """As the library's form would have it, and the schema would not."""
    code = Element(f"{DKCC}2005/03/15/}}PostCodeIdentifier")
    code.text = "7000"
    at(told, ADDRESS).insert(1, code)


def by_street(told: Element) -> None:
    address = at(told, ADDRESS)
    for line in [one for one in address if one.tag.startswith(LINES)]:
        address.remove(line)
    street = Element(f"{DKCC}2005/03/15/}}StreetName")
    street.text = "Ærøgade"
    address.insert(1, street)


BROKEN: dict[str, tuple[Break, str]] = {
    "another choice": (text("KombiValgKode", "Digital Post"), "request.another_choice"),
    "two letters": (lambda told: told[1].append(deepcopy(told[1][0])), "shipment.not_one"),
    "no id": (without(ONE, f"{PRINT}AfsendelseIdentifikator"), "schema.missing"),
    "an id that is no UUID": (text(f"{ONE}/{PRINT}AfsendelseIdentifikator", "4711"), "shipment.id"),
    "an id that is too long": (text(f"{ONE}/{PRINT}AfsendelseIdentifikator", "4" * 39), "schema.text"),
    "no kind": (without(ONE, f"{PRINT}ForsendelseTypeIdentifikator"), "shipment.type"),
    "a kind that is no number": (text(f"{ONE}/{PRINT}ForsendelseTypeIdentifikator", "A"), "schema.text"),
    "nobody": (without(WHO, f"{PARTY}CPRnummerIdentifikator"), "shipment.recipient"),
    "a replacement number": (text(f"{WHO}/{PARTY}CPRnummerIdentifikator", MOTHER), "schema.text"),
    "no address": (without_an_address, "shipment.address"),
    "no name": (without(ADDRESS, NAME), "schema.missing"),
    "a long name": (text(f"{ADDRESS}/{NAME}", "x" * 131), "schema.text"),
    "a long line": (text(f"{ADDRESS}/{LINES}PostalAddressFirstLineText", "x" * 35), "schema.text"),
    "the name last": (moved(ADDRESS, NAME, 99), "schema.order"),
    "no country": (without(ADDRESS, f"{DKCC}2003/02/13/}}CountryIdentificationCode"), "schema.missing"),
    "a country by no scheme": (
        attributes(f"{ADDRESS}/{DKCC}2003/02/13/}}CountryIdentificationCode"),
        "schema.attribute",
    ),
    "lines and a postal code": (with_postal_code, "shipment.address"),
    "a street without a house": (by_street, "shipment.address"),
    "another format": (text(f"{ONE}/{DKAL}FilformatNavn", "docx"), "shipment.format"),
    "no content": (without(ONE, f"{DKAL}MeddelelseIndholdData"), "schema.missing"),
    "no PDF": (text(f"{ONE}/{DKAL}MeddelelseIndholdData", "R0lGODlh"), "shipment.content"),
    "no base64": (text(f"{ONE}/{DKAL}MeddelelseIndholdData", "%PDF-"), "shipment.content"),
    "no parameters": (without(ONE, f"{PRINT}DokumentParametre"), "schema.missing"),
    "an unknown element": (lambda told: SubElement(at(told, ONE), f"{PRINT}Farve"), "schema.unknown"),
}


@pytest.mark.parametrize(("change", "code"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_broken_is_refused(post: Post, change: Break, code: str) -> None:
    told = read(request(parcel()))
    change(told)
    assert by_wire(post, Channel.PHYSICAL_POST, tostring(told)).status_code == 400
    refused = post.refused()
    assert len(refused) == 1
    assert code in refused[0]
    assert post.letters() == []


def test_a_memo_is_no_letter_on_paper(post: Post) -> None:
    assert by_wire(post, Channel.DIGITAL_POST, request(parcel())).status_code == 400
    assert post.refused() == [["request.not_a_kombi_request"]]
