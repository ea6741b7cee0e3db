"""Who must be told, by when, and the obligation to tell each of them: one for each recipient, never one for all.

Source: Fredericia, "SSP overleveringsmøde": "orienteres forældre og den unge over 15 år", or they are
summoned to a meeting. From 15 the young person has a Digital Post box that the parents do not see.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.calendar import Due, age_on, due, last_day_of
from workflows.deadlines import Deadline
from workflows.engine import Move, Workflow
from workflows.roles import Role

__all__ = [
    "DEADLINE_OF",
    "OBLIGATION",
    "SATISFIED",
    "Due",
    "Event",
    "Facts",
    "Means",
    "Obligation",
    "Purpose",
    "Recipient",
    "RecipientKind",
    "State",
    "due",
    "everyone_satisfied",
    "fulfils",
    "last_day_of",
    "who_must_be_told",
]


class RecipientKind(StrEnum):
    CUSTODY_HOLDER = "custody_holder"
    YOUNG_PERSON = "young_person"


class Purpose(StrEnum):
    """What the recipient is owed: to hear of the incident, or to be called to a meeting about it."""

    INFORM = "inform"
    SUMMON = "summon"


class Means(StrEnum):
    """How somebody was told."""

    LETTER = "letter"
    CALL = "call"
    MEETING = "meeting"


class State(StrEnum):
    DUE = "due"
    DELIVERY_FAILED = "delivery_failed"
    TOLD = "told"
    EXEMPT = "exempt"
    LAPSED = "lapsed"


class Event(StrEnum):
    TELL = "tell"
    EXEMPT = "exempt"
    FAIL_DELIVERY = "fail_delivery"
    TAKE_BACK = "take_back"
    LAPSE = "lapse"


SATISFIED = frozenset({State.TOLD, State.EXEMPT})
"""The obligation is met. Not closing states: a mistake can be taken back."""

DEADLINE_OF: Mapping[Purpose, Deadline] = {Purpose.INFORM: Deadline.INFORM_FAMILY, Purpose.SUMMON: Deadline.SUMMON}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who must be told. ``custody_holder_id`` None in a custody holder means that nobody knows who it is."""

    kind: RecipientKind
    custody_holder_id: str | None = None

    @property
    def is_known(self) -> bool:
        return self.kind is RecipientKind.YOUNG_PERSON or self.custody_holder_id is not None


@dataclass(frozen=True, slots=True)
class Obligation:
    """What is owed to whom, about one and the same young person."""

    purpose: Purpose
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at, as it stands the moment a move is asked for. Every fact is a plain yes or no."""

    recipient_known: bool = False
    told_at_has_passed: bool = False
    """The moment said to be that of telling does not lie after now."""
    told_by_letter: bool = False
    letter_delivered: bool = False
    """The letter's carrier has proved that it was delivered."""
    still_a_recipient: bool = True
    """Read again: the recipient still has custody, or is still of the age."""


def recipient_is_known(facts: Facts) -> bool:
    """Somebody unknown cannot have been told: find the custody holder, or exempt with a reason."""
    return facts.recipient_known


def told_at_a_moment_that_has_passed(facts: Facts) -> bool:
    """A call or a meeting that is planned is not yet held."""
    return facts.told_at_has_passed


def letter_is_proved_delivered(facts: Facts) -> bool:
    """A failed letter, or one on its way, does not count as told."""
    return facts.letter_delivered or not facts.told_by_letter


def recipient_no_longer_is_one(facts: Facts) -> bool:
    """Custody has changed, or the young person has come of age; for any other reason one is exempt."""
    return not facts.still_a_recipient


_PEOPLE = frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.TEAM_LEADER})
_ANY = _PEOPLE | {Role.INTEGRATION}
_OUTSTANDING = frozenset({State.DUE, State.DELIVERY_FAILED})
_TOLD = (recipient_is_known, told_at_a_moment_that_has_passed, letter_is_proved_delivered)

OBLIGATION: Workflow[State, Event, Facts] = Workflow(
    name="obligation",
    initial=State.DUE,
    closing=frozenset({State.LAPSED}),
    moves=[
        Move(Event.TELL, _OUTSTANDING, State.TOLD, _TOLD, _ANY | {Role.SYSTEM}, ("means", "told_at")),
        Move(Event.EXEMPT, _OUTSTANDING, State.EXEMPT, (), _PEOPLE, ("reason",)),
        Move(Event.FAIL_DELIVERY, _OUTSTANDING, State.DELIVERY_FAILED, (), _ANY | {Role.SYSTEM}),
        Move(Event.TAKE_BACK, SATISFIED, State.DUE, (), _ANY, ("reason",)),
        Move(Event.LAPSE, _OUTSTANDING, State.LAPSED, (recipient_no_longer_is_one,), _ANY | {Role.SYSTEM}, ("reason",)),
    ],
)
"""It names nobody to wait for: whose it is, and by when, follows from the case's track and DEADLINE_OF."""


def who_must_be_told(
    birth_date: date, on: date, custody_holders: Sequence[str], *, young_person_from: int, adult_from: int
) -> tuple[Recipient, ...]:
    """Each recipient, at the age on the day ``on``: the last day of the target, ``last_day_of(due.target)``.

    Never empty: a minor without a known custody holder has one whom nobody knows yet.
    """
    young_person = Recipient(RecipientKind.YOUNG_PERSON)
    age = age_on(birth_date, on)
    if age >= adult_from:
        return (young_person,)
    ids: Sequence[str | None] = list(dict.fromkeys(custody_holders)) or [None]
    holders = tuple(Recipient(RecipientKind.CUSTODY_HOLDER, holder) for holder in ids)
    return (*holders, young_person) if age >= young_person_from else holders


def everyone_satisfied(states: Collection[State]) -> bool:
    """Everyone who still is a recipient is told or exempt, and there is somebody: never vacuously true."""
    standing = [state for state in states if state is not State.LAPSED]
    return bool(standing) and all(state in SATISFIED for state in standing)


def fulfils(told: Obligation, owed: Obligation) -> bool:
    """Whether telling the one meets the other: a summons says what happened, an orientation calls nobody."""
    if told.recipient != owed.recipient or not told.recipient.is_known:
        return False
    return told.purpose is owed.purpose or told.purpose is Purpose.SUMMON
