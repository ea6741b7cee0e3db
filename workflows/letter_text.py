"""The language of letter templates, deliberately small, and what a letter says once it is filled in.

A template is a title and a body: paragraphs with a blank line between, ``## `` for a heading, ``- `` for a
list, ``{name}`` for a placeholder. A paragraph or item whose placeholder has no value is left out, and so is
a heading with nothing below it. What is filled in is data: never markup, never a placeholder again.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Self

from workflows.letter_kinds import KINDS, PLACEHOLDERS, Kind

LONGEST_TITLE = 120
LONGEST_BODY = 20_000

_TEMPLATES = files("workflows") / "letter_templates"
_HEADING, _ITEM = "## ", "- "
_BRACE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z_]{1,40}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that nobody sees, among them those that turn the direction of a text."""


class Shape(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"


_MARKS: Mapping[Shape, str] = {Shape.HEADING: _HEADING, Shape.LIST: _ITEM}


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """``lines``: the one of a heading, those of a paragraph, the items of a list."""

    shape: Shape
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """What a letter says. Its ``repr`` says nothing."""

    title: str
    blocks: tuple[Block, ...]

    def plain(self) -> str:
        """The whole of it, to be checked or read aloud: the title, then each block, with a blank line between."""
        return "\n\n".join((self.title, *map(_plain, self.blocks)))

    def as_json(self) -> dict[str, Any]:
        blocks = [{"shape": block.shape.value, "lines": list(block.lines)} for block in self.blocks]
        return {"title": self.title, "blocks": blocks}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(kept["title"], tuple(Block(Shape(one["shape"]), tuple(one["lines"])) for one in kept["blocks"]))


class TemplateRejected(Exception):
    """The template cannot be used; ``faults`` are Danish sentences that say where and why."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Template:
    """A wording that can be used for letters of its kind."""

    kind: Kind
    title: str
    _blocks: tuple[Block, ...]

    @classmethod
    def read(cls, kind: Kind, title: str, body: str) -> Self:
        """Raises TemplateRejected with all that is wrong."""
        title, lines = _composed(title).strip(), [line.rstrip() for line in _composed(body).split("\n")]
        if faults := [*_faults_of_title(title), *_faults_of_body(kind, lines)]:
            raise TemplateRejected(faults)
        return cls(kind, title, tuple(_blocks(lines)))

    def lacks(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """The placeholders that must be there and have no value: without them the letter says too little."""
        return tuple(sorted(name for name in KINDS[self.kind].required if not _cleaned(values.get(name, ""))))

    def fill(self, values: Mapping[str, str]) -> Text:
        """A value has no place beside those its kind allows. One that stands alone in its paragraph or item may be
        several paragraphs or items; elsewhere its line breaks are spaces.
        """
        clean = {name: _cleaned(values.get(name, "")) for name in KINDS[self.kind].placeholders}
        known = {name: value for name, value in clean.items() if value}
        filled = [part for block in self._blocks for part in _filled(block, known)]
        return Text(self.title, tuple(_without_bare_headings(filled)))


@dataclass(frozen=True, slots=True)
class VendorTemplate:
    version: str
    title: str
    body: str


@cache
def vendor_template(kind: Kind) -> VendorTemplate:
    """The vendor's wording, which holds until the municipality writes its own."""
    said = tomllib.loads((_TEMPLATES / f"{kind.value}.toml").read_text(encoding="utf-8"))
    return VendorTemplate(said["version"], said["title"].strip(), said["body"].strip())


# Reading


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _faults_of_title(title: str) -> Iterator[str]:
    if not title:
        yield "Overskriften mangler."
    if len(title) > LONGEST_TITLE:
        yield f"Overskriften er for lang. Den må fylde {LONGEST_TITLE} tegn."
    if _has_unseen(title):
        yield "Overskriften har et tegn, der ikke kan ses. Skriv den igen."
    if "{" in title or "}" in title:
        yield "Overskriften må ikke have pladsholdere eller { }."


def _faults_of_body(kind: Kind, lines: Sequence[str]) -> Iterator[str]:
    if not any(lines):
        yield "Teksten mangler."
        return
    if sum(map(len, lines)) + len(lines) > LONGEST_BODY:
        yield f"Teksten er for lang. Den må fylde {LONGEST_BODY} tegn."
        return
    for number, line in enumerate(lines, 1):
        yield from (f"Linje {number}: {fault}" for fault in _faults_of_line(kind, line))
    used = {name for line in lines for name in _BRACE.findall(line)}
    for name in sorted(KINDS[kind].required - used):
        yield f"Teksten mangler {{{name}}}: {PLACEHOLDERS[name]}."


def _faults_of_line(kind: Kind, line: str) -> Iterator[str]:
    if _has_unseen(line):
        yield "Der er et tegn, der ikke kan ses. Skriv linjen igen."
    if line in (_HEADING.rstrip(), _ITEM.rstrip()):
        yield "Der står ingen tekst."
    elif line.startswith("#") and not line.startswith(_HEADING):
        yield "En overskrift begynder med ## og et mellemrum."
    for name in _BRACE.findall(line):
        if name not in KINDS[kind].placeholders:
            yield _unknown(name)
    rest = _BRACE.sub("", line)
    if "{" in rest:
        yield "Der mangler en } efter {."
    elif "}" in rest:
        yield "Der mangler en { før }."


def _unknown(name: str) -> str:
    if name in PLACEHOLDERS:
        return f"{{{name}}} kan ikke bruges i denne slags brev."
    if name.strip() in PLACEHOLDERS:
        return f"Skriv {{{name.strip()}}} uden mellemrum."
    if _NAME.fullmatch(name):
        return f"{{{name}}} er ikke en pladsholder."
    return "Det, der står i { }, er ikke en pladsholder."


def _blocks(lines: Iterable[str]) -> Iterator[Block]:
    shape, gathered = Shape.PARAGRAPH, list[str]()
    for line in (*lines, ""):
        found = _shape_of(line)
        if gathered and (found is not shape or found is Shape.HEADING):
            yield Block(shape, tuple(gathered))
            gathered = []
        if found is not None:
            shape = found
            gathered.append(line.removeprefix(_MARKS.get(found, "")).strip())


def _shape_of(line: str) -> Shape | None:
    if not line:
        return None
    return next((shape for shape, mark in _MARKS.items() if line.startswith(mark)), Shape.PARAGRAPH)


def _has_unseen(text: str) -> bool:
    return not text.isprintable() and any(map(_is_unseen, text))  # printable is quicker to ask, and stricter


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN


# Filling


def _cleaned(value: str) -> str:
    """Without what nobody sees; one space at a time, one blank line at a time."""
    lines = _composed(value).replace("\u2028", "\n").replace("\u2029", "\n\n").split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(map(_seen, lines))).strip()


