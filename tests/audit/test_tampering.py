"""Whatever is done to an export of the log, the verifier finds it, and names where it was done."""

import io
import json
import random
from collections.abc import Callable
from uuid import uuid4

import pytest

from app.audit.chain import chained, whole
from app.audit.verifier import BadRow, Chain, verify
from tests.audit.proof import Proof, rechained
from tests.drill.form import times
from tests.drill.reporting import Tell


def found_in(proof: Proof, lines: list[bytes], place: int) -> None:
    """It is said to be bad, and row ``place`` is among those that are named."""
    verdict = proof.verify(lines)
    assert verdict.code == 1, (place, verdict.said)
    assert verdict.bad is not None
    assert verdict.bad.first <= place <= verdict.bad.last, (place, verdict.said)


def test_a_log_that_nobody_touched_is_whole(proof: Proof) -> None:
    verdict = proof.verify(proof.lines)
    assert (verdict.code, verdict.rows) == (0, len(proof.lines)), verdict.said
    assert len(proof.lines) >= 300
    assert f"at row {len(proof.lines)}" in verdict.said
    receipts = [one for one in proof.anchors if one.number is None]
    assert len(receipts) > 1
    assert {one.hash for one in receipts} <= {json.loads(line)["hash"].encode() for line in proof.lines}


def test_every_byte_that_is_changed_is_found_in_its_row(proof: Proof, tell: Tell) -> None:
    """A newline belongs to the row that it ends.

    The verifier follows the log from its beginning and stops at the first bad row, so the rows before are
    followed once; the changed row and the one after it are given to it anew for each byte.
    """
    chain, changed = Chain(), 0
    for number, line in enumerate(proof.lines, start=1):
        after = proof.lines[number] if number < len(proof.lines) else b""
        for place in range(len(line)):
            for bit in range(times(1, 8)):
                flip = 1 << (place + number + bit) % 8
                damaged = line[:place] + bytes([line[place] ^ flip]) + line[place + 1 :]
                here = Chain(chain.number, chain.hash, chain.municipality_code)
                with pytest.raises(BadRow) as raised:
                    here.follow(io.BytesIO(damaged + after))
                assert (raised.value.first, raised.value.last) == (number, number), (number, place, flip)
                changed += 1
        chain.follow([line])
    whole_log = sum(map(len, proof.lines))
    assert changed >= whole_log
    tell("8", "bytes of a log, each with each of its bits changed", whole_log)
    tell("8", "changes, each found in its row", changed, at_least=8 * whole_log)
    tell("8", "rows of that log, each deleted, swapped, forged, cut off and computed anew in turn", len(proof.lines))


def test_a_changed_byte_is_found_in_a_whole_export_too(proof: Proof) -> None:
    data, chance = b"".join(proof.lines), random.Random(607)  # noqa: S311 - places to try, no secret
    for _ in range(times(200, 5_000)):
        place, to = chance.randrange(len(data)), chance.randrange(1, 256)
        damaged = data[:place] + bytes([data[place] ^ to]) + data[place + 1 :]
        row = 1 + data[:place].count(b"\n")
        found_in(proof, list(io.BytesIO(damaged)), row)


def test_a_row_that_is_deleted_is_named(proof: Proof) -> None:
    for number in range(1, len(proof.lines) + 1):
        found_in(proof, proof.lines[: number - 1] + proof.lines[number:], number)


def test_two_neighbours_that_change_places_are_found(proof: Proof) -> None:
    for number in range(1, len(proof.lines)):
        swapped = [*proof.lines]
        swapped[number - 1], swapped[number] = swapped[number], swapped[number - 1]
        found_in(proof, swapped, number)


def _again(line: bytes) -> bytes:
    return line


def _forged(line: bytes) -> bytes:
    """A row that fits what is before it, by the public algorithm."""
    row = json.loads(line)
    told = row | {"id": str(uuid4()), "actor": "somebody-else"}
    (made,) = chained([told], row["number"], bytes.fromhex(row["hash"]))
    return whole(made) + b"\n"


@pytest.mark.parametrize("made", [_again, _forged])
def test_a_row_that_is_put_in_is_found(proof: Proof, made: Callable[[bytes], bytes]) -> None:
    for number in range(1, len(proof.lines)):
        put_in = [*proof.lines[:number], made(proof.lines[number - 1]), *proof.lines[number:]]
        found_in(proof, put_in, number + 1)


def test_a_row_that_is_changed_with_its_own_hash_is_found(proof: Proof) -> None:
    """By the row after it, which does not follow it any longer; of the last row by the anchor."""
    for number in range(1, len(proof.lines) + 1):
        changed = rechained(proof.lines[:number], number, actor="somebody-else") + proof.lines[number:]
        found_in(proof, changed, number)


def test_a_tail_that_is_cut_is_named_by_its_first_row(proof: Proof) -> None:
    for left in range(len(proof.lines)):
        verdict = proof.verify(proof.lines[:left])
        assert verdict.code == 1
        assert verdict.bad is not None
        assert verdict.bad.first == left + 1, verdict.said


def test_a_chain_that_is_computed_anew_is_found_by_the_anchors(proof: Proof) -> None:
    for number in range(1, len(proof.lines) + 1):
        anew = rechained(proof.lines, number, actor="somebody-else")
        chain = Chain()
        chain.follow(anew)
        assert chain.number == len(anew), "in itself it is whole, and the chain alone would say so"
        found_in(proof, anew, number)


def test_a_police_receipt_alone_finds_it_too(proof: Proof) -> None:
    """When the checkpoints' folder has been in the wrong hands, the police still have theirs."""
    receipts = [one for one in proof.anchors if one.number is None]
    hashes = {json.loads(line)["hash"]: number for number, line in enumerate(proof.lines, start=1)}
    last = max(hashes[one.hash.decode()] for one in receipts)
    for number in range(1, last + 1, 7):
        verdict = verify(rechained(proof.lines, number, action="case.nothing"), receipts)
        assert verdict.code == 1
        assert verdict.bad is not None
        assert verdict.bad.first <= number <= verdict.bad.last, verdict.said
    assert verify(proof.lines[: last - 1], receipts).code == 1


def test_without_an_anchor_nothing_is_called_whole(proof: Proof) -> None:
    verdict = verify(proof.lines, [])
    assert (verdict.code, verdict.rows) == (2, len(proof.lines))
