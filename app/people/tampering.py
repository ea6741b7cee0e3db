"""What happens when sealed data does not open where it stands: nothing is shown, and the log reviewer is told."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from app import clock
from app.audit import alarms
from app.db import Database
from app.errors import problem_response
from app.people.models import Person
from app.people.sealing import CannotOpen

logger = logging.getLogger("ssp.keys")

ALARM = "sealed_data_moved"


def tell(database: Database, error: CannotOpen) -> None:
    """Into the log, and as an alarm in a transaction of its own; the same place once a day."""
    logger.error("sealed data does not open: %s.%s, row %s", error.table, error.column, error.row)
    now = clock.now()
    alarms.sound(
        database,
        ALARM,
        error.municipality_code,
        at=now,
        subject_id=error.row if error.table == Person.__tablename__ else None,
        object_id=error.row,
        details={"table": error.table, "column": error.column},
        once_key=f"{ALARM}|{error.table}|{error.column}|{error.row}|{now.date()}",
    )


@contextmanager
def telling(database: Database) -> Iterator[None]:
    """For what nobody asked for: told, and raised again."""
    try:
        yield
    except CannotOpen as error:
        tell(database, error)
        raise


def add_handler(app: FastAPI) -> None:
    """500 with nothing of the data; whatever the request did is rolled back by then."""

    def on_cannot_open(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, CannotOpen)  # noqa: S101 - registered for it alone
        tell(request.app.state.database, error)
        return problem_response(
            500,
            "sealed_data_does_not_open",
            "Oplysningerne kan ikke åbnes",
            "De er flyttet eller ændret i databasen, eller deres nøgle er væk. Intet er vist eller gemt.",
        )

    app.add_exception_handler(CannotOpen, on_cannot_open)
