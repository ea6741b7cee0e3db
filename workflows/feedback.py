"""How it went: what those who asked may be told of a case that the authority has, and what never.

Source: Fredericia gives the handover one way alone, from the police to the municipality; that somebody
asks afterwards gives no right to an answer (retsplejeloven § 115, stk. 4). So anybody is told at most
that it is handled, and only a school that the family agrees to is told more.
"""

from collections.abc import Collection, Mapping

from workflows.sharing import (
    NO_CONSENT,
    ConsentStanding,
    DataKind,
    Ground,
    PartyKind,
    Purpose,
    Reason,
    Verdict,
    may_share,
)

ASKERS = frozenset({PartyKind.POLICE, PartyKind.SOCIAL_AUTHORITY, PartyKind.SCHOOL})
"""Who may be answered at all. The social authorities' part is the coordinator, from whom the case went."""
SAYABLE = (DataKind.HANDLED, DataKind.ASSESSMENT, DataKind.MEETING)
"""What feedback can be about: that it is handled, whether more is done, and what was agreed with the family."""

_NO_MORE: Mapping[PartyKind, Reason] = {
    PartyKind.POLICE: Reason.POLICE_ARE_TOLD_THAT_IT_IS_HANDLED,
    PartyKind.SOCIAL_AUTHORITY: Reason.COORDINATOR_IS_TOLD_THAT_IT_IS_HANDLED,
}
"""Those who are told nothing more, whatever the ground: the police would have it for the criminal case, and the
coordinator, whom the case has left, no longer needs it."""


def may_give_feedback(
    to: PartyKind,
    kinds: Collection[DataKind],
    purpose: Purpose,
    ground: Ground,
    necessity: str,
    consent: ConsentStanding = NO_CONSENT,
    *,
    section_115_stands: bool = True,
) -> Verdict:
    """``kinds`` are what is told. What may not be told is refused before it is asked on what ground."""
    if purpose is Purpose.INVESTIGATION:
        return Verdict(False, Reason.NEVER_FOR_INVESTIGATION)
    if to not in ASKERS or not set(kinds) <= set(SAYABLE):
        return Verdict(False, Reason.NEVER_AS_FEEDBACK)
    if set(kinds) - {DataKind.HANDLED}:
        if to in _NO_MORE:
            return Verdict(False, _NO_MORE[to])
        if ground is not Ground.CONSENT:
            return Verdict(False, Reason.MORE_THAN_HANDLED_NEEDS_CONSENT)
    return may_share(
        PartyKind.SOCIAL_AUTHORITY, to, purpose, ground, necessity, consent, section_115_stands=section_115_stands
    )
