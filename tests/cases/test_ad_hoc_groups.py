"""An ad hoc group around one child: each member on a ground, one who coordinates, and nobody sees more than that."""

from typing import Any

import pytest

from tests.caller import Caller, Service
from tests.cases.answers import refusal
from tests.cases.stations import at, come_back, on_monday, reach
from tests.courses.test_who_sees import HIDDEN, known_case
from tests.handover import Team, give
from workflows.casework import State
from workflows.roles import Role

GLOSTRUP, SILKEBORG, MET_AT, LATER = "161", "740", "2026-12-01T14:00:00+01:00", "2026-12-01T16:00:00+01:00"
WHY = "For at skolen og klubben kan gøre det samme"
TEACHER: dict[str, Any] = {
    "source": "school", "function": "Klasselærer", "institution": "Nordre Skole", "name": "Lis Opdigtet",
    "user": "lis", "ground": "RPL_115_2", "necessity": WHY,
}  # fmt: skip
CLUB = TEACHER | {"source": "club", "function": "Klubmedarbejder", "institution": "Klubben", "user": "kim"}
OFFICER = TEACHER | {"source": "police", "function": "Forebyggelsesbetjent", "institution": None, "user": "pia"}
SET_UP: dict[str, Any] = {
    "event": "set_up", "task": "Skoledagen og eftermiddagen hænger ikke sammen", "next_meeting_on": "2026-12-01",
    "members": [TEACHER | {"coordinates": True}, CLUB],
}  # fmt: skip


def write(them: Team, case_id: str, said: dict[str, Any], **more: Any) -> Any:
    return them.coordinator.post(f"/v1/cases/{case_id}/ad-hoc-groups", said | more)


def written(them: Team, case_id: str, said: dict[str, Any], **more: Any) -> Any:
    answer = write(them, case_id, said, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def groups(them: Team, case_id: str) -> list[Any]:
    return list(them.coordinator.get(f"/v1/cases/{case_id}/ad-hoc-groups").json()["items"])


def joined(caller: Caller) -> list[Any]:
    answer = caller.get("/v1/ad-hoc-groups")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def one(service: Service, user: str, role: Role = Role.LOCAL_LEADER) -> Caller:
    return service.as_(role, GLOSTRUP, user)


def met(group: Any) -> dict[str, Any]:
    present = [member["id"] for member in group["members"]]
    return {
        "held_at": MET_AT,
        "present": present,
        "agreed": "Klubben henter på skolen",
        "next_meeting_on": "2026-12-15",
    }


def deadlines(them: Team, case_id: str) -> list[tuple[str, bool]]:
    """Of the group's meetings: when each was to be, and whether it was."""
    found = [one for one in them.coordinator.case(case_id)["deadlines"] if one["kind"] == "meet_ad_hoc_group"]
    return [(one["target_at"][:10], one["met_at"] is not None) for one in found]


def test_a_group_is_set_up_meets_and_ends(service: Service) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    group = written(them, case_id, SET_UP)
    assert [(one["function"], one["coordinates"]) for one in group["members"]] == [
        ("Klasselærer", True), ("Klubmedarbejder", False),
    ]  # fmt: skip
    assert deadlines(them, case_id) == [("2026-12-01", False)]
    again = write(them, case_id, SET_UP)
    assert (again.status_code, again.json()["code"]) == (409, "group_is_at_work")
    them = at(service, LATER, GLOSTRUP)
    group = written(them, case_id, {"event": "meet"} | met(group))
    assert group["meetings"][0]["agreed"] == "Klubben henter på skolen"
    assert deadlines(them, case_id) == [("2026-12-01", True), ("2026-12-15", False)]
    ended = written(them, case_id, {"event": "end", "because": "task_done", "outcome": "Eftermiddagene er på plads"})
    assert (ended["state"], ended["because"], ended["outcome"]) == ("ended", "task_done", "Eftermiddagene er på plads")
    assert deadlines(them, case_id) == [("2026-12-01", True), ("2026-12-15", True)]
    history = them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]
    assert [one["event"] for one in history if one["workflow"] == "ad_hoc_group"] == ["set_up", "meet", "end"]
    assert write(them, case_id, {"event": "meet"} | met(group)).json()["code"] == "no_group_is_at_work"
    written(them, case_id, SET_UP)
    assert [one["state"] for one in groups(them, case_id)] == ["ended", "working"]


