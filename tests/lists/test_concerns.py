"""A worry without a list: on a ground, matched as an incident is, given at the meeting; or switched off."""

from typing import Any

import pytest

from tests.caller import Service
from tests.cases.stations import cpr_number, on_monday, reach
from tests.handover import give
from workflows.casework import State
from workflows.concern import may_be_told
from workflows.knowledge import Source
from workflows.profile import ProfileRejected, read_profile
from workflows.sharing import Ground

SLAGELSE, SILKEBORG = "330", "740"
SAID: dict[str, Any] = {
    "name": "Asger Opdigtet", "cpr_number": cpr_number("2014-03-01", 77), "worry": "Er meget alene og pjækker",
    "source": "school", "told_by": "Klasselærer", "ground": "RPL_115_2",
    "necessity": "For at finde ud af, om der er brug for en indsats",
}  # fmt: skip


def enter(caller: Any, **said: Any) -> Any:
    return caller.post("/v1/concerns", SAID | said)


def test_a_worry_becomes_a_case_that_the_meeting_gives(service: Service) -> None:
    them = on_monday(service, SLAGELSE)
    answer = enter(them.coordinator)
    assert answer.status_code == 201, answer.text
    entry = answer.json()
    assert (entry["role"], entry["note"], entry["decision"]) == ("concern", SAID["worry"], None)
    assert entry["concern"] == {
        "source": "school", "told_by": "Klasselærer", "ground": "RPL_115_2", "necessity": SAID["necessity"],
    }  # fmt: skip
    assert entry["suggestion"]["route"]
    assert entry["suggestion"]["explanation"]
    assert them.coordinator.case(entry["case_id"])["state"] == "received"
    case_id = give(them.coordinator, entry, "to_coordinator")
    case = them.coordinator.case(case_id)
    assert (case["state"], case["track"]) == ("with_coordinator", "coordinator")
    (incident,) = them.coordinator.get(f"/v1/cases/{case_id}/incidents").json()["items"]
    assert incident["concern"]["told_by"] == "Klasselærer"


def test_it_joins_the_open_case_of_a_known_child_and_is_said_loudly(service: Service) -> None:
    them = on_monday(service, SLAGELSE)
    case_id = reach(them, State.PLACED)
    person = them.coordinator.case(case_id)["person"]
    entry = enter(them.coordinator, name=person["name"], cpr_number=person["cpr_number"]).json()
    assert (entry["case_id"], entry["joined_open_case"]) == (case_id, True)
    give(them.coordinator, entry, "to_coordinator")
    case = them.coordinator.case(case_id)
    assert case["incident_awaits_reassessment"] is True
    assert [one["details"]["role"] for one in case["notices"] if one["kind"] == "incident_given"] == ["concern"]


def test_without_a_cpr_number_a_person_decides_who_it_is(service: Service) -> None:
    them = on_monday(service, SLAGELSE)
    known = enter(them.coordinator, cpr_number=None, birth_date="01-03-2014").json()
    again = enter(them.coordinator, cpr_number=None, birth_date="01-03-2014", worry="Er set i dårligt selskab").json()
    assert (again["identity"]["status"], again["case_id"]) == ("undecided", None)
    chosen = them.coordinator.post(f"/v1/entries/{again['id']}/identity", {"person_id": known["person"]["id"]})
    assert chosen.status_code == 200, chosen.text
    assert chosen.json()["case_id"] == known["case_id"]
    assert chosen.json()["concern"]["necessity"] == SAID["necessity"], "it is readable under the other child's key"


def test_nothing_is_told_without_its_ground(service: Service) -> None:
    them = on_monday(service, SLAGELSE)
    for said, code in (
        ({"ground": None}, "needs"), ({"ground": "RPL_115_1"}, "may_not_be_shared"),
        ({"source": "health_service"}, "may_not_be_shared"),
    ):  # fmt: skip
        answer = enter(them.coordinator, **said)
        assert answer.json()["code"] == code, answer.text
    assert them.coordinator.get("/v1/entries").json()["items"] == []
    assert enter(them.coordinator, source="family", ground=None, told_by="Mor").status_code == 201
    law = {
        "source": "health_service",
        "ground": "LAW_OTHER",
        "necessity": "Sundhedslovens § 43",
        "told_by": "Sundhedsplejen",
    }
    assert enter(them.coordinator, **law).status_code == 201
    assert may_be_told(Source.POLICE, Ground.RPL_115_1, "For at forebygge").allowed


def test_a_profile_says_whether_and_by_whom(service: Service) -> None:
    answer = enter(on_monday(service, SILKEBORG).coordinator)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_used_here")
    them = on_monday(service, SLAGELSE)
    answer = enter(them.team_leader)
    assert (answer.status_code, answer.json()["reason"]) == (403, "role_may_not_in_this_municipality")
    assert enter(on_monday(service).team_leader).status_code == 201, "where the profile lets them both"
    for other in (them.police, them.caseworker, them.local_leader):
        assert enter(other).status_code == 403
    with pytest.raises(ProfileRejected, match="concern"):
        read_profile('municipality_code = "999"\nname = "Prøveby"\n[list.roles]\nconcern = ["Bekymring"]')


def test_no_list_brings_a_concern(service: Service) -> None:
    them = on_monday(service, SLAGELSE)
    answer = them.police.upload("a.csv", b"Journalnummer;CPR-nr.;Navn;Status\r\n1;610312-4001;Ane Opdigtet;concern")
    assert (answer.json()["accepted"], answer.json()["rejected"]) == (0, 1)
    assert answer.json()["rows"][0]["code"] == "unknown_role"
