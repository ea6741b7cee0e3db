"""There is one way to write a row, so nothing can be hidden in the writing of it."""

import hashlib
import re

import pytest

from app.audit.chain import GENESIS, chained, whole
from app.audit.verifier import BadRow, Chain

ROW = {
    "municipality_code": "607",
    "id": "0193a0b2-0000-7000-8000-00000000000a",
    "at": "2026-11-23T08:00:00.000000Z",
    "actor": "jette@kommune.example",
    "role": "coordinator",
    "purpose": "ssp_work",
    "action": "case.read",
    "reason": "own_case",
    "subject_id": "0193a0b2-0000-7000-8000-00000000000b",
    "object_id": None,
    "fields": ["identity", "incident"],
}


def line(**changed: object) -> bytes:
    (made,) = chained([ROW | changed], 0, GENESIS)
    return whole(made) + b"\n"


def sealed(changed: bytes) -> bytes:
    """The line with the hash that its own bytes have."""
    covered = re.sub(rb'"hash":"[0-9a-f]*",', b"", changed.rstrip(b"\n"))
    return re.sub(rb'"hash":"[0-9a-f]*"', b'"hash":"%b"' % hashlib.sha256(covered).hexdigest().encode(), changed)


@pytest.mark.parametrize(
    "actor", ["jette", "søren@kommune.example", 'a "b" \\ c/d', "\x00\x07\b\t\n\v\f\r\x1f\x7f\x80", "\u2028 🙂", ""]
)
def test_whatever_a_text_has_it_is_read_as_it_is_written(actor: str) -> None:
    Chain().follow([line(actor=actor, fields=[actor, actor])])
    Chain().follow([line(fields=[], subject_id=None, object_id=ROW["id"])])


@pytest.mark.parametrize(
    ("canonical", "other"),
    [
        (b'"actor":"', b'"actor": "'),
        (b'"actor":"j', b'"actor":"\\u006a'),
        (b'"actor":"j', b'"actor":"\\/'),
        (b'"actor":"j', b'"actor":"\xff'),
        (b'"actor":"j', b'"actor":"\xed\xa0\x80'),
        (b'"actor":"j', b'"actor":"\\u000a'),
        (b'"actor":"j', b'"actor":"\\u001F'),
        (b'"actor":"j', b'"actor":"\t'),
        (b'{"action"', b'{"a":1,"action"'),
        (b'"number":1', b'"number":01'),
        (b'"number":1', b'"number":1.0'),
        (b'"number":1', b'"number":"1"'),
        (b".000000Z", b".000Z"),
        (b"00000a", b"00000A"),
        (b'"object_id":null', b'"object_id":""'),
        (b'"object_id":null', b'"object_id": null'),
        (b'["identity","incident"]', b'["identity","incident",]'),
        (b'["identity","incident"]', b'["identity","incident",7]'),
        (b"}\n", b"}\r\n"),
        (b"}\n", b"} \n"),
        (b"}\n", b"}"),
    ],
)
def test_another_way_to_write_a_row_is_refused_though_its_hash_fits(canonical: bytes, other: bytes) -> None:
    changed = sealed(line().replace(canonical, other))
    assert changed != line()
    with pytest.raises(BadRow, match="canonical form"):
        Chain().follow([changed])


def test_a_number_that_is_left_out_is_found_though_the_hashes_fit() -> None:
    first, later = chained([ROW, ROW], 0, GENESIS)
    (third,) = chained([ROW], 2, first["hash"])
    Chain().follow(whole(one) + b"\n" for one in (first, later))
    with pytest.raises(BadRow, match="missing") as raised:
        Chain().follow(whole(one) + b"\n" for one in (first, third))
    assert raised.value.first == 2


def test_a_row_of_another_municipality_is_found_though_it_fits() -> None:
    with pytest.raises(BadRow, match="another municipality") as raised:
        Chain().follow(whole(one) + b"\n" for one in chained([ROW, ROW | {"municipality_code": "740"}], 0, GENESIS))
    assert raised.value.first == 2
