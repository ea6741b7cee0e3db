"""Consents whose last day has passed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.caller import of_itself, system
from app.cases import service as cases
from app.consents import service as consents
from app.consents.models import Consent
from workflows.consent import Event, State
from workflows.profile import profile_for

_WHY = of_itself("its_validity_has_ended")


def expire_consents(session: Session, at: datetime, *, most: int = 100) -> int:
    """Lets the consents end whose validity has passed; a course that rested on one pauses. Gives how many ended."""
    query = (
        select(Consent)
        .where(Consent.state == State.GRANTED.value, Consent.valid_until <= at)
        .order_by(Consent.valid_until)
        .limit(most)
    )
    ended = 0
    for found in session.scalars(query).all():
        case = cases.locked(session, found.municipality_code, found.case_id)  # the case first, as everybody does
        row = consents.consent(session, found.municipality_code, case.id, found.id)
        if row.state != State.GRANTED.value:
            continue
        by, subject = system(row.municipality_code, at), cases.subject_of(session, case)
        profile = profile_for(row.municipality_code)
        consents.move(session, row, Event.EXPIRE, consents.Answer(), subject=subject, profile=profile, by=by, why=_WHY)
        cases.consent_ended(session, case, row, by=by, why=_WHY)
        ended += 1
    return ended
