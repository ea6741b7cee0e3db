"""A draft profile or another version of the rules over what has been: who would have gone where, and been late."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.caller import Caller, Why
from app.cases.past import deadlines_that_ran, families_to_be_told, placements_made
from app.db import Database
from app.lists.models import ListEntry
from workflows.profile import Profile
from workflows.routing import RULE_SET_VERSION, Route, RoutingInputs
from workflows.what_if import (
    deadlines_turned,
    is_by_the_profile,
    placement_fails,
    recipients_differ,
    suggestion_moves,
)

_INPUTS = TypeAdapter(RoutingInputs)
Found = tuple[UUID, str]
"""An entry's or a case's id, and what would be otherwise."""


@dataclass(slots=True)
class Answer:
    """What would differ, by id; and of how many. No name and no number of a person."""

    looked_at: Counter[str] = field(default_factory=Counter)
    suggestions: list[Found] = field(default_factory=list)
    deadlines: list[Found] = field(default_factory=list)
    placements: list[Found] = field(default_factory=list)
    recipients: list[Found] = field(default_factory=list)


def ask_what_if(
    database: Database,
    profile: Profile,
    draft: Profile,
    *,
    since: datetime,
    version: str = RULE_SET_VERSION,
    by: Caller,
    why: Why,
) -> Answer:
    """The run is in the log; the reading can change nothing. Raises UnknownRuleSet."""
    with database.transaction(by.municipality_code) as session:
        audit.record(session, "what_if.asked", by=by, why=why, subjects=[None], fields=["suggestion", "deadline"])
    answer = Answer()
    with database.transaction(by.municipality_code) as session:
        session.execute(text("set transaction read only"))
        _suggestions(session, answer, draft, since, version, by)
        _deadlines(session, answer, profile, draft, since, by)
        _placements(session, answer, draft, since, by)
        _recipients(session, answer, profile, draft, since, by)
    return answer


def _suggestions(session: Session, answer: Answer, draft: Profile, since: datetime, version: str, by: Caller) -> None:
    query = (
        select(ListEntry.id, ListEntry.suggestion)
        .where(
            ListEntry.municipality_code == by.municipality_code,
            ListEntry.received_at >= since,
            ListEntry.superseded_by.is_(None),
        )
        .order_by(ListEntry.received_at, ListEntry.id)
    )
    for entry_id, stored in session.execute(query):
        answer.looked_at["suggestions"] += 1
        try:
            inputs = _INPUTS.validate_python(stored["inputs"])
        except (KeyError, ValidationError):
            answer.looked_at["suggestions_not_comparable"] += 1
            continue
        there = suggestion_moves(inputs, Route(stored["route"]), draft, version)
        if there is not None:
            answer.suggestions.append((entry_id, f"{stored['route']} -> {there}"))


def _deadlines(session: Session, answer: Answer, profile: Profile, draft: Profile, since: datetime, by: Caller) -> None:
    for case_id, ran in deadlines_that_ran(session, by.municipality_code, since):
        answer.looked_at["deadlines"] += 1
        if not is_by_the_profile(ran, profile):
            answer.looked_at["deadlines_not_comparable"] += 1
            continue
        for turned in deadlines_turned(ran, draft, by.at):
            becomes = "broken" if turned.would_be_broken else "kept"
            answer.deadlines.append((case_id, f"{turned.kind} {turned.limit} would be {becomes}"))


def _placements(session: Session, answer: Answer, draft: Profile, since: datetime, by: Caller) -> None:
    for placed in placements_made(session, by.municipality_code, since):
        answer.looked_at["placements"] += 1
        if missing := placement_fails(placed.level, placed.grounds, draft):
            answer.placements.append((placed.case_id, f"step {placed.level} lacks {', '.join(missing)}"))


def _recipients(
    session: Session, answer: Answer, profile: Profile, draft: Profile, since: datetime, by: Caller
) -> None:
    for told in families_to_be_told(session, by.municipality_code, since):
        answer.looked_at["families"] += 1
        if change := recipients_differ(told.birth_date, told.on, profile, draft):
            answer.recipients.append((told.case_id, " ".join(change)))