def _seen(line: str) -> str:
    if line.isprintable():
        return " ".join(line.split())
    kept = (" " if character.isspace() else character for character in line)
    return " ".join("".join(character for character in kept if not _is_unseen(character)).split())


def _filled(block: Block, values: Mapping[str, str]) -> Iterator[Block]:
    if block.shape is Shape.LIST:
        if items := tuple(item for line in block.lines for item in _items(line, values)):
            yield Block(Shape.LIST, items)
    elif len(block.lines) == 1 and block.shape is Shape.PARAGRAPH and (alone := _alone(block.lines[0])):
        for paragraph in filter(None, values.get(alone, "").split("\n\n")):
            yield Block(Shape.PARAGRAPH, tuple(paragraph.split("\n")))
    else:
        lines = [_line(line, values) for line in block.lines]
        if None not in lines:
            yield Block(block.shape, tuple(line for line in lines if line))


def _items(line: str, values: Mapping[str, str]) -> list[str]:
    if alone := _alone(line):
        return [item for item in values.get(alone, "").split("\n") if item]
    filled = _line(line, values)
    return [filled] if filled else []


def _line(line: str, values: Mapping[str, str]) -> str | None:
    """None when a placeholder in it has no value."""
    parts = _BRACE.split(line)  # text and names by turns
    if any(name not in values for name in parts[1::2]):
        return None
    return "".join(" ".join(values[part].split()) if index % 2 else part for index, part in enumerate(parts))


def _alone(line: str) -> str | None:
    return match[1] if (match := _BRACE.fullmatch(line)) else None


def _without_bare_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    for block, after in zip(blocks, (*blocks[1:], None), strict=True):
        if block.shape is not Shape.HEADING or (after is not None and after.shape is not Shape.HEADING):
            yield block


def _plain(block: Block) -> str:
    mark = _ITEM if block.shape is Shape.LIST else ""
    return "\n".join(f"{mark}{line}" for line in block.lines)
