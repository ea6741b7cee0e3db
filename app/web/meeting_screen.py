"""The screen of a meeting that is open: which entry stands on it, and where one comes from there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends

from app.cases.texts import STATES, said_in
from app.lists.schemas import EntryView
from app.meetings import texts
from app.meetings.schemas import MeetingWithAgenda, PointView
from app.web.forms.fields import Field
from app.web.forms.reading import Filled
from app.web.meeting_asks import QUESTIONS, Ask, Button, Question, buttons
from workflows.casework import State
from workflows.profile import profile_for
from workflows.routing import Decision, Route

SUGGESTED = {
    Route.TEAM_LEADER: Decision.TO_TEAM_LEADER.value,
    Route.COORDINATOR: Decision.TO_COORDINATOR.value,
    Route.DROP: Decision.DROP.value,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks to see. ``after``: the entry that was just dealt with."""

    point: UUID | None = None
    after: UUID | None = None
    table: bool = False
    ask: Ask | None = None

    def terms(self) -> str:
        """As they stand in an address; ids and no names."""
        said = {
            "punkt": self.point, "efter": self.after, "vis": "tabel" if self.table else None, "goer": self.ask,
        }  # fmt: skip
        return urlencode({name: str(value) for name, value in said.items() if value is not None})


def _wanted(
    punkt: UUID | None = None, efter: UUID | None = None, vis: Literal["tabel"] | None = None, goer: Ask | None = None
) -> Wanted:
    return Wanted(punkt, efter, vis is not None, goer)


InAddress = Annotated[Wanted, Depends(_wanted)]


@dataclass(frozen=True, slots=True)
class Refused:
    """One entry that was not dealt with, and why, in words for those who sit there."""

    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Screen:
    """``place`` is where in the agenda the entry stands that is shown; None when all is dealt with."""

    meeting: MeetingWithAgenda
    wanted: Wanted
    municipality_code: str
    version: str
    points: Sequence[PointView]
    place: int | None
    fields: Sequence[Field] = ()
    filled: Filled = field(default_factory=Filled)
    refused: Sequence[Refused] = ()

    @property
    def base(self) -> str:
        return f"/moeder/{self.meeting.id}"

    @property
    def shown(self) -> PointView | None:
        return None if self.place is None else self.points[self.place]

    @property
    def just(self) -> PointView | None:
        """What was dealt with a moment ago, when something else is shown now."""
        found = next((one for one in self.points if one.entry_id == self.wanted.after), None)
        return found if found is not self.shown and found is not None and found.outcome else None

    @property
    def total(self) -> int:
        counts = self.meeting.counts
        return counts.left + counts.decided + counts.carried_over if counts else 0

    @property
    def question(self) -> Question | None:
        return QUESTIONS[self.wanted.ask] if self.wanted.ask else None

    @property
    def may_be_undone(self) -> PointView | None:
        """What ``U`` takes back: what is shown, or what was dealt with just before it."""
        return self.shown if self.shown is not None and self.shown.outcome else self.just

    def buttons(self) -> Sequence[Button]:
        """For an entry that cannot be taken with these at the table: to carry it over, and no more."""
        found = buttons(self.municipality_code)
        return [one for one in found if self.shown is None or not self.shown.unmet or one.ask is Ask.CARRY_OVER]

    def all_buttons(self) -> Sequence[Button]:
        return buttons(self.municipality_code)

    def beside(self, step: int) -> str | None:
        """Where the entry before (-1) or after (1) is; from the end of the meeting back to its last entry."""
        place = (len(self.points) if self.place is None else self.place) + step
        return self.at(self.points[place]) if 0 <= place < len(self.points) else None

    def at(self, point: PointView | None, ask: Ask | None = None) -> str:
        """The address of one entry, or of a question about it."""
        return self._address(Wanted(point.entry_id if point else None, ask=ask))

    def here(self, ask: Ask | None = None, *, table: bool | None = None) -> str:
        """The address of what is shown now, as it is or with a question."""
        point = self.shown.entry_id if self.shown else None
        return self._address(Wanted(point, None, self.wanted.table if table is None else table, ask))

    def live(self) -> str:
        """Where the screen asks whether anything has changed; it goes on showing the same entry."""
        shown = self.shown.entry_id if self.shown else None
        terms = Wanted(shown, self.wanted.after, self.wanted.table, self.wanted.ask).terms()
        return f"{self.base}/live/{self.version}" + (f"?{terms}" if terms else "")

    def decided(self, point: PointView) -> str:
        """``Givet til SSP-tovholder``, ``Udsat til næste møde``."""
        return decided(point, self.municipality_code)

    def case_state(self, entry: EntryView) -> str:
        """How far the child's open case has come, where those at the table may see it."""
        if entry.open_case_state is None:
            return ""
        return said_in(STATES[State(entry.open_case_state)], profile_for(self.municipality_code))

    def suggestion(self, point: PointView) -> str:
        """What the button is called that follows the suggestion."""
        return next((one.title for one in self.all_buttons() if one.code == self.suggested(point)), "")

    def suggested(self, point: PointView) -> str:
        return SUGGESTED[point.entry.suggestion.route] if point.entry else ""

    def _address(self, wanted: Wanted) -> str:
        terms = wanted.terms()
        return f"{self.base}?{terms}" if terms else self.base


def decided(point: PointView, municipality_code: str) -> str:
    """What the meeting did with the entry."""
    if point.decision is None:
        return point.outcome_title or ""
    to = point.entry.to_municipality_code if point.entry else None
    return texts.decided(point.decision, to, profile_for(municipality_code).titles)


def who(point: PointView | None) -> str:
    """Whom an entry is about, for those who may see it."""
    if point is None:
        return "Hændelsen"
    if point.entry is None:
        return "Et punkt, der ikke kan stå her nu" if point.unmet else texts.ON_THE_OTHER_TRACK
    return point.entry.person.name


def is_left(point: PointView) -> bool:
    """Neither decided nor carried over."""
    return point.outcome is None


def place_of(points: Sequence[PointView], wanted: Wanted) -> int | None:
    """Where what is wanted stands: the entry itself, the next that is left after one, or the first that is left."""
    ids = [one.entry_id for one in points]
    if wanted.point in ids:
        return ids.index(wanted.point)
    begin = ids.index(wanted.after) + 1 if wanted.after in ids else 0
    order = [*range(begin, len(points)), *range(begin)]
    return next((index for index in order if is_left(points[index])), None)
