"""Two who are one child, one who is two, and an incident of somebody else: put right, and nothing lost."""

from typing import Any

import psycopg
import pytest

from tests.caller import Caller, Service, new_key
from tests.cases.stations import FOURTEEN, on_monday, reach, type_in
from tests.handover import enter_custody_holder, give, obligations_of, tell_everyone
from workflows.casework import State
from workflows.roles import Role

WHY = {"evidence": "Moderen viste sygesikringskortet", "reason": "Barnet skal ikke have to sager"}
MERGE = {"event": "merge"} | WHY


def corrected(caller: Caller, said: dict[str, Any]) -> Any:
    answer = caller.post("/v1/identity-corrections", WHY | said)
    assert answer.status_code == 201, answer.text
    return answer.json()


def refused(caller: Caller, said: dict[str, Any]) -> tuple[int, str]:
    answer = caller.post("/v1/identity-corrections", WHY | said)
    return answer.status_code, answer.json()["code"]


def nameless(caller: Caller, name: str = "Nanna Navnløs") -> Any:
    """A child of whom no CPR number is known."""
    return type_in(caller, name=name, cpr_number="")


def person_of(caller: Caller, case_id: str) -> str:
    return str(caller.case(case_id)["person"]["id"])


def cases_of(url: str, *people: str) -> list[tuple[str, str, int]]:
    with psycopg.connect(url) as connection:
        query = "select person_id::text, state, incidents from cases where person_id = any(%s) order by opened_at, id"
        return connection.execute(query, [list(people)]).fetchall()


def written_to(caller: Caller, case_id: str) -> None:
    """A mother with a letter that waits to be sent."""
    enter_custody_holder(caller, case_id)
    (draft,) = caller.post(f"/v1/cases/{case_id}/letters", {"to": "family"}).json()["items"]
    queued = caller.post(f"/v1/cases/{case_id}/letters/{draft['id']}/moves", {"event": "queue"})
    assert queued.status_code == 200, queued.text


def test_of_two_open_cases_one_goes_on_and_the_other_ends_with_all_that_rested_on_it(
    service: Service, url: str
) -> None:
    them = on_monday(service)
    known = reach(them, State.PLACED)
    stays = person_of(them.coordinator, known)
    entry = nameless(them.coordinator)
    other = give(them.coordinator, entry, "to_coordinator")
    merged = person_of(them.coordinator, other)
    written_to(them.coordinator, other)
    done = corrected(them.coordinator, MERGE | {"person_id": stays, "merged_id": merged})
    assert (done["entries"], done["from_person_id"], done["to_person_id"]) == ([entry["id"]], merged, stays)
    assert cases_of(url, stays, merged) == [(stays, "placed", 2), (merged, "dropped", 0)]
    case = them.coordinator.case(known)
    assert (case["entries_awaiting_decision"], "venter på overleveringsmødet" in case["notice"]) == (1, True)
    with psycopg.connect(url) as connection:
        owed = connection.execute("select state from obligations where case_id = %s", [other]).fetchall()
        sent = connection.execute("select state from letters where case_id = %s", [other]).fetchall()
    assert {state for (state,) in owed} == {"lapsed"}
    assert {state for (state,) in sent} == {"stopped"}
    (listed,) = them.coordinator.get(f"/v1/persons/{stays}/identity-corrections").json()["items"]
    assert listed == done


def test_what_was_merged_by_mistake_is_two_again(service: Service, url: str) -> None:
    them = on_monday(service)
    known = reach(them, State.PLACED)
    stays, entry = person_of(them.coordinator, known), nameless(them.coordinator)
    merged = entry["person"]["id"]
    done = corrected(them.coordinator, MERGE | {"person_id": stays, "merged_id": merged})
    back = {"event": "split_back", "correction_id": done["id"]}
    undone = corrected(them.coordinator, back)
    assert (undone["undoes"], undone["entries"]) == (done["id"], [entry["id"]])
    assert sorted(cases_of(url, stays, merged)) == sorted(
        [(stays, "placed", 1), (merged, "dropped", 0), (merged, "received", 1)]
    )
    assert them.coordinator.case(known)["entries_awaiting_decision"] == 0
    assert refused(them.coordinator, back) == (409, "not_merged")
    items = them.coordinator.get(f"/v1/persons/{merged}/identity-corrections").json()["items"]
    assert [one["kind"] for one in items] == ["split_back", "merge"], "nothing of it is lost"


