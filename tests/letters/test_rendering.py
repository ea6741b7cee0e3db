"""A letter as a PDF: read aloud, kept, seen in an envelope's window; the same bytes wherever it is made."""

import hashlib
import json
import os
import re
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine

from app.letters import rendering
from app.letters.rendering import Sheet, SheetNotDrawn, cannot_be_drawn, render
from tests.letters.reading import colours, fonts, opened, pieces, squeezed, tags, words
from workflows.letter_kinds import KINDS, Kind
from workflows.letter_text import Block, Shape, Template, Text, vendor_template
from workflows.profile import all_profiles, profile_for

LAYOUT = Path(rendering.__file__).with_name("layout.typ").read_text(encoding="utf-8")
ADDRESS = ("Opdigtet Allé 12, 2. th.", "9999 Prøveby")
ODD = (
    "#set text(red)", "*fed*", "_kursiv_", "$x^2$", "\\", "<b>", "@ref", "`kode`", "// slut", "= Overskrift", "- punkt",
    "#sys.inputs", "{child_name}", "~", "---", '"citat"', "http://eksempel.example", "[a](b)", "\\u{41}",
    "#pagebreak()",
)  # fmt: skip


def letter(kind: Kind = Kind.ORIENTATION_CUSTODY_HOLDER, **values: str) -> Text:
    vendors = vendor_template(kind)
    known = {name: f"Prøve {name.replace('_', ' ')}" for name in KINDS[kind].placeholders}
    return Template.read(kind, vendors.title, vendors.body).fill(known | values)


def sheet(text: Text | None = None, *, address: tuple[str, ...] = (), recipient: str = "Karla Opdigtet") -> Sheet:
    return Sheet.of(
        profile_for("607"), recipient, address, date(2026, 11, 18), text or letter(), contact="Tove Prøvesen",
        reference="7F3A91C2",
    )  # fmt: skip


# For everybody, and for archives


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_read_aloud_in_danish_under_its_title_and_kept_in_an_archive(kind: Kind) -> None:
    text = letter(kind)
    with opened(render(sheet(text))) as document:
        assert str(document.Root.Lang) == "da-DK"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.Root.MarkInfo.Marked
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == text.title
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_tagged_as_it_is_built(kind: Kind) -> None:
    text = letter(kind)
    given = tags(render(sheet(text)))
    assert given.count("H1") == 1
    head, body = given[: given.index("H1")], given[given.index("H1") + 1 :]
    assert set(head) == {"P"}
    expected = []
    for block in text.blocks:
        match block.shape:
            case Shape.HEADING:
                expected.append("H2")
            case Shape.PARAGRAPH:
                expected.append("P")
            case Shape.LIST:
                expected += ["L", *["LI", "Lbl", "LBody"] * len(block.lines)]
    assert body == expected


@pytest.mark.parametrize("kind", Kind)
def test_every_word_of_the_letter_stands_on_it_in_order(kind: Kind) -> None:
    text = letter(kind)
    said = squeezed(words(render(sheet(text))).replace("•", ""))
    last = -1
    for line in (text.title, *(line for block in text.blocks for line in block.lines)):
        # A footer may come between the lines of a paragraph, but not between the words of a line on the page.
        first_words = squeezed(" ".join(line.split()[:4]))
        last = said.index(first_words, last + 1)


def test_the_head_says_who_writes_to_whom_when_and_whom_to_call() -> None:
    said = words(render(sheet()))
    for each in (
        "Fredericia Kommune", "Karla Opdigtet", "18. november 2026", "Tove Prøvesen", "72 10 70 00", "Gothersgade 20",
        "7000 Fredericia", "fredericia.dk", "7F3A91C2", "CVR 69116418", "Side 1 af 2", "Side 2 af 2",
    ):  # fmt: skip
        assert each in said, each


def test_every_municipality_writes_under_its_own_name() -> None:
    for profile in all_profiles():
        written = Sheet.of(profile, "Karla", (), date(2026, 11, 18), letter(), contact=None, reference="")
        said = words(render(written))
        assert f"{profile.name} Kommune" in said
        assert profile.contact.phone in said
        assert "Brevets nummer" not in said


