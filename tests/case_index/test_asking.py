"""The worker asks the index, and what it learns is a new suggestion; every failure and every miss is unknown."""

import asyncio
import logging
import re
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
from tests.caller import FREDERICIA, Service
from tests.case_index.asking import ask, entry_now, go_round, later, ledger_of, number_of, say
from tests.cases.stations import at, come_back, on_monday, reach, type_in
from tests.handover import Team, give
from workflows.case_index import Finding
from workflows.casework import State
from workflows.routing_replay import replay

_IDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Drawn, and so now and then with somebody's digits in it."""


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
        assert number[6:] not in _IDS.sub("", caplog.text), name
    index.mode("up")
    later(service, minutes=61)
    assert len(go_round(service, outside)) == 4, "those that got no answer are asked again, the others in a week"


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
