"""Dealing with the agenda: each entry decided, carried over or taken back, with an outcome of its own."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, literal, select
from sqlalchemy.orm import Session

from app import clock
from app.access.policy import Action
from app.access.service import require
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import service as cases
from app.cases.models import Case
from app.disclosures.service import Wanted, disclose
from app.errors import Problem
from app.history import service as history
from app.history.texts import messages
from app.lists import deciding, undoing
from app.lists.models import ListEntry
from app.lists.problems import AlreadyDecided
from app.lists.versions import settle
from app.meetings import attendance, service, texts
from app.meetings.agenda import item_for, last_item
from app.meetings.models import Meeting, MeetingItem, Participant
from app.meetings.problems import MeetingNotOpen, NotOfThisMeeting, NotOnTheAgenda
from app.meetings.schemas import CarryOver, DealtWith, DealWith, Decide, OutcomeView, Undo
from workflows.agenda import Item, unmet, unmet_by
from workflows.meeting import MEETING, Outcome
from workflows.profile import profile_for
from workflows.roles import Role
from workflows.routing import Decision
from workflows.sharing import DataKind, Ground, PartyKind, Purpose, Way


def deal_with(session: Session, meeting: Meeting, said: DealWith, *, by: Caller, why: Why) -> DealtWith:
    """Each in turn on a meeting that is ``locked``; what cannot be done says why, and the others are done.

    Everything that can stand in the way is found before anything of an entry is written, so none is half done.
    Raises MeetingNotOpen.
    """
    if not service.is_open(meeting):
        raise MeetingNotOpen(texts.MEETING_NOT_OPEN)
    _lock_in_order(session, [one.entry_id for one in said.items], by=by)
    table = attendance.of_meeting(session, meeting)
    at_it, outcomes, lists = Table(meeting, table, by, why), [], set()
    for one in said.items:
        try:
            lists.add(_deal_with_one(session, at_it, one))
            outcomes.append(_outcome(one, None))
        except Refusal as refused:
            outcomes.append(_outcome(one, refused.problem))
    settle(session, lists, by=by)
    session.flush()
    done = sum(one.done for one in outcomes)
    if not done:  # what stood in the way is a look too
        audit.record(
            session, "meeting.read", by=by, why=why, subjects=[None], object_id=meeting.id, fields=["decision"]
        )
    return DealtWith(done=done, refused=len(outcomes) - done, items=outcomes)


class Refusal(Exception):
    """One entry is not dealt with; nothing of it was written."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Table:
    """The meeting, who is at it, and who says what is decided."""

    def __init__(self, meeting: Meeting, rows: Sequence[Participant], by: Caller, why: Why) -> None:
        self.meeting, self.rows, self.by, self.why = meeting, rows, by, why
        self.present = attendance.present(rows)
        self.profile = profile_for(meeting.municipality_code)

    @property
    def police(self) -> list[Participant]:
        return [one for one in self.rows if one.left_at is None and one.role == Role.POLICE.value]

    def must_be_able_to(self, decision: Decision | None, item: Item) -> None:
        """Raises NotOnTheAgenda."""
        parties = self.profile.meetings.parties
        lacks = unmet(item, self.present, parties) if decision is None else unmet_by(
            decision, item, self.present, parties
        )  # fmt: skip
        if lacks:
            raise NotOnTheAgenda(" ".join(messages(lacks, self.profile)), unmet=list(lacks))


def _deal_with_one(session: Session, table: Table, one: Decide | CarryOver | Undo) -> UUID:
    """Gives the entry's list. Raises Refusal."""
    match one:
        case Decide():
            return _decide(session, table, one)
        case CarryOver():
            return _carry_over(session, table, one)
        case Undo():
            return _undo(session, table, one)


def _decide(session: Session, table: Table, one: Decide) -> UUID:
    said, by = one.said(), table.by
    try:
        entry, case = deciding.ready(session, one.entry_id, said, by=by)
        table.must_be_able_to(said.decision, item_for(entry, case))
    except Problem as problem:
        raise Refusal(problem) from None
    deciding.decide(session, entry, case, said, by=by, why=require(by, Action.DECIDE_ENTRY))
    _write(session, table, entry, Outcome.DECIDED, one.reason, said.decision)
    for officer in table.police:
        _tell_the_police(session, table, officer, entry, case)
    return entry.list_id


