"""Every receipt of the police vouches for the log up to its own rows, and tells nothing else of it."""

import json
from pathlib import Path

from app.audit import signing, verifier
from tests.audit.proof import export
from tests.caller import Service, new_key
from tests.cases.stations import on_monday, reach
from tests.lists.weeks import received, row, send, weekly
from workflows.casework import State
from workflows.roles import Role


def test_a_receipt_stands_at_the_end_of_the_lists_own_rows(service: Service, tmp_path: Path) -> None:
    them = on_monday(service)
    receipt = received(send(service.as_(Role.POLICE), weekly(row())))
    reach(them, State.RECEIVED)
    lines = export(service)
    hashes = [json.loads(line)["hash"] for line in lines]
    number = hashes.index(receipt["anchor"]["hash"])
    own = [json.loads(line)["actor"] for line in lines[: number + 1]]
    assert own[-1] in ("police", "system"), "the row is the list's"
    assert all(json.loads(line)["actor"] not in ("police", "system") for line in lines[number + 1 : number + 2])
    (tmp_path / "public.pem").write_text(signing.signer().public_pem())
    (tmp_path / "receipt.json").write_text(json.dumps(receipt))
    anchors = verifier.read_anchors([tmp_path / "receipt.json"], verifier.read_keys(tmp_path / "public.pem"))
    assert verifier.verify(lines, anchors).code == 0


def test_it_is_the_same_when_the_list_is_sent_again_or_read_again(service: Service) -> None:
    them = on_monday(service)
    police, key = service.as_(Role.POLICE), {"Idempotency-Key": new_key()}
    files = {"file": ("liste.csv", weekly(row()))}
    first = police.post("/v1/handover-lists", files=files, headers=key).json()
    reach(them, State.RECEIVED)
    replayed = police.post("/v1/handover-lists", files=files, headers=key).json()
    resent = police.post("/v1/handover-lists", files=files).json()
    read = police.get(f"/v1/handover-lists/{first['id']}").json()
    assert first["anchor"] is not None
    assert replayed["anchor"] == resent["anchor"] == read["anchor"] == first["anchor"]
    assert resent["resend"] is True


def test_it_does_not_tell_how_much_is_logged(service: Service) -> None:
    them = on_monday(service)
    police = service.as_(Role.POLICE)
    quiet = received(send(police, weekly(row())))["anchor"]
    for _ in range(3):
        reach(them, State.WITH_COORDINATOR)
    busy = received(send(police, weekly(row(journal="2")), week="2026-W48"))["anchor"]
    assert quiet.keys() == busy.keys() == {"hash", "at", "key_id", "signature"}
    assert len(json.dumps(quiet)) == len(json.dumps(busy))
