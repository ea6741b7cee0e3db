"""The sides of a case: each a page of its own, so that the log says what was looked at."""

from dataclasses import dataclass
from typing import Final

from app.access.policy import Action


@dataclass(frozen=True, slots=True)
class Tab:
    """One side of a case."""

    path: str
    title: str
    action: Action


TABS: Final = (
    Tab("", "Overblik", Action.READ_CASE),
    Tab("familien", "Familien", Action.READ_OBLIGATIONS),
    Tab("viden", "Viden og trin", Action.READ_KNOWLEDGE),
    Tab("vurdering", "Vurdering", Action.READ_ASSESSMENTS),
    Tab("forloeb", "Forløb", Action.READ_COURSE),
    Tab("breve", "Breve", Action.READ_LETTERS),
    Tab("historik", "Historik", Action.READ_HISTORY),
    Tab("deling", "Deling", Action.READ_DISCLOSURES),
)
