"""Holiday cover: a substitute of the same role has what the absent one has, for that time, and the log names both."""

from typing import Any

import pytest

from tests.access.log import Log
from tests.access.test_two_sides import ACCUSED, VICTIM, given
from tests.caller import Caller, Service
from tests.cases.stations import at, on_monday, reach
from workflows.casework import State
from workflows.roles import Role

HOLIDAY = {"event": "arrange", "substitute": "mona", "first_day": "2026-11-24", "last_day": "2026-11-27"}


def change(caller: Caller, body: Any) -> Any:
    answer = caller.post("/v1/covers", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def sees(service: Service, moment: str, case_id: str, role: Role = Role.CASEWORKER, who: str = "mona") -> bool:
    at(service, moment)
    caller = service.as_(role, subject=who)
    listed = case_id in [one["id"] for one in caller.get("/v1/cases").json()["items"]]
    assert listed == (caller.get(f"/v1/cases/{case_id}").status_code == 200), "the list and the case say the same"
    return listed


def test_a_substitute_sees_and_acts_from_the_first_day_to_the_last_and_the_log_names_both(
    service: Service,
    log: Log,
) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_CASEWORKER)
    cover = change(them.caseworker, HOLIDAY)
    assert (cover["absent"], cover["runs"]) == ("rikke", False)
    assert not sees(service, "2026-11-23T23:59:00+01:00", case_id)
    assert sees(service, "2026-11-24T00:00:00+01:00", case_id)
    assert not sees(service, "2026-11-24T08:00:00+01:00", case_id, Role.LOCAL_LEADER), "the same role alone"
    mona = service.as_(Role.CASEWORKER, subject="mona")
    assert [one["id"] for one in mona.get("/v1/cases", mine=True).json()["items"]] == [case_id]
    assert [one["kind"] for one in mona.get("/v1/notices").json()["items"]] == ["case_given"]
    log.new()
    mona.moves(case_id, "assess_further_action", severity=3, reason="Vold")
    rows = log.new()
    assert {(row["actor"], row["reason"]) for row in rows} == {("mona", "substitute_of:rikke")}
    shown = service.as_(Role.LOG_REVIEWER).get("/v1/access-log").json()["items"]
    assert "substitute_of:rikke" not in str(shown), "the log reviewer sees pseudonyms"
    assert any(one["reason"].startswith("substitute_of:") for one in shown)
    assert sees(service, "2026-11-27T23:59:00+01:00", case_id)
    assert not sees(service, "2026-11-28T00:00:00+01:00", case_id), "it ends by itself"
    assert sees(service, "2026-11-28T00:00:00+01:00", case_id, who="rikke")


def test_a_cover_is_ended_early_by_those_whom_it_concerns(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_CASEWORKER)
    cover = change(them.team_leader, HOLIDAY | {"absent": "rikke", "role": "caseworker", "first_day": "2026-11-23"})
    assert sees(service, "2026-11-23T09:00:00+01:00", case_id)
    ended = {"event": "end", "cover_id": cover["id"]}
    stranger = service.as_(Role.CASEWORKER, subject="ole")
    assert stranger.post("/v1/covers", ended).status_code == 404
    assert service.as_(Role.COORDINATOR).post("/v1/covers", ended).status_code == 404
    assert change(service.as_(Role.CASEWORKER, subject="mona"), ended)["runs"] is False
    assert not sees(service, "2026-11-23T09:00:00+01:00", case_id)
    again = service.as_(Role.TEAM_LEADER).post("/v1/covers", ended)
    assert (again.status_code, again.json()["code"]) == (409, "cover_has_ended")


def test_a_local_leaders_substitute_sees_the_course_and_nothing_more(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    change(them.coordinator, HOLIDAY | {"absent": "lars", "substitute": "liv", "role": "local_leader",
                                        "first_day": "2026-11-23"})  # fmt: skip
    assert sees(service, "2026-11-23T09:00:00+01:00", case_id, Role.LOCAL_LEADER, "liv")
    liv = service.as_(Role.LOCAL_LEADER, subject="liv")
    assert liv.case(case_id).keys() == service.as_(Role.LOCAL_LEADER, subject="lars").case(case_id).keys()
    assert liv.get(f"/v1/cases/{case_id}/incidents").status_code == 403


def test_a_cover_never_brings_the_two_sides_of_an_incident_together(service: Service) -> None:
    them = on_monday(service)
    victims, accuseds = given(them, VICTIM, ACCUSED)
    them.team_leader.moves(victims, "inform_caseworker", caseworker="rikke")
    cover = HOLIDAY | {"first_day": "2026-11-23"}
    change(them.caseworker, cover)
    them.team_leader.moves(accuseds, "inform_caseworker", caseworker="mona")
    assert not sees(service, "2026-11-23T09:00:00+01:00", victims), "it came later, and the victim's is hidden"
    for absent, substitute in (("rikke", "mona"), ("mona", "rikke")):
        body = cover | {"absent": absent, "substitute": substitute, "role": "caseworker"}
        refused = them.team_leader.post("/v1/covers", body)
        assert (refused.status_code, refused.json()["code"]) == (422, "on_the_other_side_of_the_incident")


def test_who_stands_in_for_two_sees_no_victim_through_one_of_them_whose_accused_the_other_has(service: Service) -> None:
    them = on_monday(service)
    victims, accuseds = given(them, VICTIM, ACCUSED)
    them.team_leader.moves(victims, "inform_caseworker", caseworker="rikke")
    them.team_leader.moves(accuseds, "inform_caseworker", caseworker="ole")
    for absent in ("rikke", "ole"):
        change(them.team_leader, HOLIDAY | {"absent": absent, "role": "caseworker", "first_day": "2026-11-23"})
    assert sees(service, "2026-11-23T09:00:00+01:00", accuseds)
    assert not sees(service, "2026-11-23T09:00:00+01:00", victims)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"substitute": "rikke"}, 422),
        ({"last_day": "2026-11-23"}, 422),
        ({"last_day": "2027-03-01"}, 422),
        ({"first_day": "2026-11-01", "last_day": "2026-11-02"}, 422),
        ({"absent": "ole"}, 403),
        ({"role": "team_leader"}, 403),
    ],
    ids=str,
)
def test_a_cover_that_cannot_be_is_refused(service: Service, said: dict[str, str], status: int) -> None:
    answer = on_monday(service).caseworker.post("/v1/covers", HOLIDAY | said)
    assert answer.status_code == status, answer.text
