"""Values to choose between that stand in the municipality's profile or in the case."""

from collections.abc import Sequence

from sqlalchemy import select

from app.cases import service as cases
from app.cases.models import Case
from app.cases.rules import profile_of
from app.web.forms.fields import Choice, Choices
from app.web.operations.operation import Place
from app.web.words import title_of
from workflows.municipalities import MUNICIPALITIES
from workflows.profile import Profile
from workflows.work import COVERED


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


def colleagues(*names: str, column: str) -> "_Colleagues":
    """Those whom cases of the municipality name already in ``column``, to choose from or write another."""
    return _Colleagues(names, column)


class _Colleagues:
    def __init__(self, names: Sequence[str], column: str) -> None:
        self.names, self.column = names, column

    def __call__(self, place: Place) -> Choices:
        who = getattr(Case, self.column)
        query = select(who).where(Case.municipality_code == place.by.municipality_code, who.is_not(None)).distinct()
        found = [Choice(one, "") for one in sorted(place.session.scalars(query.limit(200)))]
        return dict.fromkeys(self.names, found)


def cover_roles(_: Place) -> Choices:
    """The roles in which somebody can stand in for another; unsaid it is one's own."""
    return {"role": [Choice(role.value, title_of(role)) for role in sorted(COVERED)]}
