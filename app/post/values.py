"""The values of a letter's placeholders, as they stand this moment."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from app.cases.models import Case
from app.consents.models import Consent
from app.courses import plans
from app.courses import service as courses
from app.letters.models import Letter
from app.letters.recipients import Addressed
from app.people.models import Person
from app.post import news
from workflows.calendar import local_date
from workflows.danish import day_said, listed, moment_said
from workflows.letter_kinds import OF_A_CONCERN, Kind
from workflows.municipalities import said
from workflows.profile import Profile
from workflows.roles import Role

_CONSENT_STATES = {
    "asked": "spurgt", "granted": "givet", "refused": "afslået", "withdrawn": "trukket tilbage", "expired": "udløbet",
}  # fmt: skip
_SCOPES = {
    "course": "{course}",
    "share_with_school": "Deling af oplysninger med skolen",
    "share_with_club": "Deling af oplysninger med klubben",
    "share_with_street_team": "Deling af oplysninger med gadeteamet",
    "share_with_health": "Deling af oplysninger med sundhedstjenesten",
    "share_with_municipality": "Deling af oplysninger med en anden kommune, som overtager sagen",
}


def values_of(
    session: Session, letter: Letter, case: Case, subject: Person, to: Addressed, profile: Profile, at: datetime
) -> dict[str, str]:
    """By placeholder; what is not known is not there, and the paragraph that wants it is left out."""
    found = dict(_of_people(subject, to, profile))
    found |= dict(_of_the_letter(letter, case, profile))
    if Kind(letter.kind) in OF_A_CONCERN:
        found |= dict(news.of_incidents(session, case))
    elif Kind(letter.kind) in OF_A_CONCERN.values():
        found |= dict(news.of_concerns(session, case))
    elif Kind(letter.kind) is Kind.TRANSFER:
        found |= dict(news.of_everything(session, case))
    if letter.consent_id is not None:
        found |= dict(_of_consent(session, letter, profile))
    if Kind(letter.kind) is Kind.COURSE_PLAN:
        found |= dict(_of_course(session, case))
    return {name: value for name, value in found.items() if value}


def _of_people(subject: Person, to: Addressed, profile: Profile) -> Iterator[tuple[str, str | None]]:
    name = subject.name or ""
    yield "recipient_name", to.name
    yield "child_name", name
    yield "child_first_name", name.split(" ")[0]
    yield "child_birth_date", day_said(subject.birth_date)
    if not subject.address_protected or to.address == subject.address:
        yield "child_address", (subject.address or "").replace("\n", ", ")
    yield "municipality", f"{profile.name} Kommune"
    yield "course_name", profile.course_name


def _of_the_letter(letter: Letter, case: Case, profile: Profile) -> Iterator[tuple[str, str | None]]:
    role = Role.CASEWORKER if case.track == "authority" else Role.COORDINATOR
    yield "sender_title", profile.titles[role]
    yield "contact_name", letter.contact_name
    yield "contact_phone", profile.contact.phone
    yield "message", letter.message
    yield "meeting_time", moment_said(letter.meeting_at) if letter.meeting_at else None
    yield "meeting_place", letter.meeting_place
    yield "to_municipality", said(case.to_municipality_code) if case.to_municipality_code else None


def _of_consent(session: Session, letter: Letter, profile: Profile) -> Iterator[tuple[str, str | None]]:
    consent = session.get_one(Consent, (letter.municipality_code, letter.consent_id))
    yield "consent_scope", _SCOPES.get(consent.scope, consent.scope).format(course=profile.course_name)
    yield "consent_recipients", listed(consent.recipients)
    yield "consent_terms", consent.terms
    yield "consent_state", _CONSENT_STATES.get(consent.state)
    if consent.answered_at is not None:
        yield "consent_date", day_said(local_date(consent.answered_at))
    if consent.valid_until is not None:
        yield "consent_valid_until", day_said(local_date(consent.valid_until))


def _of_course(session: Session, case: Case) -> Iterator[tuple[str, str | None]]:
    course = courses.latest(session, case.municipality_code, case.id)
    if course is None:
        return
    yield "course_start", day_said(course.start_on)
    yield "course_goals", "\n".join(one.goal for one in plans.goals(session, course) if one.goal)
