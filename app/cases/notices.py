"""Telling whoever has the case: a withdrawal and what it stopped, a letter that failed, what the register changed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases.models import Case, Notice
from app.errors import NotFound


class Kind(StrEnum):
    WITHDRAWAL_STOPPED = "withdrawal_stopped"
    LETTER_FAILED = "letter_failed"
    LETTER_STOPPED = "letter_stopped"
    LETTER_WITHOUT_RECEIPT = "letter_without_receipt"
    CUSTODY_CHANGED = "custody_changed"
    CHILD_UNKNOWN_TO_THE_REGISTER = "child_unknown_to_the_register"
    CHILD_IS_DEAD = "child_is_dead"
    CHILD_LIVES_ELSEWHERE = "child_lives_elsewhere"
    CUSTODY_OF_SOMEBODY_UNNAMED = "custody_of_somebody_unnamed"
    HOLDER_IS_DEAD = "holder_is_dead"
    REGISTER_REFUSED = "register_refused"


TEXTS: Mapping[Kind, str] = {
    Kind.WITHDRAWAL_STOPPED: "Et samtykke er trukket tilbage eller ophørt. Det, der hvilede på det, er stoppet.",
    Kind.LETTER_FAILED: "Et brev er ikke nået frem. Send det igen, eller giv besked på en anden måde.",
    Kind.LETTER_STOPPED: "Et brev blev stoppet, før det blev sendt.",
    Kind.LETTER_WITHOUT_RECEIPT: "Et brev er sendt, men der er ikke kommet kvittering for, at det er nået frem. "
    "Spørg modtageren, eller giv besked på en anden måde.",
    Kind.CUSTODY_CHANGED: "CPR siger noget andet om forældremyndigheden end før. Se, hvem der nu skal have besked.",
    Kind.CHILD_UNKNOWN_TO_THE_REGISTER: "CPR kender ikke personnummeret. Indtast forældremyndigheden selv.",
    Kind.CHILD_IS_DEAD: "Ifølge CPR er barnet død. Ingen breve sendes.",
    Kind.CHILD_LIVES_ELSEWHERE: "Ifølge CPR bor barnet i en anden kommune. Overvej, om sagen skal overdrages.",
    Kind.CUSTODY_OF_SOMEBODY_UNNAMED: "CPR oplyser, at en har forældremyndighed, men ikke hvem.",
    Kind.HOLDER_IS_DEAD: "Ifølge CPR er en forældremyndighedsindehaver død.",
    Kind.REGISTER_REFUSED: "CPR afviste opslaget. Indtast forældremyndigheden selv, og sig det til systemansvarlig.",
}


def write(session: Session, case: Case, kind: Kind, details: Mapping[str, Any], *, by: Caller) -> Notice:
    row = Notice(
        municipality_code=case.municipality_code,
        id=clock.new_id(),
        case_id=case.id,
        kind=kind.value,
        at=by.at,
        details=dict(details),
    )
    session.add(row)
    return row


def of_case(session: Session, case: Case) -> list[Notice]:
    """The newest first, those that were seen too."""
    query = (
        select(Notice)
        .where(Notice.municipality_code == case.municipality_code, Notice.case_id == case.id)
        .order_by(Notice.at.desc(), Notice.id.desc())
    )
    return list(session.scalars(query))


def see(session: Session, case: Case, notice_id: UUID, *, by: Caller, why: Why) -> Notice:
    """Somebody has read it; who was first stays. Raises NotFound."""
    row = session.get(Notice, (case.municipality_code, notice_id), with_for_update=True)
    if row is None or row.case_id != case.id:
        raise NotFound()
    if row.seen_at is None:
        row.seen_at, row.seen_by = by.at, by.id
        audit.record(session, "notice.seen", by=by, why=why, subjects=[case.person_id], object_id=row.id)
    session.flush()
    return row