def test_a_member_sees_the_group_and_nothing_else_of_the_case(service: Service) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id, name = known_case(them)
    group = written(them, case_id, SET_UP | {"members": [*SET_UP["members"], OFFICER]})
    for user, role in (("lis", Role.LOCAL_LEADER), ("pia", Role.POLICE)):
        caller = one(service, user, role)
        (shown,) = joined(caller)
        assert (shown["child_name"], shown["task"]) == (name, SET_UP["task"])
        assert [member["function"] for member in shown["members"]] == [
            "Klasselærer", "Klubmedarbejder", "Forebyggelsesbetjent",
        ]  # fmt: skip
        text = caller.get("/v1/ad-hoc-groups").text
        assert [secret for secret in (*HIDDEN, case_id) if secret in text] == []
        assert caller.get(f"/v1/cases/{case_id}").status_code in (403, 404)
        assert caller.get(f"/v1/cases/{case_id}/ad-hoc-groups").status_code in (403, 404)
    assert joined(one(service, "somebody.else")) == []
    person = them.coordinator.case(case_id)["person"]["id"]
    ledger = them.coordinator.get(f"/v1/persons/{person}/disclosures").json()["items"]
    shown_to = [(one["way"], one["recipient_kind"]) for one in ledger if one["recipient"].startswith("Forebyggelses")]
    assert shown_to == [("group", "police"), ("group", "police"), ("question", "police")]
    assert group["members"][2]["ground_stands"] is True


def test_whoever_coordinates_writes_the_meetings_down_and_no_other_member_does(service: Service) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.PLACED)
    group = written(them, case_id, SET_UP)
    them = at(service, LATER, GLOSTRUP)
    path = f"/v1/ad-hoc-groups/{group['id']}/meetings"
    assert one(service, "kim").post(path, met(group)).status_code == 404
    answer = one(service, "lis").post(path, met(group))
    assert (answer.status_code, answer.json()["next_meeting_on"]) == (201, "2026-12-15"), answer.text
    assert groups(them, case_id)[0]["meetings"][0]["written_by"] == "lis"
    changed = {"event": "change_coordinator", "member_id": group["members"][1]["id"], "reason": "Lis går på orlov"}
    written(them, case_id, changed)
    assert one(service, "lis").post(path, met(group)).status_code == 404
    assert one(service, "kim").post(path, met(group)).status_code == 201
    assert [member["you_coordinate"] for user in ("lis", "kim") for member in joined(one(service, user))] == [
        False, True,
    ]  # fmt: skip
    history = them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]
    assert [one["reason"] for one in history if one["event"] == "change_coordinator"] == ["Lis går på orlov"]


def test_who_comes_in_needs_a_ground_and_who_leaves_sees_it_no_more(service: Service) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.PLACED)
    group = written(them, case_id, SET_UP)
    nurse = TEACHER | {"source": "health_service", "function": "Sundhedsplejerske", "user": "siv"}
    refused = write(them, case_id, {"event": "bring_in", "member": nurse})
    assert (refused.status_code, refused.json()["code"]) == (409, "member_without_ground"), "§ 115 does not name them"
    assert refused.json()["members"] == [
        {"number": 1, "reason": "not_the_parties_of_this_ground", "source": "retsplejeloven § 115, stk. 1-3, og "
         "barnets lov § 133"}
    ]  # fmt: skip
    assert len(groups(them, case_id)[0]["members"]) == 2
    group = written(them, case_id, {"event": "bring_in", "member": OFFICER})
    officer = group["members"][2]["id"]
    assert len(joined(one(service, "pia", Role.POLICE))) == 1
    left = written(them, case_id, {"event": "let_go", "member_id": officer, "reason": "Er ikke længere nødvendig"})
    assert left["members"][2]["left_at"] is not None
    assert joined(one(service, "pia", Role.POLICE)) == []
    assert len(joined(one(service, "lis"))[0]["members"]) == 2
    again = write(them, case_id, {"event": "let_go", "member_id": officer, "reason": "Er ikke længere nødvendig"})
    assert again.status_code == 404


