"""Something was learned before the meeting has decided: the entry gets a new suggestion, and the old one is kept."""

import json
from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import authority_case
from app.cases import service as cases
from app.cases.intake import OpenCase
from app.cases.models import Case
from app.cases.rules import profile_of
from app.history import service as history
from app.lists.models import EarlierSuggestion, ListEntry
from app.lists.suggesting import Suggestions
from workflows.casework import CASEWORK, State
from workflows.incidents import IncidentRole


class Because(StrEnum):
    """What was learned."""

    INDEX_ANSWERED = "index_answered"
    PERSON_SAID = "person_said"


def undecided_of(session: Session, municipality_code: str, case_id: UUID) -> list[ListEntry]:
    """The entries of a case that await the meeting, locked: before the case, as everybody does."""
    query = (
        select(ListEntry)
        .where(
            ListEntry.municipality_code == municipality_code,
            ListEntry.case_id == case_id,
            ListEntry.superseded_by.is_(None),
            ListEntry.decision.is_(None),
        )
        .order_by(ListEntry.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def suggest_anew(
    session: Session, case: Case, entries: Sequence[ListEntry], because: Because, *, by: Caller, why: Why
) -> None:
    """By what is known now of the authority's case; a suggestion that rests on the same already stays as it is."""
    learned = authority_case.known_of(case, authority_case.answers_of(session, case))
    changed = [one for one in entries if one.suggestion["inputs"]["authority_case"] != learned.value]
    if not changed:
        return
    subject = cases.subject_of(session, case)
    suggestions = Suggestions(profile_of(session, case), by.at)
    joins = OpenCase(case.id, case.person_id, State(case.state), case.authority_case_active)
    for entry in changed:
        made = suggestions.json_for(
            subject.birth_date, IncidentRole(entry.role), entry.offence_text or "", joins, learned=learned
        )
        session.add(
            EarlierSuggestion(
                municipality_code=entry.municipality_code, id=clock.new_id(), entry_id=entry.id,
                suggestion=entry.suggestion, because=because.value, replaced_at=by.at,
            )
        )  # fmt: skip
        before, entry.suggestion = entry.suggestion, json.loads(made)
        details = {
            "entry": str(entry.id), "because": because.value, "from": before["route"], "to": entry.suggestion["route"],
        }  # fmt: skip
        history.record(
            session, CASEWORK.name, case, "suggestion_changed", case.state, by=by, case_id=case.id, details=details
        )
    audit.record(
        session, "suggestion.changed", by=by, why=why, subjects=[case.person_id], object_id=case.id,
        fields=["suggestion"],
    )  # fmt: skip
    session.flush()
