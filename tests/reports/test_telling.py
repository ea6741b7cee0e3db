"""How long it took from the list to the first of the family who was told."""

from typing import Any

from tests.caller import Service, instant
from tests.cases.stations import at, come_back, type_in
from tests.handover import Team, enter_custody_holder, entries_of, entry_of, give, hand_over_outside, obligations_of
from tests.lists.weeks import police, received, row, send, weekly
from tests.reports.reading import figures, telling
from workflows.roles import Role

MONDAY, TUESDAY = "2026-11-16T09:00:00+01:00", "2026-11-17T09:00:00+01:00"
NOW = "2026-11-27T09:00:00+01:00"


def tell_first(them: Team, case_id: str, told_at: str) -> None:
    """The mother; nobody else."""
    enter_custody_holder(them.coordinator, case_id)
    first = obligations_of(them.coordinator, case_id, "due")[0]
    said = {"event": "tell", "means": "call", "told_at": told_at}
    answer = them.coordinator.post(f"/v1/cases/{case_id}/obligations/{first['id']}/moves", said)
    assert answer.status_code == 200, answer.text


def exempt_all(them: Team, case_id: str) -> None:
    for one in obligations_of(them.coordinator, case_id, "due"):
        said = {"event": "exempt", "reason": "Ingen kendes"}
        path = f"/v1/cases/{case_id}/obligations/{one['id']}/moves"
        assert them.coordinator.post(path, said).status_code == 200


def given(service: Service, decision: str = "to_coordinator", **said: Any) -> str:
    """A child typed in on Monday of week 47 and given on Tuesday."""
    entry = type_in(at(service, MONDAY).coordinator)
    return give(at(service, TUESDAY).coordinator, entry, decision, **said)


def seen(service: Service, role: Role = Role.COORDINATOR) -> Any:
    at(service, NOW)
    return telling(figures(service.as_(role)))


def test_days_run_from_the_list_to_the_first_who_was_told_by_the_calendar_in_copenhagen(service: Service) -> None:
    for told_at in ("2026-11-17T10:00:00+01:00", "2026-11-17T23:59:00+01:00", "2026-11-18T00:01:00+01:00",
                    "2026-11-20T12:00:00+01:00", "2026-11-26T12:00:00+01:00"):  # fmt: skip
        case_id = given(service)
        tell_first(at(service, NOW), case_id, told_at)
    # 1, 1, 2, 4 and 10 days: the one in the middle, and between the two last, nearer to 10.
    assert seen(service) == {"2026-W47": (5, 0, 2.0, 7.6)}


def test_a_child_counts_once_a_week_and_the_first_of_the_family_counts(service: Service) -> None:
    them = at(service, MONDAY)
    first = type_in(them.coordinator)
    again = come_back(them, first["case_id"])
    now = at(service, TUESDAY)
    case_id = give(now.coordinator, first, "to_coordinator")
    assert give(now.coordinator, again, "to_coordinator") == case_id
    later = at(service, NOW)
    tell_first(later, case_id, "2026-11-19T12:00:00+01:00")
    enter_custody_holder(later.coordinator, case_id, "Poul Opdigtet", "father")
    assert seen(service) == {"2026-W47": (1, 0, 3.0, 3.0)}


def test_who_is_still_to_be_told_is_counted_and_who_nobody_is_to_tell_is_not(service: Service) -> None:
    given(service)
    exempt = given(service)
    exempt_all(at(service, NOW), exempt)
    given(service, "drop", reason="Færdselsuheld")
    sent = given(service, "to_other_municipality", municipality_code="630")
    hand_over_outside(at(service, NOW).coordinator, sent)
    given(service, "to_team_leader")  # the caseworker has not assessed it
    type_in(at(service, MONDAY).coordinator)  # the meeting has not decided
    type_in(at(service, MONDAY).coordinator, name="Nanna Navnløs", cpr_number="")
    assert seen(service) == {"2026-W47": (0, 3, None, None)}
    assert seen(service, Role.TEAM_LEADER) == {"2026-W47": (0, 3, None, None)}


def test_a_list_that_came_late_stands_in_its_own_week_and_counts_from_when_it_came(service: Service) -> None:
    received(send(police(service, instant(MONDAY)), weekly(row(when="02-11-2026 10:00")), week="2026-W45"))
    them = at(service, TUESDAY)
    (entry,) = entries_of(them.coordinator)
    case_id = give(them.coordinator, entry, "to_coordinator")
    tell_first(at(service, NOW), case_id, "2026-11-18T12:00:00+01:00")
    assert seen(service) == {"2026-W45": (1, 0, 2.0, 2.0)}


