"""The worker asks the index, and what it learns is a new suggestion, or a notice that suggests the other track."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued

from app import worker
from app.adapters.outside import Outside
from app.caller import of_itself, system
from app.lists.replaying import stored_suggestions
from tests.adapters.indexing import Index, answer, case, fault
from tests.adapters.standin import StandIn, standin
from tests.caller import FREDERICIA, Caller, Service
from tests.case_index.asking import ask, go_round, index_open, later, outside_at
from tests.cases.stations import at, come_back, on_monday, reach, type_in
from tests.handover import Team, entries_of, give
from workflows.case_index import Finding
from workflows.casework import State
from workflows.routing_replay import replay


@pytest.fixture(scope="module")
def running() -> Iterator[StandIn]:
    with standin() as made:
        yield made


@pytest.fixture
def index(running: StandIn) -> Index:
    running.reset()
    return Index(running)


@pytest.fixture
def outside(index: Index) -> Iterator[Outside]:
    made = outside_at(index, timeout=1)
    yield made
    made.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with index_open(monkeypatch):
        yield


def number_of(caller: Caller, case_id: str) -> str:
    return str(caller.case(case_id)["person"]["cpr_number"]).replace("-", "")


def entry_now(caller: Caller, entry: Any) -> Any:
    return next(one for one in entries_of(caller) if one["id"] == entry["id"])


def ledger_of(caller: Caller, case_id: str) -> list[Any]:
    person = caller.case(case_id)["person"]["id"]
    return list(caller.get(f"/v1/persons/{person}/disclosures").json()["items"])


def say(caller: Caller, case_id: str, said: str) -> Any:
    answer = caller.post(f"/v1/cases/{case_id}/authority-case", {"said": said})
    assert answer.status_code == 200, answer.text
    return answer.json()


def rerouting(caller: Caller, case_id: str) -> list[str]:
    """The notices that suggest the other track and that nobody has acted on or seen."""
    notices = caller.case(case_id)["notices"]
    return [one["kind"] for one in notices if one["kind"].startswith("authority_case") and one["seen_at"] is None]


def test_switched_off_not_one_request_leaves(service: Service, index: Index, outside: Outside) -> None:
    them = on_monday(service)
    case_id = type_in(them.coordinator)["case_id"]
    index.put(number_of(them.coordinator, case_id))
    assert go_round(service, outside) == []
    assert ask(service, outside, case_id) is None
    refused = them.coordinator.post(f"/v1/cases/{case_id}/authority-case", {"said": "ask"})
    assert (refused.status_code, refused.json()["code"]) == (409, "index_may_not_be_asked")
    assert index.asked() == 0
    assert ledger_of(them.coordinator, case_id) == []
    assert say(them.coordinator, case_id, "none")["may_be_asked"] is False


def test_after_the_list_a_hit_makes_a_new_suggestion_that_says_what_changed(
    service: Service, index: Index, outside: Outside, opened: None
) -> None:
    them = on_monday(service)
    entry = type_in(them.coordinator)
    case_id = entry["case_id"]
    assert (entry["suggestion"]["route"], entry["suggestion"]["changed"]) == ("coordinator", None)
    index.put(number_of(them.coordinator, case_id), state="Oplyst")
    assert go_round(service, outside) == [case_id]
    now = entry_now(them.coordinator, entry)
    suggestion = now["suggestion"]
    assert (suggestion["route"], suggestion["rule"]) == ("team_leader", "the_authority_has_an_active_case")
    assert suggestion["counterfactual"] == "coordinator_if_no_active_authority_case"
    assert suggestion["confirm_first"] is False
    changed = suggestion["changed"]
    assert (changed["route"], changed["authority_case"], changed["because"]) == (
        "coordinator", "unknown", "index_answered",
    )  # fmt: skip
    assert "sags- og dokumentindekset svarede. Før: Det vides ikke" in changed["text"]
    assert now["authority_case"]["text"].startswith("Sags- og dokumentindekset viser en aktiv sag i myndighed (mandag")
    assert them.coordinator.case(case_id)["state"] == "received"
    assert go_round(service, outside) == [], "it is not asked again before its time"

    by = system(FREDERICIA, service.at())
    stored = stored_suggestions(service.workers_database, by=by, why=of_itself("command"))
    assert [one.suggestion["route"] for one in stored] == ["coordinator", "team_leader"]
    assert all(replay(one.suggestion).is_the_same for one in stored)

    ledger = ledger_of(them.coordinator, case_id)
    assert [(one["way"], one["ground"], one["kinds"]) for one in ledger] == [("question", "RPL_115_2", ["identity"])]
    assert "§ 115, stk. 2" in ledger[0]["source"]
    events = [one["event"] for one in them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]]
    assert events.count("suggestion_changed") == 1
    give(them.team_leader, entry, "to_team_leader")
    later(service, days=8)
    go_round(service, outside)
    assert entry_now(at(service, service.at().isoformat()).team_leader, entry)["suggestion"] == suggestion, "decided"


FAILURES: dict[str, tuple[dict[str, Any], Finding]] = {
    "nothing found": ({"mode": "up"}, Finding.NOTHING_FOUND),
    "down": ({"mode": "down"}, Finding.NO_ANSWER),
    "slow": ({"mode": "slow", "seconds": 10}, Finding.NO_ANSWER),
    "garbage": ({"mode": "garbage", "body": b"<html>"}, Finding.NO_ANSWER),
    "not understood": ({"mode": "garbage", "body": answer(case())}, Finding.REFUSED),
    "a fault": ({"mode": "fault", "code": "NO_RIGHTS"}, Finding.REFUSED),
    "its own fault": ({"mode": "garbage", "status": 500, "body": fault()}, Finding.NO_ANSWER),
    "forbidden": ({"mode": "garbage", "status": 403, "body": b"no"}, Finding.REFUSED),
}


def test_every_failure_and_every_miss_is_unknown_and_names_nobody(
    service: Service, index: Index, outside: Outside, opened: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    them = on_monday(service)
    for name, (mode, finding) in FAILURES.items():
        entry = type_in(them.coordinator)
        number = number_of(them.coordinator, entry["case_id"])
        index.mode(**mode)
        assert ask(service, outside, entry["case_id"]) is finding, name
        now = entry_now(them.coordinator, entry)
        assert now["suggestion"] == entry["suggestion"], name
        assert now["suggestion"]["inputs"]["authority_case"] == "unknown"
        assert now["suggestion"]["confirm_first"] is True
        assert now["authority_case"]["finding"] == finding.value
        assert number[6:] not in caplog.text, name
    index.mode("up")
    later(service, minutes=61)
    assert len(go_round(service, outside)) == 4, "those that got no answer are asked again, the others in a week"


def test_a_person_confirms_a_no_and_the_index_may_know_better_later(
    service: Service, index: Index, outside: Outside, opened: None
) -> None:
    them = on_monday(service)
    entry = type_in(them.coordinator)
    case_id = entry["case_id"]
    ask(service, outside, case_id)
    later(service, minutes=1)
    said = say(them.team_leader, case_id, "none")
    assert (said["known"], [one["source"] for one in said["answers"]]) == ("no_confirmed", ["person", "case_index"])
    suggestion = entry_now(them.coordinator, entry)["suggestion"]
    assert (suggestion["rule"], suggestion["confirm_first"]) == ("no_active_case_is_confirmed", False)
    assert "fordi myndigheden er spurgt" in suggestion["changed"]["text"]
    ask(service, outside, case_id)
    assert entry_now(them.coordinator, entry)["suggestion"] == suggestion, "a miss takes back nobody's word"
    index.put(number_of(them.coordinator, case_id))
    later(service, days=1)
    assert say(at(service, service.at().isoformat()).coordinator, case_id, "ask")["queued"] is True
    ask(service, outside, case_id)
    them = at(service, service.at().isoformat())
    assert entry_now(them.coordinator, entry)["suggestion"]["route"] == "team_leader"
    later(service, minutes=1)
    say(them.team_leader, case_id, "none")
    later(service, minutes=1)
    ask(service, outside, case_id)
    said = say(them.coordinator, case_id, "ask")
    assert said["known"] == "no_confirmed", "that the index says the same again is nothing new"
    again = said["answers"][0]
    assert (again["source"], again["first_at"] < again["at"]) == ("case_index", True)


def test_an_answer_that_changes_suggests_the_other_track_once_and_moves_nothing(
    service: Service, index: Index, outside: Outside, opened: None
) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    number = number_of(them.coordinator, case_id)
    go_round(service, outside)
    assert rerouting(them.coordinator, case_id) == []
    theirs = index.put(number)
    for _ in range(2):
        later(service, days=8)
        assert go_round(service, outside) == [case_id]
    them = at(service, service.at().isoformat())
    assert rerouting(them.coordinator, case_id) == ["authority_case_found"]
    assert them.coordinator.case(case_id)["state"] == "with_coordinator"
    them.coordinator.moves(case_id, "reroute", reason="Myndigheden har en sag")
    assert rerouting(them.team_leader, case_id) == []
    index.put(number, case_id=theirs, state="Afsluttet")
    index.mode("down", times=1)
    for _ in range(2):  # that there is no answer is no end of a case
        later(service, days=8)
        assert rerouting(at(service, service.at().isoformat()).team_leader, case_id) == []
        go_round(service, outside)
    them = at(service, service.at().isoformat())
    assert rerouting(them.team_leader, case_id) == ["authority_case_gone"]
    assert them.team_leader.case(case_id)["state"] == "with_team_leader"
    index.put(number, case_id=theirs, state="Opstaaet")
    later(service, days=8)
    go_round(service, outside)
    assert rerouting(at(service, service.at().isoformat()).team_leader, case_id) == [], "it is there again"


def test_what_a_person_says_stops_a_placement_and_suggests_the_other_track(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    say(them.coordinator, case_id, "active")
    assert rerouting(them.coordinator, case_id) == ["authority_case_found"]
    placing = next(one for one in them.coordinator.case(case_id)["moves"] if one["event"] == "place_on_step")
    assert "no_active_authority_case" in placing["unmet"]
    say(them.coordinator, case_id, "none")
    assert rerouting(them.coordinator, case_id) == []


def test_a_new_incident_on_an_open_case_is_asked_about_at_once(
    service: Service, index: Index, outside: Outside, opened: None
) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    go_round(service, outside)
    later(service, hours=2)
    them = at(service, service.at().isoformat())
    index.put(number_of(them.coordinator, case_id))
    entry = come_back(them, case_id)
    assert entry["suggestion"]["rule"] == "the_open_case_is_with_the_coordinator"
    later(service, minutes=1)
    assert go_round(service, outside) == [case_id]
    now = entry_now(at(service, service.at().isoformat()).coordinator, entry)
    assert now["suggestion"]["route"] == "team_leader"


def test_when_section_115_has_run_out_it_is_not_asked(
    service: Service, index: Index, outside: Outside, opened: None
) -> None:
    them: Team = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    later(service, days=91)
    assert ask(service, outside, case_id) is Finding.REFUSED
    assert index.asked() == 0
    told = say(at(service, service.at().isoformat()).coordinator, case_id, "ask")["answers"]
    assert [one["code"] for one in told] == ["MAY_NOT_BE_ASKED"]


def test_an_ended_case_is_left_alone(service: Service, index: Index, outside: Outside, opened: None) -> None:
    them = on_monday(service)
    case_id = reach(them, State.DROPPED)
    assert go_round(service, outside) == []
    assert ask(service, outside, case_id) is None
    refused = them.coordinator.post(f"/v1/cases/{case_id}/authority-case", {"said": "none"})
    assert (refused.status_code, refused.json()["code"]) == (409, "case_has_ended")
    assert index.asked() == 0


def test_the_worker_finds_by_itself_whom_to_ask_about(
    service: Service, index: Index, outside: Outside, opened: None, worker_url: str
) -> None:
    them = on_monday(service)
    entries = [type_in(them.coordinator) for _ in range(2)]
    index.put(number_of(them.coordinator, entries[1]["case_id"]))
    engine = worker.make(worker_url, service.workers_database, outside=outside, now=service.at)
    for _ in range(2):  # the round, and again while nothing is due any more
        work(engine, "ask_case_index_where_due")
        work(engine)
    routes = [entry_now(them.coordinator, one)["suggestion"]["route"] for one in entries]
    assert routes == ["coordinator", "team_leader"]
    assert index.asked() == 2
    say(them.coordinator, entries[0]["case_id"], "ask")
    work(engine)
    assert index.asked() == 3


def work(engine: App, *tasks: str) -> None:
    """What waits, and ``tasks`` unless the worker's own clock has queued them, done by a worker that then goes home."""

    async def working() -> None:
        async with engine.open_async():
            for task in tasks:
                with suppress(AlreadyEnqueued):
                    await engine.configure_task(task).defer_async(timestamp=0)
            await engine.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="always")

    asyncio.run(working())
