"""Checks an export of the log against anchors that the database's operator cannot change.

It needs this one file, Python 3.11 and the package ``cryptography``, and nothing of the service: it reads
the log's form from its description (docs/audit.md), and so is a second opinion on the code that writes it.

    python verifier.py EXPORT --key PUBLIC.pem --anchors FOLDER_OR_FILE ...

Exit code 0: the log is whole, and anchors stand in it. 1: it is not; the first bad row is named.
2: it could not be checked.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

COLUMNS = {
    "action": "text", "actor": "text", "at": "at", "fields": "texts", "hash": "hash", "id": "id",
    "municipality_code": "code", "number": "number", "object_id": "id?", "previous": "hash", "purpose": "text",
    "reason": "text", "role": "text", "subject_id": "id?",
}  # fmt: skip
"""A row's names, sorted as they stand in its line, and what each must look like."""

# A text escapes only what JSON must escape, in the shortest way; so there is one way to write it.
_CHARACTERS = rb'[^"\\\x00-\x1f]*+'
_TEXT = rb'"' + _CHARACTERS + rb'(?:\\(?:["\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f]))' + _CHARACTERS + rb')*+"'
_ID = rb'"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"'
_FORMS = {
    "text": _TEXT,
    "texts": rb"\[(?:" + _TEXT + rb"(?:," + _TEXT + rb")*+)?\]",
    "at": rb'"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"',
    "id": _ID,
    "id?": rb"(?:null|" + _ID + rb")",
    "code": rb'"([0-9]{3})"',
    "number": rb"([1-9][0-9]{0,18})",
    "hash": rb'"([0-9a-f]{64})"',
}


def _pattern() -> re.Pattern[bytes]:
    """A whole line; what its hash covers is before and after the member ``hash``."""
    members = {name: b'"%b":%b' % (name.encode(), _FORMS[form]) for name, form in COLUMNS.items()}
    names = list(members)
    cut = names.index("hash")
    before, after = (b",".join(members[name] for name in part) for part in (names[:cut], names[cut + 1 :]))
    return re.compile(rb"(\{" + before + rb",)" + members["hash"] + rb",(" + after + rb"\})\n")


_LINE = _pattern()
GENESIS = b"0" * 64


class Uncheckable(Exception):
    """Something needed for the check is missing or cannot be read."""


class BadAnchor(Exception):
    """An anchor that the service did not sign, or that somebody has changed."""


@dataclass
class BadRow(Exception):
    """``first`` to ``last``: the rows among which the log was changed; one row when that can be said."""

    first: int
    last: int
    what: str


@dataclass
class Chain:
    """How far an export has been followed, and where the hashes that are looked for stand."""

    number: int = 0
    hash: bytes = GENESIS
    municipality_code: bytes | None = None
    wanted: frozenset[bytes] = frozenset()
    found: dict[bytes, int] = field(default_factory=dict)
    timed: frozenset[int] = frozenset()
    times: dict[int, str] = field(default_factory=dict)

    def follow(self, lines: Iterable[bytes]) -> None:
        """The next rows, each line with its newline. Raises BadRow; what came before it is then followed."""
        number, previous, code = self.number, self.hash, self.municipality_code
        wanted, timed, match, sha256 = self.wanted, self.timed, _LINE.fullmatch, hashlib.sha256
        try:
            for line in lines:
                parts = match(line)
                if parts is None or not (line.isascii() or line.decode(errors="ignore").encode() == line):
                    raise BadRow(number + 1, number + 1, "the line is not a row in its canonical form")
                before, at, own, after, of, said, link = parts.groups()
                if sha256(before + after).hexdigest().encode() != own:
                    raise BadRow(number + 1, number + 1, "the row and its hash do not fit")
                if int(said) != number + 1 or link != previous or (of != code and code is not None):
                    raise _out_of_place(number + 1, int(said), of == code or code is None)
                number, previous, code = number + 1, own, of
                if own in wanted:
                    self.found[own] = number
                if number in timed:
                    self.times[number] = at.decode()
        finally:
            self.number, self.hash, self.municipality_code = number, previous, code


