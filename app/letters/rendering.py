"""A letter as a PDF for everybody (PDF/UA-1) and for archives (PDF/A-2a): the same bytes for the same sheet.

The layout is layout.typ beside this file. What the letter says goes into it as one JSON text, which is never markup.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Self

import typst

from app.letters.glyphs import drawn_by
from workflows.danish import day_said
from workflows.letter_text import Block, Text
from workflows.profile import Profile

_HERE = Path(__file__).parent
_LAYOUT = _HERE / "layout.typ"
_FONTS = _HERE / "fonts"
_DRAWN = frozenset.intersection(*map(drawn_by, sorted(_FONTS.glob("*.ttf"))))
_FONTS_ALONE = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS])
_CANNOT_BE_DRAWN = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True, repr=False)
class Sender:
    name: str
    address: tuple[str, ...]
    phone: str
    website: str
    cvr: str

    @classmethod
    def of(cls, profile: Profile) -> Self:
        at = profile.contact
        address = (*at.address, f"{at.postal_code} {at.city}")
        return cls(f"{profile.name} Kommune", address, at.phone, at.website, at.cvr)


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """All that stands on a letter. ``address`` is of the recipient, line by line, and of letters on paper alone."""

    sender: Sender
    recipient: str
    address: tuple[str, ...]
    written_on: date
    title: str
    blocks: tuple[Block, ...]
    contact: str | None
    reference: str

    @classmethod
    def of(
        cls,
        profile: Profile,
        recipient: str,
        address: tuple[str, ...],
        written_on: date,
        text: Text,
        *,
        contact: str | None,
        reference: str,
    ) -> Self:
        return cls(Sender.of(profile), recipient, address, written_on, text.title, text.blocks, contact, reference)


class SheetNotDrawn(Exception):
    """The sheet could not be made into a PDF. Why is not said, for it would quote the letter."""


def render(sheet: Sheet) -> bytes:
    """A character that the font cannot draw stands as �; see ``cannot_be_drawn``. Raises SheetNotDrawn.

    Each call has a compiler of its own: one that is shared fails when two threads ask at once, and gains no time.
    """
    return drawn(_LAYOUT, _as_json(sheet), sheet.written_on)


def drawn(layout: Path, said: Mapping[str, Any], written_on: date) -> bytes:
    """``said`` laid out by ``layout``, whose texts are ``shown``. Raises SheetNotDrawn."""
    written_at = datetime.combine(written_on, time(), tzinfo=UTC)
    try:
        pdf: bytes = typst.compile(
            layout, root=layout.parent, font_paths=_FONTS_ALONE,
            sys_inputs={"sheet": json.dumps(said, ensure_ascii=False)}, format="pdf",
            pdf_standards=["ua-1", "a-2a"], timestamp=written_at,
        )  # fmt: skip
    except typst.TypstError:
        raise SheetNotDrawn from None
    return pdf


def cannot_be_drawn(text: str) -> str:
    """The characters of the text that would stand as � in a letter, each once: emoji, other alphabets."""
    return "".join(dict.fromkeys(c for c in unicodedata.normalize("NFC", text) if c != "\n" and not _is_drawn(c)))


def _as_json(sheet: Sheet) -> dict[str, Any]:
    sender = sheet.sender
    return {
        "sender": {
            "name": shown(sender.name),
            "address": _each_shown(sender.address),
            "phone": shown(sender.phone),
            "website": shown(sender.website),
            "cvr": shown(sender.cvr),
        },
        "recipient": shown(sheet.recipient),
        "address": _each_shown(sheet.address),
        "date": day_said(sheet.written_on),
        "title": shown(sheet.title),
        "blocks": [{"shape": block.shape.value, "lines": _each_shown(block.lines)} for block in sheet.blocks],
        "contact": _each_shown(filter(None, (sheet.contact, sender.phone))),
        "reference": _each_shown(filter(None, (sheet.reference,))),
    }


def _each_shown(texts: Iterable[str]) -> list[str]:
    return [shown(text) for text in texts]


def shown(text: str) -> str:
    """As it can be drawn."""
    return "".join(c if _is_drawn(c) else _CANNOT_BE_DRAWN for c in unicodedata.normalize("NFC", text))


def _is_drawn(character: str) -> bool:
    return ord(character) in _DRAWN
