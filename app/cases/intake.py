"""Opening cases for people on a list, and letting a new incident join a case that is open.

A list may have ten thousand rows, so everything here works on many at a time: lines for COPY, and one
statement for all cases that are joined.
"""

import json
from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ARRAY, Integer, Uuid, and_, any_, bindparam, literal, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.caller import Caller
from app.cases.models import Case, RunningDeadline
from app.copying import NULL, Lines, text
from app.history.models import HistoryRow
from app.versions.service import Rules
from workflows.calendar import due
from workflows.casework import CASEWORK, State, Track, track_of
from workflows.deadlines import Deadline

_INITIAL: State = CASEWORK.initial
_RECEIVED = str(_INITIAL)
"""Looked up once: reaching into an enum costs more than the rest of a line."""

_IDS = ARRAY(Uuid())


class OpenCase(NamedTuple):
    """What matters of a case when an incident is to join it."""

    id: UUID
    person_id: UUID
    state: State
    authority_case_active: bool | None = None
    is_new: bool = False

    @property
    def track(self) -> Track | None:
        return track_of(self.state)


class CaseOpening:
    """Opens cases as lines for COPY; what all those of one intake share is worked out once."""

    def __init__(self, rules: Rules, by: Caller) -> None:
        """``rules``: to be taken into use (versions.take_into_use) before lines are sent, if any case was opened."""
        profile = rules.profile
        code, when = by.municipality_code, due(by.at, profile.deadlines[Deadline.DECIDE], profile.closed_days)
        waits = CASEWORK.waits[_INITIAL]
        self._cases = Lines(
            Case,
            {
                "municipality_code": code,
                "state": _RECEIVED,
                "version": 1,
                "opened_at": by.at,
                "due_at": when.target,
                "incident_awaits_reassessment": False,
                "goes_by": rules.digest,
            },
            ("id", "person_id", "incidents", "entries_awaiting_decision"),
        )
        self._deadlines = Lines(
            RunningDeadline,
            {
                "municipality_code": code,
                "kind": waits.deadline,
                "owner": waits.owner.value,
                "started_at": by.at,
                "target_at": when.target,
                "fatal_at": when.fatal,
            },
            ("id", "case_id"),
        )
        self._history = Lines(
            HistoryRow,
            {
                "municipality_code": code,
                "at": by.at,
                "workflow": CASEWORK.name,
                "actor": by.id,
                "role": by.role.value,
            },
            ("id", "subject_id", "case_id", "event", "from_state", "to_state", "details"),
        )
        self.has_opened = False
        self.happenings: list[UUID] = []
        """The rows of history, for ``events.changed`` when they are sent."""
        self.lines = (self._cases, self._deadlines, self._history)
        """In the order in which they are to be sent, after the people."""

    def open(self, person_id: UUID, incidents: int) -> OpenCase:
        """A case with its deadline and its first row of history."""
        self.has_opened = True
        case = OpenCase(clock.new_id(), person_id, _INITIAL, None, True)
        case_id, count = case.id.hex, str(incidents)
        self._cases.add(case_id, person_id.hex, count, count)
        self._deadlines.add(clock.new_id().hex, case_id)
        self._add_history(case_id, "opened", NULL, _RECEIVED, "{}")
        return case

    def happened(self, case: OpenCase, event: str, **details: UUID) -> None:
        """A row of history for what happened to a case without moving it."""
        told = text(json.dumps({name: str(value) for name, value in details.items()}))
        self._add_history(case.id.hex, event, case.state, case.state, told)

    def _add_history(self, case_id: str, *what: str) -> None:
        row_id = clock.new_id()
        self.happenings.append(row_id)
        self._history.add(row_id.hex, case_id, case_id, *what)


def lock_cases(
    session: Session, municipality_code: str, *, people: Collection[UUID], cases: Collection[UUID]
) -> list[OpenCase]:
    """The open cases of ``people`` and the ``cases`` themselves, locked in one order so that nobody waits crosswise."""
    if not people and not cases:
        return []
    query = (
        select(Case.id, Case.person_id, Case.state, Case.authority_case_active)
        .where(
            Case.municipality_code == municipality_code,
            or_(
                and_(Case.person_id == any_(literal(list(people), _IDS)), Case.closed_at.is_(None)),
                Case.id == any_(literal(list(cases), _IDS)),
            ),
        )
        .order_by(Case.id)
        .with_for_update()
    )
    return [
        OpenCase(row.id, row.person_id, State(row.state), row.authority_case_active) for row in session.execute(query)
    ]


class Joining(NamedTuple):
    """How many more incidents a case has, and how many more of them await the meeting."""

    incidents: int
    awaiting: int


_JOIN = sa.text(
    """
    update cases set
        incidents = cases.incidents + joined.incidents,
        entries_awaiting_decision = cases.entries_awaiting_decision + joined.awaiting,
        version = cases.version + 1
    from unnest(:ids, :incidents, :awaiting) as joined(id, incidents, awaiting)
    where cases.municipality_code = :code and cases.id = joined.id
    """
).bindparams(
    bindparam("ids", type_=_IDS),
    bindparam("incidents", type_=ARRAY(Integer)),
    bindparam("awaiting", type_=ARRAY(Integer)),
)


def join_cases(session: Session, municipality_code: str, joining: Mapping[UUID, Joining]) -> None:
    """Counts the incidents that came to each case or left it; the cases must be locked.

    Nothing is to be looked at anew yet: until the meeting has decided, an incident is not the case's
    own, and one that is undecided keeps the case from being closed by itself.
    """
    if joining:
        parameters = {
            "code": municipality_code,
            "ids": list(joining),
            "incidents": [one.incidents for one in joining.values()],
            "awaiting": [one.awaiting for one in joining.values()],
        }
        session.execute(_JOIN, parameters)