def test_nobody_is_in_it_twice_with_one_login_and_sees_it_when_they_have_left(service: Service) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.PLACED)
    twice = write(them, case_id, SET_UP, members=[*SET_UP["members"], OFFICER | {"user": "kim"}])
    assert (twice.status_code, twice.json()["code"]) == (409, "in_the_group_already")
    club = written(them, case_id, SET_UP)["members"][1]["id"]
    again = write(them, case_id, {"event": "bring_in", "member": OFFICER | {"user": "kim"}})
    assert (again.status_code, again.json()["code"]) == (409, "in_the_group_already")
    written(them, case_id, {"event": "bring_in", "member": OFFICER})
    written(them, case_id, {"event": "let_go", "member_id": club, "reason": "Er flyttet"})
    written(them, case_id, {"event": "bring_in", "member": CLUB})


@pytest.mark.parametrize(
    ("which", "said", "unmet"),
    [
        (1, {"event": "let_go", "reason": "Er flyttet"}, "enough_are_left_for_a_group"),
        (0, {"event": "let_go", "reason": "Er flyttet"}, "somebody_else_coordinates"),
        (0, {"event": "change_coordinator", "reason": "Er flyttet"}, "somebody_else_coordinates"),
    ],
)
def test_a_group_has_members_and_one_who_coordinates_it(
    service: Service, which: int, said: dict[str, Any], unmet: str
) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.PLACED)
    group = written(them, case_id, SET_UP)
    assert unmet in refusal(write(them, case_id, said, member_id=group["members"][which]["id"]))
    assert [one["left_at"] for one in groups(them, case_id)[0]["members"]] == [None, None]


@pytest.mark.parametrize("coordinating", [(False, False), (True, True)])
def test_exactly_one_coordinates_from_the_beginning(service: Service, coordinating: tuple[bool, bool]) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.PLACED)
    members = [one | {"coordinates": yes} for one, yes in zip((TEACHER, CLUB), coordinating, strict=True)]
    answer = write(them, case_id, SET_UP, members=members)
    assert (answer.status_code, answer.json()["code"]) == (422, "one_coordinates")
    assert groups(them, case_id) == []


def test_what_was_no_meeting_of_the_group_is_not_written_down_as_one(service: Service) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.PLACED)
    said = {"event": "meet"} | met(written(them, case_id, SET_UP))
    assert refusal(write(them, case_id, said)) == ["the_group_has_met"]
    them = at(service, LATER, GLOSTRUP)
    assert refusal(write(them, case_id, said, present=said["present"][:1])) == ["several_took_part"]
    assert write(them, case_id, said, present=[*said["present"], case_id]).status_code == 404, "no member"
    assert groups(them, case_id)[0]["meetings"] == []


def test_when_the_period_without_consent_is_over_nobody_sees_it_and_nobody_new_comes_in(service: Service) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.PLACED)
    group = written(them, case_id, SET_UP)
    them = at(service, "2027-06-01T09:00:00+02:00", GLOSTRUP)
    assert joined(one(service, "lis")) == []
    assert [member["ground_stands"] for member in groups(them, case_id)[0]["members"]] == [False, False]
    assert write(them, case_id, {"event": "bring_in", "member": OFFICER}).status_code == 409
    assert one(service, "lis").post(f"/v1/ad-hoc-groups/{group['id']}/meetings", met(group)).status_code == 404
    written(them, case_id, {"event": "meet"} | met(group))
    person = them.coordinator.case(case_id)["person"]["id"]
    ledger = them.coordinator.get(f"/v1/persons/{person}/disclosures").json()["items"]
    handed = [one["source"] for one in ledger if one["way"] == "group"]
    assert handed == ["retsplejeloven § 115, stk. 1, og kommunens frist for at dele uden samtykke"] * 2, (
        "what was said has been said, and the ledger says on what it did not rest"
    )


