"""How far a list is while it is handed over, asked for by whoever sent it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any, NoReturn

import pytest
from httpx2 import Response
from sqlalchemy.exc import OperationalError

from app.caller import Caller
from app.db import Database
from app.lists import uploads
from app.lists.matching import lock_intake
from app.lists.progress import ListStep
from app.lists.uploads import Told
from app.lists.uploads_api import SILENT_AFTER
from app.worker import forget_uploads
from bench.lists import weekly_list
from tests.caller import FREDERICIA, Service
from tests.lists.weeks import MONDAY, coordinator, police, row, send, weekly
from tests.running.process import wait_until
from workflows.roles import Role

LARGE = 1_500
"""Rows: more than is done before anybody can ask."""


@pytest.fixture(autouse=True)
def monday(service: Service) -> None:
    service.now = MONDAY


@contextmanager
def sent_beside(sends: Callable[[], Response]) -> Iterator[list[Response]]:
    """``sends`` in a thread of its own; its answer is there when this has ended."""
    answers: list[Response] = []
    thread = Thread(target=lambda: answers.append(sends()))
    thread.start()
    try:
        yield answers
    finally:
        thread.join(timeout=60)


def mine(service: Service) -> list[Any]:
    items: list[Any] = service.as_(Role.POLICE).get("/v1/list-uploads").json()["items"]
    return items


def test_a_list_that_waits_for_another_is_told_of_while_it_waits_and_when_it_is_in(
    service: Service, app_database: Database
) -> None:
    with (
        sent_beside(lambda: send(police(service), weekly_list(LARGE))) as answers,
        app_database.transaction(FREDERICIA) as another,
    ):
        lock_intake(another, FREDERICIA)
        wait_until(lambda: mine(service) != [], "it should be told of")
        (waiting,) = mine(service)
        assert answers == []
    assert (waiting["state"], waiting["dry_run"], waiting["list_id"]) == ("running", False, None)
    (ended,) = mine(service)
    assert (ended["state"], ended["list_id"]) == ("done", answers[0].json()["id"])


def test_of_a_small_list_there_is_nothing_to_tell(service: Service) -> None:
    assert send(police(service), weekly(row())).status_code == 201
    assert mine(service) == []


def test_each_step_is_told_with_its_rows(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[dict[str, Any]] = []
    monkeypatch.setattr(uploads, "_EVERY", 0.0)
    monkeypatch.setattr(uploads._Telling, "_write", _then(heard, uploads._Telling._write))
    send(police(service), weekly_list(LARGE)[: 70 * 1024].rsplit(b"\r\n", 1)[0])
    told = [(said["step"], said["done"], said["total"]) for said in heard if said.get("total")]
    total = told[0][2]
    assert told == [(step.value, done, total) for step in ListStep for done in range(1, total + 1)]
    assert mine(service)[0]["done"] == total


def _then(heard: list[dict[str, Any]], writes: Any) -> Any:
    def write(self: Any, said: dict[str, Any]) -> None:
        heard.append(said)
        writes(self, said)

    return write


def test_what_was_refused_says_why_and_what_was_only_tried_became_no_list(service: Service) -> None:
    too_many_weeks = send(police(service), weekly_list(LARGE), week="2026-W99")
    assert too_many_weeks.status_code == 422
    assert [(one["state"], one["refusal"]) for one in mine(service)] == [("refused", too_many_weeks.json()["title"])]
    send(police(service), weekly_list(LARGE), dry_run=True)
    newest, _ = mine(service)
    assert (newest["state"], newest["dry_run"], newest["list_id"]) == ("done", True, None)


def test_nobody_sees_anothers_and_who_hands_nothing_over_may_not_ask(service: Service) -> None:
    send(police(service), weekly_list(LARGE))
    assert coordinator(service).get("/v1/list-uploads").json()["items"] == []
    assert len(mine(service)) == 1
    assert service.as_(Role.CASEWORKER).get("/v1/list-uploads").status_code == 403


def test_one_that_is_silent_is_gone_and_after_a_day_forgotten(service: Service, app_database: Database) -> None:
    handed_over = Told(app_database)
    handed_over.begins(10**6, dry_run=False, by=Caller("police", Role.POLICE, FREDERICIA, MONDAY))
    assert [one["state"] for one in mine(service)] == ["running"]
    service.now = MONDAY + SILENT_AFTER + timedelta(seconds=2)
    assert [one["state"] for one in mine(service)] == ["silent"]
    service.now = MONDAY + timedelta(days=1, hours=1)
    assert mine(service) == []
    assert forget_uploads(service.workers_database, service.at) == 1


def test_a_list_is_taken_in_when_telling_fails(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(database: Database, municipality_code: str) -> NoReturn:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(Database, "beside", away)
    with caplog.at_level(logging.WARNING, "ssp.lists"):
        assert send(police(service), weekly_list(LARGE)).status_code == 201
    assert "how far a list is could not be told" in caplog.text
    assert mine(service) == []
