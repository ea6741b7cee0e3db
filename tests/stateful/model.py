"""What a case should be after each step, written by hand from the description of the process.

It knows nothing of ``workflows``: a table of the moves, what must be there before each, and what each leaves behind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

COURSE_UNDER_WAY = ("course_planned", "course_running", "course_paused")
COORDINATORS = ("with_coordinator", "family_informed", "gathering_knowledge", "placed", *COURSE_UNDER_WAY)
COORDINATORS_ALL = (*COORDINATORS, "course_completed")
AUTHORITYS = (
    "with_team_leader", "with_caseworker", "orientation_due", "family_informed_by_authority", "summons_due",
    "meeting_called", "meeting_held",
)  # fmt: skip
ENDED = ("closed", "dropped", "transferred")
OPEN = ("received", *AUTHORITYS, *COORDINATORS_ALL)
NOBODY_HAS_ACTED = ("received", "with_team_leader", "with_caseworker", "with_coordinator")

NEEDS_OF_STEP: Mapping[int, tuple[int, bool]] = {
    0: (0, False),
    1: (1, False),
    2: (2, False),
    3: (2, True),
    4: (0, True),
}
"""For each step: how many sources must have answered, and whether a concern must have been raised."""
STEPS_WITH_A_COURSE = (2, 3)
YOUNG = "young_person"


@dataclass(slots=True)
class Owed:
    purpose: str
    to: str
    state: str = "due"
    settled: int = -1


@dataclass(slots=True)
class Case:
    """``now`` counts the steps; ``news`` is when an incident was last given."""

    young: bool
    state: str = "received"
    track: str | None = None
    undecided: int = 1
    news: int = 0
    holders: list[str] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    caseworker: bool = False
    authority: bool = False
    concern: bool = False
    awaits_reassessment: bool = False
    given_on: list[int] = field(default_factory=list)
    """The day of each incident that was given to a track and has not asked for a look at the whole."""
    asked_until: int = -1
    answered: set[str] = field(default_factory=set)
    step: int | None = None
    signed: dict[str, str] = field(default_factory=dict)
    """The state of each signer's consent to the course."""
    moves: int = 0

    def recipients(self) -> list[str]:
        return [*(self.holders or ["nobody knows"]), *([YOUNG] if self.young else [])]

    def told(self, purpose: str) -> bool:
        standing = [one for one in self.owed if one.purpose == purpose and one.state != "lapsed"]
        return bool(standing) and all(one.state in ("told", "exempt") for one in standing)

    def somebody_is_known(self) -> bool:
        return any(one.to != "nobody knows" or one.state == "exempt" for one in self.owed)

    def agreed(self) -> bool:
        return bool(self.holders) and all(self.signed.get(one) == "granted" for one in self.recipients())

    def owe(self, purpose: str, since: int) -> None:
        covered = set()
        for one in self.owed:
            if one.purpose != purpose:
                continue
            if one.state == "due" and one.to not in self.recipients():
                one.state = "lapsed"
            elif one.state == "due" or (one.state in ("told", "exempt") and one.settled >= since):
                covered.add(one.to)
        self.owed += [Owed(purpose, one) for one in self.recipients() if one not in covered]

    def lapse(self, *purposes: str) -> None:
        for one in self.owed:
            if one.purpose in purposes and one.state == "due":
                one.state = "lapsed"

    def goes_to(self, state: str) -> None:
        self.state = state
        if state in AUTHORITYS:
            self.track = "authority"
        elif state in COORDINATORS_ALL:
            self.track = "coordinator"
        if state in ENDED:
            self.lapse("inform", "summon")

    # What is not a move.

    def given(self, now: int) -> None:
        """A joined incident was given to the track the case is on."""
        self.news = now
        if self.state not in NOBODY_HAS_ACTED:
            self.awaits_reassessment = True
        if self.track == "coordinator":
            self.owe("inform", now)
        self.counted(now)

    def counted(self, now: int) -> None:
        """Three incidents so close ask for a look at the whole, wherever the case is; each of them once."""
        day = (9 * 60 + 10 * now) // (24 * 60)
        self.given_on = [one for one in [*self.given_on, day] if one > self.asked_until]
        if len(self.given_on) >= 3:
            self.awaits_reassessment, self.asked_until, self.given_on = True, day, []

    def custody_entered(self, holder: str) -> None:
        self.holders.append(holder)
        for purpose in ("inform", "summon"):
            if any(one.purpose == purpose and one.state != "lapsed" for one in self.owed):
                self.owe(purpose, self.news)

    def tell(self, owed: Owed, state: str, now: int) -> None:
        owed.state, owed.settled = state, now
        if state == "told" and owed.purpose == "summon":
            for other in self.owed:
                if other.to == owed.to and other.state == "due":
                    other.state, other.settled = "told", now


