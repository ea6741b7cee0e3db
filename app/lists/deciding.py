"""The handover meeting decides on an entry, and the case follows."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.access.policy import Action
from app.access.service import require
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import service as cases
from app.cases.models import Case
from app.errors import NotFound
from app.history import service as history
from app.lists import texts
from app.lists.entries import entry_view
from app.lists.given import given_to
from app.lists.models import ListEntry, stands_in
from app.lists.problems import (
    AlreadyDecided,
    CaseIsClosed,
    CaseIsOnTheOtherTrack,
    EntrySuperseded,
    IdentityUndecided,
    SayingIsNeeded,
)
from app.lists.schemas import DecisionIn, EntryView
from app.lists.versions import settle
from workflows.casework import CASEWORK, CLOSING_STATES, Event, State, Track, track_of
from workflows.routing import Decision, case_event

TRACKS = {Decision.TO_COORDINATOR: Track.COORDINATOR, Decision.TO_TEAM_LEADER: Track.AUTHORITY}


def decide_entry(session: Session, entry_id: UUID, said: DecisionIn, *, by: Caller) -> EntryView:
    """Records the decision and moves the case.

    Of two at the same moment one wins: the entry is locked, then its case, then its list; everybody
    locks in that order. Raises what ``ready`` does.
    """
    why = require(by, Action.DECIDE_ENTRY)
    entry, case = ready(session, entry_id, said, by=by)
    decide(session, entry, case, said, by=by, why=why)
    settle(session, [entry.list_id], by=by)
    return entry_view(session, entry.id, by=by, why=why)


def ready(session: Session, entry_id: UUID, said: DecisionIn, *, by: Caller) -> tuple[ListEntry, Case]:
    """The entry and its case, locked, when that can be decided; nothing is written yet.

    Raises NotFound, SayingIsNeeded, EntrySuperseded, IdentityUndecided, AlreadyDecided, CaseIsClosed and
    CaseIsOnTheOtherTrack.
    """
    _must_be_said(said, by)
    entry = locked_entry(session, entry_id, by=by)
    if entry.identity_undecided or entry.case_id is None:
        raise IdentityUndecided(texts.IDENTITY_UNDECIDED)
    if entry.decision is not None:
        raise AlreadyDecided(texts.ALREADY_DECIDED)
    case = cases.locked(session, by.municipality_code, entry.case_id)
    _must_fit(case, said.decision)
    return entry, case


def decide(session: Session, entry: ListEntry, case: Case, said: DecisionIn, *, by: Caller, why: Why) -> None:
    """What was ``ready``. The list follows when it is settled, after the last of several."""
    entry.decision = said.decision.value
    entry.decided_at, entry.decided_by = by.at, by.id
    entry.decision_reason = said.reason
    if said.decision is Decision.TO_OTHER_MUNICIPALITY:
        entry.to_municipality_code = said.municipality_code
    case.entries_awaiting_decision -= 1
    details = {"entry": str(entry.id), "decision": said.decision.value}
    history.record(
        session, CASEWORK.name, case, "entry_decided", case.state, by=by, case_id=case.id, reason=said.reason,
        details=details,
    )  # fmt: skip
    audit.record(
        session, "entry.decided", by=by, why=why, subjects=[entry.person_id], object_id=entry.id,
        fields=["decision"],
    )  # fmt: skip
    session.flush()
    if State(case.state) is CASEWORK.initial:
        follow_entries(session, case, by=by, why=why, reason=said.reason)
    elif said.decision in TRACKS:
        given = given_to(session, case)
        new = next(one for one in given if one.entry_id == entry.id)
        cases.incident_given(session, case, new, lambda: given, by=by, why=why)


def locked_entry(session: Session, entry_id: UUID, *, by: Caller) -> ListEntry:
    """The entry as it stands, locked until the transaction ends. Raises NotFound and EntrySuperseded."""
    query = (
        select(ListEntry)
        .where(ListEntry.municipality_code == by.municipality_code, ListEntry.id == entry_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    entry = session.scalar(query)
    if entry is None:
        raise NotFound()
    if entry.superseded_by is not None:
        raise EntrySuperseded(texts.SUPERSEDED, superseded_by=str(entry.superseded_by))
    return entry


def standing_entries(session: Session, case: Case) -> list[ListEntry]:
    """The entries of a case that no amended list has taken the place of."""
    query = (
        select(ListEntry)
        .where(stands_in(case.municipality_code, case.id))
        .order_by(ListEntry.id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _must_be_said(said: DecisionIn, by: Caller) -> None:
    if said.decision is Decision.DROP and said.reason is None:
        raise SayingIsNeeded(texts.REASON_NEEDED, needs=["reason"])
    if said.decision is Decision.TO_OTHER_MUNICIPALITY:
        if said.municipality_code is None:
            raise SayingIsNeeded(texts.CODE_NEEDED, needs=["municipality_code"])
        if said.municipality_code == by.municipality_code:
            raise SayingIsNeeded(texts.OWN_CODE, needs=["municipality_code"])


def _must_fit(case: Case, decision: Decision) -> None:
    """What is given away goes where the person's case is: one person has one open case."""
    track, state = TRACKS.get(decision), State(case.state)
    if track is None or state is CASEWORK.initial:
        return
    if state in CLOSING_STATES:
        raise CaseIsClosed(texts.CASE_IS_CLOSED, case_id=str(case.id))
    if track_of(state) is not track:
        raise CaseIsOnTheOtherTrack(texts.ON_THE_OTHER_TRACK)


def follow_entries(session: Session, case: Case, *, by: Caller, why: Why, reason: str | None) -> None:
    """Moves a case that is still received to where its standing entries say; one without entries is dropped.

    What was decided before the case was opened again was done then, and says nothing of where it goes now.
    """
    entries = standing_entries(session, case)
    reopened_at = history.last_at(session, CASEWORK.name, case, Event.REOPEN)
    event = case_event(
        [
            Decision(one.decision) if one.decision else None
            for one in entries
            if one.decided_at is None or reopened_at is None or one.decided_at >= reopened_at
        ]
    )
    if not entries:
        event = Event.DROP
    if event is Event.SEND_ELSEWHERE:
        # It is ours until the other municipality has taken it: the hand-over makes the move.
        jobs.offer_transfer(session, case.municipality_code, case.id)
    elif event is not None:
        # The last entry may be dropped when an earlier one was sent elsewhere, and that is where the case goes.
        elsewhere = next((one.to_municipality_code for one in entries if one.to_municipality_code), None)
        told = cases.Said(reason=reason, municipality_code=elsewhere, decided_on_the_entry=True)
        cases.move(session, case, event, by=by, why=why, said=told)
        if event is not Event.DROP:
            cases.incidents_counted(session, case, lambda: given_to(session, case), by=by)
