"""Whoever owns the database can switch its guards off and change the log; the export then tells."""

import json
from typing import Any

import psycopg
import pytest

from app.audit import verifier
from app.audit.export import page
from app.db import Database
from tests.audit.proof import checkpoint, rows_of
from tests.caller import FREDERICIA, Service
from tests.cases.stations import on_monday, reach
from workflows.casework import State

_CHANGES = [
    "update audit_log set actor = 'somebody-else' where number = %s",
    "update audit_log set role = 'coordinator', action = 'case.nothing' where number = %s",
    "update audit_log set purpose = 'statistics', reason = 'own_case' where number = %s",
    "update audit_log set at = at + interval '1 microsecond' where number = %s",
    "update audit_log set subject_id = gen_random_uuid() where number = %s",
    "update audit_log set object_id = gen_random_uuid() where number = %s",
    "update audit_log set fields = fields || '{more}' where number = %s",
    "update audit_log set id = gen_random_uuid() where number = %s",
    "update audit_log set previous = sha256(previous) where number = %s",
    "update audit_log set hash = sha256(hash) where number = %s",
    "delete from audit_log where number = %s",
    "with one as (select actor, action, subject_id from audit_log where number = %s + 1)"
    " update audit_log set actor = one.actor || '-', action = one.action, subject_id = one.subject_id from one"
    " where number = %s",
]


@pytest.fixture
def anchored(service: Service, url: str, tmp_path: Any) -> list[verifier.Anchor]:
    """A log that is whole, and its anchors."""
    reach(on_monday(service), State.WITH_COORDINATOR)
    checkpoint(service.workers_database, tmp_path)
    lines = (tmp_path / "anchors" / f"{FREDERICIA}.jsonl").read_bytes().splitlines()
    return [
        verifier.Anchor("checkpoint", FREDERICIA, one["number"], one["hash"].encode(), one["at"])
        for one in map(json.loads, lines)
    ]


def _verdict(database: Database, anchors: list[verifier.Anchor]) -> verifier.Verdict:
    with database.transaction(FREDERICIA) as session:
        return verifier.verify(page(session, FREDERICIA, 0, 10_000), anchors)


def test_whatever_the_owner_changes_is_found(service: Service, url: str, anchored: list[verifier.Anchor]) -> None:
    rows = rows_of(url)
    assert _verdict(service.database, anchored).code == 0
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("alter table audit_log disable trigger all")
        owner.execute("create table as_it_was as table audit_log")
        for change in _CHANGES:
            for number in (1, rows // 2, rows - 1):
                owner.execute(change.encode(), [number] * change.count("%s"))
                verdict = _verdict(service.database, anchored)
                assert verdict.code == 1, (change, number, verdict.said)
                assert verdict.bad is not None
                assert verdict.bad.first == verdict.bad.last == number, (change, verdict.said)
                owner.execute("delete from audit_log")
                owner.execute("insert into audit_log select * from as_it_was")
    assert _verdict(service.database, anchored).code == 0


def test_two_rows_that_change_numbers_are_found(service: Service, url: str, anchored: list[verifier.Anchor]) -> None:
    with psycopg.connect(url) as owner:
        owner.execute("alter table audit_log disable trigger all")
        owner.execute("update audit_log set number = -1 where number = 2")
        owner.execute("update audit_log set number = 2 where number = 3")
        owner.execute("update audit_log set number = 3 where number = -1")
    verdict = _verdict(service.database, anchored)
    assert verdict.bad is not None
    assert verdict.bad.first == 2, verdict.said


def test_a_log_whose_end_and_head_are_gone_is_found(
    service: Service, url: str, anchored: list[verifier.Anchor]
) -> None:
    with psycopg.connect(url) as owner:
        owner.execute("alter table audit_log disable trigger all")
        owner.execute("delete from audit_log where number > 3")
        owner.execute("update audit_heads set number = 3, hash = (select hash from audit_log where number = 3)")
    reach(on_monday(service), State.RECEIVED)
    verdict = _verdict(service.database, anchored)
    assert (verdict.code, verdict.bad and verdict.bad.first) == (1, 1), "the chain goes on, but not to its anchor"
