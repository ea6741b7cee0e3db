"""An entry as it is shown: the incident, whom it is about, what is suggested and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases import authority_case
from app.cases.authority_models import AuthorityAnswer
from app.cases.models import Case
from app.lists import texts
from app.lists.models import EarlierSuggestion, ListEntry
from app.lists.schemas import (
    AuthorityAnswerView,
    Candidate,
    ConcernTold,
    EntryPerson,
    EntryView,
    IdentityView,
    SuggestionChange,
    SuggestionView,
)
from app.people.models import Person
from workflows.calendar import age_on, local_date
from workflows.casework import Track
from workflows.danish import moment_said
from workflows.incidents import IncidentRole
from workflows.knowledge import Source
from workflows.profile import profile_for
from workflows.roles import Role
from workflows.routing import Decision
from workflows.routing_words import explained
from workflows.sharing import Ground

Found = tuple[ListEntry, Person, Case | None]


@dataclass(slots=True)
class Beside:
    """What stands beside entries in other tables, read once for all of them."""

    replaced: dict[UUID, EarlierSuggestion] = field(default_factory=dict)
    """Of an entry, the suggestion that stood just before the one that stands."""
    answers: dict[UUID, dict[UUID, AuthorityAnswer]] = field(default_factory=dict)
    """Of an entry, by their ids: about its person, in its case."""
    came_with: dict[UUID, Person] = field(default_factory=dict)
    """A row without a CPR number made a person with the entry's own id."""

    def answer_for(self, entry: ListEntry) -> AuthorityAnswerView | None:
        last = authority_case.latest(list(self.answers.get(entry.id, {}).values()))
        return None if last is None else answer_view(last)


def beside_of(session: Session, found: Sequence[Found], by: Caller) -> Beside:
    code, beside = by.municipality_code, Beside()
    of_the_entry = and_(EarlierSuggestion.municipality_code == code, EarlierSuggestion.entry_id == ListEntry.id)
    about_it = and_(
        AuthorityAnswer.municipality_code == code,
        AuthorityAnswer.case_id == ListEntry.case_id,
        AuthorityAnswer.person_id == ListEntry.person_id,
    )
    query = (
        select(ListEntry.id, EarlierSuggestion, AuthorityAnswer, Person)
        .outerjoin(EarlierSuggestion, of_the_entry)
        .outerjoin(AuthorityAnswer, about_it)
        .outerjoin(Person, and_(Person.municipality_code == code, Person.id == ListEntry.id))
        .where(ListEntry.municipality_code == code, ListEntry.id.in_([entry.id for entry, _, _ in found]))
        .order_by(EarlierSuggestion.replaced_at, EarlierSuggestion.id)
    )
    for entry_id, replaced, answer, person in session.execute(query):
        if replaced is not None:
            beside.replaced[entry_id] = replaced
        if answer is not None:
            beside.answers.setdefault(entry_id, {})[answer.id] = answer
        if person is not None:
            beside.came_with[entry_id] = person
    return beside


def answer_view(row: AuthorityAnswer) -> AuthorityAnswerView:
    words = texts.AUTHORITY_CASE[row.source, row.finding].format(when=moment_said(row.at), by=row.by)
    fields = {name: getattr(row, name) for name in AuthorityAnswerView.model_fields if name != "text"}
    return AuthorityAnswerView(**fields, text=words)


def view_of(
    entry: ListEntry, person: Person, case: Case | None, candidates: list[Person], beside: Beside, by: Caller
) -> EntryView:
    return EntryView(
        id=entry.id,
        list_id=entry.list_id,
        row=entry.row_number,
        case_id=entry.case_id,
        person=_person(person, by),
        police_journal_number=entry.police_journal_number,
        role=IncidentRole(entry.role),
        offence_code=entry.offence_code,
        offence_text=entry.offence_text,
        place=entry.place,
        note=entry.note,
        occurred_at=entry.occurred_at,
        police_told_parents=entry.police_told_parents,
        concern=concern_told(entry),
        joined_open_case=entry.joined_open_case,
        open_case_state=case.state if case and entry.joined_open_case and is_ours(case, by) else None,
        identity=_identity(entry, person, candidates, by),
        suggestion=_suggestion(entry, beside.replaced.get(entry.id)),
        authority_case=beside.answer_for(entry),
        decision=Decision(entry.decision) if entry.decision else None,
        decision_reason=entry.decision_reason,
        decided_at=entry.decided_at,
        decided_by=entry.decided_by,
        to_municipality_code=entry.to_municipality_code,
    )


def concern_told(entry: ListEntry) -> ConcernTold | None:
    """None where it is no concern, or nobody said who told of it."""
    if entry.concern_source is None:
        return None
    return ConcernTold(
        source=Source(entry.concern_source),
        told_by=entry.concern_told_by or "",
        ground=Ground(entry.concern_ground) if entry.concern_ground else None,
        necessity=entry.concern_necessity,
    )


def _suggestion(entry: ListEntry, replaced: EarlierSuggestion | None) -> SuggestionView:
    words = _said(entry, entry.suggestion)
    changed = None if replaced is None else _change(entry, replaced)
    return SuggestionView.model_validate({**entry.suggestion, "explanation": words, "changed": changed})


def _change(entry: ListEntry, replaced: EarlierSuggestion) -> SuggestionChange:
    before = replaced.suggestion
    words = texts.CHANGED[replaced.because].format(
        when=moment_said(replaced.replaced_at), before=_said(entry, before)
    )  # fmt: skip
    return SuggestionChange.model_validate(
        {
            "at": replaced.replaced_at, "because": replaced.because, "route": before["route"], "rule": before["rule"],
            "authority_case": before["inputs"]["authority_case"], "text": words,
        }
    )  # fmt: skip


def _said(entry: ListEntry, stored: Mapping[str, Any]) -> str:
    return explained(stored["rule"], stored["counterfactual"], titles=profile_for(entry.municipality_code).titles)


def _identity(entry: ListEntry, person: Person, candidates: list[Person], by: Caller) -> IdentityView:
    same = [
        Candidate(**dict(_person(other, by)), same_name=other.name_index == person.name_index) for other in candidates
    ]
    if entry.identity_undecided:
        return IdentityView(status="undecided", candidates=same)
    # Whoever came with the entry itself is new: a row without a CPR number makes a person with its own id,
    # and in one request the clock stands still.
    came_with_it = person.id == entry.id or (person.created_at == entry.received_at and not entry.joined_open_case)
    return IdentityView(status="new" if came_with_it else "known", candidates=same)


def _person(person: Person, by: Caller) -> EntryPerson:
    today = local_date(by.at)
    age = age_on(person.birth_date, today) if person.birth_date <= today else None
    return EntryPerson(id=person.id, name=person.name or "", birth_date=person.birth_date, age=age)


def is_ours(case: Case, by: Caller) -> bool:
    """How far the other track has come with a case is theirs to know."""
    return case.track is None or case.track != other_track(by).value


def other_track(by: Caller) -> Track:
    return Track.AUTHORITY if by.role is Role.COORDINATOR else Track.COORDINATOR