def test_an_amended_list_does_not_begin_the_days_anew(service: Service) -> None:
    officer = police(service, instant(MONDAY))
    received(send(officer, weekly(row()), week="2026-W47"))
    (entry,) = entries_of(service.as_(Role.COORDINATOR))
    case_id = give(at(service, TUESDAY).coordinator, entry, "to_coordinator")
    tell_first(at(service, "2026-11-19T12:00:00+01:00"), case_id, "2026-11-19T10:00:00+01:00")
    at(service, "2026-11-20T09:00:00+01:00")
    received(send(service.as_(Role.POLICE), weekly(row(offence="Hærværk")), week="2026-W47"))
    assert seen(service)["2026-W47"] == (1, 0, 3.0, 3.0)


def test_told_before_the_list_came_is_no_days_and_told_of_something_else_does_not_count(service: Service) -> None:
    case_id = given(service)
    them = at(service, "2026-11-18T09:00:00+01:00")
    tell_first(them, case_id, "2026-11-13T16:00:00+01:00")  # the police had told them on Friday
    assert seen(service) == {"2026-W47": (1, 0, 0.0, 0.0)}
    them = at(service, "2026-11-23T09:00:00+01:00")
    new = come_back(them, case_id)
    assert seen(service) == {"2026-W47": (1, 0, 0.0, 0.0), "2026-W48": (0, 1, None, None)}
    give(at(service, "2026-11-24T09:00:00+01:00").coordinator, new, "to_coordinator")
    assert seen(service)["2026-W48"] == (0, 1, None, None), "what was told on Friday was of the first"
    tell_first_again(at(service, NOW), case_id)
    assert seen(service) == {"2026-W47": (1, 0, 0.0, 0.0), "2026-W48": (1, 0, 3.0, 3.0)}


def tell_first_again(them: Team, case_id: str) -> None:
    (owed,) = obligations_of(them.coordinator, case_id, "due")
    said = {"event": "tell", "means": "call", "told_at": "2026-11-26T12:00:00+01:00"}
    path = f"/v1/cases/{case_id}/obligations/{owed['id']}/moves"
    assert them.coordinator.post(path, said).status_code == 200


def test_a_telling_that_was_taken_back_is_none(service: Service) -> None:
    case_id = given(service)
    them = at(service, NOW)
    tell_first(them, case_id, "2026-11-18T12:00:00+01:00")
    (told,) = obligations_of(them.coordinator, case_id, "told")
    back = {"event": "take_back", "reason": "Det var en anden"}
    path = f"/v1/cases/{case_id}/obligations/{told['id']}/moves"
    assert them.coordinator.post(path, back).status_code == 200
    assert seen(service) == {"2026-W47": (0, 1, None, None)}


def test_a_case_that_was_opened_again_is_told_of_as_it_was(service: Service) -> None:
    case_id = given(service)
    them = at(service, "2026-11-19T09:00:00+01:00")
    tell_first(them, case_id, "2026-11-18T12:00:00+01:00")
    hand_over_outside(them.coordinator, case_id)
    assert seen(service) == {"2026-W47": (1, 0, 2.0, 2.0)}
    at(service, NOW).coordinator.moves(case_id, "reopen", reason="De er flyttet tilbage")
    assert seen(service) == {"2026-W47": (1, 0, 2.0, 2.0)}


def test_two_who_turn_out_to_be_one_child_are_counted_once(service: Service) -> None:
    them = at(service, MONDAY)
    known, unknown = type_in(them.coordinator), type_in(them.coordinator, name="Nanna Navnløs", cpr_number="")
    them = at(service, TUESDAY)
    for entry in (known, unknown):
        give(them.coordinator, entry, "to_coordinator")
    assert seen(service) == {"2026-W47": (0, 2, None, None)}
    said = {"event": "merge", "person_id": known["person"]["id"], "merged_id": unknown["person"]["id"],
            "evidence": "Moderen viste kortet", "reason": "Barnet skal ikke have to sager"}  # fmt: skip
    answer = at(service, NOW).coordinator.post("/v1/identity-corrections", said)
    assert answer.status_code == 201, answer.text
    assert seen(service) == {"2026-W47": (0, 1, None, None)}


def test_each_leader_sees_how_fast_their_own_track_was(service: Service) -> None:
    ours, theirs = given(service), given(service, "to_team_leader")
    them = at(service, NOW)
    tell_first(them, ours, "2026-11-18T12:00:00+01:00")
    assert seen(service) == {"2026-W47": (1, 0, 2.0, 2.0)}
    assert seen(service, Role.TEAM_LEADER) == {"2026-W47": (0, 1, None, None)}
    assert theirs != ours


def test_lists_of_half_a_year_are_looked_at(service: Service) -> None:
    officer = police(service, instant(NOW))
    for week, day in (("2026-W22", "25-05-2026 10:00"), ("2026-W23", "01-06-2026 10:00")):
        received(send(officer, weekly(row(f"3700-71273-{week[-2:]}000-26", when=day)), week=week))
    assert list(seen(service)) == ["2026-W23"]
    assert entry_of(entries_of(service.as_(Role.COORDINATOR)), "Ali Yilmaz")["decision"] is None
