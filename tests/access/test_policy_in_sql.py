"""Who sees which cases: the policy against its twin in SQL, over every case there can be."""

from datetime import timedelta
from itertools import product
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import clock
from app.access.policy import Action, decide
from app.cases.break_glass import BreakGlass
from app.cases.covers import Cover
from app.cases.models import Case
from app.cases.queries import resource_of, theirs, visible, whys_listed
from app.db import Database
from app.people.models import Person
from tests.access.test_policy import NOW, by
from workflows.casework import CLOSING_STATES, State, Track
from workflows.roles import Role


def _cases(session: Session) -> list[Case]:
    """A case for every municipality × track × state × who is on it; several of a child, all but one ended."""
    people: list[dict[str, object]] = []
    rows: list[dict[str, object]] = []
    tracks = (None, *Track)
    for code, track, state, who in product(("607", "740"), tracks, State, ("me", "somebody", None)):
        person: UUID = clock.new_id()
        common = {"municipality_code": code}
        people.append(
            common | {"id": person, "birth_date": NOW.date(), "name_index": b"", "name_sealed": b"", "created_at": NOW}
        )
        closed = NOW if state in CLOSING_STATES else None
        rows.append(
            common
            | {
                "id": clock.new_id(), "person_id": person, "state": state, "version": 1, "track": track,
                "opened_at": NOW, "closed_at": closed, "due_at": NOW, "caseworker": who, "local_leader": who,
                "integration_client": who, "incidents": 1, "entries_awaiting_decision": 0,
                "incident_awaits_reassessment": False,
            }
        )  # fmt: skip
    session.execute(insert(Person), people)
    session.execute(insert(Case), rows)
    return list(session.scalars(select(Case)))


def test_the_list_of_cases_is_filtered_as_each_case_is_decided(database: Database) -> None:
    with database.transaction() as session:
        cases = _cases(session)
        assert len(cases) == 2 * 3 * 19 * 3
        shown_to = {}
        for role, code, who in product(Role, ("607", "740", "330"), ("me", "nobody")):
            caller = by(role, who, code)
            decided = {
                case.id
                for case in cases
                if decide(caller, Action.READ_CASE, resource_of(session, case, by=caller)).allowed
            }
            listed = set(session.scalars(select(Case.id).where(visible(caller))))
            assert listed == decided, (role, code, who)
            shown_to[role, code, who] = len(listed)
    assert shown_to[Role.COORDINATOR, "607", "me"] == shown_to[Role.TEAM_LEADER, "740", "me"] == 2 * 19 * 3
    assert shown_to[Role.CASEWORKER, "607", "me"] == shown_to[Role.LOCAL_LEADER, "607", "me"] == 19
    assert shown_to[Role.CASEWORKER, "607", "nobody"] == shown_to[Role.COORDINATOR, "330", "me"] == 0
    for role in (Role.POLICE, Role.MANAGER, Role.LOG_REVIEWER, Role.ADMINISTRATOR, Role.SYSTEM):
        assert shown_to[role, "607", "me"] == 0


def test_the_list_of_links_has_the_cases_that_a_system_may_link_and_no_others(database: Database) -> None:
    with database.transaction() as session:
        cases = _cases(session)
        session.execute(insert(BreakGlass), [grant for case in cases for grant in _grants(case)])
        for code, who in product(("607", "740", "330"), ("me", "nobody")):
            caller = by(Role.INTEGRATION, who, code)
            decided = {
                case.id
                for case in cases
                if decide(caller, Action.LINK_CASE, resource_of(session, case, by=caller)).allowed
            }
            assert set(session.scalars(select(Case.id).where(theirs(caller)))) == decided, (code, who)
            assert len(decided) == (19 if who == "me" and code != "330" else 0)


def test_the_list_has_the_cases_seen_through_broken_glass_as_long_as_each_is(database: Database) -> None:
    with database.transaction() as session:
        cases = _cases(session)
        session.execute(insert(BreakGlass), [grant for case in cases for grant in _grants(case)])
        for role, code, who in product(Role, ("607", "740"), ("me", "nobody")):
            caller = by(role, who, code)
            decided = {
                case.id
                for case in cases
                if decide(caller, Action.READ_CASE, resource_of(session, case, by=caller)).allowed
            }
            assert set(session.scalars(select(Case.id).where(visible(caller)))) == decided, (role, code, who)
            if (role, who) == (Role.LOG_REVIEWER, "me"):
                assert len(decided) == 19, "those whose glass stands broken, and none that was broken before"


def _grants(case: Case) -> list[dict[str, object]]:
    """Of cases that are somebody's: on one track a standing grant, on another one whose hour is over or was ended."""
    if case.caseworker != "somebody":
        return []
    hour = timedelta(hours=1)
    at, ended = {"authority": (NOW - hour / 2, None), "coordinator": (NOW - hour, None)}.get(
        case.track or "", (NOW - hour / 2, NOW)
    )
    return [
        {
            "municipality_code": case.municipality_code, "id": clock.new_id(), "case_id": case.id,
            "person_id": case.person_id, "holder": "me", "role": role, "reason_sealed": b"", "at": at,
            "until": at + hour, "ended_at": ended,
        }
        for role in Role
    ]  # fmt: skip


def test_the_list_has_the_cases_of_those_one_stands_in_for_as_each_is_decided(database: Database) -> None:
    with database.transaction() as session:
        cases = _cases(session)
        day = timedelta(days=1)
        covers = [
            (role, begins, ends, ended)
            for role in Role
            for begins, ends, ended in (
                (NOW, NOW + day, None) if role is not Role.LOCAL_LEADER else (NOW - day, NOW, None),
                (NOW + day / 24, NOW + day, None),
                (NOW - day, NOW + day, NOW - day / 2),
            )
        ]
        session.execute(insert(Cover), [
            {
                "municipality_code": "607", "id": clock.new_id(), "role": role, "absent": "somebody",
                "substitute": "me", "begins_at": begins, "ends_at": ends, "arranged_by": "x", "arranged_at": NOW,
                "ended_at": ended, "ended_by": ended and "x",
            }
            for role, begins, ends, ended in covers
        ])  # fmt: skip
        shown_to = {}
        for role, code, who in product(Role, ("607", "740"), ("me", "nobody")):
            caller = by(role, who, code)
            decided = {
                case.id: verdict.why.reason
                for case in cases
                if (verdict := decide(caller, Action.READ_CASE, resource_of(session, case, by=caller))).allowed
            }
            listed = list(session.scalars(select(Case).where(visible(caller))))
            assert {case.id for case in listed} == set(decided), (role, code, who)
            assert [why.reason for why in whys_listed(session, listed, by=caller)] == [
                decided[one.id] for one in listed
            ]
            shown_to[role, code, who] = len(decided)
    assert shown_to[Role.CASEWORKER, "607", "me"] == 2 * 19, "their own, and those of the one who is away"
    assert shown_to[Role.LOCAL_LEADER, "607", "me"] == shown_to[Role.CASEWORKER, "740", "me"] == 19, "it is over"
    assert shown_to[Role.INTEGRATION, "607", "me"] == 19
