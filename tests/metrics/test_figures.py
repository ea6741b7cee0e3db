"""Each figure of the whole installation changes when the thing happens, and goes back when it is dealt with."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text

from app import jobs
from app.cases.watch import signal_passed_deadlines
from app.metrics.figures import NOWHERE, Figures
from tests.audit.proof import checkpoint
from tests.caller import FREDERICIA, Service, instant
from tests.cases.stations import MONDAY, at, on_monday, reach, type_in
from tests.filing.filing import hand_a_letter_over
from tests.given_up.giving_up import give_up, give_up_round
from tests.handover import enter_custody_holder, tell_everyone
from tests.integration.receiver import Receiver
from tests.integration.test_webhooks import later
from tests.integration.vendor import Vendor, vendor
from tests.lending import database_at
from tests.meetings.room import called, moved
from tests.metrics.conftest import Look
from tests.metrics.reading import read
from tests.personal import personal_in
from tests.post.families import queue_all, write
from workflows.casework import State
from workflows.profile import all_profiles

LATER = "2026-12-14T09:00:00+01:00"


@pytest.fixture
def ours(service: Service) -> Vendor:
    return vendor(service)


@pytest.fixture
def owner(url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def test_every_municipality_has_its_figures_and_they_begin_with_nothing(service: Service, look: Look) -> None:
    on_monday(service)
    found = look()
    assert found.value("ssp_figures_read") == 1
    for name in ("ssp_lists_missing", "ssp_dead_letters", "ssp_letters_waiting"):
        codes = {labels["municipality"] for labels in found.of(name)}
        assert codes == {profile.municipality_code for profile in all_profiles()}
        assert {found.value(name, municipality=code) for code in codes} == {0}


def test_a_job_waits_since_it_could_have_been_done(service: Service, look: Look) -> None:
    case_id = reach(on_monday(service), State.WITH_COORDINATOR)
    with service.workers_database.transaction() as session:
        session.execute(text("delete from procrastinate_jobs"))
        jobs.ask_case_index(session, FREDERICIA, case_id)
        jobs.send_letter(session, FREDERICIA, uuid4())
        session.execute(text("update procrastinate_events set at = :at"), {"at": instant(MONDAY)})
        put_off = "update procrastinate_jobs set scheduled_at = :at where task_name = 'send_letter'"
        session.execute(text(put_off), {"at": instant("2026-11-23T10:00:00+01:00")})
    later(service, minutes=20)
    found = look()
    assert found.value("ssp_jobs", task="ask_case_index", state="waiting") == 1
    assert found.value("ssp_jobs_oldest_seconds", task="ask_case_index") == 20 * 60
    assert found.value("ssp_jobs", task="send_letter", state="waiting") == 0
    assert found.value("ssp_jobs", task="send_letter", state="put_off") == 1
    assert found.value("ssp_jobs_oldest_seconds", task="send_letter") == 0, "its time has not come"
    later(service, minutes=50)
    found = look()
    assert found.value("ssp_jobs", task="send_letter", state="waiting") == 1
    assert found.value("ssp_jobs_oldest_seconds", task="send_letter") == 10 * 60


def test_what_is_given_up_is_counted_once_a_thing_with_its_municipality(service: Service, look: Look) -> None:
    on_monday(service)
    case_id, other = uuid4(), uuid4()
    for one in (case_id, case_id, other):
        give_up(service, case_id=one)
    give_up(service, "740", case_id=case_id)
    give_up_round(service)
    found = look()
    assert found.value("ssp_jobs_given_up", municipality=FREDERICIA, task="ask_case_index") == 2
    assert found.value("ssp_jobs_given_up", municipality="740", task="ask_case_index") == 1
    assert found.value("ssp_jobs_given_up", municipality="", task="watch_deadlines") == 1


def test_a_family_that_should_have_been_told_is_overdue_until_it_is_told(service: Service, look: Look) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    enter_custody_holder(them.coordinator, case_id)
    assert look().value("ssp_obligations_overdue", municipality=FREDERICIA, past="target") == 0
    them = at(service, LATER)
    late = look()
    assert late.value("ssp_obligations_overdue", municipality=FREDERICIA, past="target") == 1
    assert late.value("ssp_obligations_overdue", municipality=FREDERICIA, past="fatal") == 1
    assert late.value("ssp_obligations_overdue", municipality="740", past="target") == 0
    tell_everyone(them.coordinator, case_id, LATER)
    told = look()
    assert told.value("ssp_obligations_overdue", municipality=FREDERICIA, past="target") == 0


def test_a_deadline_that_has_passed_is_counted_by_its_kind_also_when_everybody_was_reminded(
    service: Service, look: Look
) -> None:
    reach(on_monday(service), State.WITH_TEAM_LEADER)
    kinds = {labels["kind"] for labels in look().of("ssp_deadlines_overdue")}
    assert kinds, "something is waited for"
    at(service, LATER)
    with service.workers_database.transaction(FREDERICIA) as session:
        assert signal_passed_deadlines(session, service.at())
    found = look()
    for kind in kinds:
        assert found.value("ssp_deadlines_overdue", municipality=FREDERICIA, kind=kind, past="target") == 1


def test_a_list_is_missing_until_it_comes_or_somebody_says_that_none_does(service: Service, look: Look) -> None:
    them, meeting_id = called(service)
    assert look().value("ssp_lists_missing", municipality=FREDERICIA) == 0
    them = at(service, "2026-11-23T12:01:00+01:00")
    assert look().value("ssp_lists_missing", municipality=FREDERICIA) == 1
    moved(them.coordinator, meeting_id, "say_no_list", reason="Ferie")
    assert look().value("ssp_lists_missing", municipality=FREDERICIA) == 0
    moved(them.coordinator, meeting_id, "take_back_no_list")
    assert look().value("ssp_lists_missing", municipality=FREDERICIA) == 1
    type_in(them.coordinator)
    assert look().value("ssp_lists_missing", municipality=FREDERICIA) == 0


def test_a_letter_waits_from_when_it_was_to_leave(service: Service, look: Look) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    enter_custody_holder(them.coordinator, case_id)
    drafts = write(them.coordinator, case_id)
    assert look().value("ssp_letters_waiting", municipality=FREDERICIA) == 0, "a draft is not to leave yet"
    queue_all(them.coordinator, case_id, drafts)
    later(service, hours=2)
    assert look().value("ssp_letters_waiting", municipality=FREDERICIA) == len(drafts) == 1
    assert look().value("ssp_letters_oldest_seconds", municipality=FREDERICIA) == 2 * 3600


def test_a_document_waits_to_be_filed(
    service: Service, look: Look, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    letter = hand_a_letter_over(them.coordinator, case_id)
    owner.execute(
        "insert into filings (municipality_code, id, case_id, letter_id, sha256, state, created_at, waiting_since,"
        " tries, next_try_at, may_be_there) select municipality_code, gen_random_uuid(), case_id, id, '\\x00',"
        " 'waiting', %(at)s, %(at)s, 0, %(at)s, false from letters where id = %(id)s",
        {"at": service.at(), "id": letter["id"]},
    )
    later(service, minutes=30)
    assert look().value("ssp_filings_waiting", municipality=FREDERICIA) == 1
    assert look().value("ssp_filings_oldest_seconds", municipality=FREDERICIA) == 30 * 60
    owner.execute("update filings set state = 'filed', filed_at = now(), next_try_at = null")
    assert look().value("ssp_filings_waiting", municipality=FREDERICIA) == 0


def test_events_wait_for_a_receiver_that_is_away_and_no_longer_when_it_is_back(
    ours: Vendor, receiver: Receiver, service: Service, look: Look
) -> None:
    made = ours.registers(receiver)
    for _ in range(4):
        ours.gives()
    receiver.answers = lambda _: 0
    ours.sends(made["id"])
    later(service, minutes=10)
    away = look()
    assert away.value("ssp_events_waiting", municipality=FREDERICIA) == ours.webhook(made["id"])["waiting"] == 8
    assert away.value("ssp_events_oldest_seconds", municipality=FREDERICIA) == 10 * 60
    assert away.value("ssp_webhooks_away", municipality=FREDERICIA) == 1
    receiver.answers = lambda _: 204
    assert ours.sends(made["id"]) == 8
    back = look()
    assert back.value("ssp_events_waiting", municipality=FREDERICIA) == 0
    assert back.value("ssp_webhooks_away", municipality=FREDERICIA) == 0


def test_what_a_receiver_did_not_ask_for_does_not_wait(ours: Vendor, receiver: Receiver, look: Look) -> None:
    ours.registers(receiver, types=["dk.ssp.case.unlinked.v1"])
    ours.gives()
    assert look().value("ssp_events_waiting", municipality=FREDERICIA) == 0
    ours.give(ours.gives(), system=None)
    assert look().value("ssp_events_waiting", municipality=FREDERICIA) == 1


def test_a_refused_event_is_held_and_becomes_a_dead_letter(
    ours: Vendor, receiver: Receiver, service: Service, look: Look
) -> None:
    made = ours.registers(receiver)
    ours.gives()
    receiver.answers = lambda event: 400 if event["sequence"].endswith("1") else 204
    ours.sends(made["id"])
    held = look().value("ssp_events_held", municipality=FREDERICIA)
    assert held == 2, "the one that was refused, and the one behind it"
    for _ in range(10):
        later(service, hours=25)
        ours.sends(made["id"])
    dead = look()
    assert dead.value("ssp_dead_letters", municipality=FREDERICIA) == 1
    assert dead.value("ssp_events_held", municipality=FREDERICIA) == 0
    receiver.answers = lambda _: 410
    ours.them = at(service, service.at().isoformat())
    ours.gives()
    ours.sends(made["id"])
    paused = look()
    assert paused.value("ssp_webhooks_paused", municipality=FREDERICIA) == 1
    assert paused.value("ssp_webhooks_away", municipality=FREDERICIA) == 0, "it said itself that it is gone"


def test_the_log_lags_from_its_first_row_that_no_checkpoint_elsewhere_covers(
    service: Service, look: Look, tmp_path: Path
) -> None:
    reach(on_monday(service), State.RECEIVED)
    later(service, hours=3)
    lagging = look()
    rows = lagging.value("ssp_log_rows_unanchored", municipality=FREDERICIA, sink="file")
    assert rows > 1
    assert lagging.value("ssp_log_lag_seconds", municipality=FREDERICIA, sink="file") == 3 * 3600
    checkpoint(service.workers_database, tmp_path)
    assert look().value("ssp_log_rows_unanchored", municipality=FREDERICIA, sink="file") == 0
    assert look().value("ssp_log_lag_seconds", municipality=FREDERICIA, sink="file") == 0
    reach(at(service, service.at().isoformat()), State.RECEIVED)
    later(service, hours=1)
    assert look().value("ssp_log_lag_seconds", municipality=FREDERICIA, sink="file") == 3600, "of the new rows alone"
    nowhere = read(Figures(service.workers_database, [], now=service.at))
    assert nowhere.value("ssp_log_rows_unanchored", municipality=FREDERICIA, sink=NOWHERE) > rows


def test_no_figure_is_personal(service: Service, look: Look) -> None:
    them = on_monday(service)
    them.police.upload("fredericia-2026-W47.csv")
    case_id = reach(them, State.COURSE_RUNNING)
    give_up(service, case_id=case_id)
    at(service, LATER)
    found = look()
    assert personal_in(found.text) == []
    said = {
        (name, value) for family in found.families for sample in family.samples for name, value in sample.labels.items()
    }
    assert {name for name, _ in said} <= {"municipality", "task", "state", "past", "kind", "sink"}
    assert {value for name, value in said if name == "municipality"} <= {p.municipality_code for p in all_profiles()}
    assert case_id not in found.text


def test_a_database_that_is_away_is_said_and_nothing_else(service: Service, url: str) -> None:
    gone = database_at(url.replace("/test_", "/gone_"))
    found = read(Figures(gone, ["file"]))
    assert found.value("ssp_figures_read") == 0
    assert [family.name for family in found.families] == ["ssp_figures_read"]
    gone.close()
