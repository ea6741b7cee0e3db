"""What a page must know of an operation to ask for what it needs and carry it out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.access.policy import Action
from app.caller import Caller
from app.web.forms.fields import Choices


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operation is done: in whose transaction, by whom, and to what."""

    session: Session
    by: Caller
    case_id: UUID | None = None
    object_id: UUID | None = None

    @property
    def case(self) -> UUID:
        assert self.case_id is not None  # noqa: S101 - an operation in a case has one
        return self.case_id

    @property
    def object(self) -> UUID:
        assert self.object_id is not None  # noqa: S101 - an operation on something in a case has it
        return self.object_id


@dataclass(frozen=True, slots=True)
class Doing:
    """The same with what was filled in; ``key`` makes it safe to send the same form twice."""

    place: Place
    body: Any
    key: str | None
    if_match: str | None

    @property
    def given(self) -> dict[str, Any]:
        """What every operation of the API's takes."""
        return {"session": self.place.session, "by": self.place.by, "key": self.key}


def nothing(_: Place) -> Mapping[str, Any]:
    """No more than the body's model says."""
    return {}


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be done. ``body`` None asks for nothing but a yes."""

    name: str
    title: str
    action: Action
    body: type[BaseModel] | None
    do: Callable[[Doing], object]
    button: str = "Gem"
    intro: str = ""
    tab: str = ""
    """Under which heading of the case its result is seen; of what is not in a case the whole address."""
    choices: Callable[[Place], Choices] = nothing
    """Values that the body's model does not know itself."""
    initial: Callable[[Place], Mapping[str, Any]] = nothing
    """What stands there from the beginning."""
    leave_out: frozenset[str] = frozenset()
    """Fields of the body that people do not fill in here."""
    must: frozenset[str] = frozenset()
    """Fields that the body can do without, and people cannot."""
    event: str | None = None
    """Of a move of the case itself: which."""
