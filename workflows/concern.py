"""A child who comes to the municipality's notice by a worry and not by the police's list.

Source: Slagelse, "Lokale netværksgrupper": "afdækning af tidlige bekymringer". What is told is told on a ground, as
everything that the parties share (retsplejeloven § 115); a family may always tell of itself.
"""

from pydantic import BaseModel, ConfigDict, Field

from workflows.knowledge import PARTY_OF, Source
from workflows.roles import Role
from workflows.sharing import Ground, PartyKind, Purpose, Reason, Verdict, may_share


class ConcernsWithoutList(BaseModel):
    """Whether a worry may open a case, and which of those who come to the handover meeting may enter it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool
    entered_by: frozenset[Role] = Field(min_length=1)


def may_be_told(source: Source, ground: Ground | None, necessity: str) -> Verdict:
    """May ``source`` tell the municipality of its worry on that ground? The family needs none."""
    if source is Source.FAMILY:
        return Verdict(allowed=True, reason=Reason.CONSENT_COVERS_IT)
    if ground is None:
        return Verdict(allowed=False, reason=Reason.NOT_THE_PARTIES_OF_THIS_GROUND)
    return may_share(PARTY_OF[source], PartyKind.SOCIAL_AUTHORITY, Purpose.CRIME_PREVENTION, ground, necessity)