def test_all_fonts_are_embedded_and_are_the_shipped_ones() -> None:
    embedded = fonts(render(sheet()))
    assert {name.split("+")[1] for name in embedded} == {"IBMPlexSans", "IBMPlexSans-SmBld"}
    assert all(embedded.values())


def test_the_fonts_come_with_their_licence() -> None:
    licence = Path(rendering.__file__).with_name("fonts") / "OFL.txt"
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text(encoding="utf-8")


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_has_the_contrast_of_wcag_aa_on_white() -> None:
    named = set(re.findall(r'rgb\("(#[0-9a-f]{6})"\)', LAYOUT))
    assert named == colours(render(sheet(address=ADDRESS)))
    for colour in named:
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5, colour


def test_nothing_is_smaller_than_ten_and_a_half_points() -> None:
    assert min(piece.size for piece in pieces(render(sheet(address=ADDRESS)))) >= 10.5


# In an envelope, and not


def test_on_paper_the_address_stands_in_the_envelopes_window_and_nothing_else_does() -> None:
    written = pieces(render(sheet(address=("c/o Prøvesen", "Sted", *ADDRESS))))
    seen = [one for one in written if one.page == 1 and 15 < one.left < 120 and 40 < one.top < 83]
    assert "".join(one.words for one in seen) == "Karla Opdigtetc/o PrøvesenStedOpdigtet Allé 12, 2. th.9999 Prøveby"
    assert min(one.top for one in seen) - 3 >= 47, "the capital letters reach three millimetres up"
    assert max(one.top for one in seen) + 1 <= 76
    assert max(one.right for one in seen) <= 105 - 2


def test_a_digital_letter_has_no_address_of_the_recipient() -> None:
    said = words(render(sheet()))
    assert "Karla Opdigtet" in said
    assert "Opdigtet Allé" not in said
    assert "9999" not in said


# Whatever is written


def test_nothing_that_is_written_is_markup() -> None:
    odd = " ".join(ODD)
    text = Text(odd, (Block(Shape.HEADING, (odd,)), Block(Shape.LIST, (odd, *ODD)), Block(Shape.PARAGRAPH, ODD)))
    pdf = render(replace(sheet(text, address=ODD[:5], recipient=odd), contact=odd, reference=ODD[3]))
    said = words(pdf)
    for one in ODD:
        assert said.count(one) >= 4, one
    assert tags(pdf).count("LI") == 1 + len(ODD)
    assert colours(pdf) == colours(render(sheet(address=ADDRESS)))


@pytest.mark.parametrize(
    "word",
    [
        "W" * 400,
        "W" * 15,
        "Wolfeschlegelsteinhausenbergerdorff" * 5,
        "i" * 300,
        "æøå" * 60,
        "Prøve-" * 60,
        "Ø" * 24 + " ",
        "_" * 90,
    ],
)
def test_nothing_falls_off_the_page(word: str) -> None:
    said = f"{word} {word}"
    text = Text(
        said[:120], (Block(Shape.HEADING, (said,)), Block(Shape.LIST, (said,)), Block(Shape.PARAGRAPH, (said,)))
    )
    pdf = render(replace(sheet(text, address=(said, *ADDRESS), recipient=said), contact=said))
    for piece in pieces(pdf):
        assert piece.left >= 24, piece
        assert piece.right <= 210 - 26.5, piece
        assert piece.top <= 297 - 10, piece
    assert words(pdf).count(word[:15]) >= 6


@pytest.mark.parametrize(
    "of_letters", ["A\u030ase", "Zoe\u0308", "x\u0302", "ÆØÅ æøå", "Nguyễn", "Łukasz", "Ñandú", "Ωμέγα", "Жанна"]
)
def test_letters_of_europe_and_what_is_put_together_are_drawn(of_letters: str) -> None:
    assert cannot_be_drawn(of_letters) == ""
    said = words(render(sheet(letter(message="Hej"), recipient=of_letters)))
    assert unicodedata.normalize("NFC", of_letters) in said
    assert "\ufffd" not in said


def test_what_the_font_cannot_draw_is_told_before_and_stands_as_a_mark() -> None:
    written = "Hej 😀👍🏽 שלום مرحبا 你好\nHej 😀"
    assert cannot_be_drawn(written) == "😀👍🏽שלוםمرحبا你好"
    said = squeezed(words(render(sheet(letter(message=written)))))
    assert f"Hej{2 * '�'}" in said
    assert "😀" not in said


