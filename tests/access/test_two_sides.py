"""Victim and accused of one incident are kept apart from those who have one child's case."""

from typing import Any

from sqlalchemy import text

from tests.caller import Service
from tests.cases.stations import on_monday
from tests.handover import Team, entries_of, entry_of, give
from workflows.roles import Role

HEAD = "Journalnummer;CPR-nr.;Navn;Status;Forhold;Gerningstidspunkt\r\n"
VICTIM, ACCUSED, SEEN = "Vilma Opdigtet", "Storm Opdigtet", "Sille Opdigtet"
TWO_SIDES = (
    f"{HEAD}3700-75001-00001-26;710211-9781;{VICTIM};Forurettet;Vold;20-11-2026 22:10\r\n"
    f"3700-75001-00001-26;710212-9787;{ACCUSED};Mistænkt;Vold;20-11-2026 22:10\r\n"
    f"3700-75001-00001-26;710213-9783;{SEEN};Antruffet;Vold;20-11-2026 22:10\r\n"
).encode()


def handed_over(them: Team) -> list[Any]:
    assert (answer := them.police.upload("to-sider.csv", TWO_SIDES)).json()["accepted"] == 3, answer.text
    return entries_of(them.team_leader)


def given(them: Team, *names: str) -> list[str]:
    entries = handed_over(them)
    return [give(them.team_leader, entry_of(entries, name), "to_team_leader") for name in names]


def test_one_caseworker_is_not_given_both_sides(service: Service) -> None:
    them = on_monday(service)
    victims, accuseds = given(them, VICTIM, ACCUSED)
    them.team_leader.moves(victims, "inform_caseworker", caseworker="rikke")
    refused = them.team_leader.move(accuseds, "inform_caseworker", caseworker="rikke")
    assert (refused.status_code, refused.json()["code"]) == (422, "on_the_other_side_of_the_incident")
    assert them.team_leader.case(accuseds)["state"] == "with_team_leader"
    them.team_leader.moves(accuseds, "inform_caseworker", caseworker="mona")


def test_who_was_merely_encountered_is_on_no_side(service: Service) -> None:
    them = on_monday(service)
    for case_id in given(them, VICTIM, SEEN):
        them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
        assert them.caseworker.case(case_id)["state"] == "with_caseworker"


def test_a_caseworker_who_comes_to_have_both_sides_does_not_see_the_victim(service: Service) -> None:
    them = on_monday(service)
    victims, accuseds = given(them, VICTIM, ACCUSED)
    them.team_leader.moves(victims, "inform_caseworker", caseworker="rikke")
    them.team_leader.moves(accuseds, "inform_caseworker", caseworker="mona")
    assert them.caseworker.case(victims)["person"]["name"] == VICTIM
    _behind_the_service(service, accuseds, "rikke")
    for part in ("", "/incidents", "/history", "/custody-holders"):
        assert them.caseworker.get(f"/v1/cases/{victims}{part}").status_code == 404
    assert [one["id"] for one in them.caseworker.get("/v1/cases").json()["items"]] == [accuseds]
    assert VICTIM not in them.caseworker.get(f"/v1/cases/{accuseds}/incidents").text
    assert service.as_(Role.TEAM_LEADER).case(victims)["caseworker"] == "rikke", "who can give it to another"


def _behind_the_service(service: Service, case_id: str, caseworker: str) -> None:
    """As when a later list puts two children, whose cases one has already, into one incident."""
    with service.database.transaction("607") as session:
        session.execute(text("update cases set caseworker = :who where id = :id"), {"who": caseworker, "id": case_id})


def test_the_sides_stay_apart_when_one_case_has_ended(service: Service) -> None:
    them = on_monday(service)
    victims, accuseds = given(them, VICTIM, ACCUSED)
    them.team_leader.moves(accuseds, "inform_caseworker", caseworker="rikke")
    _close_behind_the_service(service, accuseds)
    refused = them.team_leader.move(victims, "inform_caseworker", caseworker="rikke")
    assert (refused.status_code, refused.json()["code"]) == (422, "on_the_other_side_of_the_incident")


def test_a_journal_number_is_the_same_however_it_is_written(service: Service) -> None:
    them = on_monday(service)
    spelled = TWO_SIDES.decode().replace("3700-75001-00001-26;710212", "3700 75001 00001 26;710212").encode()
    assert them.police.upload("to-sider.csv", spelled).json()["accepted"] == 3
    entries = entries_of(them.team_leader)
    victims, accuseds = (give(them.team_leader, entry_of(entries, who), "to_team_leader") for who in (VICTIM, ACCUSED))
    them.team_leader.moves(victims, "inform_caseworker", caseworker="rikke")
    refused = them.team_leader.move(accuseds, "inform_caseworker", caseworker="rikke")
    assert refused.json()["code"] == "on_the_other_side_of_the_incident"


def _close_behind_the_service(service: Service, case_id: str) -> None:
    with service.database.transaction("607") as session:
        closed = "update cases set state = 'closed', closed_at = due_at where id = :id"
        session.execute(text(closed), {"id": case_id})
