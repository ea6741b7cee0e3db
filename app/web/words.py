"""What the codes are called on the pages."""

from collections.abc import Mapping
from enum import Enum

from app.web.titles import KINDS, TITLES
from workflows.profile import profile_for

__all__ = ["KINDS", "RELATIONS", "UNITS", "factor", "is_known", "said", "title_of"]

RELATIONS: Mapping[str, str] = {"mother": "Mor", "father": "Far", "other": "Anden"}
_PLAIN: Mapping[str, str] = {
    **RELATIONS,
    "ask": "Spørg myndighedens sagsindeks",
    "active": "Ja, der er en aktiv sag",
    "none": "Nej, der er ingen aktiv sag",
}
"""Values that belong to no enum of their own."""


def title_of(value: object) -> str:
    """What a value is called in Danish. Raises KeyError for one that has no word: a test looks for such."""
    known = TITLES.get(type(value))  # type: ignore[arg-type]  # any type may be asked about
    return known[value] if known is not None else _PLAIN[str(value)]


def said(kind: type[Enum], value: str | None) -> str:
    """The same for a code that a view gives as plain text; nothing for nothing."""
    return "" if value is None else title_of(kind(value))


def is_known(kind: type[Enum]) -> bool:
    """Whether every value of the enum has a word."""
    return kind in TITLES and all(one in TITLES[kind] for one in kind)


def factor(code: str, municipality_code: str) -> str:
    """What the municipality's scale calls something that weighs; the code where the scale has it no more."""
    titles = {one.code: one.title for one in profile_for(municipality_code).severity.factors}
    return titles.get(code, code)


UNITS: Mapping[str, str] = {"working_days": "arbejdsdage", "calendar_days": "dage", "hours": "timer"}
"""Of a term."""
