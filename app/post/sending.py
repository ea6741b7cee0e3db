"""Handing a letter to the carrier: a job that may be killed at any point and run again.

In three transactions. The first reads whom it is for, and the network is asked outside of it: who holds
custody now, and whether the recipient has a digital box. The second puts the letter together as it leaves,
checks it, and writes that it is about to be tried. The third keeps the case and the letter still while the
carrier is asked, so that nobody withdraws or stops it between: either it left before, with proof, or never.
Killed in the third, the next try hands over the same key, and the carrier knows it again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.adapters.carrier import Addressee, Carrier, CarrierAway, CarrierRefused, Channel, Parcel, Taken
from app.adapters.outside import Outside
from app.adapters.people_register import PostalAddress, RegisterAway, RegisterRefused
from app.caller import Caller, of_itself, system
from app.cases import custody_lookup
from app.cases import service as cases
from app.cases.models import Case
from app.db import Database
from app.disclosures import service as disclosures
from app.letters import service as letters
from app.letters.models import Letter, LetterAttempt
from app.letters.recipients import Addressed, addressed
from app.post import consequences, may_leave
from app.post.putting_together import keep, put_together, reference
from workflows.calendar import local_date
from workflows.letter import Event, Facts, State
from workflows.letter_kinds import Kind, inbox_title
from workflows.profile import profile_for
from workflows.retrying import next_try

logger = logging.getLogger("ssp.post")

WHY: Final = of_itself("the_letter_is_to_be_sent")
Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True, repr=False)
class _Ready:
    """What the second transaction leaves to the third."""

    attempt_id: UUID
    key: UUID
    parcel: Parcel
    channel: Channel


class _PutOff(Exception):
    """Not now: something outside is away. The message is a code."""


class _CannotLeave(Exception):
    """Somebody must look at it. The message is a code."""


def send(database: Database, outside: Outside, municipality_code: str, letter_id: UUID, *, now: Now) -> None:
    """Tries to send one letter that is queued and due; what comes of it stands in the letter."""
    try:
        case_id, to = _whom(database, municipality_code, letter_id, now)
        if case_id is None or to is None:
            return
        _read_again(database, outside, municipality_code, case_id, now)
        case_id, to = _whom(database, municipality_code, letter_id, now)
        if case_id is None or to is None:
            return
        carrier = outside.carrier_for(municipality_code)
        if carrier is None:
            raise _CannotLeave("no_carrier")
        channel = _tried(database, municipality_code, letter_id) or _channel(carrier, to)
        ready = _make_ready(database, municipality_code, letter_id, channel, now)
        if ready is not None:
            _hand_over(database, carrier, municipality_code, letter_id, ready, now)
    except _PutOff as away:
        _put_off(database, municipality_code, letter_id, str(away), now)
    except _CannotLeave as stuck:
        _fail(database, municipality_code, letter_id, str(stuck), now)


def due(session: Session, municipality_code: str, at: datetime, *, most: int = 500) -> list[UUID]:
    """The letters whose turn it is."""
    query = (
        select(Letter.id)
        .where(
            Letter.municipality_code == municipality_code,
            Letter.state == State.QUEUED.value,
            Letter.next_try_at <= at,
        )
        .order_by(Letter.next_try_at)
        .limit(most)
    )
    return list(session.scalars(query))


def _whom(
    database: Database, municipality_code: str, letter_id: UUID, now: Now
) -> tuple[UUID | None, Addressed | None]:
    """The case and the recipient of a letter that is to be sent now; nothing when another has sent it."""
    with database.transaction(municipality_code) as session:
        row = session.get(Letter, (municipality_code, letter_id))
        at = now()
        if row is None or row.state != State.QUEUED or row.next_try_at is None or row.next_try_at > at:
            return None, None
        case = session.get_one(Case, (municipality_code, row.case_id))
        subject = cases.subject_of(session, case)
        return case.id, addressed(session, row, subject, profile_for(municipality_code), local_date(at))


def _read_again(database: Database, outside: Outside, municipality_code: str, case_id: UUID, now: Now) -> None:
    """Custody and protection, immediately before."""
    try:
        register = outside.register_for(municipality_code)
        custody_lookup.look_up(database, register, municipality_code, case_id, now=now, also_ended=True)
    except RegisterAway:
        raise _PutOff("register_away") from None
    except RegisterRefused as refused:
        custody_lookup.tell_of_refusal(database, municipality_code, case_id, refused.code, now=now)
        raise _PutOff("register_refused") from None


def _tried(database: Database, municipality_code: str, letter_id: UUID) -> Channel | None:
    """The way by which it may have left already: by another, the carrier would not know it again."""
    with database.transaction(municipality_code) as session:
        row = session.get_one(Letter, (municipality_code, letter_id))
        return Channel(row.channel) if row.channel and letters.may_have_left(session, row) else None


def _channel(carrier: Carrier, to: Addressed) -> Channel:
    """Digitally where there is a box; on paper otherwise, where there is an address."""
    number = to.cpr_number or to.cvr_number
    try:
        if number and carrier.is_registered(Addressee(to.name, to.cpr_number, to.cvr_number)):
            return Channel.DIGITAL_POST
    except CarrierAway:
        raise _PutOff("carrier_away") from None
    except CarrierRefused as refused:
        raise _CannotLeave(refused.code) from None
    if to.address is None:
        raise _CannotLeave("no_box_and_no_address")
    return Channel.PHYSICAL_POST


def _make_ready(
    database: Database, municipality_code: str, letter_id: UUID, channel: Channel, now: Now
) -> _Ready | None:
    """Puts the letter together as it leaves, checks it, and writes that it is about to be tried."""
    with database.transaction(municipality_code) as session:
        case, row, by = _locked(session, municipality_code, letter_id, now)
        if row.state != State.QUEUED:
            return None
        subject = cases.subject_of(session, case)
        on_paper = channel is Channel.PHYSICAL_POST
        whole = put_together(session, row, case, subject, at=by.at, on_paper=on_paper)
        stop = may_leave.reason_to_stop(session, row, case, subject, whole, by=by)
        if stop is not None:
            consequences.stop(session, row, case, stop, by=by, why=WHY)
            return None
        pdf = whole.pdf()
        keep(row, whole.text, pdf)
        row.channel, row.tries = channel.value, row.tries + 1
        attempt = LetterAttempt(
            municipality_code=municipality_code, id=clock.new_id(), letter_id=row.id, key=row.key,
            channel=channel.value, started_at=by.at,
        )  # fmt: skip
        session.add(attempt)
        to = Addressee(
            whole.to.name, whole.to.cpr_number, whole.to.cvr_number, _postal(whole.to.address) if on_paper else None
        )
        title = f"{inbox_title(Kind(row.kind), profile_for(municipality_code).name)} ({reference(row)})"
        return _Ready(attempt.id, row.key, Parcel(row.key, title, pdf, row.queued_at or by.at, to), channel)


def _hand_over(
    database: Database, carrier: Carrier, municipality_code: str, letter_id: UUID, ready: _Ready, now: Now
) -> None:
    """Asks the carrier while the case and the letter are kept still."""
    with database.transaction(municipality_code) as session:
        case, row, by = _locked(session, municipality_code, letter_id, now)
        attempt = session.get_one(LetterAttempt, (municipality_code, ready.attempt_id))
        if row.state != State.QUEUED or row.key != ready.key:
            attempt.ended_at, attempt.outcome = by.at, "stopped"
            return
        subject = cases.subject_of(session, case)
        stop = may_leave.lacks_its_ground(session, row, case, subject, by=by)
        if stop is not None:
            attempt.ended_at, attempt.outcome = by.at, "stopped"
            consequences.stop(session, row, case, stop, by=by, why=WHY)
            return
        try:
            taken = carrier.send(ready.parcel, ready.channel)
        except CarrierAway:
            attempt.outcome, attempt.ended_at = "away", now()
            _again_later(session, row, case, "carrier_away", by=by)
        except CarrierRefused as refused:
            attempt.outcome, attempt.ended_at, attempt.code = "refused", now(), refused.code
            consequences.fail(session, row, case, refused.code, by=by, why=WHY)
        else:
            _has_left(session, row, case, attempt, taken, by=by, now=now)


def _has_left(
    session: Session, row: Letter, case: Case, attempt: LetterAttempt, taken: Taken, *, by: Caller, now: Now
) -> None:
    attempt.outcome, attempt.ended_at = ("taken_before" if taken.before else "taken"), now()
    attempt.transaction_id = taken.transaction_id
    facts = Facts(recipient_confirmed=True, checked_before_sending=True)
    letters.move(session, row, Event.SEND, facts, about=case.person_id, by=by, why=WHY, at=by.at)
    subject = cases.subject_of(session, case)
    wanted = may_leave.disclosure_of(session, row, case, subject, by=by)
    disclosures.disclose(session, wanted, about=case.person_id, case_id=case.id, by=by, why=WHY)


def _put_off(database: Database, municipality_code: str, letter_id: UUID, code: str, now: Now) -> None:
    with database.transaction(municipality_code) as session:
        case, row, by = _locked(session, municipality_code, letter_id, now)
        if row.state == State.QUEUED:
            row.tries += 1
            _again_later(session, row, case, code, by=by)


def _fail(database: Database, municipality_code: str, letter_id: UUID, code: str, now: Now) -> None:
    with database.transaction(municipality_code) as session:
        case, row, by = _locked(session, municipality_code, letter_id, now)
        if row.state == State.QUEUED:
            consequences.fail(session, row, case, code, by=by, why=WHY)


def _again_later(session: Session, row: Letter, case: Case, code: str, *, by: Caller) -> None:
    row.next_try_at = next_try(row.tries, by.at, row.queued_at or by.at)
    logger.info("letter %s put off: %s, try %s", row.id, code, row.tries)
    if row.next_try_at is None:
        consequences.fail(session, row, case, code, by=by, why=WHY)


def _locked(session: Session, municipality_code: str, letter_id: UUID, now: Now) -> tuple[Case, Letter, Caller]:
    """The case first, as everybody does; what happens, happens once both are held."""
    case_id = session.get_one(Letter, (municipality_code, letter_id)).case_id
    case = cases.locked(session, municipality_code, case_id)
    row = letters.locked(session, municipality_code, letter_id)
    return case, row, system(municipality_code, now())


def _postal(address: str | None) -> PostalAddress | None:
    """From lines as on an envelope."""
    if not address:
        return None
    *lines, last = address.splitlines()
    code, _, city = last.partition(" ")
    if not (code.isdigit() and len(code) == 4 and city):
        return PostalAddress(tuple(address.splitlines()), "", "")
    return PostalAddress(tuple(lines), code, city)
