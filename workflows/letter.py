"""A letter: from draft to proof that it arrived, or that it did not.

Source: Fredericia, "SSP overleveringsmøde" (parents and the young person over 15 are informed or
summoned). A letter counts as told when it is delivered or handed over, never when it is merely sent.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflows.deadlines import Deadline
from workflows.engine import Move, Waits, Workflow
from workflows.roles import Role


class State(StrEnum):
    DRAFTED = "drafted"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    HANDED_OVER = "handed_over"
    STOPPED = "stopped"


class Event(StrEnum):
    QUEUE = "queue"
    TAKE_BACK = "take_back"
    SEND = "send"
    DELIVER = "deliver"
    FAIL = "fail"
    SEND_AGAIN = "send_again"
    HAND_OVER = "hand_over"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at, as it stands the moment a move is asked for."""

    recipient_confirmed: bool = False
    checked_before_sending: bool = False
    receipt_is_from_receiver: bool = False
    may_have_left: bool = False
    """It was on its way to the carrier when the worker stopped, and nobody knows whether the carrier has it."""


def recipient_confirmed(facts: Facts) -> bool:
    """A person has confirmed whom the letter is for: one recipient, never "the parents"."""
    return facts.recipient_confirmed


def checked_before_sending(facts: Facts) -> bool:
    """Custody, address protection and the ground were read again just now, and the letter may still go."""
    return facts.checked_before_sending


def receipt_is_from_receiver(facts: Facts) -> bool:
    """The receipt says that the letter lies with the recipient, not only that a carrier took it."""
    return facts.receipt_is_from_receiver


def it_has_certainly_not_left(facts: Facts) -> bool:
    """What is on its way cannot be called back: it is sent, or it failed, and which is known first."""
    return not facts.may_have_left


_WRITERS = frozenset({Role.COORDINATOR, Role.TEAM_LEADER, Role.CASEWORKER})
_SYSTEM = frozenset({Role.SYSTEM})
_CARRIER = frozenset({Role.SYSTEM, Role.INTEGRATION})

# fmt: off
# One move to a line or two, so that the process can be read as a table.
LETTER: Workflow[State, Event, Facts] = Workflow(
    name="letter",
    initial=State.DRAFTED,
    closing=frozenset({State.DELIVERED, State.HANDED_OVER, State.STOPPED}),
    moves=[
        Move(Event.QUEUE, State.DRAFTED, State.QUEUED, (recipient_confirmed,), _WRITERS | _SYSTEM),
        # Regretted before it left: it can be written anew.
        Move(Event.TAKE_BACK, State.QUEUED, State.DRAFTED, (it_has_certainly_not_left,), _WRITERS),
        Move(Event.SEND, State.QUEUED, State.SENT, (recipient_confirmed, checked_before_sending), _SYSTEM),
        # A receipt is proof, whatever we believed: the worker may have died after the carrier took the letter.
        Move(
            Event.DELIVER, frozenset({State.QUEUED, State.SENT, State.FAILED, State.STOPPED}), State.DELIVERED,
            (receipt_is_from_receiver,), _CARRIER,
        ),
        Move(Event.FAIL, frozenset({State.QUEUED, State.SENT}), State.FAILED, (), _CARRIER, ("reason",)),
        Move(Event.SEND_AGAIN, State.FAILED, State.QUEUED, (recipient_confirmed,), _WRITERS),
        # On paper, into the recipient's hand.
        Move(
            Event.HAND_OVER, frozenset({State.DRAFTED, State.QUEUED, State.FAILED}), State.HANDED_OVER,
            (recipient_confirmed, checked_before_sending), _WRITERS, ("handed_over_at",),
        ),
        # A consent is withdrawn, or the recipient is no longer the right one. What was sent has left.
        Move(
            Event.STOP, frozenset({State.DRAFTED, State.QUEUED, State.FAILED}), State.STOPPED,
            (), _WRITERS | _SYSTEM, ("reason",),
        ),
    ],
    waits={
        # A failed letter has told nobody: the duty to inform still runs.
        State.FAILED: Waits(Role.COORDINATOR, Deadline.INFORM_FAMILY),
    },
)
# fmt: on
