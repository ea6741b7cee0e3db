"""Values to choose between that stand in the municipality's profile or in the case."""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases import service as cases
from app.cases.models import Case
from app.cases.queries import visible
from app.cases.rules import profile_of
from app.web.forms.fields import Choice, Choices
from app.web.operations.operation import Place
from app.web.words import title_of
from workflows.municipalities import MUNICIPALITIES
from workflows.profile import Profile
from workflows.work import COVERED

_SUGGESTED: Final = 200


def profile_at(place: Place) -> Profile:
    """The profile that the case goes by."""
    return profile_of(place.session, cases.found(place.session, place.by.municipality_code, place.case))


def steps(place: Place) -> Choices:
    scale = profile_at(place).steps
    return {"step": [Choice(str(one.level), f"Trin {one.level}: {one.title}", one.description) for one in scale.steps]}


def severity(place: Place) -> Choices:
    scale = profile_at(place).severity
    levels = [Choice(str(one.level), f"{one.level}: {one.title}", one.description) for one in scale.levels]
    return {"severity": levels, "factors": [Choice(one.code, one.title) for one in scale.factors]}


def progress(place: Place) -> Sequence[Choice]:
    levels = profile_at(place).progress.levels
    return [Choice(str(one.level), f"{one.level}: {one.title}", one.description) for one in levels]


def other_municipalities(place: Place) -> Choices:
    own = place.by.municipality_code
    return {"municipality_code": [Choice(code, name) for code, name in sorted(
        MUNICIPALITIES.items(), key=lambda one: one[1]) if code != own]}  # fmt: skip


def colleagues(*names: str, column: str) -> Callable[[Place], Choices]:
    """Those whom the caller's cases name already in ``column``: suggestions, for anybody else can be written."""

    def suggested(place: Place) -> Choices:
        return dict.fromkeys(names, staff(place.session, column, by=place.by))

    return suggested


def staff(session: Session, *columns: str, by: Caller) -> list[Choice]:
    """The users that stand in these columns of the cases that ``by`` may see."""
    asked = [select(getattr(Case, one)).where(visible(by), getattr(Case, one).is_not(None)) for one in columns]
    found = session.scalars(union(*asked).limit(_SUGGESTED))
    return [Choice(one, "") for one in sorted(found)]


def standing_in(place: Place) -> Choices:
    """The roles in which somebody can stand in for another (unsaid it is one's own), and whom it may be."""
    who = staff(place.session, "responsible", "caseworker", "local_leader", by=place.by)
    roles = [Choice(role.value, title_of(role)) for role in sorted(COVERED)]
    return {"role": roles, "absent": who, "substitute": who}
