"""The connection to the database is cut before each statement of every operation: all of it is done, or nothing."""

import logging
import re

import psycopg
import pytest

from app.reconciliation import faults
from tests.caller import FREDERICIA, Service
from tests.drill.cutting import CutClient, Knife
from tests.drill.form import LONG
from tests.drill.reporting import Tell
from tests.openapi.walk import walk
from workflows.catalogue import WORKFLOWS

logger = logging.getLogger("ssp.drill")

_IDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)[0-9]+(?=/|$)")


def _one_of_each(request: int) -> list[int]:
    """Early, late and in the middle in turn; where a request has not so many statements it is left whole."""
    return [1 + request * 7 % 20] if request % 3 == 0 else []


def test_whatever_is_cut_anywhere_is_not_there_and_is_done_when_sent_again(
    service: Service, url: str, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    knife = Knife(service.database, url, monkeypatch)
    client = CutClient(service.client, knife, None if LONG else _one_of_each)
    service.client = client  # type: ignore[assignment]  # it does what the walk asks of one
    walk(service)
    knife.close()
    with service.database.transaction(FREDERICIA) as session:
        assert list(faults(session, FREDERICIA)) == []
    moves = _moves_made(url)
    operations = {_IDS.sub("…", path) for path in client.made}
    logger.info("%s cuts in %s requests of %s operations", client.made.total(), client.requests, len(operations))
    tell("2", "operations that change something, each cut before each of its statements", len(operations), at_least=90)
    tell("2", "kinds of moves among them, of all workflows", len(moves))
    tell("2", "cuts, each answered with 503", client.made.total())
    tell(
        "2", "requests of which something was there after a cut, or that did not succeed when sent again", 0, at_most=0
    )
    tell("2", "seconds, at most, until the service was ready again", client.longest, at_most=5)
    assert len(operations) > (90 if LONG else 15), sorted(operations)


def _moves_made(url: str) -> set[tuple[str, str]]:
    """The workflow and the event of each."""
    with psycopg.connect(url) as owner:
        made = set(owner.execute("select distinct workflow, event from history").fetchall())
    return made & {(name, move.event) for name, workflow in WORKFLOWS.items() for move in workflow.moves}
