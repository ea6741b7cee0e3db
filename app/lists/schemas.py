"""Requests and answers about lists and their entries."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from typing_extensions import TypedDict  # pydantic takes this one on Python 3.11

from app.fields import Line, MunicipalityCode, Request, View, Words
from workflows import knowledge
from workflows.case_index import Finding, Source
from workflows.casework import Track
from workflows.incidents import IncidentRole
from workflows.routing import AuthorityCase, Decision, Route
from workflows.sharing import Ground

Outcome = Literal["accepted", "corrected", "duplicate", "rejected"]
Week = Annotated[str, Field(description="ISO-uge, fx 2026-W47", max_length=8)]
Cell = Annotated[str, Field(max_length=4001)]
"""As long as the list's own cells may be, and one more, so that the list's rule answers and not this one."""


class ReceiptRow(TypedDict):
    """What became of one received row; a corrected row has one of these for each correction.

    A plain mapping, for a list may have ten thousand of them and the service has just made them itself.
    """

    row: int
    outcome: Outcome
    column: str | None
    code: str | None
    message: str | None


class Difference(View):
    """How an amended list differs from what stood of the week before it."""

    added: int
    changed: int
    unchanged: int
    missing: int


class AnchorView(View):
    """Where the municipality's log ended with the list: kept by the police, it shows if the log is changed later."""

    hash: str
    at: str
    key_id: str
    signature: str


class Receipt(View):
    """received = accepted + duplicate + rejected; the corrected are among the accepted."""

    id: UUID | None
    municipality_code: str
    week: str
    version: int
    sha256: str | None
    received: int
    accepted: int
    corrected: int
    duplicate: int
    rejected: int
    resend: bool
    dry_run: bool
    rows: list[ReceiptRow]
    difference: Difference | None
    anchor: AnchorView | None


class ListView(View):
    id: UUID
    kind: Literal["file", "typed"]
    week: str
    version: int
    state: str | None = None
    """Absent for the police."""
    sha256: str | None
    uploaded_by: str
    uploaded_at: datetime
    received: int
    accepted: int
    corrected: int
    duplicate: int
    rejected: int


class EntryPerson(View):
    id: UUID
    name: str
    birth_date: date
    age: int | None


class Candidate(EntryPerson):
    """Somebody known whom a row without a CPR number may be about."""

    same_name: bool


class IdentityView(View):
    status: Literal["known", "new", "undecided"]
    candidates: list[Candidate]


class SuggestionInputs(View):
    authority_case: AuthorityCase
    age: int | None
    within_age_bounds: bool | None
    open_case_track: Track | None
    traffic_accident: bool


class SuggestionChange(View):
    """What was suggested until something was learned; ``text`` says in Danish what, when, and what was said before."""

    at: datetime
    because: Literal["index_answered", "person_said"]
    route: Route
    rule: str
    authority_case: AuthorityCase
    text: str


class SuggestionView(View):
    route: Route
    rule: str
    rule_set_version: str
    counterfactual: str
    confirm_first: bool
    inputs: SuggestionInputs
    explanation: str
    """Why, and what would change it, in two Danish sentences."""
    changed: SuggestionChange | None = None
    """The suggestion that this one took the place of."""


class AuthorityAnswerView(View):
    """Who said what of an active case in the authority, first and last; ``text`` is that in Danish."""

    source: Source
    finding: Finding
    code: str | None
    """Of an index that would not answer: why."""
    first_at: datetime
    at: datetime
    by: str
    text: str


class AuthorityCaseView(View):
    """What is known, and what it rests on, the newest first."""

    known: AuthorityCase
    may_be_asked: bool
    """Whether the municipality lets its index be asked."""
    queued: bool = False
    answers: list[AuthorityAnswerView]


class AuthorityCaseIn(Request):
    """``ask``: the index is asked, and the answer comes by itself. ``active`` and ``none``: what the authority said."""

    said: Literal["ask", "active", "none"]


class ConcernTold(View):
    """Of a concern: who told of it, on what ground, and why."""

    source: knowledge.Source
    told_by: str
    ground: Ground | None
    necessity: str | None


class EntryView(View):
    """``joined_open_case`` and ``open_case_state`` say that the incident came to a case that was open already."""

    id: UUID
    list_id: UUID
    row: int
    case_id: UUID | None
    person: EntryPerson
    police_journal_number: str
    role: IncidentRole
    offence_code: str | None
    offence_text: str | None
    place: str | None
    note: str | None
    occurred_at: datetime | None
    police_told_parents: bool | None
    concern: ConcernTold | None
    """Of one whose role is ``concern``; the number is the service's own then, and the worry stands in ``note``."""
    joined_open_case: bool
    open_case_state: str | None
    identity: IdentityView
    suggestion: SuggestionView
    authority_case: AuthorityAnswerView | None = None
    """What was said last of an active case in the authority."""
    decision: Decision | None
    decision_reason: str | None
    decided_at: datetime | None
    decided_by: str | None
    to_municipality_code: str | None


class EntryIn(Request):
    """One row of a list, typed in. The rules are the list's own, so a field that is wrong answers as a row does."""

    police_journal_number: Cell
    name: Cell
    role: Cell
    cpr_number: Cell | None = None
    birth_date: Cell | None = None
    address: Cell | None = None
    postal_code: Cell | None = None
    city: Cell | None = None
    offence_code: Cell | None = None
    offence_text: Cell | None = None
    occurred_at: Cell | None = None
    place: Cell | None = None
    police_told_parents: bool | Cell | None = None
    note: Cell | None = None
    week: Week | None = None


class EnterConcern(Request):
    """Who, and what somebody is worried about. Who the child is follows the rules of a list."""

    name: Cell
    cpr_number: Cell | None = None
    birth_date: Cell | None = None
    address: Cell | None = None
    postal_code: Cell | None = None
    city: Cell | None = None
    worry: Words
    source: knowledge.Source
    told_by: Annotated[Line, Field(description="Institution eller funktion, aldrig et navn")]
    ground: Annotated[
        Literal[Ground.RPL_115_1, Ground.RPL_115_2, Ground.RPL_115_3, Ground.LAW_OTHER] | None,
        Field(description="Hjemlen for at fortælle det; familien behøver ingen"),
    ] = None
    necessity: Annotated[Words, Field(description="Hvorfor det er nødvendigt; ved LAW_OTHER også hvilken lov")]


class DecisionIn(Request):
    decision: Decision
    reason: Words | None = None
    municipality_code: MunicipalityCode | None = None


class IdentityIn(Request):
    """``person_id`` is one of the candidates; null is a new person."""

    person_id: UUID | None
