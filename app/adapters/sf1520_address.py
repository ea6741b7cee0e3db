"""An address of the register as it is written on an envelope."""

import re
from typing import Final
from xml.etree.ElementTree import Element

from app.adapters.people_register import PostalAddress
from app.adapters.sf1520_reading import text_at

_CARE_OF: Final = re.compile(r"\Ac\s*/\s*o[.:]?\s*", re.IGNORECASE)


def postal_address(now: Element | None) -> PostalAddress | None:
    """Of ``aktuelAdresse``. None where no letter would arrive: without a street or without a postal code."""
    street = text_at(now, "vejadresseringsnavn") or text_at(now, "vejnavn")
    postal_code = _without_zeros(text_at(now, "postnummer"))
    if street is None or postal_code is None:
        return None
    city = text_at(now, "postdistrikt") or ""
    village = text_at(now, "bynavn")
    lines = (
        _care_of(text_at(now, "conavn")),
        _street_line(now, street),
        text_at(now, "lokalitet"),
        None if village is None or village.casefold() == city.casefold() else village,
    )
    return PostalAddress(tuple(line for line in lines if line), postal_code.zfill(4), city)


def _street_line(now: Element | None, street: str) -> str:
    """``Ærøgade 17A, 2. tv``."""
    house, floor, door = (_without_zeros(text_at(now, name)) for name in ("husnummer", "etage", "sidedoer"))
    inside = " ".join(part for part in (floor and f"{floor.lower()}.", door and door.lower()) if part)
    line = f"{street} {house}" if house else street
    return f"{line}, {inside}" if inside else line


def _without_zeros(text: str | None) -> str | None:
    """The register fills up in front: ``017A``, ``02``, ``0004``."""
    return (text or "").lstrip("0") or None


def _care_of(name: str | None) -> str | None:
    """Some have the ``c/o`` in the register, and some have not."""
    bare = _CARE_OF.sub("", name or "")
    return f"c/o {bare}" if bare else None