def _carry_over(session: Session, table: Table, one: CarryOver) -> UUID:
    """Who is absent does not stand in the way: that is what it is for."""
    by = table.by
    try:
        entry = deciding.locked_entry(session, one.entry_id, by=by)
        if entry.decision is not None:
            raise AlreadyDecided(texts.DECIDED_ALREADY)
    except Problem as problem:
        raise Refusal(problem) from None
    _write(session, table, entry, Outcome.CARRIED_OVER, one.reason, None)
    _note(session, table, entry, "entry_carried_over", one.reason)
    return entry.list_id


def _undo(session: Session, table: Table, one: Undo) -> UUID:
    by = table.by
    try:
        last = last_item(session, table.meeting, one.entry_id)
        if last is None or last.outcome == Outcome.UNDONE:
            deciding.locked_entry(session, one.entry_id, by=by)
            raise NotOfThisMeeting(texts.NOT_ON_THIS_MEETING)
        if last.outcome == Outcome.CARRIED_OVER:
            entry = deciding.locked_entry(session, one.entry_id, by=by)
            _write(session, table, entry, Outcome.UNDONE, one.reason, None)
            _note(session, table, entry, "entry_taken_up_again", one.reason)
            return entry.list_id
        entry, case = undoing.undoable(session, one.entry_id, by=by)
    except Problem as problem:
        raise Refusal(problem) from None
    undoing.undo(session, entry, case, one.reason, by=by, why=require(by, Action.DECIDE_ENTRY))
    _write(session, table, entry, Outcome.UNDONE, one.reason, None)
    return entry.list_id


def _write(
    session: Session, table: Table, entry: ListEntry, outcome: Outcome, reason: str | None, decision: Decision | None
) -> None:
    """The minutes' own row."""
    row = MeetingItem(
        municipality_code=table.meeting.municipality_code,
        id=clock.new_id(),
        meeting_id=table.meeting.id,
        entry_id=entry.id,
        person_id=entry.person_id,
        outcome=outcome.value,
        decision=decision.value if decision is not None else None,
        to_municipality_code=entry.to_municipality_code,
        reason=reason,
        suggestion=dict(entry.suggestion),
        present=sorted({one.role.value for one in table.present}),
        by=table.by.id,
        role=table.by.role.value,
        at=table.by.at,
    )
    session.add(row)
    session.flush()


def _note(session: Session, table: Table, entry: ListEntry, event: str, reason: str) -> None:
    """In the case's history where it has a case, and in the log about the child."""
    details = {"entry": str(entry.id)}
    history.record(
        session, MEETING.name, table.meeting, event, table.meeting.state, by=table.by, case_id=entry.case_id,
        reason=reason, details=details,
    )  # fmt: skip
    audit.record(
        session, f"meeting.{event}", by=table.by, why=table.why, subjects=[entry.person_id], object_id=entry.id,
        fields=["decision"],
    )  # fmt: skip


def _tell_the_police(session: Session, table: Table, officer: Participant, entry: ListEntry, case: Case) -> None:
    """The police at the table hear where it went: a row in the ledger, as for all that another authority is shown."""
    wanted = Wanted(
        way=Way.SCREEN,
        kinds=(DataKind.INCIDENT, DataKind.HANDLED),
        to=PartyKind.POLICE,
        recipient=officer.name or officer.by_user or "",
        purpose=Purpose.CRIME_PREVENTION,
        ground=Ground.RPL_115_2,
        necessity=texts.DISCLOSED_BECAUSE,
        object_id=table.meeting.id,
    )
    disclose(session, wanted, about=entry.person_id, case_id=case.id, by=table.by, why=table.why)


def _lock_in_order(session: Session, entry_ids: Sequence[UUID], *, by: Caller) -> None:
    """Entries before cases before lists, each by id: two who deal with the same entries wait and do not deadlock."""
    named = any_(literal(list(entry_ids), ARRAY(Uuid())))
    entries = session.scalars(
        select(ListEntry)
        .where(ListEntry.municipality_code == by.municipality_code, ListEntry.id == named)
        .order_by(ListEntry.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for case_id in sorted({one.case_id for one in entries if one.case_id is not None}):
        cases.locked(session, by.municipality_code, case_id)


def _outcome(one: Decide | CarryOver | Undo, problem: Problem | None) -> OutcomeView:
    return OutcomeView(
        entry_id=one.entry_id,
        do=one.do,
        done=problem is None,
        code=problem.code if problem else None,
        title=problem.title if problem else None,
        detail=problem.detail if problem else None,
        unmet=list(problem.extra.get("unmet", ())) if problem else [],
    )
