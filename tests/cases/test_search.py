"""Finding a case by what is known of the child or the incident: only one's own, and only by what one may read."""

from typing import Any

import pytest
from sqlalchemy import text

from app.access.relations import Relation
from app.audit.looks import is_look
from app.cases.search import MANY
from tests.access.log import Log
from tests.access.test_two_sides import ACCUSED, VICTIM, given
from tests.caller import Caller, Service
from tests.cases.stations import cpr_number, on_monday, reach, type_in
from tests.cases.test_queue import statements
from tests.handover import Team, give
from tests.lists.test_who_is_who import MERGE, corrected, nameless, person_of
from tests.transfers.crossing import both, handed_over
from workflows.casework import State
from workflows.roles import Role

NAME, JOURNAL = "Opdigtet Søren Kvistgård-Holm", "3700-71273-88001-26"
CPR = cpr_number("2012-03-01", 5001)


@pytest.fixture(params=[MANY, 0], ids=["few", "many"], autouse=True)
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a name that few have, and as of one that very many have."""
    monkeypatch.setattr("app.cases.search.MANY", request.param)


def search(caller: Caller, sought: str) -> Any:
    answer = caller.post("/v1/cases/search", {"text": sought})
    assert answer.status_code == 200, answer.text
    return answer.json()


def found(caller: Caller, sought: str) -> list[str]:
    return [one["id"] for one in search(caller, sought)["items"]]


def soerens(them: Team, decision: str = "to_coordinator", **more: Any) -> str:
    said = {"name": NAME, "cpr_number": CPR, "police_journal_number": JOURNAL} | more
    return give(them.coordinator, type_in(them.coordinator, **said), decision)


@pytest.mark.parametrize(
    "sought",
    [
        "Søren", "soren", "SOEREN", "  søren ", "kvistgaard", "Kvi", "holm", "holm søren", "Kvistgård-Holm", "sør",
        CPR, CPR.replace("-", ""), CPR.replace("-", " "), JOURNAL, JOURNAL.replace("-", " "), JOURNAL.replace("-", ""),
    ],
)  # fmt: skip
def test_a_case_is_found_by_name_number_and_journal_number(service: Service, sought: str) -> None:
    them = on_monday(service)
    case_id = soerens(them)
    reach(them, State.WITH_COORDINATOR)
    (item,) = search(them.coordinator, sought)["items"]
    assert (item["id"], item["child_name"], item["state"]) == (case_id, NAME, "with_coordinator")
    (listed,) = [one for one in them.coordinator.get("/v1/cases").json()["items"] if one["id"] == case_id]
    assert item == listed, "as it stands in the list"


@pytest.mark.parametrize(
    "sought",
    [
        "øren", "Sø Holmberg", "Kvistgårde", "88001", "3700", CPR[:6], cpr_number("2012-03-01", 5002), "%%", "__",
        "'--", "' or 1=1 --", "(((", "\\x00", "**", "😀😀", "𝔖øren!\u200b ikke", "S" * 100, "{}", '{"$ne": ""}',
        "a b c d e f g h i j k l m n",
    ],
)  # fmt: skip
def test_odd_text_is_only_text_and_finds_nothing(service: Service, sought: str) -> None:
    them = on_monday(service)
    soerens(them)
    assert search(them.coordinator, sought) == {"items": [], "more": False}


@pytest.mark.parametrize("sought", ["", "s", " s ", "s" * 101, "søren\x00", "søren\x1b", None, 7])
def test_a_text_too_short_too_long_or_no_text_is_refused_in_danish_and_not_repeated(
    service: Service, sought: Any
) -> None:
    answer = on_monday(service).coordinator.post("/v1/cases/search", {"text": sought})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    (error,) = answer.json()["errors"]
    assert error["message"] in ("er for kort", "er for lang", "har ikke den rette form")
    assert "ren" not in str(error["where"])
    assert len(str(sought)) < 5 or str(sought) not in answer.text


def test_a_reference_of_the_authority_finds_its_case_for_the_authority_alone(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_CASEWORKER)
    them.caseworker.moves(case_id, "note_reference", authority_reference="SAG-2026-77")
    assert found(them.caseworker, "sag-2026-77") == [case_id]
    assert found(them.team_leader, "SAG-2026-77") == [case_id]
    assert found(them.team_leader, "SAG-2026-7") == []


def test_each_finds_what_their_list_has_and_no_more(service: Service) -> None:
    them = on_monday(service)
    case_id = soerens(them, "to_team_leader")
    for sought in ("Søren", CPR, JOURNAL):
        assert found(them.team_leader, sought) == [case_id]
        for other in (them.coordinator, them.caseworker, them.local_leader):
            assert search(other, sought) == {"items": [], "more": False}
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    assert found(them.caseworker, "Søren") == [case_id]
    assert found(service.as_(Role.CASEWORKER, subject="mona"), "Søren") == []


def test_a_local_leader_finds_own_courses_by_name_and_by_nothing_that_they_may_not_read(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    name, number = (them.coordinator.case(case_id)["person"][part] for part in ("name", "cpr_number"))
    journal = them.coordinator.get(f"/v1/cases/{case_id}/incidents").json()["items"][0]["police_journal_number"]
    first = name.split()[0]
    assert found(them.local_leader, first) == [case_id]
    (item,) = search(them.local_leader, first)["items"]
    assert {"incidents", "responsible", "age"}.isdisjoint(item)
    assert found(them.coordinator, number) == found(them.coordinator, journal) == [case_id]
    assert found(them.local_leader, number) == found(them.local_leader, journal) == []
    assert found(service.as_(Role.LOCAL_LEADER, subject="liv"), first) == []


@pytest.mark.parametrize("role", [Role.POLICE, Role.MANAGER, Role.LOG_REVIEWER, Role.ADMINISTRATOR])
def test_who_has_no_cases_may_not_search(service: Service, role: Role) -> None:
    soerens(on_monday(service))
    answer = service.as_(role).post("/v1/cases/search", {"text": "Søren"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_the_victim_is_not_found_by_whoever_works_with_the_accused(service: Service) -> None:
    them = on_monday(service)
    victims, accuseds = given(them, VICTIM, ACCUSED)
    them.team_leader.moves(victims, "inform_caseworker", caseworker="rikke")
    them.team_leader.moves(accuseds, "inform_caseworker", caseworker="mona")
    assert found(them.caseworker, "3700-75001-00001-26") == [victims]
    with service.database.transaction("607") as session:
        session.execute(text("update cases set caseworker = 'rikke' where id = :id"), {"id": accuseds})
    assert found(them.caseworker, "Vilma") == []
    assert found(them.caseworker, "3700-75001-00001-26") == [accuseds]
    assert {victims, accuseds} < set(found(them.team_leader, "3700-75001-00001-26")), "who gives each its place"


def test_behind_broken_glass_a_case_is_found_as_it_is_listed_and_the_log_says_so(service: Service, log: Log) -> None:
    them = on_monday(service)
    case_id = soerens(them, "to_team_leader")
    asked = {"case_id": case_id, "reason": "Barnet er på skadestuen, og ingen andre kan nås"}
    assert found(them.caseworker, "Søren") == []
    assert them.caseworker.post("/v1/break-glass", asked).status_code == 201
    log.new()
    assert found(them.caseworker, "Søren") == [case_id]
    assert [(row["action"], row["reason"]) for row in log.new()] == [("case.searched", Relation.BROKEN_GLASS)]


def test_another_municipality_never_finds_it(service: Service) -> None:
    soerens(on_monday(service))
    elsewhere = on_monday(service, "740")
    for sought in ("Søren", CPR, JOURNAL):
        assert found(elsewhere.coordinator, sought) == []


def test_a_case_that_is_handed_over_is_found_where_it_came(service: Service) -> None:
    sender, receiver = both(service)
    case_id = soerens(sender)
    _, theirs = handed_over(service, sender.coordinator, receiver.coordinator, case_id)
    assert found(receiver.coordinator, "kvistgård") == [theirs]
    (left,) = search(sender.coordinator, "kvistgård")["items"]
    assert (left["id"], left["state"]) == (case_id, "transferred")


def test_open_cases_come_first_and_then_those_that_ended_last(service: Service) -> None:
    them = on_monday(service)
    ended = reach(them, State.CLOSED)
    first = reach(them, State.WITH_COORDINATOR)
    second = reach(them, State.PLACED)
    due = {one["id"]: one["due_at"] for one in search(them.coordinator, "Opdigtet")["items"]}
    assert found(them.coordinator, "Opdigtet") == [*sorted((first, second), key=lambda one: due[one]), ended]


def test_of_more_than_there_is_room_for_it_is_said_that_there_are_more(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    them = on_monday(service)
    for _ in range(3):
        reach(them, State.WITH_COORDINATOR)
    monkeypatch.setattr("app.cases.search.MOST", 2)
    answer = search(them.coordinator, "Opdigtet")
    assert (len(answer["items"]), answer["more"]) == (2, True)
    monkeypatch.setattr("app.cases.search.MOST", 3)
    assert search(them.coordinator, "Opdigtet")["more"] is False


def test_a_child_who_stood_here_as_two_is_found_by_either_name(service: Service) -> None:
    them = on_monday(service)
    known = soerens(them)
    other = give(them.coordinator, nameless(them.coordinator), "to_coordinator")
    stays, merged = (person_of(them.coordinator, one) for one in (known, other))
    assert (found(them.coordinator, "Nanna"), found(them.coordinator, "Søren")) == ([other], [known])
    done = corrected(them.coordinator, MERGE | {"person_id": stays, "merged_id": merged})
    assert found(them.coordinator, "Nanna") == found(them.coordinator, CPR) == [known, other]
    corrected(them.coordinator, {"event": "split_back", "correction_id": done["id"]})
    assert known not in found(them.coordinator, "Nanna")
    assert found(them.coordinator, "Søren") == [known]


def test_the_log_says_who_was_shown_and_never_what_was_searched_for(service: Service, log: Log, url: str) -> None:
    them = on_monday(service)
    case_id = soerens(them)
    person = person_of(them.coordinator, case_id)
    log.new()
    found(them.coordinator, "Kvistgård")
    found(them.coordinator, "Magnus")
    shown, nobody = log.new()
    assert [(row["action"], row["fields"]) for row in (shown, nobody)] == [("case.searched", ["name", "state"])] * 2
    assert (str(shown["subject_id"]), nobody["subject_id"]) == (person, None)
    assert "vistg" not in str((shown, nobody)).casefold()
    assert "magnus" not in str(nobody).casefold()
    assert is_look("case.searched"), "the extract says that it was read, and the alarms count it"


def test_a_search_costs_the_same_whatever_it_finds(service: Service) -> None:
    them = on_monday(service)
    for _ in range(8):
        reach(them, State.WITH_COORDINATOR)
    one = search(them.coordinator, "Opdigtet")["items"][0]["child_name"].split()[0]
    counts = {
        sought: statements(service, lambda s=sought: them.coordinator.post("/v1/cases/search", {"text": s}))  # type: ignore[misc]  # bound at once
        for sought in (one, "Opdigtet", f"{one} Opdigtet")
    }
    assert max(counts.values()) == min(counts.values()) <= 8, counts
