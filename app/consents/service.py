"""Asking for consent, and writing down what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock
from app.caller import Caller, Why
from app.consents.models import Consent
from app.errors import Conflict, NotFound, Unprocessable
from app.history import service as history
from app.history.models import HistoryRow
from app.people import service as people
from app.people.models import Person
from app.remembering import remembered
from workflows.calendar import local_date
from workflows.consent import (
    CONSENT,
    Event,
    Facts,
    Granted,
    Scope,
    State,
    has_consent,
    required_signers,
)
from workflows.informing import Recipient, RecipientKind
from workflows.list_words import plain
from workflows.profile import Profile

ABOUT_SOMEBODY_ELSE = "the_case_is_about_somebody_else"


class SignerUnknown(Conflict):
    """A custody holder must sign, and none is written down."""

    code = "signer_unknown"
    title = "Vi ved ikke, hvem der skal skrive under"


class ValidityWrong(Unprocessable):
    """The consent would end before it began, or has ended already."""

    code = "validity_wrong"
    title = "Samtykkets gyldighed kan ikke være sådan"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said with a consent's move."""

    valid_from: datetime | None = None
    valid_until: datetime | None = None
    document: str | None = None
    means: str | None = None
    reason: str | None = None
    code: str | None = None
    """Why the service ended it of itself."""


@remembered
def of_case(session: Session, municipality_code: str, case_id: UUID) -> list[Consent]:
    query = (
        select(Consent)
        .where(Consent.municipality_code == municipality_code, Consent.case_id == case_id)
        .order_by(Consent.created_at, Consent.id)
    )
    return list(session.scalars(query))


@remembered
def ever_asked(session: Session, municipality_code: str, case_id: UUID) -> bool:
    """Whether anybody was asked for consent in this case."""
    query = select(Consent.id).where(
        Consent.municipality_code == municipality_code, Consent.case_id == case_id, Consent.asked_at.is_not(None)
    )
    return session.scalar(query.limit(1)) is not None


def consent(session: Session, municipality_code: str, case_id: UUID, consent_id: UUID) -> Consent:
    """One consent of the case, locked. Raises NotFound."""
    found = session.get(Consent, (municipality_code, consent_id), with_for_update=True)
    if found is None or found.case_id != case_id:
        raise NotFound()
    return found


def ask(
    session: Session,
    case_id: UUID,
    subject: Person,
    scope: Scope,
    recipients: Sequence[str],
    terms: str,
    means: str,
    *,
    profile: Profile,
    by: Caller,
    why: Why,
) -> list[Consent]:
    """Asks everyone who must sign, each by a consent of their own. Raises SignerUnknown."""
    signers = signers_of(session, subject, profile, by)
    if not all(signer.is_known for signer in signers):
        raise SignerUnknown("Indtast først, hvem der har forældremyndigheden.")
    asked = []
    for signer in signers:
        row = Consent(
            municipality_code=subject.municipality_code,
            id=clock.new_id(),
            case_id=case_id,
            signer_kind=signer.kind.value,
            custody_holder_id=UUID(signer.custody_holder_id) if signer.custody_holder_id else None,
            scope=scope.value,
            recipients=list(recipients),
            state=CONSENT.initial.value,
            created_at=by.at,
            terms=terms,
        )
        session.add(row)
        session.flush()
        move(session, row, Event.ASK, Answer(means=means), subject=subject, profile=profile, by=by, why=why)
        asked.append(row)
    return asked


def move(
    session: Session,
    row: Consent,
    event: Event,
    answer: Answer,
    *,
    subject: Person,
    profile: Profile,
    by: Caller,
    why: Why,
) -> None:
    """One move of one consent. Raises Forbidden, MoveRefused and ValidityWrong."""
    facts = Facts(
        signer_may_consent=_signer(row) in signers_of(session, subject, profile, by)
        and not (event is Event.ASK and _was_of_another_child(session, row)),
        terms_are_stated=bool(row.terms_sealed),
        document_is_kept=bool(answer.document or row.document_sealed),
        validity_has_ended=row.valid_until is not None and row.valid_until <= by.at,
    )
    details = {"scope": row.scope, "signer": row.signer_kind}
    details |= {name: value for name in ("means", "code") if (value := getattr(answer, name))}
    history.advance(
        session, CONSENT, row, event, facts, by=by, why=why, about=subject.id, case_id=row.case_id,
        reason=answer.reason, details=details,
    )  # fmt: skip
    match event:
        case Event.ASK:
            row.asked_at, row.asked_by = by.at, by.id
            row.valid_from = row.valid_until = None  # the last answer stands until there is another
        case Event.GRANT:
            row.valid_from = answer.valid_from or by.at
            row.valid_until = answer.valid_until or row.valid_from + timedelta(days=profile.consent_valid_days)
            if row.valid_until <= max(row.valid_from, by.at):
                raise ValidityWrong("Det skal gælde fra før, det ophører, og ophøre efter nu.")
            row.document = answer.document
        case Event.WITHDRAW:
            # not retroactive: it held until now, or until it ended of itself
            row.valid_until = min(row.valid_until or by.at, by.at)
    if event is not Event.ASK:
        row.answered_at, row.answered_by = by.at, by.id
    session.flush()


