"""Consent: one signer, one scope, its recipients and its validity; and whether all who must have given it.

Sources: Fredericia, "Hvad er SSP i Fredericia?" (consent is obtained as soon as possible, after the
sharing that retsplejeloven § 115 allows without it); the data protection regulation, article 7.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workflows.engine import Move, Workflow
from workflows.informing import Recipient, who_must_be_told
from workflows.roles import Role


class State(StrEnum):
    NOT_ASKED = "not_asked"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Event(StrEnum):
    ASK = "ask"
    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


class Scope(StrEnum):
    """What the signer says yes to. The recipients by name, and which data, stand in the terms."""

    COURSE = "course"
    """Data from the list may be used in a course: a welfare scheme is not SSP."""
    SHARE_WITH_SCHOOL = "share_with_school"
    SHARE_WITH_CLUB = "share_with_club"
    SHARE_WITH_STREET_TEAM = "share_with_street_team"
    SHARE_WITH_HEALTH = "share_with_health"
    SHARE_WITH_MUNICIPALITY = "share_with_municipality"
    """Another municipality may have what is known, when the case is handed over to it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at, as it stands the moment a move is asked for."""

    signer_may_consent: bool = False
    terms_are_stated: bool = False
    document_is_kept: bool = False
    validity_has_ended: bool = False


def signer_may_consent(facts: Facts) -> bool:
    """The signer is one of those who must sign today; see required_signers."""
    return facts.signer_may_consent


def terms_are_stated(facts: Facts) -> bool:
    """Which data, to whom and what for is written down, so that the signer knows what the yes is to."""
    return facts.terms_are_stated


def document_is_kept(facts: Facts) -> bool:
    """The signed text is kept, for the municipality must be able to show it (article 7, stk. 1)."""
    return facts.document_is_kept


def validity_has_ended(facts: Facts) -> bool:
    """The last day of the consent has passed."""
    return facts.validity_has_ended


_ASKERS = frozenset({Role.COORDINATOR, Role.CASEWORKER, Role.TEAM_LEADER})
_HEARERS = _ASKERS | {Role.INTEGRATION}
"""Whoever hears it: a no is as easy to give as a yes (article 7, stk. 3)."""

# fmt: off
# One move to a line or two, so that the process can be read as a table.
CONSENT: Workflow[State, Event, Facts] = Workflow(
    name="consent",
    initial=State.NOT_ASKED,
    closing=frozenset({State.REFUSED, State.WITHDRAWN, State.EXPIRED}),
    moves=[
        Move(
            Event.ASK, frozenset({State.NOT_ASKED, State.REFUSED, State.WITHDRAWN, State.EXPIRED}), State.ASKED,
            (signer_may_consent, terms_are_stated), _ASKERS, ("means",),
        ),
        # A reminder.
        Move(Event.ASK, State.ASKED, None, (signer_may_consent, terms_are_stated), _ASKERS, ("means",)),
        Move(
            Event.GRANT, State.ASKED, State.GRANTED, (signer_may_consent, terms_are_stated, document_is_kept),
            _HEARERS, ("valid_from", "valid_until"),
        ),
        Move(Event.REFUSE, State.ASKED, State.REFUSED, (), _HEARERS),
        Move(Event.WITHDRAW, State.GRANTED, State.WITHDRAWN, (), _HEARERS),
        # Also what nobody has answered when whoever was asked no longer may say yes: custody ends at 18.
        Move(
            Event.EXPIRE, frozenset({State.ASKED, State.GRANTED}), State.EXPIRED, (validity_has_ended,),
            frozenset({Role.SYSTEM}),
        ),
    ],
)
# fmt: on
"""It names nobody to wait for: what waits for a consent is the course, and the case has its deadline."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A consent that was given: it holds from ``valid_from`` until, but not at, ``valid_until``.

    A withdrawal is not retroactive: it moves ``valid_until`` to the moment it was heard.
    """

    signer: Recipient
    scope: Scope
    valid_from: datetime
    valid_until: datetime

    def holds(self, at: datetime) -> bool:
        return self.valid_from <= at < self.valid_until


def required_signers(
    birth_date: date, on: date, custody_holders: Sequence[str], *, young_person_from: int, adult_from: int
) -> tuple[Recipient, ...]:
    """Each custody holder, the young person too from one age, and alone from another, on the day ``on``.

    They are the ones who must be told. Never empty: where no custody holder is known, one whom nobody
    knows yet must sign, and so has_consent says no.
    """
    return who_must_be_told(birth_date, on, custody_holders, young_person_from=young_person_from, adult_from=adult_from)


def has_consent(required: Collection[Recipient], granted: Iterable[Granted], scope: Scope, at: datetime) -> bool:
    """Everyone who must sign has said yes to this scope, and every yes holds at that instant."""
    signed = {consent.signer for consent in granted if consent.scope is scope and consent.holds(at)}
    return bool(required) and all(signer.is_known and signer in signed for signer in required)
