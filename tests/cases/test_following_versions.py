"""A case goes by the rules it began under; a newer version comes with a plan, and nothing changes by itself."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.caller import of_itself, system
from app.cases.following import follow, plans
from app.versions.service import versions
from tests.caller import Caller, Service, instant
from tests.cases.stations import MONDAY, on_monday, reach
from tests.handover import EVALUATED
from workflows.casework import State
from workflows.profile import profile_for, read_also
from workflows.profile_versions import Why

_FREDERICIA = Path("workflows/profiles/fredericia.toml").read_text(encoding="utf-8")
_NEW_SCALE = """
[steps]
version = "fredericia-2027"
vendor_default = false
notice = ""
[[steps.steps]]
level = 0
title = "Samtale"
description = "En samtale med familien."
[[steps.steps]]
level = 1
title = "Netværk"
description = "Netværket hjælper."
"""
_NEWER = """
[deadlines]
place = { target = 4, fatal = 6, unit = "working_days" }
[moves]
without = ["keep_step"]
names = { start_gathering = "Spørg netværket" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the municipality puts its own file."""
    yield tmp_path
    read_also(None)


def decide(folder: Path, more: str) -> None:
    """The municipality decides otherwise: another file is taken into use."""
    (folder / "fredericia.toml").write_text(_FREDERICIA + more, encoding="utf-8")
    read_also(folder)


def moves(case: dict[str, Any]) -> dict[str, str]:
    return {move["event"]: move["title"] for move in case["moves"]}


def due(case: dict[str, Any], kind: str) -> str:
    (running,) = (one for one in case["deadlines"] if one["kind"] == kind and one["met_at"] is None)
    return str(running["target_at"])


def _history(caller: Caller, case_id: str) -> list[dict[str, Any]]:
    return list(caller.get(f"/v1/cases/{case_id}/history").json()["items"])


def test_an_open_case_keeps_its_moves_terms_and_scale_and_a_new_one_has_todays(service: Service, folder: Path) -> None:
    them = on_monday(service)
    old = reach(them, State.PLACED)
    decide(folder, _NEWER + _NEW_SCALE)
    new = reach(them, State.GATHERING_KNOWLEDGE)
    before, after = them.coordinator.case(old), them.coordinator.case(new)
    assert moves(before)["start_gathering"] == "Begynd at indhente viden"
    assert "keep_step" in moves(before)
    assert before["step"]["title"] == "Flere indsatser og forløb"
    assert before["step"]["vendor_default"] is True
    them.coordinator.moves(old, "keep_step", reason="Det går den rigtige vej")
    them.coordinator.moves(new, "place_on_step", step=1, reason="Netværket tager over")
    placed = them.coordinator.case(new)
    assert (placed["step"]["title"], placed["step"]["scale_version"]) == ("Netværk", "fredericia-2027")
    assert "keep_step" not in moves(placed)
    assert moves(placed)["start_gathering"] == "Spørg netværket"
    assert them.coordinator.move(new, "keep_step", reason="Igen").json()["code"] == "move_refused"
    assert due(after, "place") < "2026-11-30"


def test_the_plan_says_what_would_change_and_only_following_it_does(service: Service, folder: Path) -> None:
    them, by = on_monday(service), system("607", instant(MONDAY))
    why = of_itself("command")
    gathering, placed = reach(them, State.GATHERING_KNOWLEDGE), reach(them, State.PLACED)
    assert plans(service.database, by=by, why=why) == []
    decide(folder, _NEWER)
    was = due(them.coordinator.case(gathering), "place")
    found = {str(one.case_id): one for one in plans(service.database, by=by, why=why)}
    assert found.keys() == {gathering, placed}
    (moved,) = found[gathering].plan.deadlines
    assert (moved.kind.value, found[gathering].number, found[placed].plan.deadlines) == ("place", 1, ())
    assert due(them.coordinator.case(gathering), "place") == was, "a plan changes nothing"
    assert len(list(follow(service.database, "Byrådet har besluttet kortere frister", by=by, why=why))) == 2
    assert instant(due(them.coordinator.case(gathering), "place")) == moved.target < instant(was)
    assert "keep_step" not in moves(them.coordinator.case(placed))
    (row,) = (one for one in _history(them.coordinator, gathering) if one["event"] == "rules_changed")
    assert (row["reason"], row["details"]) == (
        "Byrådet har besluttet kortere frister", {"from_version": 1, "to_version": 2},
    )  # fmt: skip
    assert list(follow(service.database, "Igen", by=by, why=why)) == [], "what is done is not done again"


def test_a_case_in_a_part_that_is_gone_stays_and_the_plan_says_so(service: Service, folder: Path) -> None:
    them, by = on_monday(service), system("607", instant(MONDAY))
    running = reach(them, State.COURSE_RUNNING)
    decide(folder, "\n[moves]\nwithout = ['course']\n")
    (done,) = follow(service.database, "Vi har ikke forløb mere", by=by, why=of_itself("command"))
    assert (str(done.case_id), done.plan.stays) == (running, Why.STATE_IS_LEFT_OUT)
    them.coordinator.moves(running, "complete_course", **EVALUATED)
    assert "rules_changed" not in {one["event"] for one in _history(them.coordinator, running)}


def test_a_version_is_written_down_once_and_again_taken_up_when_it_comes_back(service: Service, folder: Path) -> None:
    them = on_monday(service)
    reach(them, State.WITH_COORDINATOR)
    decide(folder, _NEWER)
    reach(them, State.WITH_COORDINATOR)
    read_also(None)
    reach(them, State.WITH_COORDINATOR)
    with service.database.transaction("607") as session:
        found = versions(session, "607")
        assert [one.number for one in found] == [1, 2]
        assert (
            found[0].content["deadlines"]["place"]
            == json.loads(profile_for("607").model_dump_json(include={"deadlines"}))["deadlines"]["place"]
        )
