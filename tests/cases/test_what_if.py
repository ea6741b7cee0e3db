"""``ssp what-if``: what a draft says of real cases is what the test has reckoned by itself, and nothing changes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from app import cli
from app.caller import of_itself, system
from app.lists import asking_what_if
from app.lists.asking_what_if import Answer, ask_what_if
from tests.caller import Service, instant
from tests.cases.stations import FOURTEEN, MONDAY, on_monday, reach
from tests.workflows.test_what_if import SHORTER, draft
from workflows.casework import State
from workflows.profile import Profile, profile_for

FREDERICIA = profile_for("607")
_TABLES = ("cases", "deadlines", "obligations", "placements", "list_entries", "history", "signals", "notices")


def _ask(service: Service, made: Profile, at: datetime, since: datetime = datetime(2020, 1, 1, tzinfo=UTC)) -> Answer:
    by = system("607", at)
    return ask_what_if(service.database, FREDERICIA, made, since=since, by=by, why=of_itself("command"))


def test_a_shorter_term_breaks_the_deadlines_of_the_cases_that_wait_now(service: Service) -> None:
    them = on_monday(service)
    waiting = reach(them, State.WITH_COORDINATOR)
    reach(them, State.FAMILY_INFORMED)
    on_wednesday = instant(MONDAY) + timedelta(days=2)
    answer = _ask(service, draft(below=SHORTER), on_wednesday)
    assert [(str(case), change) for case, change in answer.deadlines] == [
        (waiting, "inform_family target would be broken")
    ]
    assert _ask(service, FREDERICIA, on_wednesday).deadlines == []


def test_a_stricter_scale_names_the_cases_it_would_not_have_placed(service: Service) -> None:
    them = on_monday(service)
    placed = reach(them, State.PLACED)
    reach(them, State.GATHERING_KNOWLEDGE)
    steps = FREDERICIA.steps.model_copy(
        update={
            "steps": tuple(
                step.model_copy(update={"requires": step.requires | {"concern_raised"}}) if step.level == 2 else step
                for step in FREDERICIA.steps.steps
            )
        }
    )
    answer = _ask(service, FREDERICIA.model_copy(update={"steps": steps}), instant(MONDAY))
    assert [(str(case), change) for case, change in answer.placements] == [(placed, "step 2 lacks concern_raised")]
    assert answer.looked_at["placements"] == 1


def test_other_ages_name_who_would_be_told_and_who_would_be_dropped(service: Service) -> None:
    them = on_monday(service)
    young = reach(them, State.WITH_COORDINATOR, birth_date=FOURTEEN)
    answer = _ask(service, draft(above="young_person_from = 14"), instant(MONDAY))
    assert [(str(case), change) for case, change in answer.recipients] == [(young, "+young_person")]
    assert answer.suggestions == []
    narrow = FREDERICIA.model_copy(update={"ages": FREDERICIA.ages.model_copy(update={"minimum": 15})})
    assert [change for _, change in _ask(service, narrow, instant(MONDAY)).suggestions] == ["coordinator -> drop"]


def test_what_began_before_is_not_looked_at(service: Service) -> None:
    reach(on_monday(service), State.WITH_COORDINATOR)
    later = _ask(service, FREDERICIA, instant(MONDAY), since=instant(MONDAY) + timedelta(days=1))
    assert dict(later.looked_at) == {}


def test_it_changes_nothing_and_is_in_the_log(service: Service, url: str) -> None:
    reach(on_monday(service), State.PLACED)
    with psycopg.connect(url, autocommit=True) as connection:
        before = _all_of(connection)
        _ask(service, draft(below=SHORTER), instant(MONDAY))
        assert _all_of(connection) == before
        logged = connection.execute("select actor, reason from audit_log where action = 'what_if.asked'").fetchall()
    assert logged == [("system", "command")]


def test_the_database_itself_would_refuse_a_change(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    reach(on_monday(service), State.WITH_COORDINATOR)

    def forget(session: Session, *_: object) -> None:
        session.execute(text("update cases set incidents = 0"))

    monkeypatch.setattr(asking_what_if, "_recipients", forget)
    with pytest.raises(InternalError, match="read-only transaction"):
        _ask(service, FREDERICIA, instant(MONDAY))


def _all_of(connection: psycopg.Connection[tuple[object, ...]]) -> list[object]:
    statement = "select md5(string_agg(t::text, '|' order by t::text)) from {} t"
    return [connection.execute(statement.format(table).encode()).fetchone() for table in _TABLES]


def test_a_draft_with_faults_is_refused_fault_by_fault(tmp_path: Path) -> None:
    file = tmp_path / "udkast.toml"
    file.write_text('municipality_code = "607"\nname = ""\n[ages]\nminimum = 9\nmaximum = 3\n', encoding="utf-8")
    result = CliRunner().invoke(cli.app, ["what-if", "--profile", str(file)])
    assert result.exit_code == 2
    said = [line for line in result.stderr.splitlines() if line.startswith("udkast.toml: ")]
    assert len(said) >= 3, result.stderr
    assert any("ages" in line for line in said)


@pytest.mark.parametrize("arguments", [[], ["--municipality", "607", "--routing", "0"]])
def test_what_cannot_be_asked_is_said(arguments: list[str]) -> None:
    assert CliRunner().invoke(cli.app, ["what-if", *arguments]).exit_code == 2
