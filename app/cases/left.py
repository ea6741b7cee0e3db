"""What has left the house in a case since a moment: who outside was told or asked, or has acted."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import any_, exists, or_, select
from sqlalchemy.orm import Session

from app.cases.models import Case, Knowledge
from app.consents.models import Consent
from app.disclosures.models import Disclosure
from app.letters import service as letters
from app.obligations import service as obligations
from workflows.informing import State as Obligated
from workflows.letter import State as Lettered
from workflows.sharing import DataKind, Way


class Left(StrEnum):
    """As codes; what to do instead stands in texts of whoever asks."""

    FAMILY_WAS_TOLD = "family_was_told"
    A_LETTER_IS_ON_ITS_WAY = "a_letter_is_on_its_way"
    CONSENT_WAS_ASKED_FOR = "consent_was_asked_for"
    SOMEBODY_WAS_ASKED = "somebody_was_asked"
    CASE_IS_OFFERED = "case_is_offered"


_STAYED = frozenset({Lettered.DRAFTED, Lettered.STOPPED})


def since(session: Session, case: Case, moment: datetime) -> list[Left]:
    """In the order in which they are said."""
    code = case.municipality_code
    owed = obligations.of_case(session, code, case.id)
    told = any(one.state == Obligated.TOLD and (one.settled_at or moment) >= moment for one in owed)
    written = [one for one in letters.of_case(session, code, case.id) if one.created_at >= moment]
    consent = exists().where(Consent.municipality_code == code, Consent.case_id == case.id, Consent.asked_at >= moment)
    question = or_(
        exists().where(
            Knowledge.municipality_code == code, Knowledge.case_id == case.id, Knowledge.asked_at >= moment
        ),
        exists().where(  # to take part in a talk or a group, too
            Disclosure.municipality_code == code, Disclosure.case_id == case.id, Disclosure.at >= moment,
            Disclosure.way == Way.QUESTION.value, any_(Disclosure.kinds) == DataKind.POLICE_CONTACT.value,
        ),
    )  # fmt: skip
    found = {
        Left.FAMILY_WAS_TOLD: told,
        Left.A_LETTER_IS_ON_ITS_WAY: any(Lettered(one.state) not in _STAYED for one in written),
        Left.CONSENT_WAS_ASKED_FOR: bool(session.scalar(select(consent))),
        Left.SOMEBODY_WAS_ASKED: bool(session.scalar(select(question))),
        Left.CASE_IS_OFFERED: case.offered_to is not None,
    }
    return [one for one, has_left in found.items() if has_left]
