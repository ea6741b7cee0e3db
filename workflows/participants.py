"""Who takes part in a course, in which part, and what each of them is to the law.

Source: Fredericia, "SSP overleveringsmøde": a course is run together with a local leader, and the school,
the club and the street team help. It is a welfare scheme and not SSP, so whoever is brought in has a
consent, or a law of its own, behind them (workflows/sharing.py).
"""

from collections.abc import Mapping
from enum import StrEnum

from workflows.sharing import PartyKind


class CoursePart(StrEnum):
    """The part somebody plays in a course, beside its local leader."""

    YOUNG_PERSON = "young_person"
    PARENT = "parent"
    SCHOOL = "school"
    CLUB = "club"
    STREET_TEAM = "street_team"
    INSTITUTION = "institution"
    """A self-governing one that does public tasks."""
    HEALTH = "health"
    OTHER = "other"


PARTY_OF: Mapping[CoursePart, PartyKind] = {
    CoursePart.YOUNG_PERSON: PartyKind.FAMILY,
    CoursePart.PARENT: PartyKind.FAMILY,
    CoursePart.SCHOOL: PartyKind.SCHOOL,
    CoursePart.CLUB: PartyKind.SOCIAL_AUTHORITY,
    CoursePart.STREET_TEAM: PartyKind.SOCIAL_AUTHORITY,
    CoursePart.INSTITUTION: PartyKind.INDEPENDENT_INSTITUTION,
    CoursePart.HEALTH: PartyKind.OTHER,
    CoursePart.OTHER: PartyKind.OTHER,
}
"""What the law sees in them."""

OF_THE_FAMILY = frozenset(part for part, kind in PARTY_OF.items() if kind is PartyKind.FAMILY)
"""Those it is about: the consent to the course is theirs, and need not name them as recipients."""