def that_stand(session: Session, municipality_code: str, case_id: UUID) -> list[Consent]:
    """What somebody was asked and has not answered, or has granted."""
    standing = {State.ASKED.value, State.GRANTED.value}
    return [row for row in of_case(session, municipality_code, case_id) if row.state in standing]


def end(
    session: Session,
    row: Consent,
    ended_at: datetime,
    answer: Answer,
    *,
    subject: Person,
    profile: Profile,
    by: Caller,
    why: Why,
) -> None:
    """Of itself, at the instant ``ended_at``: the consent held until then, and no yes to it can come any more."""
    row.valid_until = min(row.valid_until or ended_at, ended_at)
    move(session, row, Event.EXPIRE, answer, subject=subject, profile=profile, by=by, why=why)


def signers_of(session: Session, subject: Person, profile: Profile, by: Caller) -> tuple[Recipient, ...]:
    """Who must sign today."""
    holders = people.custody_holders(session, subject.municipality_code, subject.id)
    return required_signers(
        subject.birth_date,
        subject.not_before_birth(local_date(by.at)),
        [str(holder.id) for holder in holders],
        young_person_from=profile.young_person_from,
        adult_from=profile.adult_from,
    )


def covers(
    session: Session,
    case_id: UUID,
    subject: Person,
    scope: Scope,
    *,
    recipient: str | None = None,
    profile: Profile,
    by: Caller,
) -> bool:
    """As ``Standing.covers``, of what stands in the case this moment."""
    rows = of_case(session, subject.municipality_code, case_id)
    return standing(session, rows, subject, profile=profile, by=by).covers(scope, recipient)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whoever asks about several scopes asks it: the consents of a case, and who must sign, are read once."""

    rows: Sequence[Consent]
    signers: tuple[Recipient, ...]
    at: datetime

    def covers(self, scope: Scope, recipient: str | None = None) -> bool:
        """Everyone who must sign has said yes to ``scope`` (and to this ``recipient``), and it holds now.

        The latest answer counts: who said yes, was asked again and said no, has said no.
        """
        asked = [row for row in self.rows if row.scope == scope and (recipient is None or names(row, recipient))]
        answered = sorted((at, row.id, row) for row in asked if (at := row.answered_at) is not None)
        latest = {_signer(row): row for _, _, row in answered}
        granted = [
            Granted(signer, scope, row.valid_from, row.valid_until)
            for signer, row in latest.items()
            if row.state == State.GRANTED and row.valid_from and row.valid_until
        ]
        return has_consent(self.signers, granted, scope, self.at)


def standing(session: Session, rows: Sequence[Consent], subject: Person, *, profile: Profile, by: Caller) -> Standing:
    """``rows``: all consents of the subject's case."""
    return Standing(rows, signers_of(session, subject, profile, by), by.at)


def names(row: Consent, recipient: str) -> bool:
    """Whether ``recipient`` is one of those that the consent names, however it is written."""
    return plain(recipient) in {plain(named) for named in row.recipients}


def heard_no_earlier_than(row: Consent, at: datetime) -> None:
    """What left while the withdrawal waited for it had left before: the consent held until then."""
    if row.valid_until is not None and row.valid_until < at:
        row.valid_until = at


def _was_of_another_child(session: Session, row: Consent) -> bool:
    """It ended because the case changed child. The new one's family is asked by a consent of its own, for the terms and
    the signed paper of this one are the other's.
    """
    ended_so = select(HistoryRow.id).where(
        HistoryRow.municipality_code == row.municipality_code,
        HistoryRow.subject_id == row.id,
        HistoryRow.details["code"].astext == ABOUT_SOMEBODY_ELSE,
    )
    return session.scalar(select(exists(ended_so))) is True


def _signer(row: Consent) -> Recipient:
    return Recipient(RecipientKind(row.signer_kind), str(row.custody_holder_id) if row.custody_holder_id else None)
