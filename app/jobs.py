"""Queueing a job in the transaction that makes it necessary: rolled back, and there is no job.

The jobs themselves stand in app/worker.py. Their arguments are ids alone, for the job engine logs them.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy.orm import Session

from app import tracing
from app.db import driver_aside

SEND_LETTER = "send_letter"
LOOK_UP_CUSTODY = "look_up_custody"
ASK_CASE_INDEX = "ask_case_index"
OFFER_TRANSFER = "offer_transfer"
CARRY_TRANSFER = "carry_transfer"
FILE_DOCUMENTS = "file_documents"


def send_letter(session: Session, municipality_code: str, letter_id: object) -> None:
    _defer(session, SEND_LETTER, f"letter:{letter_id}", municipality_code=municipality_code, letter_id=str(letter_id))


def look_up_custody(session: Session, municipality_code: str, case_id: object) -> None:
    _defer(session, LOOK_UP_CUSTODY, f"custody:{case_id}", municipality_code=municipality_code, case_id=str(case_id))


def ask_case_index(session: Session, municipality_code: str, case_id: object) -> None:
    ids = {"municipality_code": municipality_code, "case_id": str(case_id)}
    _defer(session, ASK_CASE_INDEX, case_index_lock(municipality_code, case_id), **ids)


def case_index_lock(municipality_code: str, case_id: object) -> str:
    """What waits once: shared by whoever asks on demand and by the round."""
    return f"case-index:{municipality_code}:{case_id}"


def offer_transfer(session: Session, municipality_code: str, case_id: object) -> None:
    _defer(session, OFFER_TRANSFER, f"offer:{case_id}", municipality_code=municipality_code, case_id=str(case_id))


def carry_transfer(session: Session, municipality_code: str, transfer_id: object) -> None:
    """Named by municipality too: both halves of a hand-over have one id."""
    once, ids = f"transfer:{municipality_code}:{transfer_id}", {"transfer_id": str(transfer_id)}
    _defer(session, CARRY_TRANSFER, once, municipality_code=municipality_code, **ids)


def file_documents(session: Session, municipality_code: str, case_id: object) -> None:
    """Of the whole case: what waits is found by the job, which does nothing where the municipality does not file."""
    ids = {"municipality_code": municipality_code, "case_id": str(case_id)}
    _defer(session, FILE_DOCUMENTS, filing_lock(case_id), **ids)


def filing_lock(case_id: object) -> str:
    """What waits once: shared by whatever left just now and by the round."""
    return f"filing:{case_id}"


def queue_again(session: Session, task: str, once: str, ids: Mapping[str, Any]) -> bool:
    """The same that was queued before, as if it had never been tried; False where it waits already."""
    return _defer(session, task, once, **ids)


def _defer(session: Session, task: str, once: str, **ids: Any) -> bool:
    """Nothing where the same waits already: ``once`` is its name.

    The savepoint is the driver's own: the session's would end in the log being written and its head locked,
    which comes last of all in a transaction.
    """
    connection = driver_aside(session)
    try:
        with connection.transaction(), tracing.queueing(task) as queued:
            queued(_engine().configure_task(task, queueing_lock=once, connection=connection).defer(**ids))
    except AlreadyEnqueued:
        return False
    return True


@cache
def _engine() -> App:
    """Never opened: it writes on the session's own connection."""
    return App(connector=SyncPsycopgConnector())
