"""Writing letters in a case: to the family, also of one that was transferred, or a course's plan to an institution."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.caller import Caller, Why
from app.cases import service as cases
from app.cases import writing as of_the_case
from app.cases.models import Case
from app.courses import service as courses
from app.disclosures.service import require_shareable
from app.errors import Conflict
from app.letters import service as letters
from app.letters.models import Letter
from app.letters.service import Draft
from app.people.models import Person
from app.people.service import custody_holders
from app.post import may_leave, news
from app.post.schemas import WriteLetters, WriteOfTransfer, WriteToInstitution
from workflows.calendar import local_date
from workflows.casework import State
from workflows.informing import who_must_be_told
from workflows.letter_kinds import Kind
from workflows.profile import profile_for


class NotTransferred(Conflict):
    code = "not_transferred"
    title = "Sagen er ikke overdraget til en anden kommune"


class NoCoursePlanned(Conflict):
    code = "no_course_planned"
    title = "Der er ingen plan at sende"


def write(session: Session, case: Case, body: WriteLetters, *, by: Caller, why: Why) -> list[Letter]:
    """Drafts. Raises CaseHasEnded, NobodyToWriteTo, MeetingMissing, MessageMissing, NotTransferred, NoCoursePlanned and
    MayNotBeShared.
    """
    subject = cases.subject_of(session, case)
    if isinstance(body, WriteOfTransfer):
        return _of_transfer(session, case, subject, body, by=by, why=why)
    cases.must_be_open(case)
    if isinstance(body, WriteToInstitution):
        return [_plan(session, case, subject, body, by=by, why=why)]
    return of_the_case.for_obligations(
        session, case, subject, body.purpose, only_concerns=news.only_concerns(session, case), message=body.message,
        contact_name=body.contact_name,
        meeting_at=body.meeting_at, meeting_place=body.meeting_place, by=by, why=why,
    )  # fmt: skip


def _of_transfer(
    session: Session, case: Case, subject: Person, body: WriteOfTransfer, *, by: Caller, why: Why
) -> list[Letter]:
    if State(case.state) is not State.TRANSFERRED or case.to_municipality_code is None:
        raise NotTransferred("Overdrag sagen først.")
    profile = profile_for(case.municipality_code)
    recipients = who_must_be_told(
        subject.birth_date,
        subject.not_before_birth(local_date(by.at)),
        [str(one.id) for one in custody_holders(session, case.municipality_code, subject.id)],
        young_person_from=profile.young_person_from,
        adult_from=profile.adult_from,
    )
    written = {
        (row.recipient_kind, row.custody_holder_id)
        for row in letters.of_case(session, case.municipality_code, case.id)
        if row.kind == Kind.TRANSFER and row.state != "stopped"
    }
    drafts = []
    for one in recipients:
        holder = UUID(one.custody_holder_id) if one.custody_holder_id else None
        if one.is_known and (one.kind.value, holder) not in written:
            drafts.append(
                Draft(
                    Kind.TRANSFER,
                    one.kind.value,
                    custody_holder_id=holder,
                    message=body.message,
                    contact_name=body.contact_name,
                )
            )
    if not drafts:
        raise of_the_case.NobodyToWriteTo("Alle kendte modtagere har et brev.", unknown=len(recipients))
    return [letters.write(session, case.id, subject.id, draft, by=by, why=why) for draft in drafts]


def _plan(session: Session, case: Case, subject: Person, body: WriteToInstitution, *, by: Caller, why: Why) -> Letter:
    if courses.latest(session, case.municipality_code, case.id) is None:
        raise NoCoursePlanned("Planlæg forløbet først.")
    draft = Draft(
        Kind.COURSE_PLAN, "institution", institution=body.institution, institution_cvr=body.cvr_number,
        message=body.message, contact_name=body.contact_name,
    )  # fmt: skip
    row = letters.write(session, case.id, subject.id, draft, by=by, why=why)
    require_shareable(may_leave.disclosure_of(session, row, case, subject, by=by))
    return row
