"""What may be shared and what was: the standing of a case, the ledger of a person, and what one must be told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy import select

from app.access.fields import may_read_words_of_disclosure
from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Why
from app.cases import notices, sharing
from app.cases import service as cases
from app.cases.models import Case
from app.cases.queries import visible, whys_listed
from app.cases.requests import about, readable, writable
from app.cases.rules import profile_of
from app.cases.schemas import NoticeView
from app.cases.standing import section_115_until
from app.cases.view import notice_view
from app.consents import service as consents
from app.db import Transaction
from app.disclosures import service as disclosures
from app.disclosures.models import Disclosure
from app.errors import NotFound
from app.fields import View
from app.idempotency.service import Key, answer_once, request_hash
from app.paging import Page
from app.people.service import all_that_are
from app.responses import problems
from workflows.roles import Role
from workflows.sharing import Purpose, Way

router = APIRouter(prefix="/v1", tags=["Deling"])


class PartyView(View):
    """One party: may anything be shared with it now, on what ground, and until when."""

    party: str
    kind: str
    allowed: bool
    ground: str
    reason: str
    source: str
    """The paragraph, in Danish."""
    until: datetime | None
    recipients: list[str]


class SharingView(View):
    sentence: str
    section_115_until: datetime
    parties: list[PartyView]


class DisclosureView(View):
    """One row of the ledger. ``recipient`` and ``necessity`` are absent for whoever may see no case of the child, and
    for the authority's side where they are the coordinator's words; ``by`` for the former.
    """

    id: UUID
    at: datetime
    case_id: UUID | None
    way: str
    kinds: list[str]
    recipient_kind: str
    recipient: str | None = None
    purpose: str
    ground: str
    source: str
    necessity: str | None = None
    by: str | None = None
    role: str
    object_id: UUID | None


@router.get("/cases/{case_id}/sharing", responses=problems(404), summary="Hvad der må deles med hvem nu, og hvorfor")
def get_sharing(session: Transaction, by: By, case_id: UUID) -> SharingView:
    case, why = readable(session, case_id, Action.READ_CONSENTS, by=by)
    audit.record(session, "sharing.read", by=by, why=why, subjects=[case.person_id], fields=["consent"])
    profile, subject = profile_of(session, case), cases.subject_of(session, case)
    rows, until = consents.of_case(session, case.municipality_code, case.id), section_115_until(case, profile)
    found = sharing.parties(session, case, subject, profile, rows, by=by)
    return SharingView(
        sentence=sharing.sentence(found, rows, profile, until),
        section_115_until=until,
        parties=[
            PartyView(
                party=one.party, kind=one.kind, allowed=one.verdict.allowed, ground=one.ground,
                reason=one.verdict.reason, source=one.source, until=one.until, recipients=list(one.recipients),
            )
            for one in found
        ],
    )  # fmt: skip


@router.get(
    "/persons/{person_id}/disclosures",
    response_model_exclude_unset=True,
    responses=problems(404),
    summary="Hvad der er videregivet om barnet, til hvem, hvorfor og på hvilket grundlag",
)
def list_disclosures(session: Transaction, by: By, person_id: UUID) -> Page[DisclosureView]:
    """Nyeste først. Logkontrollanten ser grundlaget, ikke ordene."""
    require(by, Action.READ_DISCLOSURES)
    same = all_that_are(session, by.municipality_code, person_id)
    if not same:
        raise NotFound()
    rows = disclosures.about_person(session, by.municipality_code, same)
    seen = _cases_seen(session, same, by)
    if not seen and by.role is not Role.LOG_REVIEWER:
        raise NotFound()
    if not seen:
        whys = [require(by, Action.READ_LOG)]
        shown = [_by_codes(row) for row in rows]
    else:
        whys = list(dict.fromkeys(seen.values()))
        shown = [_shown(row, seen[row.case_id], by) for row in rows if row.case_id in seen]
    for why in whys:
        audit.record(session, "disclosure.read", by=by, why=why, subjects=[person_id], fields=["disclosure"])
    return Page(items=shown, next_cursor=None)


@router.post(
    "/cases/{case_id}/notices/{notice_id}/seen",
    response_model=NoticeView,
    responses=problems(404),
    summary="Beskeden er set",
)
def see_notice(session: Transaction, by: By, case_id: UUID, notice_id: UUID, key: Key = None) -> Response:
    require(by, Action.SEE_NOTICE)

    def do() -> tuple[int, NoticeView, None]:
        case, why = writable(session, case_id, Action.SEE_NOTICE, by=by)
        return 200, notice_view(notices.see(session, case, notice_id, by=by, why=why)), None

    hashed = request_hash("see_notice", case_id, notice_id)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


def _cases_seen(session: Transaction, person_ids: Sequence[UUID], by: By) -> dict[UUID, Why]:
    """The person's cases that the caller may see, with why."""
    query = select(Case).where(visible(by), Case.person_id.in_(person_ids)).order_by(Case.id)
    found = session.scalars(query).all()
    return dict(zip((case.id for case in found), whys_listed(session, found, by=by), strict=True))


def _by_codes(row: Disclosure) -> DisclosureView:
    return _without(row, _WORDS | {"by"})


def _shown(row: Disclosure, why: Why, by: By) -> DisclosureView:
    may = may_read_words_of_disclosure(by.role, Way(row.way), Purpose(row.purpose), why.purpose)
    return _without(row, frozenset() if may else _WORDS)


_WORDS = frozenset({"recipient", "necessity"})


def _without(row: Disclosure, hidden: frozenset[str]) -> DisclosureView:
    return DisclosureView(**{name: getattr(row, name) for name in DisclosureView.model_fields.keys() - hidden})
