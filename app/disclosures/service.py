"""Writing the ledger: nothing leaves without may_share saying yes, and a row that says why."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.caller import Caller, Why
from app.disclosures.models import Disclosure
from app.errors import Conflict
from workflows.feedback import may_give_feedback
from workflows.sharing import (
    NO_CONSENT,
    SOURCE_OF,
    ConsentStanding,
    DataKind,
    Ground,
    PartyKind,
    Purpose,
    Verdict,
    Way,
    may_share,
)

_LOGGED_AS_A_LOOK = frozenset({Way.SCREEN, Way.INTEGRATION})
"""Whoever is shown something has read it, and that row is in the log already."""


class MayNotBeShared(Conflict):
    """It would disclose, and the ground does not carry it; ``source`` is the paragraph."""

    code = "may_not_be_shared"
    title = "Det må ikke deles på det grundlag"


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """A disclosure that somebody wants to make. ``recipient`` is who in words: an institution, or a member of the
    family."""

    way: Way
    kinds: Collection[DataKind]
    to: PartyKind
    recipient: str
    purpose: Purpose
    ground: Ground
    necessity: str
    consent: ConsentStanding = NO_CONSENT
    section_115_stands: bool = True
    object_id: UUID | None = None


def verdict_on(wanted: Wanted) -> Verdict:
    """The municipality's own part is the social authorities'. Of feedback it is asked what it says, too."""
    if wanted.way is Way.FEEDBACK:
        return may_give_feedback(
            wanted.to, wanted.kinds, wanted.purpose, wanted.ground, wanted.necessity, wanted.consent,
            section_115_stands=wanted.section_115_stands,
        )  # fmt: skip
    return may_share(
        PartyKind.SOCIAL_AUTHORITY,
        wanted.to,
        wanted.purpose,
        wanted.ground,
        wanted.necessity,
        wanted.consent,
        section_115_stands=wanted.section_115_stands,
    )


def require_shareable(wanted: Wanted) -> Verdict:
    """Raises MayNotBeShared with the paragraph."""
    verdict = verdict_on(wanted)
    if not verdict.allowed:
        source = SOURCE_OF[verdict.reason]
        raise MayNotBeShared(f"Se {source}.", reason=verdict.reason.value, source=source)
    return verdict


def disclose(
    session: Session, wanted: Wanted, *, about: UUID, case_id: UUID | None, by: Caller, why: Why
) -> Disclosure:
    """Asks, and writes the row. Raises MayNotBeShared with the paragraph."""
    verdict = require_shareable(wanted)
    return _write(session, wanted, verdict, about=about, case_id=case_id, by=by, why=why)


def record_what_left(
    session: Session, wanted: Wanted, *, about: UUID, case_id: UUID | None, by: Caller, why: Why
) -> Disclosure:
    """The row of something that is proved to have left before anybody could write it, whatever the rules say now."""
    return _write(session, wanted, verdict_on(wanted), about=about, case_id=case_id, by=by, why=why)


def _write(
    session: Session, wanted: Wanted, verdict: Verdict, *, about: UUID, case_id: UUID | None, by: Caller, why: Why
) -> Disclosure:
    row = Disclosure(
        municipality_code=by.municipality_code,
        id=clock.new_id(),
        case_id=case_id,
        about=about,
        at=by.at,
        way=wanted.way.value,
        kinds=sorted(kind.value for kind in wanted.kinds),
        recipient_kind=wanted.to.value,
        recipient=wanted.recipient,
        purpose=wanted.purpose.value,
        ground=wanted.ground.value,
        source=SOURCE_OF[verdict.reason],
        necessity=wanted.necessity,
        by=by.id,
        role=by.role.value,
        object_id=wanted.object_id,
    )
    session.add(row)
    if wanted.way not in _LOGGED_AS_A_LOOK:
        audit.record(
            session, f"disclosure.{wanted.way.value}", by=by, why=why, subjects=[about], object_id=row.id,
            fields=row.kinds,
        )  # fmt: skip
    return row


def about_person(session: Session, municipality_code: str, person_ids: Collection[UUID]) -> list[Disclosure]:
    """All of them, the newest first."""
    query = (
        select(Disclosure)
        .where(Disclosure.municipality_code == municipality_code, Disclosure.about.in_(person_ids))
        .order_by(Disclosure.at.desc(), Disclosure.id.desc())
    )
    return list(session.scalars(query))
