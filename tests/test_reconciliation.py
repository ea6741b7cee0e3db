"""What has been worked on agrees with itself, and whatever is changed behind the service's back is named."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.audit import signing
from app.db import Database
from app.people.encryption import Vault
from app.reconciliation import RULES, TABLES, counted, faults
from tests.audit.proof import checkpoint
from tests.caller import FREDERICIA, Service
from tests.cases.stations import on_monday, reach
from tests.drill.form import LONG
from tests.lending import database_at
from tests.lists.weeks import received, row, send, weekly
from tests.openapi.inhabited import Inhabited
from tests.openapi.walk_concerns import assess_a_report, talk
from tests.personal import personal_in
from tests.running.process import ssp
from workflows.casework import State
from workflows.catalogue import WORKFLOWS
from workflows.profile import all_profiles
from workflows.roles import Role

_BROKEN = {
    "a list whose figures are not those of its receipt": [
        "update handover_lists set receipt = jsonb_set(receipt, '{accepted}', '0')",
        "update handover_lists set receipt = receipt || '{\"id\": null}'",
    ],
    "a list with other entries than its receipt says": [
        "delete from list_entries where id = (select id from list_entries where not exists"
        " (select from earlier_suggestions e where e.entry_id = list_entries.id) limit 1)",
    ],
    "a list with other rejected rows than its receipt says": ["delete from rejected_entries"],
    "an entry that is not in the log": ["delete from audit_log where action = 'list.received'"],
    "a receipt whose anchor is not in the log": ["delete from audit_log where action = 'list.received'"],
    "a case that counts other incidents than it has": [
        "update cases set incidents = incidents + 1",
        "update cases set entries_awaiting_decision = entries_awaiting_decision + 1",
    ],
    "a case that was not opened once": ["delete from history where event = 'opened'"],
    "an open case in which no deadline runs": ["update deadlines set met_at = started_at"],
    "a duty to tell somebody that is told without saying when, or the other way round": [
        "update obligations set told_at = null",
        "update obligations set settled_at = null",
    ],
    "events whose numbers have a gap": [
        "delete from events where number = 2",
        "update event_heads set last = last + 1",
        "delete from event_heads",
        "delete from events",
    ],
    "a row of the log that does not follow the one before it": [
        "delete from audit_log where number = 7",
        "delete from audit_log where number = 1",
        "update audit_log set previous = sha256(previous) where number = 9",
    ],
    "a log that ends elsewhere than its head says": [
        "delete from audit_log where number = (select max(number) from audit_log)",
        "update audit_heads set hash = sha256(hash)",
        "delete from audit_heads",
        "delete from audit_log",
    ],
    "a checkpoint of a row that the log does not have": ["update audit_checkpoints set hash = sha256(hash)"],
}
"""Each as a superuser could do it, with what would have stopped it put aside."""


def _broken_history(name: str) -> dict[str, list[str]]:
    called = name.replace("_", " ")
    one = f"where id = (select id from history where workflow = '{name}' order by at {{}}, id {{}} limit 1)"  # noqa: S608 - our own names
    last, first = one.format("desc", "desc"), one.format("", "")
    return {
        f"{called}: a state that is not that of the last line of its history": [
            f"update history set to_state = 'nowhere' {last}",  # noqa: S608 - our own names
        ],
        f"{called}: a line of history that does not go on from the one before": [
            f"update history set from_state = 'nowhere' {last}",  # noqa: S608 - our own names
        ],
        f"{called}: history of something that is not there": [
            f"update history set subject_id = gen_random_uuid() {first}",  # noqa: S608 - our own names
        ],
    }


BREAKAGES = {**_BROKEN, **{rule: said for name in TABLES for rule, said in _broken_history(name).items()}}


def test_every_workflow_and_every_rule_is_looked_at() -> None:
    assert set(TABLES) == set(WORKFLOWS)
    assert set(BREAKAGES) == set(RULES)


@pytest.fixture
def worked_on(alone: Inhabited, tmp_path: Path) -> Service:
    """A case stands in every state, something of each workflow has happened, and the log has a checkpoint."""
    service = alone.service
    them = on_monday(service)
    assess_a_report(them.team_leader)
    talk(them.coordinator, reach(them, State.PLACED))
    send(service.as_(Role.POLICE), weekly(row(journal="3700-1"), row(journal="3700-2", role="Ukendt")))
    checkpoint(service.workers_database, tmp_path)
    return service


@pytest.fixture
def behind(alone_url: str) -> Iterator[Database]:
    made = database_at(alone_url)
    yield made
    made.close()


def test_whatever_is_changed_behind_the_service_is_named(worked_on: Service, behind: Database) -> None:
    for profile in all_profiles():
        with behind.transaction(profile.municipality_code) as session:
            assert list(faults(session, profile.municipality_code)) == []
    with worked_on.database.transaction(FREDERICIA) as session:
        much = counted(session, FREDERICIA)
        assert min(much.lists, much.entries, much.cases, much.history, much.events, much.log) > 0
    for rule, breakages in BREAKAGES.items():
        for breakage in breakages:
            with behind.engine.connect() as connection, Session(connection) as session:  # and undone at the end
                session.execute(text("set local session_replication_role = replica"))
                session.execute(text(breakage))
                named = {fault.rule for fault in faults(session, FREDERICIA, only=None if LONG else {rule})}
            assert rule in named, f"{breakage}: {named}"


def test_the_command_says_how_much_agrees_and_what_does_not(
    service: Service, url: str, app_url: str, vault: Vault, tmp_path: Path
) -> None:
    received(send(service.as_(Role.POLICE), weekly(row(journal="3700-1"), row(journal="3700-2"))))
    checkpoint(service.workers_database, tmp_path)
    vault.write(tmp_path / "personal-data.json")
    signing.new_key(tmp_path / "audit.pem")
    settings = {
        "DATABASE_URL": app_url,
        "SSP_ENCRYPTION_KEY": str(tmp_path / "personal-data.json"),
        "SSP_AUDIT_KEY": str(tmp_path / "audit.pem"),
    }
    anchors = {"SSP_AUDIT_ANCHORS": str(tmp_path / "anchors")}
    fine = ssp("reconcile", **settings | anchors)
    assert fine.returncode == 0, fine.stdout + fine.stderr
    assert f"{FREDERICIA}: 1 lists, 2 entries, 1 cases, " in fine.stdout
    assert fine.stdout.count(": everything agrees.") == len(all_profiles())
    assert "was not compared with its checkpoints" in ssp("reconcile", **settings).stdout

    with psycopg.connect(url) as owner:
        owner.execute("update handover_lists set receipt = jsonb_set(receipt, '{accepted}', '7')")
        owner.execute("update cases set incidents = 9")
    wrong = ssp("reconcile", "--municipality", FREDERICIA, **settings | anchors)
    assert wrong.returncode == 1
    head, *lines = wrong.stdout.splitlines()
    assert head.endswith(": 2 things do not agree.")
    assert lines[0].startswith(f"{FREDERICIA}: 1 × a list whose figures are not those of its receipt: ")
    assert lines[1].startswith(f"{FREDERICIA}: 1 × a case that counts other incidents than it has: ")
    assert personal_in(wrong.stdout) == []

    with psycopg.connect(url) as owner:
        owner.execute("alter table audit_log disable trigger all")
        owner.execute("delete from audit_log where number = (select max(number) from audit_log)")
    assert "does not have row" in ssp("reconcile", **settings | anchors).stdout
