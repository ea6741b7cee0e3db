"""Which letters a case needs: to each who must be told, to each who is asked for consent, and their receipts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.caller import Caller, Why, system
from app.cases.models import Case
from app.consents.models import Consent
from app.errors import Conflict, Unprocessable
from app.letters import service as letters
from app.letters.models import Letter
from app.letters.recipients import addressed
from app.letters.service import Draft
from app.obligations import service as obligations
from app.obligations.models import Obligation
from app.people.models import Person
from workflows.calendar import local_date
from workflows.informing import Purpose, RecipientKind
from workflows.letter import Event, Facts, State
from workflows.letter_kinds import Kind, fitting
from workflows.profile import profile_for

_UNDER_WAY = frozenset({State.DRAFTED, State.QUEUED, State.SENT})


class NobodyToWriteTo(Conflict):
    """Everybody who is known has been told, or has a letter on its way; ``unknown``: whom nobody knows yet."""

    code = "nobody_to_write_to"
    title = "Der er ingen at skrive til"


class MeetingMissing(Unprocessable):
    code = "meeting_missing"
    title = "En indkaldelse skal sige, hvornår og hvor mødet er"


class MessageMissing(Unprocessable):
    """What a worry is, is not told as it was told here; whoever writes says it to the family."""

    code = "message_missing"
    title = "Et brev om en bekymring skal sige, hvad den går ud på"


def for_obligations(
    session: Session,
    case: Case,
    subject: Person,
    purpose: Purpose,
    *,
    only_concerns: bool,
    message: str | None,
    contact_name: str | None,
    meeting_at: datetime | None,
    meeting_place: str | None,
    by: Caller,
    why: Why,
) -> list[Letter]:
    """One draft for each who is still to be told and has none under way. ``only_concerns``: the police said nothing.

    Raises NobodyToWriteTo, MeetingMissing and MessageMissing.
    """
    if purpose is Purpose.SUMMON and (meeting_at is None or meeting_place is None):
        raise MeetingMissing("Angiv både tid og sted.")
    if only_concerns and not message:
        raise MessageMissing("Skriv i message, hvad bekymringen går ud på, så familien kan forstå det.")
    under_way = {
        row.obligation_id
        for row in letters.of_case(session, case.municipality_code, case.id)
        if State(row.state) in _UNDER_WAY
    }
    owed = [
        one
        for one in obligations.of_case(session, case.municipality_code, case.id)
        if one.purpose == purpose and obligations.is_outstanding(one) and one.id not in under_way
    ]
    known = [one for one in owed if obligations.recipient_of(one).is_known]
    if not known:
        raise NobodyToWriteTo("Alle kendte modtagere har fået besked eller har et brev på vej.", unknown=len(owed))
    return [
        letters.write(
            session,
            case.id,
            subject.id,
            Draft(
                fitting(_kind_for(one), only_concerns=only_concerns),
                one.recipient_kind,
                custody_holder_id=one.custody_holder_id,
                obligation_id=one.id,
                message=message,
                contact_name=contact_name,
                meeting_at=meeting_at,
                meeting_place=meeting_place,
            ),
            by=by,
            why=why,
        )
        for one in known
    ]


def _kind_for(owed: Obligation) -> Kind:
    if owed.purpose == Purpose.SUMMON:
        return Kind.SUMMONS
    if owed.recipient_kind == RecipientKind.YOUNG_PERSON:
        return Kind.ORIENTATION_YOUNG_PERSON
    return Kind.ORIENTATION_CUSTODY_HOLDER


def about_consents(
    session: Session, case: Case, subject: Person, kind: Kind, rows: Sequence[Consent], *, by: Caller, why: Why
) -> list[Letter]:
    """A request, or a receipt, to each signer, on its way at once: it follows from what was asked or written down.

    A signer who no longer is one gets none.
    """
    written = []
    for row in rows:
        draft = Draft(kind, row.signer_kind, custody_holder_id=row.custody_holder_id, consent_id=row.id)
        letter = letters.write(session, case.id, subject.id, draft, by=by, why=why)
        if not is_confirmed(session, letter, subject, by=by):
            facts = letters.facts_of(session, letter)
            acting = system(by.municipality_code, by.at)
            letters.move(
                session, letter, Event.STOP, facts, about=subject.id, by=acting, why=why,
                code="recipient_is_no_longer_one",
            )  # fmt: skip
            continue
        queue(session, letter, subject, Event.QUEUE, by=system(by.municipality_code, by.at), why=why)
        written.append(letter)
    return written


def queue(session: Session, letter: Letter, subject: Person, event: Event, *, by: Caller, why: Why) -> None:
    """On its way (or again). Raises MoveRefused when the recipient no longer is one."""
    facts = Facts(recipient_confirmed=is_confirmed(session, letter, subject, by=by))
    letters.move(session, letter, event, facts, about=subject.id, by=by, why=why)


def is_confirmed(session: Session, letter: Letter, subject: Person, *, by: Caller) -> bool:
    """The recipient still is one, by what is known now."""
    to = addressed(session, letter, subject, profile_for(letter.municipality_code), local_date(by.at))
    return to.stands and bool(to.name)


def stop_those_of_nobody(session: Session, case: Case, holders: set[UUID], *, by: Caller, why: Why) -> list[Letter]:
    """Custody has changed: what was on its way to somebody who has none any more is stopped."""
    return letters.stop_pending(
        session, case.municipality_code, case.id,
        lambda row: row.custody_holder_id is not None and row.custody_holder_id not in holders,
        "recipient_is_no_longer_one", about=case.person_id, by=by, why=why,
    )  # fmt: skip


def stop_all(session: Session, case: Case, code: str, *, by: Caller, why: Why) -> None:
    """What was written is no longer right; whoever has the case writes it anew."""
    letters.stop_pending(
        session, case.municipality_code, case.id, lambda row: True, code, about=case.person_id, by=by, why=why
    )


_OUTLIVE_THE_CASE = frozenset({Kind.CONSENT_RECEIPT.value, Kind.TRANSFER.value})


def stop_those_of_an_ended_case(session: Session, case: Case, *, by: Caller, why: Why) -> None:
    letters.stop_pending(
        session, case.municipality_code, case.id, lambda row: row.kind not in _OUTLIVE_THE_CASE,
        "the_case_has_ended", about=case.person_id, by=by, why=why,
    )  # fmt: skip


def stop_those_of_an_undone_decision(session: Session, case: Case, *, by: Caller, why: Why) -> None:
    letters.stop_pending(
        session, case.municipality_code, case.id, lambda _: True, "the_decision_was_undone", about=case.person_id,
        by=by, why=why,
    )  # fmt: skip
