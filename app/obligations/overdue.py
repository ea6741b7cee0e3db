"""How many recipients should have been told by now."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.obligations.models import Obligation
from app.obligations.service import OUTSTANDING


class Overdue(NamedTuple):
    """``fatal`` are among ``target``: what is past its last day is past the day it should have been done, too."""

    target: int
    fatal: int


def overdue(session: Session, municipality_code: str, at: datetime) -> Overdue:
    found = session.execute(
        select(func.count(), func.count().filter(Obligation.fatal_at <= at)).where(
            Obligation.municipality_code == municipality_code,
            Obligation.state.in_([one.value for one in OUTSTANDING]),
            Obligation.target_at <= at,
        )
    ).one()
    return Overdue(*found)