def test_an_open_case_and_those_with_custody_come_along_and_nobody_is_told_twice(service: Service, url: str) -> None:
    them = on_monday(service)
    stays = person_of(them.coordinator, reach(them, State.DROPPED))
    case_id = give(them.coordinator, nameless(them.coordinator), "to_coordinator")
    merged = person_of(them.coordinator, case_id)
    enter_custody_holder(them.coordinator, case_id)
    tell_everyone(them.coordinator, case_id, "2026-11-23T09:00:00+01:00")
    done = corrected(them.coordinator, MERGE | {"person_id": stays, "merged_id": merged})
    assert person_of(them.coordinator, case_id) == stays
    assert [one["state"] for one in obligations_of(them.coordinator, case_id) if one["state"] != "lapsed"] == ["told"]
    (mother,) = them.coordinator.get(f"/v1/cases/{case_id}/custody-holders").json()["items"]
    assert mother["name"] == "Karla Opdigtet"
    assert them.coordinator.get(f"/v1/cases/{case_id}/earlier").json()["items"]
    corrected(them.coordinator, {"event": "split_back", "correction_id": done["id"]})
    assert person_of(them.coordinator, case_id) == merged
    assert {row[0] for row in cases_of(url, stays)} == {stays}
    assert len(them.coordinator.get(f"/v1/cases/{case_id}/custody-holders").json()["items"]) == 1


def test_the_case_in_which_somebody_has_begun_goes_on_and_goes_back(service: Service, url: str) -> None:
    them = on_monday(service)
    entry = type_in(them.coordinator)
    stays = entry["person"]["id"]
    begun = give(them.coordinator, nameless(them.coordinator), "to_coordinator")
    merged = person_of(them.coordinator, begun)
    done = corrected(them.coordinator, MERGE | {"person_id": stays, "merged_id": merged})
    assert cases_of(url, stays, merged) == [(stays, "dropped", 0), (stays, "with_coordinator", 2)]
    corrected(them.coordinator, {"event": "split_back", "correction_id": done["id"]})
    assert sorted(cases_of(url, stays, merged)) == sorted(
        [(stays, "dropped", 0), (stays, "received", 1), (merged, "with_coordinator", 1)]
    )


def test_an_incident_goes_to_the_right_child_and_what_rested_on_the_wrong_one_stops(service: Service, url: str) -> None:
    them = on_monday(service)
    entry = type_in(them.coordinator)
    case_id = give(them.coordinator, entry, "to_coordinator")
    wrong = person_of(them.coordinator, case_id)
    written_to(them.coordinator, case_id)
    new = {"name": "Rigtige Opdigtet", "birth_date": FOURTEEN}
    said = {"event": "move", "person_id": wrong, "entries": [entry["id"]], "new": new}
    moved = corrected(them.coordinator, said)
    assert person_of(them.coordinator, case_id) == moved["to_person_id"] != wrong
    with psycopg.connect(url) as connection:
        query = (
            "select state, custody_holder_id is not null from obligations where case_id = %s order by created_at, id"
        )
        owed = connection.execute(query, [case_id]).fetchall()
        (letter,) = connection.execute("select state from letters where case_id = %s", [case_id]).fetchall()
    assert owed[-1] == ("due", False), "the right child's family, whom nobody knows yet"
    assert ("due", True) not in owed
    assert letter == ("stopped",)
    assert refused(them.coordinator, said)[0] == 404, "of the wrong one there is nothing left to see"


