"""Signed words about where each chain stands, made on a schedule and handed to places outside the database."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import clock
from app.audit.chain import whole
from app.audit.checkpoint_models import AuditCheckpoint, AuditSending
from app.audit.models import AuditHead
from app.audit.service import Head
from app.audit.signing import signer
from app.audit.sinks import Sent, Sink, SinkFailed
from app.db import Database

logger = logging.getLogger("ssp.audit")

_SIGNED = ("municipality_code", "number", "hash", "at", "key_id", "lost_to", "reason")
_AT_ONCE = 100


def keep_checkpoints(
    database: Database, codes: Sequence[str], sinks: Sequence[Sink], now: Callable[[], datetime] = clock.now
) -> int:
    """A checkpoint for each municipality whose log has grown, and each that a sink lacks sent there; gives how many.

    Raises SinkFailed when a sink took not all of them, once everything else is done.
    """
    sent, failures = 0, []
    for code in codes:
        with database.transaction(code) as session:
            make_checkpoint(session, code, at=now())
        for sink in sinks:
            try:
                sent += deliver(database, code, sink, now)
            except SinkFailed as failure:
                logger.error("the log's checkpoint is not in a sink: %s", failure)
                failures.append(str(failure))
    if failures:
        raise SinkFailed("; ".join(sorted(set(failures))))
    return sent


def make_checkpoint(session: Session, municipality_code: str, *, at: datetime) -> None:
    """Signs the chain's end, if there is no checkpoint of it yet."""
    found = session.execute(
        select(AuditHead.number, AuditHead.hash).where(
            AuditHead.municipality_code == municipality_code, AuditHead.number > 0
        )
    ).first()
    if found is not None:
        store(session, municipality_code, Head(*found), at=at)


def store(
    session: Session,
    municipality_code: str,
    head: Head,
    *,
    at: datetime,
    lost_to: int | None = None,
    reason: str | None = None,
) -> None:
    """One checkpoint, unless that end of the chain has one."""
    values = {
        "municipality_code": municipality_code,
        "number": head.number,
        "hash": head.hash,
        "at": at,
        "key_id": signer().key_id,
        "lost_to": lost_to,
        "reason": reason,
    }
    signature = signer().sign(signed_part(values))
    row = insert(AuditCheckpoint).values(values | {"id": clock.new_id(), "signature": signature})
    session.execute(row.on_conflict_do_nothing())


def signed_part(checkpoint: Mapping[str, Any]) -> dict[str, Any]:
    """What the signature covers, in canonical form; ``lost_to`` and ``reason`` only after a restore."""
    return {name: checkpoint[name] for name in _SIGNED if checkpoint[name] is not None}


def deliver(database: Database, municipality_code: str, sink: Sink, now: Callable[[], datetime] = clock.now) -> int:
    """Every checkpoint that ``sink`` lacks, the oldest first, outside any transaction. Raises SinkFailed."""
    sent = 0
    while waiting := _waiting(database, municipality_code, sink.name):
        for checkpoint in waiting:
            answer = sink.send(_sent(checkpoint))
            with database.transaction(municipality_code) as session:
                _note(session, checkpoint, sink.name, answer, now())
            sent += 1
    return sent


def _waiting(database: Database, municipality_code: str, sink: str) -> Sequence[AuditCheckpoint]:
    has = select(AuditSending.id).where(
        AuditSending.municipality_code == AuditCheckpoint.municipality_code,
        AuditSending.checkpoint_id == AuditCheckpoint.id,
        AuditSending.sink == sink,
    )
    query = (
        select(AuditCheckpoint)
        .where(AuditCheckpoint.municipality_code == municipality_code, ~has.exists())
        .order_by(AuditCheckpoint.id)
        .limit(_AT_ONCE)
    )
    with database.transaction(municipality_code) as session:
        return session.scalars(query).all()


def _sent(row: AuditCheckpoint) -> Sent:
    signed = signed_part({name: getattr(row, name) for name in _SIGNED})
    line = whole(signed | {"signature": row.signature})
    return Sent(row.municipality_code, row.number, row.hash.hex(), line)


def _note(session: Session, row: AuditCheckpoint, sink: str, answer: bytes | None, at: datetime) -> None:
    values = {
        "municipality_code": row.municipality_code,
        "id": clock.new_id(),
        "checkpoint_id": row.id,
        "sink": sink,
        "at": at,
        "answer": answer,
    }
    session.execute(insert(AuditSending).values(values).on_conflict_do_nothing())
