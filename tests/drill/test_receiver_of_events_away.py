"""A receiver that is away for 72 hours, and workers that are killed: every event arrives, in the order of its case."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.people.encryption import Vault
from app.receivers.allowed import Receivers
from tests.caller import FREDERICIA, Service
from tests.drill.form import times
from tests.drill.reporting import Tell
from tests.integration.dispatching import Where, started
from tests.integration.receiver import Receiver, receiving
from tests.integration.vendor import SYSTEM, Vendor, vendor

EVENTS, CASES, KILLS = times(400, 10_000), times(40, 1_000), times(6, 100)
AWAY = timedelta(hours=72)
_AT_A_TIME = 200
"""What one death may have sent again."""

_HAPPENED = text(
    """
    insert into events (municipality_code, id, receiver, at, type, case_id, object_id, version)
    select :code, gen_random_uuid(), :receiver, :at, 'case.changed', id, id, 1 + (place / :cases)
    from generate_series(cast(:first as int), cast(:first + :many - 1 as int)) as place
    cross join lateral (select md5((place % :cases)::text)::uuid as id) as one
    """
)


class Time:
    """The workers' clock, kept in a file."""

    def __init__(self, file: Path, now: datetime) -> None:
        self.file, self.now = file, now
        self.goes(timedelta())

    def goes(self, by: timedelta) -> None:
        self.now += by
        beside = self.file.with_suffix(".new")
        beside.write_text(self.now.isoformat())
        os.replace(beside, self.file)


@pytest.fixture
def where(service: Service, worker_url: str, tmp_path: Path, vault: Vault) -> Where:
    vault.write(tmp_path / "key.json")
    return Where(worker_url, "", tmp_path / "key.json", tmp_path / "clock")


def test_after_three_days_away_and_many_deaths_nothing_is_lost_or_out_of_order(
    service: Service, where: Where, tell: Tell
) -> None:
    ours = vendor(service)
    assert service.now is not None
    clock = Time(where.clock, service.now)
    with receiving() as receiver:
        service.app.state.receivers = Receivers.of(addresses=[receiver.url])
        made = ours.registers(receiver)
        where = where._replace(receiver=receiver.url)
        _away_for_three_days(service, receiver, where, clock)
        service.now = clock.now
        away = ours.webhook(made["id"])
        assert (away["state"], away["waiting"], away["given_up"]) == ("away", EVENTS, 0)
        receiver.answers = lambda _: 204
        clock.goes(timedelta(minutes=5))
        began = time.monotonic()
        _drained(receiver, where, KILLS - KILLS // 2)
        caught_up = time.monotonic() - began
    service.now = clock.now
    _arrived_whole(receiver)
    settled = ours.webhook(made["id"])
    assert (settled["state"], settled["waiting"], settled["given_up"]) == ("arriving", 0, 0)
    _feed_is_whole(ours)
    tell(
        "12", "hours that a receiver of events was away, by the workers' clock", AWAY / timedelta(hours=1), at_least=72
    )
    tell("12", "kills of the worker", KILLS, at_least=100)
    tell("12", "events", EVENTS, at_least=10_000)
    tell("12", "events lost, or out of the order of their case", EVENTS - len(set(receiver.numbers)), at_most=0)
    tell("12", "events that came twice", len(receiver.numbers) - EVENTS)
    tell("12", "seconds to catch up, with half of the kills in them", caught_up, at_most=600)


def _away_for_three_days(service: Service, receiver: Receiver, where: Where, clock: Time) -> None:
    """Events go on happening; half of the deaths are here."""
    receiver.answers = lambda _: 0
    rounds = max(KILLS // 2, 24)
    first = 0
    for one in range(rounds):
        many = EVENTS // rounds + (1 if one < EVENTS % rounds else 0)
        said = {"code": FREDERICIA, "receiver": SYSTEM, "at": clock.now, "first": first, "many": many, "cases": CASES}
        with service.workers_database.transaction(FREDERICIA) as session:
            session.execute(_HAPPENED, said)
        first += many
        clock.goes(AWAY / rounds)
        if one < KILLS // 2:
            _lives_for(where, lambda: receiver.asked, 0.02 + one % 10 / 50, in_any_case=one % 2 == 0)
    assert first == EVENTS


def _drained(receiver: Receiver, where: Where, deaths: int) -> None:
    """Until everything is there; the workers that come are killed in the middle of it."""
    for death in range(deaths):
        wanted = EVENTS * (death + 1) // (deaths + 2)
        _until(where, lambda wanted=wanted: len(receiver.got) >= wanted)  # type: ignore[misc]  # bound at once
    _until(where, lambda: len(set(receiver.numbers)) == EVENTS, settle=1.0)


def _lives_for(where: Where, seen: Callable[[], int], seconds: float, *, in_any_case: bool) -> None:
    """Until so long after it has asked the receiver; or after it began, unless it is to ask in any case."""
    process, before = started(where), seen()
    until = time.monotonic() + (60 if in_any_case else seconds + 1.5)
    while seen() == before and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(seconds)
    process.kill()
    process.join()


def _until(where: Where, reached: Callable[[], bool], settle: float = 0) -> None:
    process, until = started(where), time.monotonic() + 300
    while not reached():
        assert time.monotonic() < until, "it does not catch up"
        time.sleep(0.005)
    time.sleep(settle)
    with suppress(ProcessLookupError):
        process.kill()
    process.join()


def _arrived_whole(receiver: Receiver) -> None:
    numbers = receiver.numbers
    assert sorted(set(numbers)) == list(range(1, EVENTS + 1)), "none is lost"
    assert len(numbers) - EVENTS <= KILLS * _AT_A_TIME, "and few came twice"
    newest: dict[str, int] = {}
    seen: set[int] = set()
    for event in receiver.events:
        number = int(event["sequence"])
        if number in seen:
            continue  # a receiver leaves out what it has
        seen.add(number)
        assert newest.get(event["subject"], 0) < number, "in the order of its case"
        newest[event["subject"]] = number


def _feed_is_whole(ours: Vendor) -> None:
    after, ids = 0, set[str]()
    while (page := ours.feed(after, limit=1000))["items"]:
        assert [int(one["sequence"]) for one in page["items"]] == list(range(after + 1, page["last"] + 1))
        ids |= {one["id"] for one in page["items"]}
        after = page["last"]
    assert (after, len(ids)) == (EVENTS, EVENTS)
