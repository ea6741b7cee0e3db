"""How the consents of a case stand for one scope and one recipient, and whether section 115 still does."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases.models import Case
from app.consents import service as consents
from app.people.models import Person
from workflows.consent import Scope
from workflows.profile import Profile
from workflows.sharing import NO_CONSENT, ConsentStanding, section_115_stands_until


def standing_of(
    session: Session,
    case: Case,
    subject: Person,
    scope: Scope | None,
    recipient: str | None,
    *,
    profile: Profile,
    by: Caller,
) -> ConsentStanding:
    """Over all who must sign. ``recipient`` None: it is not asked who gets it."""
    if scope is None:
        return NO_CONSENT
    agreed = consents.covers(session, case.id, subject, scope, profile=profile, by=by)
    named = recipient is None or consents.covers(
        session, case.id, subject, scope, recipient=recipient, profile=profile, by=by
    )
    return ConsentStanding(granted=agreed, covers_recipient=named, covers_scope=agreed)


def section_115_until(case: Case, profile: Profile) -> datetime:
    """Until when the parties may share in this case without consent."""
    return section_115_stands_until(case.news_at or case.opened_at, profile.section_115_days)


def section_115_stands(case: Case, profile: Profile, at: datetime) -> bool:
    return at < section_115_until(case, profile)