def test_a_letter_may_say_nothing_and_may_be_long() -> None:
    assert len(opened(render(sheet(Text("Kort", ())))).pages) == 1
    long = Text("Lang", tuple(Block(Shape.PARAGRAPH, ("Vi ses på rådhuset. " * 30,)) for _ in range(40)))
    assert "Side 3 af" in words(render(sheet(long)))


def test_a_greeting_is_not_parted_by_the_end_of_a_page() -> None:
    greeting = [Block(Shape.PARAGRAPH, (line,)) for line in ("Venlig hilsen", "Ane Prøve", "Prøveby Kommune")]
    for filling in range(20, 60):
        text = Text("Brev", (Block(Shape.PARAGRAPH, ("linje",) * filling), *greeting))
        on_pages = {one.page for one in pieces(render(sheet(text))) if one.words in {g.lines[0] for g in greeting}}
        assert len(on_pages) == 1, filling


def test_what_cannot_be_drawn_at_all_is_an_error_that_does_not_quote_the_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rendering, "_DRAWN", frozenset(map(ord, "😀Hemlig ")))
    with pytest.raises(SheetNotDrawn) as caught:
        render(sheet(Text("Hemlig 😀", ())))
    assert "Hemlig" not in "".join(map(str, (caught.value, caught.value.__cause__, caught.value.args)))
    assert caught.value.__suppress_context__


def test_a_sheet_does_not_show_itself() -> None:
    assert "Karla" not in repr(sheet(address=ADDRESS))
    assert "Gothersgade" not in repr(sheet().sender)


# The same bytes

IN_ANOTHER_PROCESS = """
import hashlib, json, sys
from datetime import date
from app.letters.rendering import Sheet, render
from workflows.letter_text import Text
from workflows.profile import profile_for
text = Text.from_json(json.loads(sys.argv[1]))
pdf = render(Sheet.of(profile_for("607"), "Karla Opdigtet", ("Opdigtet Allé 12, 2. th.", "9999 Prøveby"),
    date(2026, 11, 18), text, contact="Tove Prøvesen", reference="7F3A91C2"))
print(hashlib.sha256(pdf).hexdigest())
"""


def test_the_same_letter_is_the_same_bytes_in_another_process_folder_and_zone_with_other_fonts(tmp_path: Path) -> None:
    text = letter()
    here = hashlib.sha256(render(sheet(text, address=ADDRESS))).hexdigest()
    fonts_of_the_machine = tmp_path / ".local" / "share" / "fonts"
    fonts_of_the_machine.mkdir(parents=True)
    shipped = Path(rendering.__file__).with_name("fonts")
    (fonts_of_the_machine / "plex.ttf").write_bytes((shipped / "IBMPlexSans-SemiBold.ttf").read_bytes())
    root = Path(rendering.__file__).parents[2]
    machine = {"HOME": str(tmp_path), "TYPST_FONT_PATHS": str(fonts_of_the_machine), "SOURCE_DATE_EPOCH": "1"}
    there = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS, json.dumps(text.as_json())],
        cwd=tmp_path, env=os.environ | machine | {"PYTHONPATH": str(root), "TZ": "Pacific/Auckland", "LANG": "C"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert there.stdout.strip() == here


def test_the_same_letter_is_the_same_bytes_on_another_day_and_another_letter_is_not() -> None:
    given = sheet()
    pdf = render(given)
    with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC), tick=False):
        assert render(given) == pdf
    assert render(replace(given, written_on=date(2026, 11, 19))) != pdf


def test_the_same_letters_are_the_same_bytes_when_threads_make_them_at_once() -> None:
    sheets = [sheet(letter(kind), recipient=f"Nummer {number}") for kind in Kind for number in range(3)]
    one_by_one = [render(each) for each in sheets]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(render, sheets)) == one_by_one


def test_the_day_on_the_letter_is_the_one_given() -> None:
    with opened(render(sheet())) as document, document.open_metadata() as metadata:
        assert metadata["xmp:CreateDate"].startswith("2026-11-18T00:00:00")
