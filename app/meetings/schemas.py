"""Requests and answers about handover meetings."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.fields import Line, Moment, MunicipalityCode, Request, UserId, View, Words
from app.lists.schemas import DecisionIn, EntryView
from app.meetings.awaited import Awaited
from workflows.meeting import Event, Outcome, State
from workflows.roles import Role
from workflows.routing import Decision

MOST_AT_ONCE = 100
TableRole = Literal[Role.POLICE, Role.TEAM_LEADER, Role.COORDINATOR, Role.CASEWORKER]


class CallMeetings(Request):
    """Those of the rhythm for so many ``weeks``, by itself the profile's; or one beside it, ``extra_at``."""

    weeks: Annotated[int | None, Field(ge=1, le=26)] = None
    extra_at: Moment | None = None


class PersonAtTheTable(Request):
    """``user`` in the service, or a ``name`` for somebody who has no login here."""

    role: TableRole
    user: UserId | None = None
    name: Line | None = None


class OpenMeeting(Request):
    """Whoever opens it is there; ``participants`` are the others."""

    event: Literal[Event.OPEN]
    participants: Annotated[list[PersonAtTheTable], Field(max_length=30)] = Field(default_factory=list)


class Arrive(PersonAtTheTable):
    event: Literal[Event.ARRIVE]
    at: Moment | None = None


class Leave(Request):
    event: Literal[Event.LEAVE]
    participant_id: UUID
    at: Moment | None = None


class CloseMeeting(Request):
    event: Literal[Event.CLOSE]


class ReopenMeeting(Request):
    event: Literal[Event.REOPEN]
    reason: Words


class CancelMeeting(Request):
    event: Literal[Event.CANCEL]
    reason: Words


class Reschedule(Request):
    event: Literal[Event.RESCHEDULE]
    starts_at: Moment
    reason: Words


class SayNoList(Request):
    event: Literal[Event.SAY_NO_LIST]
    reason: Words


class TakeBackNoList(Request):
    event: Literal[Event.TAKE_BACK_NO_LIST]


MeetingMove = Annotated[
    OpenMeeting
    | Arrive
    | Leave
    | CloseMeeting
    | ReopenMeeting
    | CancelMeeting
    | Reschedule
    | SayNoList
    | TakeBackNoList,
    Field(discriminator="event"),
]


class _OfEntry(Request):
    entry_id: UUID


class Decide(_OfEntry):
    do: Literal["decide"]
    decision: Decision
    reason: Words | None = None
    municipality_code: MunicipalityCode | None = None

    def said(self) -> DecisionIn:
        return DecisionIn(decision=self.decision, reason=self.reason, municipality_code=self.municipality_code)


class CarryOver(_OfEntry):
    do: Literal["carry_over"]
    reason: Words


class Undo(_OfEntry):
    do: Literal["undo"]
    reason: Words


Point = Annotated[Decide | CarryOver | Undo, Field(discriminator="do")]


class DealWith(Request):
    """One after the other, as they stand; each has an outcome of its own."""

    items: Annotated[list[Point], Field(min_length=1, max_length=MOST_AT_ONCE)]


class OutcomeView(View):
    """``detail`` says in Danish why it was not done, and what can be done instead."""

    entry_id: UUID
    do: Literal["decide", "carry_over", "undo"]
    done: bool
    code: str | None
    title: str | None
    detail: str | None
    unmet: list[str]


class DealtWith(View):
    done: int
    refused: int
    items: list[OutcomeView]


class ParticipantView(View):
    id: UUID
    role: Role
    title: str
    user: str | None
    name: str | None
    arrived_at: datetime
    left_at: datetime | None


class AwaitedListView(View):
    state: Awaited
    due_at: datetime
    missing_since: datetime | None
    """When the coordinator was told."""
    reason: str | None = None
    """Why no list comes; absent for the police."""


class MeetingMoveView(View):
    event: str
    allowed: bool
    unmet: list[str]
    messages: list[str]
    needs: list[str]


class MeetingInList(View):
    id: UUID
    week: str
    extra: bool
    state: State
    state_title: str
    starts_at: datetime
    moved: bool
    """For a holiday, or because somebody moved it."""
    opened_at: datetime | None
    closed_at: datetime | None
    list: AwaitedListView


class CarriedOver(View):
    week: str
    reason: str | None


class PointView(View):
    """``unmet`` says why it cannot be taken with these at the table; ``entry`` is then absent, and so when it went to
    the track that is not the caller's.
    """

    entry_id: UUID
    entry: EntryView | None
    outcome: Outcome | None
    outcome_title: str | None
    decision: Decision | None
    reason: str | None
    by: str | None
    at: datetime | None
    carried_over: list[CarriedOver]
    """The meetings that have put it off before."""
    unmet: list[str]
    messages: list[str]


class Counts(View):
    left: int
    decided: int
    carried_over: int


class MeetingView(MeetingInList):
    """The agenda, its counts and what may be done are absent for the police, who see when it is and who takes part."""

    participants: list[ParticipantView]
    moves: list[MeetingMoveView] | None = None
    counts: Counts | None = None


class MeetingWithAgenda(MeetingView):
    agenda: list[PointView] | None = None
    """At most the first 500; the rest come as these are dealt with."""
