"""A case's pages: the overview, and one page for each side of it, so that nobody sees more than they came for."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app import paging
from app.access.policy import Action
from app.access.service import InSession
from app.access.sessions import Entered
from app.cases.api import get_case, get_history
from app.cases.authority_api import list_family_meetings
from app.cases.consents_api import list_consents
from app.cases.course_api import get_course
from app.cases.family_api import list_custody_holders, list_obligations
from app.cases.groups_api import list_ad_hoc_groups
from app.cases.looks_api import list_looks
from app.cases.schemas import CaseView
from app.cases.sharing_api import get_sharing, list_disclosures
from app.cases.talks_api import list_concern_talks
from app.cases.work_api import list_assessments, list_knowledge, list_placements
from app.db import Transaction
from app.errors import NotFound
from app.filing.api import list_filings
from app.lists.api import list_earlier, list_incidents
from app.post.api import get_letter, list_letters_of_case
from app.web import possible
from app.web.case_access import may
from app.web.history import follows_another, happened
from app.web.next_step import BESIDE
from app.web.operations.family import CONSENT_EVENTS, OBLIGATION_EVENTS
from app.web.operations.of_a_case import OF_EVENT
from app.web.operations.work import LETTER_EVENTS
from app.web.remedies import remedies_for
from app.web.rendering import page
from app.web.tabs import TABS
from workflows.consent import CONSENT
from workflows.informing import OBLIGATION

router = APIRouter(prefix="/sager/{case_id}", include_in_schema=False)


_LATEST: Final = 6
_LOOKS: Final = 20


@router.get("")
def overview(request: Request, session: Transaction, now: InSession, case_id: UUID) -> Response:
    """How the case stands, what comes next, and for what is not possible, why not."""
    case = get_case(session, now.caller, case_id, Response())
    allowed = may(session, case_id, by=now.caller)
    context: dict[str, Any] = {}
    if Action.READ_OBLIGATIONS in allowed:
        context["obligations"] = list_obligations(session, now.caller, case_id).items
    if Action.READ_HISTORY in allowed:
        rows = [row for row in get_history(session, now.caller, case_id).items if not follows_another(row)]
        context["latest"] = [happened(row, now.caller) for row in reversed(rows[-_LATEST:])]
    if Action.READ_INCIDENTS in allowed:
        context["incidents"] = list_incidents(session, now.caller, case_id).items
    return _case_page(request, session, now, case, "", allowed, **context)


@router.get("/familien")
def family(request: Request, session: Transaction, now: InSession, case_id: UUID) -> Response:
    """Who has custody, who must be told and who has been, and what they have agreed to."""
    by = now.caller
    case = get_case(session, by, case_id, Response())
    allowed = may(session, case_id, by=by)
    obligations = list_obligations(session, by, case_id).items
    consents = list_consents(session, by, case_id).items
    holders = list_custody_holders(session, by, case_id).items
    return _case_page(
        request, session, now, case, "familien", allowed,
        holders=holders,
        names={one.id: one.name or "Ukendt" for one in holders},
        obligations=[
            (one, possible.operations(OBLIGATION, one.state, by.role, OBLIGATION_EVENTS)) for one in obligations
        ],
        consents=[(one, possible.operations(CONSENT, one.state, by.role, CONSENT_EVENTS)) for one in consents],
        meetings=list_family_meetings(session, by, case_id).items if Action.READ_ASSESSMENTS in allowed else [],
    )  # fmt: skip


@router.get("/viden")
def knowledge(request: Request, session: Transaction, now: InSession, case_id: UUID) -> Response:
    """What was asked and answered, the step it led to, talks and groups."""
    by = now.caller
    case = get_case(session, by, case_id, Response())
    return _case_page(
        request, session, now, case, "viden", may(session, case_id, by=by),
        knowledge=list_knowledge(session, by, case_id).items,
        placements=list_placements(session, by, case_id).items,
        talks=list_concern_talks(session, by, case_id).items,
        groups=list_ad_hoc_groups(session, by, case_id).items,
    )  # fmt: skip


@router.get("/vurdering")
def assessment(request: Request, session: Transaction, now: InSession, case_id: UUID) -> Response:
    """The authority's assessments, and the meetings the family was called to."""
    by = now.caller
    case = get_case(session, by, case_id, Response())
    return _case_page(
        request, session, now, case, "vurdering", may(session, case_id, by=by),
        assessments=list_assessments(session, by, case_id).items,
        meetings=list_family_meetings(session, by, case_id).items,
    )  # fmt: skip


