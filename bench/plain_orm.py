"""What a list costs when it is stored as one would first write it: a row at a time, by the ORM."""

import json
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases.models import Case, RunningDeadline
from app.history import service as history
from app.lists.keys import Keys
from app.lists.models import HandoverList, ListEntry
from app.lists.reading import CheckedRow, RowChecker, read_file
from app.lists.suggesting import Suggestions
from app.people.encryption import vault
from app.people.models import Person
from workflows.calendar import IsoWeek, due
from workflows.casework import CASEWORK
from workflows.deadlines import Deadline
from workflows.profile import profile_for
from workflows.roles import AccessPurpose

_WEEK = IsoWeek(2026, 47)


def import_plainly(session: Session, data: bytes, *, by: Caller) -> int:
    """Stores the same as import_file does of a first list; gives the number of rows."""
    profile = profile_for(by.municipality_code)
    table = read_file(data, None, variants=profile.list)
    checker = RowChecker(profile.list, _WEEK)
    stored = HandoverList(
        municipality_code=by.municipality_code, id=clock.new_id(), kind="file", week=str(_WEEK), version=1,
        state="received", uploaded_by=by.id, uploaded_at=by.at, received=len(table.rows), accepted=len(table.rows),
        corrected=0, duplicate=0, rejected=0, receipt={},
    )  # fmt: skip
    session.add(stored)
    session.flush()
    return sum(_store(session, stored.id, checker.check(raw), by=by) for raw in table.rows)


def _store(session: Session, list_id: UUID, row: object, *, by: Caller) -> bool:
    assert isinstance(row, CheckedRow)
    code, keys = by.municipality_code, Keys(vault(), by.municipality_code)
    incident = keys.incident(row)
    same = select(ListEntry).where(
        ListEntry.municipality_code == code, ListEntry.incident_key == incident, ListEntry.superseded_by.is_(None)
    )
    assert session.scalar(same) is None
    person = _person(session, row, keys, by)
    case = _case(session, person, by)
    profile = profile_for(code)
    suggestion = Suggestions(profile, by.at).json_for(row.birth_date, row.role, row.offence_text, None)
    entry = ListEntry(
        municipality_code=code, id=clock.new_id(), list_id=list_id, row_number=row.number, person_id=person.id,
        case_id=case.id, identity_undecided=False, incident_key=incident, content_key=keys.content(row),
        police_journal_number=row.journal_number, role=row.role.value, offence_code=row.offence_code or None,
        occurred_at=row.occurred_at, police_told_parents=row.police_told_parents, joined_open_case=False,
        suggestion=json.loads(suggestion), received_at=by.at,
    )  # fmt: skip
    entry.offence_text, entry.place, entry.note = row.offence_text, row.place, row.note
    session.add(entry)
    session.flush()
    why = Why("role_may", AccessPurpose.HANDOVER)
    audit.record(session, "list.received", by=by, why=why, subjects=[person.id], object_id=list_id)
    audit.write(session, by.municipality_code)
    return True


def _person(session: Session, row: CheckedRow, keys: Keys, by: Caller) -> Person:
    index = keys.cpr_number(row.cpr_number or "")
    query = select(Person).where(Person.municipality_code == by.municipality_code, Person.cpr_number_index == index)
    person = session.scalar(query)
    if person is None:
        assert row.birth_date is not None
        person = Person(
            municipality_code=by.municipality_code, id=clock.new_id(), birth_date=row.birth_date,
            cpr_number_index=index, name_index=keys.name(row.name, row.birth_date), created_at=by.at,
        )  # fmt: skip
        person.cpr_number, person.name, person.address = row.cpr_number, row.name, row.address
        session.add(person)
        session.flush()
    return person


def _case(session: Session, person: Person, by: Caller) -> Case:
    code, profile = by.municipality_code, profile_for(by.municipality_code)
    query = select(Case).where(Case.municipality_code == code, Case.person_id == person.id, Case.closed_at.is_(None))
    case = session.scalar(query)
    if case is not None:
        case.incidents += 1
        case.entries_awaiting_decision += 1
        return case
    when = due(by.at, profile.deadlines[Deadline.DECIDE], profile.closed_days)
    case = Case(
        municipality_code=code, id=clock.new_id(), person_id=person.id, state=CASEWORK.initial.value,
        opened_at=by.at, due_at=when.target, incidents=1, entries_awaiting_decision=1,
        incident_awaits_reassessment=False,
    )  # fmt: skip
    session.add(case)
    session.flush()
    session.add(
        RunningDeadline(
            municipality_code=code,
            id=clock.new_id(),
            case_id=case.id,
            kind=Deadline.DECIDE.value,
            owner="coordinator",
            started_at=by.at,
            target_at=when.target,
            fatal_at=when.fatal,
        )
    )
    history.record(session, CASEWORK.name, case, "opened", None, by=by, case_id=case.id)
    session.flush()
    return case
