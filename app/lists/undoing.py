"""The handover meeting takes a decision back, as long as nobody outside has heard of it."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import service as cases
from app.cases.left import Left
from app.cases.models import Case
from app.errors import Conflict
from app.history import service as history
from app.history.texts import messages
from app.lists.deciding import TRACKS, locked_entry, standing_entries
from app.lists.models import ListEntry
from workflows.casework import CASEWORK, FIRST_STATIONS, State
from workflows.engine import NO_SUCH_MOVE
from workflows.profile import profile_for
from workflows.routing import Decision

INSTEAD: Mapping[str, str] = {
    Left.FAMILY_WAS_TOLD: "Familien har fået besked. Skift sagens spor (reroute), eller luk sagen med en begrundelse.",
    Left.A_LETTER_IS_ON_ITS_WAY: "Et brev er sendt eller på vej. Stop det, hvis det kan nås; ellers skift sagens spor "
    "(reroute).",
    Left.CONSENT_WAS_ASKED_FOR: "Nogen er spurgt om samtykke. Skift sagens spor (reroute) i stedet.",
    Left.SOMEBODY_WAS_ASKED: "Nogen uden for huset er spurgt om barnet. Skift sagens spor (reroute) i stedet.",
    Left.CASE_IS_OFFERED: "Sagen er tilbudt en anden kommune. Træk tilbuddet tilbage først, og fortryd så.",
    NO_SUCH_MOVE: "Sagen er gået videre. Skift sagens spor (reroute), eller luk den med en begrundelse.",
}
_GONE_ELSEWHERE = "En anden kommune har overtaget sagen. Bed den om at give sagen tilbage."
_CLOSED = "Sagen er lukket. Genåbn den i stedet."
_OTHER_TRACK = "Sagen har skiftet spor siden. Skift den tilbage (reroute) i stedet."
_NOT_DECIDED = "Hændelsen er ikke besluttet. Hent den igen."


class NotDecided(Conflict):
    code = "not_decided"
    title = "Der er ingen beslutning at fortryde"


class CannotBeUndone(Conflict):
    """Something has left the house, or has gone on; ``unmet`` says what, ``detail`` what to do instead."""

    code = "cannot_be_undone"
    title = "Beslutningen kan ikke fortrydes"


def undoable(session: Session, entry_id: UUID, *, by: Caller) -> tuple[ListEntry, Case]:
    """The entry and its case, locked, when its decision can be taken back; nothing is written yet.

    Raises NotFound, EntrySuperseded, NotDecided and CannotBeUndone.
    """
    entry = locked_entry(session, entry_id, by=by)
    if entry.decision is None or entry.case_id is None or entry.decided_at is None:
        raise NotDecided(_NOT_DECIDED)
    case = cases.locked(session, by.municipality_code, entry.case_id)
    state, decision = State(case.state), Decision(entry.decision)
    if state is State.CLOSED:
        raise CannotBeUndone(_CLOSED, unmet=["case_is_closed"])
    if state is State.TRANSFERRED:
        raise CannotBeUndone(_GONE_ELSEWHERE, unmet=["case_is_transferred"])
    if decision in TRACKS and case.track != TRACKS[decision].value and state is not CASEWORK.initial:
        raise CannotBeUndone(_OTHER_TRACK, unmet=["case_is_on_the_other_track"])
    if case.offered_to is not None:
        raise CannotBeUndone(INSTEAD[Left.CASE_IS_OFFERED], unmet=[Left.CASE_IS_OFFERED.value])
    falls_back = rests_on(session, entry, case)
    if decision in TRACKS or falls_back:
        unmet = cases.may_be_undone(session, case, entry.decided_at, falls_back=falls_back, by=by)
        if not unmet and state not in {*FIRST_STATIONS, State.DROPPED}:
            unmet = (NO_SUCH_MOVE,)
        if unmet:
            detail = INSTEAD.get(unmet[0]) or messages(unmet[:1], profile_for(by.municipality_code))[0]
            raise CannotBeUndone(detail, unmet=list(unmet))
    return entry, case


def undo(session: Session, entry: ListEntry, case: Case, reason: str, *, by: Caller, why: Why) -> None:
    """What was ``undoable``. The list follows when it is settled, after the last of several."""
    falls_back = rests_on(session, entry, case)
    details = {"entry": str(entry.id), "decision": entry.decision}
    entry.decision = entry.decided_at = entry.decided_by = entry.to_municipality_code = None
    entry.decision_reason = None
    case.entries_awaiting_decision += 1
    history.record(
        session, CASEWORK.name, case, "entry_decision_undone", case.state, by=by, case_id=case.id, reason=reason,
        details=details,
    )  # fmt: skip
    audit.record(
        session, "entry.decision_undone", by=by, why=why, subjects=[entry.person_id], object_id=entry.id,
        fields=["decision"],
    )  # fmt: skip
    session.flush()
    if falls_back:
        cases.decision_undone(session, case, reason, by=by, why=why)


def rests_on(session: Session, entry: ListEntry, case: Case) -> bool:
    """The case is where it is because of this entry: no other of its entries was decided so."""
    if State(case.state) is CASEWORK.initial:
        return False
    others = [one for one in standing_entries(session, case) if one.id != entry.id]
    decided = Decision(entry.decision) if entry.decision else None
    if decided in TRACKS:
        return all(one.decision != decided for one in others)
    return State(case.state) is State.DROPPED
