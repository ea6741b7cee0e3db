"""The connection to the database is cut before each statement of every operation: all of it is done, or nothing."""

import logging

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.cases.concerns_api import ReportedChild
from app.db import driver_connection
from app.people.models import Person
from app.reconciliation import faults
from tests.caller import FREDERICIA, Service
from tests.cases.stations import on_monday, reach, type_in
from tests.drill.cutting import IDS, CutClient, Knife
from tests.drill.form import LONG, times
from tests.drill.reporting import Tell
from tests.handover import hand_over
from tests.openapi.walk import walk
from workflows.casework import State
from workflows.catalogue import WORKFLOWS

logger = logging.getLogger("ssp.drill")


_HERE_AND_THERE = (1, 2, 4, 8, 16, 32)
"""Statements before which the short form cuts, of a request of each kind; where it has not so many, it is done."""


def _little(service: Service) -> None:
    """A list, and a case on each track as far as it takes to meet a request of most kinds."""
    them = on_monday(service)
    hand_over(them)
    reach(them, State.COURSE_RUNNING)
    reach(them, State.WITH_CASEWORKER)


def test_whatever_is_cut_anywhere_is_not_there_and_is_done_when_sent_again(
    service: Service, url: str, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    knife = Knife(service.database, url, monkeypatch)
    client = CutClient(service.client, knife, None if LONG else _HERE_AND_THERE)
    service.client = client  # type: ignore[assignment]  # it does what the walk asks of one
    walk(service) if LONG else _little(service)
    knife.close()
    with service.database.transaction(FREDERICIA) as session:
        assert list(faults(session, FREDERICIA)) == []
    moves = _moves_made(url)
    operations = {IDS.sub("…", path) for path in client.made}
    logger.info("%s cuts in %s requests of %s operations", client.made.total(), client.requests, len(operations))
    tell("2", "operations that change something, each cut before each of its statements", len(operations), at_least=60)
    tell("2", "kinds of requests among them: an operation, what is said in it, and the move", len(client.kinds))
    tell("2", "kinds of moves among them, of all workflows", len(moves))
    tell("2", "cuts, each answered with 503", client.made.total())
    tell(
        "2", "requests of which something was there after a cut, or that did not succeed when sent again", 0, at_most=0
    )
    tell("2", "seconds, at most, until the service was ready again", client.longest, at_most=5)
    assert len(operations) >= times(9, 60), sorted(operations)


def _moves_made(url: str) -> set[tuple[str, str]]:
    """The workflow and the event of each."""
    with psycopg.connect(url) as owner:
        made = set(owner.execute("select distinct workflow, event from history").fetchall())
    return made & {(name, move.event) for name, workflow in WORKFLOWS.items() for move in workflow.moves}


def test_a_connection_lost_while_a_schema_opens_sealed_texts_is_a_database_that_is_away(
    service: Service, url: str
) -> None:
    """The schema would make a validation error of it, and the answer a 500."""
    type_in(on_monday(service).coordinator)
    with pytest.raises(OperationalError):
        _read_as_the_connection_goes(service, url)


def _read_as_the_connection_goes(service: Service, url: str) -> None:
    with (
        psycopg.connect(url, autocommit=True) as owner,
        service.database.transaction(FREDERICIA) as session,
    ):
        person = session.scalars(select(Person)).one()
        owner.execute("select pg_terminate_backend(%s, 10000)", [driver_connection(session).info.backend_pid])
        ReportedChild.model_validate(person)
