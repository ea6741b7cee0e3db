"""On what ground each kind of letter leaves, and which kinds of data it carries.

Sources: Fredericia, "SSP overleveringsmøde" (the parents and the young person over 15 are informed or
summoned); the data protection regulation, articles 13 and 14; retsplejeloven § 115 does not carry a course.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.consent import Scope
from workflows.letter_kinds import Kind
from workflows.sharing import DataKind, Ground, PartyKind, Purpose


@dataclass(frozen=True, slots=True)
class LetterGround:
    """``rests_on`` is the consent without which the letter may not leave; None where the law carries it."""

    purpose: Purpose
    ground: Ground
    recipient: PartyKind
    necessity: str
    data: frozenset[DataKind]
    rests_on: Scope | None = None


_FAMILY_IS_TOLD = (
    "Forældremyndighedsindehaveren skal kunne varetage barnets forhold (forældreansvarsloven § 2), "
    "og den unge har ret til selv at vide det (databeskyttelsesforordningen artikel 14)"
)
_FAMILY_IS_ASKED = (
    "Et samtykke er kun gyldigt, når den, der giver det, ved, hvad der gives samtykke til "
    "(databeskyttelsesforordningen artikel 7)"
)


def _to_family(necessity: str, *data: DataKind) -> LetterGround:
    return LetterGround(
        Purpose.INFORM_FAMILY, Ground.LAW_OTHER, PartyKind.FAMILY, necessity, frozenset({DataKind.IDENTITY, *data})
    )


GROUND_OF: Mapping[Kind, LetterGround] = {
    Kind.ORIENTATION_CUSTODY_HOLDER: _to_family(_FAMILY_IS_TOLD, DataKind.POLICE_CONTACT, DataKind.INCIDENT),
    Kind.ORIENTATION_YOUNG_PERSON: _to_family(_FAMILY_IS_TOLD, DataKind.POLICE_CONTACT, DataKind.INCIDENT),
    Kind.SUMMONS: _to_family(_FAMILY_IS_TOLD, DataKind.POLICE_CONTACT, DataKind.INCIDENT, DataKind.MEETING),
    Kind.CONCERN_CUSTODY_HOLDER: _to_family(_FAMILY_IS_TOLD, DataKind.INCIDENT),
    Kind.CONCERN_YOUNG_PERSON: _to_family(_FAMILY_IS_TOLD, DataKind.INCIDENT),
    Kind.CONCERN_SUMMONS: _to_family(_FAMILY_IS_TOLD, DataKind.INCIDENT, DataKind.MEETING),
    Kind.CONSENT_REQUEST: _to_family(_FAMILY_IS_ASKED, DataKind.CONSENTS),
    Kind.CONSENT_RECEIPT: _to_family(_FAMILY_IS_ASKED, DataKind.CONSENTS),
    Kind.TRANSFER: _to_family(_FAMILY_IS_TOLD, DataKind.POLICE_CONTACT),
    Kind.COURSE_PLAN: LetterGround(
        Purpose.WELFARE_COURSE,
        Ground.CONSENT,
        PartyKind.SCHOOL,
        "Den, der deltager i forløbet, skal kende planen",
        frozenset({DataKind.IDENTITY, DataKind.COURSE}),
        rests_on=Scope.COURSE,
    ),
}
