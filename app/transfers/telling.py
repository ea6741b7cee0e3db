"""Who was told in the other municipality: written down here, so that nobody is told twice and nobody is forgotten."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock
from app.caller import Caller, Why
from app.cases.models import Case
from app.history import service as history
from app.obligations.models import Obligation
from app.people import service as people
from app.people.models import CustodyHolder, Person
from app.people.service import HolderIsThere
from app.transfers.package import Holder, Told
from workflows.informing import OBLIGATION, Purpose, RecipientKind, State


def enter_holders(
    session: Session, subject: Person, sent: Collection[Holder], *, by: Caller, why: Why
) -> dict[int, UUID]:
    """Those who hold custody by what came along, beside those who are known here; their ids by number."""
    known = holders_of(session, subject, sent)
    for one in sent:
        if one.number in known:
            continue
        try:
            entered = people.enter_custody_holder(
                session, subject, name=one.name, relation=one.relation, contact=one.contact,
                address_protected=one.address_protected, cpr_number=one.cpr_number, address=one.address, by=by, why=why,
            )  # fmt: skip
            known[one.number] = entered.id
        except HolderIsThere as there:
            known[one.number] = UUID(there.extra["holder_id"])
    return known


def holders_of(session: Session, subject: Person, sent: Collection[Holder]) -> dict[int, UUID]:
    """Whom of those who hold custody here the package means: by CPR number, else by name."""
    standing = people.custody_holders(session, subject.municipality_code, subject.id)
    return {one.number: found.id for one in sent if (found := _same(standing, one)) is not None}


def _same(standing: Sequence[CustodyHolder], one: Holder) -> CustodyHolder | None:
    by_number = (row for row in standing if one.cpr_number and row.cpr_number == one.cpr_number)
    by_name = (row for row in standing if (row.name or "").casefold() == one.name.casefold())
    return next(by_number, None) or next(by_name, None)


def write_down(
    session: Session,
    case: Case,
    subject: Person,
    told: Collection[Told],
    holders: Mapping[int, UUID],
    elsewhere: str,
    *,
    by: Caller,
    why: Why,
) -> None:
    """An obligation that is met already for each who was told or exempt; who was still due is due here as usual.

    ``elsewhere`` is the code of the municipality that told them.
    """
    for one in told:
        if one.state == "due" or (one.holder is not None and one.holder not in holders):
            continue
        known = one.holder is not None or one.recipient_kind == RecipientKind.YOUNG_PERSON
        if not known:
            continue
        row = Obligation(
            municipality_code=case.municipality_code,
            id=clock.new_id(),
            case_id=case.id,
            purpose=Purpose.INFORM.value,
            recipient_kind=one.recipient_kind,
            custody_holder_id=None if one.holder is None else holders[one.holder],
            state=State(one.state).value,
            created_at=by.at,
            target_at=by.at,
            fatal_at=by.at,
            means=one.means,
            told_at=one.told_at,
            told_by=elsewhere,
            settled_at=by.at,
        )
        session.add(row)
        session.flush()
        history.record(
            session, OBLIGATION.name, row, "told_elsewhere", None, by=by, case_id=case.id,
            details={"municipality_code": elsewhere, "recipient": one.recipient_kind, "state": one.state},
        )  # fmt: skip
        history.log(session, OBLIGATION.name, row, "told_elsewhere", by=by, why=why, about=subject.id)