def test_one_of_several_incidents_leaves_and_a_letter_written_before_does_not(service: Service, url: str) -> None:
    them = on_monday(service)
    first = type_in(them.coordinator)
    person = first["person"]
    case_id = give(them.coordinator, first, "to_coordinator")
    cpr = them.coordinator.case(case_id)["person"]["cpr_number"]
    second = type_in(them.coordinator, name=person["name"], cpr_number=cpr)
    give(them.coordinator, second, "to_coordinator")
    written_to(them.coordinator, case_id)
    other = person_of(them.coordinator, reach(them, State.WITH_COORDINATOR))
    said = {"event": "move", "person_id": person["id"], "entries": [second["id"]], "to_person_id": other}
    corrected(them.coordinator, said)
    assert cases_of(url, person["id"], other) == [(person["id"], "with_coordinator", 1), (other, "with_coordinator", 2)]
    assert obligations_of(them.coordinator, case_id, "due"), "of the first they are still to be told"
    with psycopg.connect(url) as connection:
        assert connection.execute("select state from letters where case_id = %s", [case_id]).fetchall() == [
            ("stopped",)
        ]


def test_nobody_but_the_coordinator_and_only_with_both_reasons(service: Service) -> None:
    them = on_monday(service)
    stays = person_of(them.coordinator, reach(them, State.PLACED))
    merged = nameless(them.coordinator)["person"]["id"]
    said = MERGE | {"person_id": stays, "merged_id": merged}
    for caller in (them.team_leader, them.caseworker, them.local_leader, them.police, service.as_(Role.ADMINISTRATOR)):
        assert refused(caller, said)[0] == 403
        assert caller.get(f"/v1/persons/{stays}/identity-corrections").status_code == 403
    for reason in WHY:
        answer = them.coordinator.post(
            "/v1/identity-corrections", {name: v for name, v in said.items() if name != reason}
        )
        assert answer.status_code == 422, reason
    assert refused(on_monday(service, "740").coordinator, said)[0] == 404
    key = {"Idempotency-Key": new_key()}
    first = them.coordinator.post("/v1/identity-corrections", said, headers=key)
    again = them.coordinator.post("/v1/identity-corrections", said, headers=key)
    assert (again.status_code, again.json(), again.headers["Idempotent-Replayed"]) == (201, first.json(), "true")


def test_what_cannot_be_one_child_is_refused(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    stays = person_of(them.coordinator, case_id)
    numbered, without = type_in(them.coordinator)["person"]["id"], nameless(them.coordinator)["person"]["id"]
    for person, merged, obstacle in (
        (stays, stays, "the_same_person"), (stays, numbered, "two_numbers"), (without, stays, "number_would_be_lost"),
    ):  # fmt: skip
        answer = them.coordinator.post("/v1/identity-corrections", MERGE | {"person_id": person, "merged_id": merged})
        assert (answer.status_code, answer.json()["obstacle"]) == (409, obstacle)
    corrected(them.coordinator, MERGE | {"person_id": stays, "merged_id": without})
    again = them.coordinator.post("/v1/identity-corrections", MERGE | {"person_id": numbered, "merged_id": without})
    assert again.status_code in (404, 409), "another name of somebody already"


@pytest.mark.parametrize("state", [State.WITH_CASEWORKER, State.COURSE_RUNNING])
def test_a_case_of_the_authority_or_with_a_course_is_not_emptied(service: Service, url: str, state: State) -> None:
    them = on_monday(service)
    entry = nameless(them.coordinator)
    merged = entry["person"]["id"]
    track = "to_team_leader" if state is State.WITH_CASEWORKER else "to_coordinator"
    case_id = give(them.coordinator, entry, track)
    if state is State.COURSE_RUNNING:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("update cases set state = 'course_running' where id = %s", [case_id])
    stays = person_of(them.coordinator, reach(them, State.PLACED))
    before = cases_of(url, stays, merged)
    status, _ = refused(them.coordinator, MERGE | {"person_id": stays, "merged_id": merged})
    assert status in (404, 409)
    assert cases_of(url, stays, merged) == before
