"""A letter as a ForsendelseI for physical post (Fysisk Post, Fjernprint), in the request that KombiPostAfsend takes."""

import base64
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from app.adapters.carrier import Addressee, CarrierRefused, Parcel
from app.adapters.people_register import PostalAddress
from app.adapters.sf1601_library import library

NO_ADDRESS: Final = "NO_ADDRESS"
NOT_DANISH: Final = "ADDRESS_WITHOUT_DANISH_POSTAL_CODE"
NAME_DOES_NOT_FIT: Final = "NAME_DOES_NOT_FIT"
ADDRESS_DOES_NOT_FIT: Final = "ADDRESS_DOES_NOT_FIT"
_NAME, _LINE, _LINES = 130, 34, 6
"""Characters of a name and of a line, and how many lines, by the schema."""
_NOBODY: Final = "0000000000"
"""In place of a CPR number, as SF1601's description of the fields has it: a printer needs none."""


def kombi_request(parcel: Parcel, *, shipment_type: int) -> bytes:
    """The same bytes for the same parcel. Raises CarrierRefused when the address cannot be written.

    The PDF has the address where the window of the envelope is; here it stands for whoever sorts the letters.
    """
    fjernprint = library().fjernprint
    request = fjernprint.KombiRequest(
        kombi_valg_kode="Fysisk Post",
        forsendelse_i_samling=fjernprint.ForsendelseISamling(forsendelse_i=_shipment(parcel, shipment_type)),
    )
    written: str = _serializer().render(request)
    return written.encode()


@cache
def _serializer() -> Any:
    return library().fjernprint_xml.XmlSerializer()


def _shipment(parcel: Parcel, shipment_type: int) -> Any:
    fjernprint = library().fjernprint
    return fjernprint.ForsendelseI(
        afsendelse_identifikator=fjernprint.AfsendelseIdentifikator(value=str(parcel.letter_id)),
        forsendelse_type_identifikator=fjernprint.ForsendelseTypeIdentifikator(value=shipment_type),
        forsendelse_modtager=fjernprint.ForsendelseModtager(
            afsendelse_modtager=_recipient(parcel.to), modtager_adresse=_address(parcel.to)
        ),
        filformat_navn=fjernprint.FilformatNavn(value="pdf"),
        meddelelse_indhold_data=fjernprint.MeddelelseIndholdData(value=base64.b64encode(parcel.pdf).decode()),
        transaktions_parametre_i=fjernprint.TransaktionsParametreI(),
        dokument_parametre=fjernprint.DokumentParametre(titel_tekst=fjernprint.TitelTekst(value=parcel.title)),
    )


def _recipient(to: Addressee) -> Any:
    fjernprint = library().fjernprint
    if to.cvr_number is not None:
        return fjernprint.AfsendelseModtager(
            cvr_nummer_identifikator=fjernprint.CVRnummerIdentifikator(value=to.cvr_number)
        )
    return fjernprint.AfsendelseModtager(cpr_nummer_identifikator=fjernprint.CPRnummerIdentifikator(value=_NOBODY))


def _address(to: Addressee) -> Any:
    fjernprint = library().fjernprint
    if to.address is None:
        raise CarrierRefused(NO_ADDRESS)
    if not 0 < len(to.name) <= _NAME:
        raise CarrierRefused(NAME_DOES_NOT_FIT)
    # By lines alone: in the schema it is these or street, house and postal code, and the library's form, in which
    # all of it may stand, has the postal code before the lines.
    lines = iter(_lines(to.address))

    def next_line(kind: Any) -> Any:
        line = next(lines, None)
        return None if line is None else kind(value=line)

    return fjernprint.ModtagerAdresse(
        person_name=fjernprint.PersonName(value=to.name),
        postal_address_first_line_text=next_line(fjernprint.PostalAddressFirstLineText),
        postal_address_second_line_text=next_line(fjernprint.PostalAddressSecondLineText),
        postal_address_third_line_text=next_line(fjernprint.PostalAddressThirdLineText),
        postal_address_fourth_line_text=next_line(fjernprint.PostalAddressFourthLineText),
        postal_address_fifth_line_text=next_line(fjernprint.PostalAddressFifthLineText),
        postal_address_sixth_line_text=next_line(fjernprint.PostalAddressSixthLineText),
        country_identification_code=fjernprint.CountryIdentificationCode(
            value="DK", scheme=fjernprint.CountryIdentificationSchemeType.ISO3166_ALPHA2
        ),
    )


def _lines(address: PostalAddress) -> list[str]:
    """As on the envelope, the town last. A line that is too long goes on in the next, where it has a blank."""
    if not (address.postal_code.isascii() and address.postal_code.isdigit() and len(address.postal_code) == 4):
        raise CarrierRefused(NOT_DANISH)
    town = f"{address.postal_code} {address.city}".strip()
    lines = [part for line in (*address.lines, town) for part in _broken(line)]
    if len(lines) > _LINES or any(len(line) > _LINE for line in lines):
        raise CarrierRefused(ADDRESS_DOES_NOT_FIT)
    return lines


def _broken(line: str) -> Iterator[str]:
    while len(line) > _LINE and " " in line[: _LINE + 1]:
        first = line[: _LINE + 1].rpartition(" ")[0]
        if not first.strip():
            break
        yield first
        line = line[len(first) + 1 :]
    yield line
