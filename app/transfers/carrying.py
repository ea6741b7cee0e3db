"""Between two municipalities: what one half says is read in one transaction and told the other in another.

Row-level security stays as it is: no transaction sees two municipalities. A word that is carried twice is heard
once, and one that is lost with its worker is carried by the next round.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.caller import of_itself, system
from app.cases import service as cases
from app.db import Database
from app.errors import Problem
from app.people.tampering import telling
from app.transfers import coming_back, leaving, receiving, service
from app.transfers.models import Transfer
from app.transfers.package import Package
from app.transfers.receiving import Offered
from app.transfers.service import Said
from workflows.transfer import UNSETTLED, Direction, Event, State

logger = logging.getLogger("ssp.transfers")

WHY = of_itself("the_other_municipality_says_so")
_MOST = 6
"""Words to and fro in one hand-over: an offer, an answer, the case, and its return."""


@dataclass(frozen=True, slots=True, repr=False)
class Word:
    """How one half stands, opened: it lives in the worker's memory alone."""

    sender: str
    to: str
    state: State
    is_senders: bool
    offered: Offered
    said: Said
    package: Package | None
    told: bytes


def carry(database: Database, municipality_code: str, transfer_id: UUID, *, now: Callable[[], datetime]) -> bool:
    """Tells the other half, and brings back what it answers at once; whether anything was carried."""
    code, carried = municipality_code, False
    for _ in range(_MOST):
        word = _read(database, code, transfer_id)
        if word is None:
            return carried
        with telling(database), database.transaction(word.to) as session:
            _hear(session, word, transfer_id, now())
        _mark(database, word, transfer_id)
        code, carried = word.to, True
    return carried


def to_carry(session: Session, municipality_code: str) -> list[UUID]:
    query = select(Transfer.id).where(Transfer.municipality_code == municipality_code, Transfer.to_carry)
    return list(session.scalars(query.order_by(Transfer.id)))


def carry_all(database: Database, codes: list[str], *, now: Callable[[], datetime]) -> int:
    """Each half that has not been heard. One that cannot be heard now does not stop the others."""
    carried = 0
    for code in codes:
        with database.transaction(code) as session:
            waiting = to_carry(session, code)
        for transfer_id in waiting:
            try:
                carried += carry(database, code, transfer_id, now=now)
            except Problem as problem:
                logger.error("transfer %s cannot be carried: %s", transfer_id, problem.code)
    return carried


def _read(database: Database, code: str, transfer_id: UUID) -> Word | None:
    with telling(database), database.transaction(code) as session:
        row = session.get(Transfer, (code, transfer_id))
        if row is None or not row.to_carry:
            return None
        is_senders = row.direction == Direction.OUT.value
        told = coming_back.TOLD.dump_json(receiving.told_here(session, row)) if not is_senders else b"[]"
        return Word(
            sender=code,
            to=row.other_municipality_code,
            state=State(row.state),
            is_senders=is_senders,
            offered=Offered(
                row.id, code, dict(row.grounds), row.necessity or "", row.preview or "", row.offered_at, row.target_at,
                row.fatal_at,
            ),
            said=Said(reason=row.answer, track=row.track, answered_by=code),
            package=Package.model_validate_json(row.package) if row.package else None,
            told=told,
        )  # fmt: skip


def _mark(database: Database, word: Word, transfer_id: UUID) -> None:
    """It has been heard, unless there is more to say by now."""
    with database.transaction(word.sender) as session:
        row = service.locked(session, word.sender, transfer_id)
        if row.state == word.state.value:
            row.to_carry = False


def _hear(session: Session, word: Word, transfer_id: UUID, at: datetime) -> None:
    found = session.get(Transfer, (word.to, transfer_id), with_for_update=True)
    if word.is_senders:
        _hear_the_sender(session, word, found, at)
    elif found is not None:
        _hear_the_receiver(session, word, found, at)


def _hear_the_sender(session: Session, word: Word, found: Transfer | None, at: datetime) -> None:
    by = system(word.to, at)
    if found is None:
        if word.state is State.OFFERED:
            receiving.arrive(session, word.to, word.offered, by=by, why=WHY)
        return
    ended = {State.WITHDRAWN: Event.WITHDRAW, State.EXPIRED: Event.EXPIRE}.get(word.state)
    if ended is not None and State(found.state) in UNSETTLED:
        service.move(session, found, ended, word.said, by=by, why=WHY)
    elif word.state is State.HANDED_OVER and found.state == State.ACCEPTED.value and word.package is not None:
        receiving.take_over(session, found, word.package, by=by, why=WHY)


def _hear_the_receiver(session: Session, word: Word, row: Transfer, at: datetime) -> None:
    by = system(word.to, at)
    case = cases.locked(session, word.to, row.case_id) if row.case_id else None
    if case is None:
        return
    state, said = State(row.state), word.said
    if word.state is State.ACCEPTED and state is State.OFFERED:
        leaving.answered(session, row, case, Event.ACCEPT, said, by=by, why=WHY)
    elif word.state is State.REFUSED and state is State.OFFERED:
        leaving.answered(session, row, case, Event.REFUSE, said, by=by, why=WHY)
    elif word.state is State.RETURNED and state is State.HANDED_OVER:
        leaving.answered(session, row, case, Event.RETURN, said, by=by, why=WHY)
        told = coming_back.TOLD.validate_json(word.told)
        coming_back.told_meanwhile(session, row, case, told, by=by, why=WHY)
