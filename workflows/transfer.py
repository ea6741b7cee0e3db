"""The hand-over of a case to another municipality: offered, answered, handed over, and perhaps given back.

Source: Fredericia, "SSP overleveringsmøde" (a child of another municipality stands on the list). Until the case
is handed over the sender has it, and from then on the receiver: at no moment nobody. Each municipality has its own
half of the hand-over and moves that by this machine; what one half says is carried to the other.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflows.deadlines import Deadline
from workflows.engine import Move, Waits, Workflow
from workflows.roles import Role
from workflows.sharing import DataKind, Ground


class State(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    """The receiver has said yes; the sender has the case until it is handed over."""
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    RETURNED = "returned"


class Event(StrEnum):
    SEND = "send"
    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    HAND_OVER = "hand_over"
    RETURN = "return"


class Direction(StrEnum):
    """Which half it is."""

    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at, as it stands the moment a move is asked for. Every fact is a plain yes or no."""

    receiver_is_outside: bool = False
    """The receiver is not in this installation: the offer leaves on paper, and its answer is written down by hand."""
    offer_has_left: bool = False
    answer_is_the_receivers: bool = False
    withdrawal_is_the_senders: bool = False
    time_for_an_answer_has_passed: bool = False
    case_has_left_the_sender: bool = False
    may_still_be_returned: bool = False


def receiver_is_outside(facts: Facts) -> bool:
    """An offer within the installation leaves by itself."""
    return facts.receiver_is_outside


def offer_has_left(facts: Facts) -> bool:
    """Nobody has answered what they have not got."""
    return facts.offer_has_left


def answer_is_the_receivers(facts: Facts) -> bool:
    """The receiver answers, and nobody in its place."""
    return facts.answer_is_the_receivers


def withdrawal_is_the_senders(facts: Facts) -> bool:
    """The sender takes its offer back; a receiver who does not want it refuses."""
    return facts.withdrawal_is_the_senders


def time_for_an_answer_has_passed(facts: Facts) -> bool:
    """The fatal date of the answer has passed."""
    return facts.time_for_an_answer_has_passed


def case_has_left_the_sender(facts: Facts) -> bool:
    """The sender's case has ended as transferred, in the same moment."""
    return facts.case_has_left_the_sender


def may_still_be_returned(facts: Facts) -> bool:
    """It is no longer since the hand-over than the receiver's profile allows."""
    return facts.may_still_be_returned


_PEOPLE = frozenset({Role.COORDINATOR, Role.TEAM_LEADER})
_ANY = _PEOPLE | {Role.SYSTEM}
_SYSTEM = frozenset({Role.SYSTEM})
UNSETTLED = frozenset({State.OFFERED, State.ACCEPTED})
"""The sender still has the case, and waits."""

# fmt: off
# One move to a line or two, so that the process can be read as a table.
TRANSFER: Workflow[State, Event, Facts] = Workflow(
    name="transfer",
    initial=State.OFFERED,
    closing=frozenset(State) - UNSETTLED,
    moves=[
        Move(Event.SEND, State.OFFERED, None, (receiver_is_outside,), _PEOPLE, ("sent_at",)),
        Move(Event.ACCEPT, State.OFFERED, State.ACCEPTED, (answer_is_the_receivers, offer_has_left), _ANY),
        Move(Event.REFUSE, State.OFFERED, State.REFUSED, (answer_is_the_receivers, offer_has_left), _ANY, ("reason",)),
        Move(Event.WITHDRAW, UNSETTLED, State.WITHDRAWN, (withdrawal_is_the_senders,), _ANY, ("reason",)),
        Move(Event.EXPIRE, UNSETTLED, State.EXPIRED, (time_for_an_answer_has_passed,), _SYSTEM),
        Move(Event.HAND_OVER, State.ACCEPTED, State.HANDED_OVER, (case_has_left_the_sender,), _SYSTEM),
        # Wrong municipality after all: the sender's case is opened again.
        Move(
            Event.RETURN, State.HANDED_OVER, State.RETURNED, (answer_is_the_receivers, may_still_be_returned), _ANY,
            ("reason",),
        ),
    ],
    waits={
        State.OFFERED: Waits(Role.COORDINATOR, Deadline.ANSWER_TRANSFER),
        State.ACCEPTED: Waits(Role.COORDINATOR, Deadline.ANSWER_TRANSFER),
    },
)
# fmt: on

_K, _G = DataKind, Ground
_BY_115 = frozenset({_G.RPL_115_2, _G.CONSENT, _G.LAW_OTHER})
GROUNDS: Mapping[DataKind, frozenset[Ground]] = {
    _K.IDENTITY: _BY_115,
    _K.POLICE_CONTACT: _BY_115,
    _K.INCIDENT: _BY_115,
    _K.OBLIGATIONS: _BY_115,
    _K.FAMILY: _BY_115,
    _K.KNOWLEDGE: _BY_115,
    _K.STEP: _BY_115,
    _K.COURSE: frozenset({_G.CONSENT, _G.LAW_OTHER}),
}
"""What may be in the package, and on which grounds. A course is welfare and not SSP. The authority's own assessments
go in the authority's own way, and a consent given to one municipality does not hold for another."""
ALWAYS = frozenset({_K.IDENTITY, _K.POLICE_CONTACT, _K.INCIDENT, _K.OBLIGATIONS})
"""Without these the receiver could not go on: who it is, what happened, and who has been told."""
USUAL = ALWAYS | {_K.FAMILY}


def wrongly_grounded(grounds: Mapping[DataKind, Ground]) -> list[DataKind]:
    """The kinds that may not be in a package, or not on the ground that is given."""
    return [kind for kind, ground in grounds.items() if ground not in GROUNDS.get(kind, frozenset())]


def lacking(kinds: Collection[DataKind]) -> list[DataKind]:
    """What must be in the package and is not."""
    return [kind for kind in DataKind if kind in ALWAYS and kind not in kinds]


def address_may_go(*, protected: bool) -> bool:
    """A protected address never leaves with a case: the receiver asks the national register with its own right."""
    return not protected


def family_may_go(age: int, adult_from: int) -> bool:
    """Nobody has custody of an adult: of the parents nothing leaves then."""
    return age < adult_from
