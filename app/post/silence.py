"""A letter that was handed to the carrier, and of which nothing was heard since."""

from datetime import datetime

from sqlalchemy import Exists, Text, and_, cast, or_, select
from sqlalchemy.orm import Session

from app.caller import system
from app.cases import notices
from app.cases import service as cases
from app.cases.models import Notice
from app.letters import service as letters
from app.letters.models import Letter
from workflows.letter import State
from workflows.retrying import RECEIPT_EXPECTED_WITHIN


def tell_of_silence(session: Session, at: datetime) -> int:
    """Writes a notice for one letter whose receipt is late, and gives 1; 0 when there is none.

    One at a time, so that no case is held while another is waited for.
    """
    late = [
        and_(Letter.channel == channel, Letter.sent_at < at - within)
        for channel, within in RECEIPT_EXPECTED_WITHIN.items()
    ]
    query = (
        select(Letter.municipality_code, Letter.case_id, Letter.id)
        .where(Letter.state == State.SENT.value, or_(*late), ~_is_told_of())
        .order_by(Letter.sent_at)
        .limit(1)
    )
    found = session.execute(query).first()
    if found is None:
        return 0
    case = cases.locked(session, found.municipality_code, found.case_id)  # the case first, as everybody does
    if letters.locked(session, found.municipality_code, found.id).state == State.SENT:
        by, details = system(found.municipality_code, at), {"letter_id": str(found.id)}
        notices.write(session, case, notices.Kind.LETTER_WITHOUT_RECEIPT, details, by=by)
    return 1


def _is_told_of() -> Exists:
    return (
        select(Notice.id)
        .where(
            Notice.municipality_code == Letter.municipality_code,
            Notice.case_id == Letter.case_id,
            Notice.kind == notices.Kind.LETTER_WITHOUT_RECEIPT.value,
            Notice.at >= Letter.sent_at,
            Notice.details["letter_id"].astext == cast(Letter.id, Text),
        )
        .exists()
    )