def _out_of_place(place: int, said: int, own: bool) -> BadRow:
    """A row that is whole in itself, so somebody moved it, or put it or the one before it there."""
    if not own:
        return BadRow(place, place, "the row is another municipality's")
    if said > place:
        return BadRow(place, place, f"the row is missing: row {said} stands in its place")
    if said < place:
        return BadRow(said, place, f"two rows have the number {said}")
    return BadRow(max(place - 1, 1), place, "the two rows do not follow one another")


@dataclass(frozen=True)
class Anchor:
    """Somebody outside was told: the chain had this hash. A receipt's has no number."""

    source: str
    municipality_code: str
    number: int | None
    hash: bytes
    at: str
    lost_to: int | None = None
    """Set when the log was restored from a backup: the rows from ``number`` to it were lost, and it was accepted."""


@dataclass(frozen=True)
class Verdict:
    code: int
    rows: int
    said: str
    bad: BadRow | None = None


def verify(lines: Iterable[bytes], anchors: Sequence[Anchor]) -> Verdict:
    """What becomes of an export, with anchors whose signatures have been checked."""
    restores = [one for one in anchors if one.lost_to is not None]
    chain = Chain(
        wanted=frozenset(one.hash for one in anchors),
        timed=frozenset(one.number - 1 for one in restores if one.number),
    )
    try:
        chain.follow(lines)
        agreeing = _agreeing(chain, anchors, restores)
    except BadRow as bad:
        rows = f"row {bad.first}" if bad.first == bad.last else f"rows {bad.first} to {bad.last}"
        return Verdict(1, chain.number, f"BAD, {rows}: {bad.what}", bad)
    if not agreeing:
        return Verdict(2, chain.number, f"{chain.number} rows are whole in themselves, but no anchor stands in them")
    last = max(agreeing, key=lambda one: chain.found[one.hash])
    lost = "".join(
        f"; rows {one.number} to {one.lost_to} were lost in a restore, accepted {one.at}" for one in restores
    )
    where = chain.found[last.hash]
    return Verdict(0, chain.number, f"OK: {chain.number} rows; the last anchor is of {last.at}, at row {where}{lost}")


def _agreeing(chain: Chain, anchors: Sequence[Anchor], restores: Sequence[Anchor]) -> set[Anchor]:
    """Raises BadRow when an anchor does not stand where it says."""
    code, found = (chain.municipality_code or b"").decode(), chain.found
    agreeing = {one for one in anchors if one.hash in found and one.number in (None, found[one.hash])}
    known = [one for one in restores if one in agreeing]
    failing = [one for one in anchors if one not in agreeing and not _was_lost(one, known, chain)]
    if foreign := next((one for one in agreeing if one.municipality_code != code), None):
        raise BadRow(1, chain.number, f"{foreign.source} is of municipality {foreign.municipality_code}, not {code}")
    if failing:  # an anchor without a number says nothing of where, so the numbered ones go first
        first = min(failing, key=lambda one: (one.number is None, one.number or 0, one.at))
        raise _between(first, max((found[one.hash] for one in agreeing), default=0), chain)
    return agreeing


def _was_lost(one: Anchor, restores: Sequence[Anchor], chain: Chain) -> bool:
    """Of rows that a backup did not have; the restore is anchored itself, and is told of."""
    for restore in restores:
        begins, before = restore.number or 0, chain.times.get((restore.number or 0) - 1, "")
        lost = one.at >= before if one.number is None else begins <= one.number <= (restore.lost_to or 0)
        if lost and one.at < restore.at:
            return True
    return False


def _between(one: Anchor, agreed: int, chain: Chain) -> BadRow:
    """An anchor vouches for every row up to its own, so what was changed is after row ``agreed``."""
    what = f"the anchor in {one.source}, of {one.at}, "
    if one.number is None:
        return BadRow(agreed + 1, max(chain.number, agreed + 1), what + "stands nowhere")
    if one.number <= chain.number:
        return BadRow(min(agreed + 1, one.number), one.number, what + f"has another hash for row {one.number}")
    what = f"missing at the end, by {what.rstrip(', ')} (or the export is older than that)"
    if agreed < chain.number:
        what += f"; no anchor vouches for rows {agreed + 1} to {chain.number}"
    return BadRow(chain.number + 1, one.number, what)