@router.get("/forloeb")
def course(request: Request, session: Transaction, now: InSession, case_id: UUID) -> Response:
    """The plan and how it goes; of a case without a course, that there is none."""
    by = now.caller
    case = get_case(session, by, case_id, Response())
    allowed = may(session, case_id, by=by)
    # Whoever may not see a course is refused, and not told that there is none.
    found = get_course(session, by, case_id) if case.course or Action.READ_COURSE not in allowed else None
    return _case_page(request, session, now, case, "forloeb", allowed, course=found)


@router.get("/breve")
def letters(request: Request, session: Transaction, now: InSession, case_id: UUID) -> Response:
    """The case's letters, each with what became of it."""
    by = now.caller
    case = get_case(session, by, case_id, Response())
    found = list_letters_of_case(session, by, case_id).items
    filings = list_filings(session, by, case_id).items
    return _case_page(
        request, session, now, case, "breve", may(session, case_id, by=by), letters=found, filings=filings
    )


@router.get("/breve/{letter_id}")
def letter(request: Request, session: Transaction, now: InSession, case_id: UUID, letter_id: UUID) -> Response:
    """A letter as it will look or looked, what the check found, and its proof."""
    by = now.caller
    case = get_case(session, by, case_id, Response())
    found = get_letter(session, by, case_id, letter_id)
    moves = [(one, possible.named([LETTER_EVENTS[one.event]])[0]) for one in found.moves if one.event in LETTER_EVENTS]
    return _case_page(
        request, session, now, case, "breve", may(session, case_id, by=by), template="case_letter.html", letter=found,
        letter_moves=moves,
    )  # fmt: skip


@router.get("/historik")
def history(request: Request, session: Transaction, now: InSession, case_id: UUID) -> Response:
    """Everything that happened, the newest first; the incidents, and the child's earlier cases."""
    by = now.caller
    case = get_case(session, by, case_id, Response())
    allowed = may(session, case_id, by=by)
    rows = [row for row in get_history(session, by, case_id).items if not follows_another(row)]
    return _case_page(
        request, session, now, case, "historik", allowed,
        events=[happened(row, by) for row in reversed(rows)],
        incidents=list_incidents(session, by, case_id).items,
        earlier=list_earlier(session, by, case_id).items if Action.READ_EARLIER in allowed else [],
    )  # fmt: skip


@router.get("/deling")
def sharing(
    request: Request, session: Transaction, now: InSession, case_id: UUID, fra: paging.Cursor = None
) -> Response:
    """What may be shared with whom now and why, what was, and who has looked; ``fra`` turns the pages of the last."""
    by = now.caller
    case = get_case(session, by, case_id, Response())
    shared = get_sharing(session, by, case_id)
    if case.person is None:
        raise NotFound()
    allowed = may(session, case_id, by=by)
    return _case_page(
        request, session, now, case, "deling", allowed,
        sharing=shared,
        disclosures=list_disclosures(session, by, case.person.id).items,
        looks=list_looks(session, by, case_id, cursor=fra, limit=_LOOKS) if Action.READ_LOOKS in allowed else None,
        turned=fra is not None,
    )  # fmt: skip


def _case_page(
    request: Request, session: Session, now: Entered, case: CaseView, tab: str, allowed: frozenset[Action],
    *, template: str | None = None, **context: Any,
) -> Response:  # fmt: skip
    moves = [(one, OF_EVENT[one.event]) for one in case.moves or ()]
    awaited = next((one for one in moves if one[0].event not in BESIDE), None)
    return page(
        request, template or f"case_{tab or 'overblik'}.html", now,
        case=case, base=f"/sager/{case.id}", tab=tab, allowed=allowed, may=_Allowed(allowed),
        tabs=[one for one in TABS if one.action in allowed and (one.path != "forloeb" or case.course)],
        possible_moves=[one for one in moves if one[0].allowed],
        blocked_moves=[(*one, remedies_for(one[0], allowed)) for one in moves if not one[0].allowed],
        next_move=awaited if awaited and awaited[0].allowed else None,
        first_remedy=next(iter(remedies_for(awaited[0], allowed)), None) if awaited else None, **context,
    )  # fmt: skip


class _Allowed:
    """For templates: ``may.WRITE_LETTER``."""

    def __init__(self, actions: frozenset[Action]) -> None:
        self._actions = actions

    def __getattr__(self, name: str) -> bool:
        return Action[name] in self._actions
