"""What is asked of whom before a child is placed on a step, and what counts as an answer.

Source: Fredericia, "SSP overleveringsmøde": the coordinator gathers the knowledge that is needed for
the step placement. To ask is to disclose, for the question itself reveals; so asking has a ground.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from workflows.consent import Scope
from workflows.sharing import PartyKind


class Source(StrEnum):
    SCHOOL = "school"
    CLUB = "club"
    STREET_TEAM = "street_team"
    HEALTH_SERVICE = "health_service"
    SOCIAL_AUTHORITY = "social_authority"
    POLICE = "police"
    INDEPENDENT_INSTITUTION = "independent_institution"
    FAMILY = "family"


class Outcome(StrEnum):
    ANSWERED = "answered"
    NOTHING_KNOWN = "nothing_known"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """No answer is taken any more: the consent that the question rested on ended, or whoever asked took it back."""


PARTY_OF: Mapping[Source, PartyKind] = {
    Source.SCHOOL: PartyKind.SCHOOL,
    Source.CLUB: PartyKind.SOCIAL_AUTHORITY,
    Source.STREET_TEAM: PartyKind.SOCIAL_AUTHORITY,
    Source.HEALTH_SERVICE: PartyKind.OTHER,
    Source.SOCIAL_AUTHORITY: PartyKind.SOCIAL_AUTHORITY,
    Source.POLICE: PartyKind.POLICE,
    Source.INDEPENDENT_INSTITUTION: PartyKind.INDEPENDENT_INSTITUTION,
    Source.FAMILY: PartyKind.FAMILY,
}
"""What kind of party a source is to retsplejeloven § 115. A municipal club and the street team belong to
the social authorities; the health service is not among those whom § 115 names."""

SCOPE_OF: Mapping[Source, Scope] = {
    Source.SCHOOL: Scope.SHARE_WITH_SCHOOL,
    Source.CLUB: Scope.SHARE_WITH_CLUB,
    Source.STREET_TEAM: Scope.SHARE_WITH_STREET_TEAM,
    Source.HEALTH_SERVICE: Scope.SHARE_WITH_HEALTH,
}
"""The scope of a consent that a question to this source can rest on."""

COUNTS = frozenset({Outcome.ANSWERED, Outcome.NOTHING_KNOWN})
"""That a school knows of nothing is knowledge too; a refusal is not."""


SAYS_WHY = frozenset({Outcome.REFUSED, Outcome.WITHDRAWN})
"""Outcomes that are written down with a reason."""


def answered_sources(asked: Collection[tuple[str, Outcome | None]]) -> int:
    """How many different sources have answered, of pairs of who was asked and what came back."""
    return len({who.casefold() for who, outcome in asked if outcome in COUNTS})