@pytest.mark.parametrize("event", ["close", "reroute"])
def test_a_case_that_leaves_the_coordinator_takes_the_group_with_it(service: Service, event: str) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.PLACED)
    written(them, case_id, SET_UP)
    them.coordinator.moves(case_id, event, reason="Der er åbnet en sag hos myndigheden")
    assert joined(one(service, "lis")) == []
    history = (them.coordinator if event == "close" else them.team_leader).get(f"/v1/cases/{case_id}/history")
    ended = [one for one in history.json()["items"] if one["workflow"] == "ad_hoc_group" and one["event"] == "end"]
    assert [(one["role"], one["details"]) for one in ended] == [("system", {"because": "case_left"})]


def test_whoever_is_in_the_group_of_the_one_is_not_in_the_group_of_the_other(service: Service) -> None:
    """The two sides of one incident: forurettet and sigtet are kept apart in groups too."""
    them = on_monday(service, GLOSTRUP)
    accused = reach(them, State.PLACED)
    victim = reach(them, State.PLACED)
    entry = come_back(them, accused)
    number = entry["police_journal_number"]
    _comes_back(them, accused, number, "Sigtet")
    _comes_back(them, victim, number, "Forurettet")
    written(them, accused, SET_UP)
    both = write(them, victim, SET_UP)
    assert (both.status_code, both.json()["code"]) == (422, "on_the_other_side_of_the_incident")
    others = [one | {"user": f"{one['user']}.anden"} for one in SET_UP["members"]]
    written(them, victim, SET_UP, members=others)


def test_one_who_came_to_have_both_sides_loses_the_victims_and_the_coordinator_sees_that(service: Service) -> None:
    them = on_monday(service, GLOSTRUP)
    accused, victim = reach(them, State.PLACED), reach(them, State.PLACED)
    for case_id in (accused, victim):
        written(them, case_id, SET_UP)
    number = come_back(them, accused)["police_journal_number"]
    _comes_back(them, accused, number, "Sigtet")
    _comes_back(them, victim, number, "Forurettet")
    name = them.coordinator.case(accused)["person"]["name"]
    assert [shown["child_name"] for shown in joined(one(service, "lis"))] == [name]
    assert [member["ground_stands"] for member in groups(them, victim)[0]["members"]] == [False, False]
    assert [member["ground_stands"] for member in groups(them, accused)[0]["members"]] == [True, True]


def _comes_back(them: Team, case_id: str, journal_number: str, role: str) -> None:
    person = them.coordinator.case(case_id)["person"]
    said = {
        "police_journal_number": journal_number, "name": person["name"], "cpr_number": person["cpr_number"],
        "role": role, "offence_text": "Trusler",
    }  # fmt: skip
    answer = them.coordinator.post("/v1/entries", said)
    assert answer.status_code == 201, answer.text
    give(them.coordinator, answer.json(), "to_coordinator")


def test_it_is_the_coordinators_of_a_case_on_that_track_and_a_profile_may_switch_it_off(service: Service) -> None:
    them = on_monday(service, GLOSTRUP)
    case_id = reach(them, State.COURSE_RUNNING)
    for other in (them.team_leader, them.caseworker, them.local_leader, them.police):
        assert other.post(f"/v1/cases/{case_id}/ad-hoc-groups", SET_UP).status_code == 403
    received = write(them, reach(them, State.RECEIVED), SET_UP)
    assert (received.status_code, received.json()["code"]) == (409, "not_with_the_coordinator")
    them = on_monday(service, SILKEBORG)
    answer = write(them, reach(them, State.PLACED), SET_UP)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_used_here")
