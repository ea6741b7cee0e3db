"""The meetings of an ad hoc group, in the order in which they were held and not in which they were written down."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.caller import Service
from tests.cases.stations import at, on_monday, reach
from tests.cases.test_ad_hoc_groups import (
    GLOSTRUP,
    LATER,
    OFFICER,
    SET_UP,
    deadlines,
    groups,
    met,
    one,
    write,
    written,
)
from workflows.casework import State

WEEK_BEFORE = {"held_at": "2026-11-25T10:00:00+01:00", "next_meeting_on": "2026-12-01"}


def test_a_meeting_written_down_late_does_not_bring_back_the_next_one_it_agreed_on(service: Service) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.PLACED)
    said = {"event": "meet"} | met(written(them, case_id, SET_UP))
    them = at(service, LATER, GLOSTRUP)
    written(them, case_id, said)
    group = written(them, case_id, said | WEEK_BEFORE)
    assert [one["held_at"][:10] for one in group["meetings"]] == ["2026-11-25", "2026-12-01"]
    assert group["next_meeting_on"] == "2026-12-15"
    assert deadlines(them, case_id) == [("2026-12-01", True), ("2026-12-15", False)]


def test_whoever_left_since_was_at_the_meeting_all_the_same_and_not_at_those_after_it(service: Service) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.PLACED)
    group = written(them, case_id, SET_UP | {"members": [*SET_UP["members"], OFFICER]})
    officer, said = group["members"][2]["id"], {"event": "meet"} | met(group)
    them = at(service, LATER, GLOSTRUP)
    written(them, case_id, {"event": "let_go", "member_id": officer, "reason": "Er ikke længere nødvendig"})
    them = at(service, "2026-12-02T09:00:00+01:00", GLOSTRUP)
    after = write(them, case_id, said, held_at="2026-12-01T17:00:00+01:00")
    assert after.status_code == 404, "they had left"
    assert officer in written(them, case_id, said)["meetings"][0]["present"]
    person = them.coordinator.case(case_id)["person"]["id"]
    ledger = them.coordinator.get(f"/v1/persons/{person}/disclosures").json()["items"]
    assert [one["recipient_kind"] for one in ledger if one["way"] == "group"].count("police") == 1


@pytest.mark.parametrize(("event", "day"), [("set_up", "2026-11-22"), ("meet", "2026-11-30")])
def test_the_next_meeting_lies_ahead(service: Service, event: str, day: str) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.PLACED)
    said: dict[str, Any] = SET_UP
    if event == "meet":
        said = {"event": event} | met(written(them, case_id, SET_UP))
        them = at(service, LATER, GLOSTRUP)
    answer = write(them, case_id, said, next_meeting_on=day)
    assert (answer.status_code, answer.json()["code"]) == (422, "day_has_passed")
    assert [one["meetings"] for one in groups(them, case_id)] == ([[]] if event == "meet" else [])


def test_several_who_write_at_once_do_not_wait_for_each_other(service: Service) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.PLACED)
    group = written(them, case_id, SET_UP)
    them = at(service, LATER, GLOSTRUP)
    path, said, lis = f"/v1/ad-hoc-groups/{group['id']}/meetings", met(group), one(service, "lis")
    with ThreadPoolExecutor(max_workers=4) as pool:
        answers = [pool.submit(lis.post, path, said) for _ in range(4)]
        assert [answer.result().status_code for answer in answers] == [201] * 4
    end = {"event": "end", "because": "task_done", "outcome": "Eftermiddagene er på plads"}
    with ThreadPoolExecutor(max_workers=4) as pool:
        ended = pool.submit(write, them, case_id, end)
        answers = [pool.submit(lis.post, path, said) for _ in range(3)]
        assert ended.result().status_code == 201
        assert {answer.result().status_code for answer in answers} <= {201, 404}