Keys = dict[str, Ed25519PublicKey]
_SIGNED = dict.fromkeys(("municipality_code", "hash", "at", "key_id", "reason"), str) | {"number": int, "lost_to": int}


def read_keys(path: Path) -> Keys:
    """The public keys of a PEM file, by id: SHA-256 of the raw key. Raises Uncheckable."""
    try:
        blocks = re.findall(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", path.read_bytes(), re.DOTALL)
        keys = [load_pem_public_key(block) for block in blocks]
    except (OSError, ValueError) as error:
        raise Uncheckable(f"{path} cannot be read ({type(error).__name__})") from None
    own = [key for key in keys if isinstance(key, Ed25519PublicKey)]
    if not own:
        raise Uncheckable(f"{path} has no Ed25519 public key")
    return {hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest(): key for key in own}


def read_anchors(paths: Iterable[Path], keys: Keys, code: str | None = None) -> list[Anchor]:
    """The anchors of municipality ``code`` in files and folders, their signatures checked.

    A ``.jsonl`` file has a checkpoint a line; any other is JSON: a receipt, or a list of them. Raises
    BadAnchor, and Uncheckable when a file cannot be read.
    """
    in_each = (sorted(path.glob("*.json*")) if path.is_dir() else [path] for path in paths)
    found = (_anchor(source, value, keys) for files in in_each for file in files for source, value in _values(file))
    return [one for one in found if one and code in (None, one.municipality_code)]


def _values(file: Path) -> Iterator[tuple[str, Any]]:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Uncheckable(f"{file} cannot be read ({error.strerror})") from None
    try:
        if file.suffix == ".jsonl":
            for number, line in enumerate(data.splitlines(), start=1):
                yield f"{file.name} line {number}", json.loads(line)
        else:
            value = json.loads(data)
            yield from ((file.name, one) for one in (value if isinstance(value, list) else [value]))
    except ValueError:
        raise BadAnchor(f"{file.name} is not JSON throughout") from None


def _anchor(source: str, value: Any, keys: Keys) -> Anchor | None:
    number = {"number"}
    if isinstance(value, dict) and "anchor" in value:
        if value["anchor"] is None:  # the receipt of a trial, of which nothing is stored
            return None
        own = value["anchor"] if isinstance(value["anchor"], dict) else {}
        value, number = {"municipality_code": value.get("municipality_code"), **own}, set()
    signed = {name: one for name, one in value.items() if name != "signature"} if isinstance(value, dict) else {}
    fits = all(type(one) is _SIGNED.get(name) for name, one in signed.items())
    if not fits or not {"municipality_code", "hash", "at", "key_id", *number} <= signed.keys():
        raise BadAnchor(f"{source} is no anchor")
    key = keys.get(signed["key_id"])
    if key is None:
        raise BadAnchor(f"{source} is signed with a key that is not among the public keys")
    form = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        key.verify(bytes.fromhex(str(value.get("signature"))), form.encode())
    except (InvalidSignature, ValueError):
        raise BadAnchor(f"{source} is not what was signed") from None
    of = (signed["municipality_code"], signed.get("number"), signed["hash"].encode(), signed["at"])
    return Anchor(source, *of, signed.get("lost_to"))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Checks an export of the log.")
    parser.add_argument("export", type=Path)
    parser.add_argument("--key", type=Path, required=True, help="PEM file with the public keys, old and new")
    parser.add_argument("--anchors", type=Path, nargs="+", required=True, help="checkpoints and receipts")
    given = parser.parse_args(arguments)
    try:
        with given.export.open("rb") as export:
            of = _LINE.fullmatch(export.readline())
            export.seek(0)
            anchors = read_anchors(given.anchors, read_keys(given.key), of[5].decode() if of else None)
            verdict = verify(export, anchors)
    except (BadAnchor, Uncheckable, OSError) as error:
        bad = isinstance(error, BadAnchor)
        verdict = Verdict(1 if bad else 2, 0, f"{'BAD ANCHOR' if bad else 'NOT CHECKED'}: {error}")
    sys.stdout.write(f"{verdict.said}\n")
    return verdict.code


if __name__ == "__main__":
    sys.exit(main())
