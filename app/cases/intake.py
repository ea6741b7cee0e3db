"""Opening cases for people on a list, and letting a new incident join a case that is open.

A list may have ten thousand rows, so everything here works on many at a time: rows as plain values
for COPY, and one statement for all cases that are joined.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Integer, Uuid, and_, any_, bindparam, literal, or_, select, text
from sqlalchemy.orm import Session

from app import clock
from app.access.caller import Caller
from app.cases.models import Case
from workflows.calendar import due
from workflows.casework import CASEWORK, State, Track, track_of
from workflows.deadlines import Deadline
from workflows.profile import Profile

CASE_COLUMNS = (
    "municipality_code", "id", "person_id", "state", "version", "opened_at", "due_at", "incidents",
    "entries_awaiting_decision", "incident_awaits_reassessment",
)  # fmt: skip
DEADLINE_COLUMNS = ("municipality_code", "id", "case_id", "kind", "owner", "started_at", "target_at", "fatal_at")
HISTORY_COLUMNS = (
    "municipality_code", "id", "at", "workflow", "subject_id", "case_id", "event", "from_state", "to_state",
    "actor", "role", "details",
)  # fmt: skip

FIRST_STATIONS = frozenset({State.RECEIVED, State.WITH_TEAM_LEADER, State.WITH_CASEWORKER, State.WITH_COORDINATOR})
"""Nobody has acted on the case yet, so a new incident is seen together with the rest and not reassessed."""

Values = tuple[object, ...]

_IDS = ARRAY(Uuid())


@dataclass(frozen=True, slots=True)
class OpenCase:
    """What matters of a case when an incident is to join it."""

    id: UUID
    person_id: UUID
    state: State
    authority_case_active: bool | None = None
    is_new: bool = False

    @property
    def track(self) -> Track | None:
        return track_of(self.state)

    @property
    def is_past_its_first_stations(self) -> bool:
        return self.state not in FIRST_STATIONS


@dataclass(frozen=True, slots=True)
class Joining:
    """What an intake changes in a case that is there already."""

    incidents: int
    reassess: bool


class CaseOpening:
    """Gives the rows of each case that one intake opens; what they share is worked out once."""

    def __init__(self, profile: Profile, by: Caller) -> None:
        self._by = by
        self._due = due(by.at, profile.deadlines[Deadline.DECIDE], profile.closed_days)
        self._state = CASEWORK.initial.value
        self._waits = CASEWORK.waits[CASEWORK.initial]

    def rows(self, case_id: UUID, person_id: UUID, incidents: int) -> tuple[Values, Values, Values]:
        """The case, its deadline and its first history row, in the order of the columns above."""
        by, due = self._by, self._due
        code = by.municipality_code
        return (
            (code, case_id, person_id, self._state, 1, by.at, due.target, incidents, incidents, False),
            (
                code, clock.new_id(), case_id, self._waits.deadline, self._waits.owner.value, by.at, due.target,
                due.fatal,
            ),
            self._history(case_id, "opened", None, self._state, "{}"),
        )  # fmt: skip

    def happened(self, case: OpenCase, event: str, details: str) -> Values:
        """A history row of what happened to a case without moving it. ``details`` is JSON: ids and codes alone."""
        return self._history(case.id, event, case.state.value, case.state.value, details)

    def _history(self, case_id: UUID, event: str, before: str | None, after: str, details: str) -> Values:
        by = self._by
        return (
            by.municipality_code, clock.new_id(), by.at, CASEWORK.name, case_id, case_id, event, before, after,
            by.id, by.role.value, details,
        )  # fmt: skip


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


_JOIN = text(
    """
    update cases set
        incidents = cases.incidents + joined.incidents,
        entries_awaiting_decision = cases.entries_awaiting_decision + joined.incidents,
        incident_awaits_reassessment = cases.incident_awaits_reassessment or joined.reassess,
        version = cases.version + 1
    from unnest(:ids, :incidents, :reassess) as joined(id, incidents, reassess)
    where cases.municipality_code = :code and cases.id = joined.id
    """
).bindparams(
    bindparam("ids", type_=_IDS),
    bindparam("incidents", type_=ARRAY(Integer)),
    bindparam("reassess", type_=ARRAY(Boolean)),
)


def join_cases(session: Session, municipality_code: str, joining: Mapping[UUID, Joining]) -> None:
    """Counts the new incidents in each case, which must be locked, and marks those that must be looked at anew."""
    if joining:
        session.execute(
            _JOIN,
            {
                "code": municipality_code,
                "ids": list(joining),
                "incidents": [one.incidents for one in joining.values()],
                "reassess": [one.reassess for one in joining.values()],
            },
        )