Effect = Callable[[Case, int], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: from where, to where (None: it stays), by whom, if, and what it leaves."""

    event: str
    frm: tuple[str, ...]
    to: str | None
    by: str
    if_: Callable[[Case], bool] = lambda case: True
    then: Effect = lambda case, now: None


def _decided(case: Case) -> bool:
    return case.undecided == 0


def _may_close(case: Case) -> bool:
    return case.told("inform") and case.somebody_is_known() and not case.awaits_reassessment and _decided(case)


def _informed(case: Case) -> bool:
    return case.told("inform") and case.somebody_is_known()


def _summoned(case: Case) -> bool:
    return case.told("summon") and case.somebody_is_known()


def _no_course(case: Case) -> bool:
    return case.state not in COURSE_UNDER_WAY


def _given_to_coordinator(case: Case, now: int) -> None:
    case.authority, case.news = False, now
    case.owe("inform", now)


def _given_to_team_leader(case: Case, now: int) -> None:
    case.authority, case.news = True, now


def _has_caseworker(case: Case, now: int) -> None:
    case.caseworker = True


def _assessed_lightly(case: Case, now: int) -> None:
    case.awaits_reassessment = False
    case.owe("inform", case.news)
    case.lapse("summon")


def _assessed_gravely(case: Case, now: int) -> None:
    case.awaits_reassessment = False
    case.owe("inform", case.news)
    case.owe("summon", now)


def _called_again(case: Case, now: int) -> None:
    case.owe("summon", now)


def _reassessed(case: Case, now: int) -> None:
    case.awaits_reassessment = False


def _to_authority(case: Case, now: int) -> None:
    case.authority, case.awaits_reassessment = True, False


def _to_coordinator(case: Case, now: int) -> None:
    case.authority = case.awaits_reassessment = case.caseworker = False
    case.lapse("summon")
    case.owe("inform", case.news)


def _concern(case: Case, now: int) -> None:
    case.concern = True


def _reopened(case: Case, now: int) -> None:
    case.track = None
    case.authority = case.caseworker = False


# fmt: off
TABLE: tuple[Line, ...] = (
    Line("give_to_team_leader", ("received",), "with_team_leader", "meeting", _decided, _given_to_team_leader),
    Line("give_to_coordinator", ("received",), "with_coordinator", "meeting", _decided, _given_to_coordinator),
    Line("drop", ("received",), "dropped", "meeting", _decided),
    Line("assign", AUTHORITYS, None, "team_leader"),
    Line("assign", COORDINATORS_ALL, None, "coordinator"),
    Line("inform_caseworker", ("with_team_leader",), "with_caseworker", "team_leader", then=_has_caseworker),
    Line("inform_caseworker", AUTHORITYS[1:], None, "team_leader", then=_has_caseworker),
    Line("assess_no_further_action", ("with_caseworker",), "orientation_due", "caseworker", then=_assessed_lightly),
    Line("assess_further_action", ("with_caseworker",), "summons_due", "caseworker", then=_assessed_gravely),
    Line("confirm_informed", ("orientation_due",), "family_informed_by_authority", "caseworker", _informed),
    Line("call_to_meeting", ("summons_due",), "meeting_called", "caseworker", _summoned),
    Line("call_to_meeting", ("meeting_called",), None, "caseworker", then=_called_again),
    Line("hold_meeting", ("meeting_called",), "meeting_held", "caseworker", _summoned),
    Line("note_reference", AUTHORITYS, None, "whoever has it"),
    Line("close", ("family_informed_by_authority", "meeting_held"), "closed", "caseworker", _may_close),
    Line("confirm_informed", ("with_coordinator",), "family_informed", "coordinator", _informed),
    Line("start_gathering", ("family_informed", "placed"), "gathering_knowledge", "coordinator"),
    Line("keep_step", ("placed",), None, "coordinator"),
    Line("start_course", ("course_planned",), "course_running", "coordinator", Case.agreed),
    Line("pause_course", ("course_running",), "course_paused", "coordinator"),
    Line("resume_course", ("course_paused",), "course_running", "coordinator", Case.agreed),
    Line("complete_course", ("course_running",), "course_completed", "coordinator"),
    Line("discontinue_course", COURSE_UNDER_WAY, "placed", "coordinator"),
    Line("change_plan", COURSE_UNDER_WAY, None, "coordinator", Case.agreed),
    Line("change_local_leader", COURSE_UNDER_WAY, None, "coordinator", Case.agreed),
    Line(
        "plan_course", ("placed",), "course_planned", "coordinator",
        lambda case: case.step in STEPS_WITH_A_COURSE and case.agreed(),
    ),
    Line("close", ("placed", "course_completed"), "closed", "coordinator", _may_close),
    Line("reroute", COORDINATORS_ALL, "with_team_leader", "coordinator", _no_course, _to_authority),
    Line("reroute", AUTHORITYS, "with_coordinator", "team_leader", then=_to_coordinator),
    Line("raise_concern", OPEN, None, "whoever has it", then=_concern),
    Line(
        "reassess", ("family_informed", "gathering_knowledge", "placed", "course_completed"), "with_coordinator",
        "coordinator", lambda case: case.awaits_reassessment, _reassessed,
    ),
    Line(
        "reassess", ("with_coordinator", *COURSE_UNDER_WAY), None, "coordinator", lambda case: case.awaits_reassessment,
        _reassessed,
    ),
    Line(
        "reassess", AUTHORITYS[2:], "with_caseworker", "caseworker", lambda case: case.awaits_reassessment,
        _reassessed,
    ),
    Line("reopen", ENDED, "received", "whoever has it", then=_reopened),
)
# fmt: on
EVENTS = tuple(dict.fromkeys([line.event for line in TABLE] + ["place_on_step"]))


def line_for(case: Case, event: str) -> Line | None:
    return next((line for line in TABLE if line.event == event and case.state in line.frm), None)


def is_made(case: Case, event: str) -> bool:
    """Whether the model makes the move from where the case stands."""
    line = line_for(case, event)
    return line is not None and line.if_(case)


def may_be_placed(case: Case, step: int) -> bool:
    sources, concern = NEEDS_OF_STEP[step]
    met = len(case.answered) >= sources and (case.concern or not concern)
    return case.state == "gathering_knowledge" and not case.authority and met and _decided(case)
