"""The connection to the database is cut before each statement of every operation: all of it is done, or nothing."""

import logging
import re

import pytest

from app.reconciliation import faults
from tests.caller import FREDERICIA, Service
from tests.drill.cutting import CutClient, Knife
from tests.drill.form import LONG
from tests.openapi.walk import walk

logger = logging.getLogger("ssp.drill")

_IDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)[0-9]+(?=/|$)")


def _one_of_each(request: int) -> list[int]:
    """Early, late and in the middle in turn; where a request has not so many statements it is left whole."""
    return [1 + request * 7 % 20] if request % 3 == 0 else []


def test_whatever_is_cut_anywhere_is_not_there_and_is_done_when_sent_again(
    service: Service, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    knife = Knife(service.database, url, monkeypatch)
    client = CutClient(service.client, knife, None if LONG else _one_of_each)
    service.client = client  # type: ignore[assignment]  # it does what the walk asks of one
    walk(service)
    knife.close()
    with service.database.transaction(FREDERICIA) as session:
        assert list(faults(session, FREDERICIA)) == []
    operations = {_IDS.sub("…", path) for path in client.made}
    logger.info("%s cuts in %s requests of %s operations", client.made.total(), client.requests, len(operations))
    assert len(operations) > (90 if LONG else 15), sorted(operations)
