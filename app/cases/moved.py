"""A move of a case that was just made, as its effects are told of it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.caller import Caller, Why
from app.cases.models import Case
from app.cases.said import Said
from app.people.models import Person
from workflows.casework import Event, Facts, State
from workflows.profile import Profile


@dataclass(frozen=True, slots=True)
class Moved:
    """A move that was just made, and all that an effect may need to know of it."""

    session: Session
    case: Case
    before: State
    subject: Person
    event: Event
    facts: Facts
    said: Said
    profile: Profile
    by: Caller
    why: Why
