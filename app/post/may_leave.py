"""Whether a letter may leave, asked when it is queued, put together and handed over: the same questions each time."""

from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases.models import Case
from app.cases.standing import standing_of
from app.disclosures.service import Wanted, verdict_on
from app.letters.models import Letter
from app.letters.recipients import addressed
from app.obligations import service as obligations
from app.obligations.models import Obligation
from app.people.models import Person
from app.post import news
from app.post.putting_together import PutTogether
from workflows.calendar import local_date
from workflows.informing import SATISFIED
from workflows.informing import State as Obligated
from workflows.letter_grounds import GROUND_OF
from workflows.letter_kinds import Kind, fitting
from workflows.profile import profile_for
from workflows.sharing import Way

_FAMILY = {"custody_holder": "Forældremyndighedsindehaver", "young_person": "Den unge"}


def reason_to_stop(
    session: Session, letter: Letter, case: Case, subject: Person, whole: PutTogether, *, by: Caller
) -> str | None:
    """Why it may not leave now, as a code; None when nothing is in the way."""
    if subject.register_status == "dead":
        return "child_is_dead"
    if not whole.to.stands:
        return "recipient_is_no_longer_one"
    if whole.to.is_a_minor_parent:
        return "recipient_is_a_minor"
    owed = _owed(session, letter)
    if owed is not None and not obligations.is_outstanding(owed):
        return "told_already" if Obligated(owed.state) in SATISFIED else "not_owed_any_more"
    if owed is not None and not _says_what_is_known(session, letter, case):
        return "the_news_is_another"
    if whole.lacks:
        return "says_too_little"
    if whole.found:
        return f"carries_{whole.found[0].code}"
    return lacks_its_ground(session, letter, case, subject, by=by)


def lacks_its_ground(session: Session, letter: Letter, case: Case, subject: Person, *, by: Caller) -> str | None:
    """The reason of may_share's no; None when it may."""
    verdict = verdict_on(disclosure_of(session, letter, case, subject, by=by))
    return None if verdict.allowed else verdict.reason.value


def disclosure_of(session: Session, letter: Letter, case: Case, subject: Person, *, by: Caller) -> Wanted:
    """The disclosure that the letter is."""
    ground, profile = GROUND_OF[Kind(letter.kind)], profile_for(letter.municipality_code)
    to = addressed(session, letter, subject, profile, local_date(by.at))
    standing = standing_of(session, case, subject, ground.rests_on, to.name, profile=profile, by=by)
    who = _FAMILY.get(letter.recipient_kind)
    return Wanted(
        way=Way.LETTER,
        kinds=ground.data,
        to=ground.recipient,
        recipient=f"{who}: {to.name}" if who else to.name,
        purpose=ground.purpose,
        ground=ground.ground,
        necessity=ground.necessity,
        consent=standing,
        object_id=letter.id,
    )


def _says_what_is_known(session: Session, letter: Letter, case: Case) -> bool:
    """The police may have told something since a letter of a worry was written, or what they told was of another."""
    kind = Kind(letter.kind)
    return fitting(kind, only_concerns=news.only_concerns(session, case)) is kind


def _owed(session: Session, letter: Letter) -> Obligation | None:
    if letter.obligation_id is None:
        return None
    return session.get_one(Obligation, (letter.municipality_code, letter.obligation_id))
