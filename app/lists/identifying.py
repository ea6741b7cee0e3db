"""A person decides whom a row without a CPR number is about; it can be decided again."""

import json
from uuid import UUID

from sqlalchemy.orm import Session

from app import copying
from app.access.policy import Action
from app.access.service import require
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import service as cases
from app.cases import whose
from app.cases.intake import CaseOpening, Joining, OpenCase, join_cases, lock_cases
from app.cases.models import Case
from app.errors import NotFound
from app.events import service as events
from app.history import service as history
from app.lists import texts
from app.lists.deciding import follow_entries, locked_entry, standing_entries
from app.lists.entries import candidates_for, entry_view, is_seen
from app.lists.matching import lock_intake
from app.lists.models import ListEntry
from app.lists.problems import IdentityIsKnown, NotACandidate
from app.lists.schemas import EntryView, IdentityIn
from app.lists.suggesting import Suggestions
from app.lists.versions import settle
from app.people.models import Person
from app.versions.service import take_into_use
from workflows.casework import CASEWORK, CLOSING_STATES, State
from workflows.incidents import IncidentRole


def decide_identity(session: Session, entry_id: UUID, said: IdentityIn, *, by: Caller) -> EntryView:
    """The entry is about one of its candidates, or (None) about somebody new.

    Only now a case is opened or joined. Decided again, the entry goes to the other person's case; when
    it was given away already and is all there is in its case, the case itself becomes that person's.
    Raises NotFound, EntrySuperseded, IdentityIsKnown and NotACandidate.
    """
    why = require(by, Action.DECIDE_ENTRY)
    lock_intake(session, by.municipality_code)
    entry = locked_entry(session, entry_id, by=by)
    if not is_seen(session, entry, by=by):
        raise NotFound()
    person = _person_decided_on(session, entry, said.person_id)
    if entry.identity_undecided or entry.person_id != person.id:
        before = entry.person_id
        _give_to(session, entry, person, by=by, why=why)
        audit.record(
            session, "entry.identity_decided", by=by, why=why, subjects=dict.fromkeys([before, person.id]),
            object_id=entry.id, fields=["identity"],
        )  # fmt: skip
        settle(session, [entry.list_id], by=by)
    return entry_view(session, entry.id, by=by, why=why)


def _person_decided_on(session: Session, entry: ListEntry, person_id: UUID | None) -> Person:
    """A row without a CPR number made a person with the entry's own id, which stays to come back to."""
    own = session.get(Person, (entry.municipality_code, entry.id))
    if own is None:
        raise IdentityIsKnown(texts.IDENTITY_IS_KNOWN)
    if person_id is None or person_id == own.id:
        own.same_as_id = None
        return own
    chosen = next((one for one in candidates_for(session, [own])[own.id] if one.id == person_id), None)
    if chosen is None:
        raise NotACandidate(texts.NOT_A_CANDIDATE)
    if chosen.same_as_id is not None:  # merged since: another name of the one who stays
        chosen = session.get_one(Person, (entry.municipality_code, chosen.same_as_id))
    own.same_as_id = chosen.id if chosen.id != own.id else None
    return chosen


def _give_to(session: Session, entry: ListEntry, person: Person, *, by: Caller, why: Why) -> None:
    met = lock_cases(session, by.municipality_code, people=[person.id], cases=[entry.case_id] if entry.case_id else [])
    theirs = next((c for c in met if c.person_id == person.id and c.state not in CLOSING_STATES), None)
    old = cases.locked(session, by.municipality_code, entry.case_id) if entry.case_id else None
    entry.person_id = person.id
    goes_along = old is not None and entry.decision is not None and State(old.state) not in CLOSING_STATES
    if old is not None and goes_along and theirs is None and len(standing_entries(session, old)) == 1:
        old.person_id = person.id
        record(session, old, "person_changed", by, entry=entry.id)
        session.flush()
        whose.person_changed(session, old, by=by, why=why)
        return
    awaited = entry.decision is None
    enter(session, entry, person, theirs, by=by)
    if old is not None:
        leave(session, old, entry, awaited=awaited, by=by, why=why)


def enter(session: Session, entry: ListEntry, person: Person, theirs: OpenCase | None, *, by: Caller) -> OpenCase:
    """Into the person's open case, or a new one. What was decided about another child does not hold for this one."""
    rules = take_into_use(session, by.municipality_code, by.at)
    opening = CaseOpening(rules, by)
    if theirs is not None:
        join_cases(session, by.municipality_code, {theirs.id: Joining(1, 1)})
        opening.happened(theirs, "incident_joined", entry=entry.id)
    case = theirs or opening.open(person.id, 1)
    copying.put_in(session, opening.lines)
    events.changed(session, by.municipality_code, opening.happenings)
    suggestion = Suggestions(rules.profile, by.at).json_for(
        person.birth_date, IncidentRole(entry.role), entry.offence_text or "", theirs
    )
    entry.suggestion = json.loads(suggestion)
    entry.identity_undecided = False
    entry.case_id = case.id
    entry.joined_open_case = theirs is not None
    entry.decision = entry.decided_at = entry.decided_by = entry.to_municipality_code = None
    entry.decision_reason = None
    session.flush()
    return case._replace(is_new=False)


def leave(session: Session, case: Case, entry: ListEntry, *, awaited: bool, by: Caller, why: Why) -> None:
    """Out of its case, which ends when nothing is left in it."""
    case.incidents -= 1
    case.entries_awaiting_decision -= awaited
    record(session, case, "entry_moved", by, entry=entry.id)
    session.flush()
    left = standing_entries(session, case)
    if not left and State(case.state) not in CLOSING_STATES:
        whose.nothing_is_left(session, case, by=by, why=why)
    if State(case.state) is CASEWORK.initial:
        reason = next((one.decision_reason for one in left if one.decision_reason), texts.EMPTIED_CASE)
        follow_entries(session, case, by=by, why=why, reason=reason)
    elif not left and State(case.state) not in CLOSING_STATES:
        cases.emptied(session, case, by=by, why=why)


def record(session: Session, case: Case, event: str, by: Caller, **named: UUID) -> None:
    details = {name: str(value) for name, value in named.items()}
    history.record(session, CASEWORK.name, case, event, case.state, by=by, case_id=case.id, details=details)
