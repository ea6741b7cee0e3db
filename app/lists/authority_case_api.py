"""Whether the authority has an active case: asked of its index, or written down when somebody has asked it."""

from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from app import jobs
from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import authority_case
from app.cases import service as cases
from app.cases.models import Case
from app.cases.requests import about, writable
from app.db import Transaction
from app.idempotency.service import Key, answer_once, request_hash
from app.lists import texts
from app.lists.entry_views import answer_view
from app.lists.problems import IndexMayNotBeAsked
from app.lists.resuggesting import Because, suggest_anew, undecided_of
from app.lists.schemas import AuthorityCaseIn, AuthorityCaseView
from app.responses import problems
from workflows.case_index import Finding
from workflows.profile import profile_for

router = APIRouter()

_FINDINGS = {"active": Finding.ACTIVE, "none": Finding.NONE}


@router.post(
    "/v1/cases/{case_id}/authority-case",
    response_model=AuthorityCaseView,
    responses=problems(404, 409),
    tags=["Sager"],
    summary="Er der en aktiv sag i myndighed: spørg indekset, eller skriv, hvad myndigheden svarede",
)
def say_authority_case(session: Transaction, by: By, case_id: UUID, body: AuthorityCaseIn, key: Key = None) -> Response:
    """``ask``: svaret kommer af sig selv. ``active`` og ``none``: forslag til de hændelser, mødet ikke har besluttet,
    laves om, og de gamle gemmes. Sagen skifter aldrig spor af sig selv.
    """
    require(by, Action.SAY_AUTHORITY_CASE)

    def do() -> tuple[int, AuthorityCaseView, None]:
        entries = undecided_of(session, by.municipality_code, case_id)
        case, why = writable(session, case_id, Action.SAY_AUTHORITY_CASE, by=by)
        cases.must_be_open(case)
        if body.said == "ask":
            _ask(session, case, by=by, why=why)
        else:
            authority_case.person_said(session, case, _FINDINGS[body.said], by=by, why=why)
            suggest_anew(session, case, entries, Because.PERSON_SAID, by=by, why=why)
        return 200, _shown(session, case, queued=body.said == "ask"), None

    hashed = request_hash("say_authority_case", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


def _ask(session: Session, case: Case, *, by: Caller, why: Why) -> None:
    """Raises IndexMayNotBeAsked."""
    if not profile_for(case.municipality_code).case_index_lookup:
        raise IndexMayNotBeAsked(texts.INDEX_IS_OFF)
    if cases.subject_of(session, case).cpr_number is None:
        raise IndexMayNotBeAsked(texts.NO_CPR_NUMBER)
    jobs.ask_case_index(session, case.municipality_code, case.id)
    audit.record(
        session, "case_index.asked", by=by, why=why, subjects=[case.person_id], object_id=case.id,
        fields=["authority_case_active"],
    )  # fmt: skip


def _shown(session: Session, case: Case, *, queued: bool) -> AuthorityCaseView:
    answers = authority_case.answers_of(session, case)
    return AuthorityCaseView(
        known=authority_case.known_of(case, answers),
        may_be_asked=profile_for(case.municipality_code).case_index_lookup,
        queued=queued,
        answers=[answer_view(row) for row in sorted(answers, key=authority_case.age, reverse=True)],
    )
