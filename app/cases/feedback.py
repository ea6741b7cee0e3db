"""Telling somebody who asked how it went: as much as the law lets them know, and in the ledger."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy.orm import Session

from app.caller import Caller, Why
from app.cases.models import Case
from app.cases.standing import section_115_stands, standing_of
from app.disclosures.models import Disclosure
from app.disclosures.service import Wanted, disclose
from app.errors import Conflict, Unprocessable
from app.history import service as history
from app.people.models import Person
from workflows.casework import State
from workflows.consent import Scope
from workflows.profile import Profile
from workflows.sharing import DataKind, Ground, PartyKind, Purpose, Way

HANDLED = "Sagen er behandlet af myndigheden."
"""All that is said when nothing more may be: nobody writes it anew, and so nothing more slips in."""
_HANDLED_IN = frozenset({State.FAMILY_INFORMED_BY_AUTHORITY, State.MEETING_HELD, State.CLOSED})


class NotHandledYet(Conflict):
    code = "not_handled_yet"
    title = "Sagen er ikke behandlet endnu"


class WordsMissing(Unprocessable):
    code = "words_missing"
    title = "Skriv, hvad der er sagt"


class WordsTooMany(Unprocessable):
    """What is handled is told in the service's own words."""

    code = "words_too_many"
    title = "Der må kun siges, at sagen er behandlet"


class Asker(StrEnum):
    """Who asked how it went."""

    POLICE = "police"
    COORDINATOR = "coordinator"
    SCHOOL = "school"


_PARTY = {
    Asker.POLICE: PartyKind.POLICE,
    Asker.COORDINATOR: PartyKind.SOCIAL_AUTHORITY,
    Asker.SCHOOL: PartyKind.SCHOOL,
}
_SCOPE = {Asker.SCHOOL: Scope.SHARE_WITH_SCHOOL}


def give(
    session: Session,
    case: Case,
    subject: Person,
    *,
    to: Asker,
    recipient: str,
    kinds: Collection[DataKind],
    purpose: Purpose,
    ground: Ground,
    necessity: str,
    words: str | None,
    profile: Profile,
    by: Caller,
    why: Why,
) -> tuple[Disclosure, str]:
    """The row in the ledger, and what is said; the words stand sealed in the history.

    Raises MayNotBeShared with the paragraph, and then NotHandledYet, WordsMissing and WordsTooMany.
    """
    consent = standing_of(session, case, subject, _SCOPE.get(to), recipient, profile=profile, by=by)
    stands = section_115_stands(case, profile, by.at)
    wanted = Wanted(
        Way.FEEDBACK, kinds, _PARTY[to], recipient, purpose, ground, necessity, consent, stands, object_id=case.id
    )
    row = disclose(session, wanted, about=case.person_id, case_id=case.id, by=by, why=why)
    if State(case.state) not in _HANDLED_IN:
        raise NotHandledYet("Giv tilbagemelding, når familien er orienteret eller mødet holdt.")
    said = _said(kinds, words)
    history.record(
        session, "casework", case, "feedback_given", case.state, by=by, case_id=case.id, reason=said,
        details={"disclosure_id": str(row.id), "to": to.value, "kinds": sorted(one.value for one in kinds)},
    )  # fmt: skip
    session.flush()
    return row, said


def _said(kinds: Collection[DataKind], words: str | None) -> str:
    if set(kinds) == {DataKind.HANDLED}:
        if words:
            raise WordsTooMany("Udelad words.")
        return HANDLED
    if not words:
        raise WordsMissing("Angiv words.")
    return words
