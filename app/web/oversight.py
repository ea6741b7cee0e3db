"""The log reviewer's pages: who looked, alarms, the month's sample, broken glass, and how far the chain is."""

from datetime import datetime
from typing import Annotated, Final, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BeforeValidator, ValidationError

from app.access.service import InSession
from app.access.sessions import Entered
from app.db import Transaction
from app.errors import Unprocessable
from app.oversight.api import (
    extract_access_log,
    get_sample,
    list_access_log,
    list_alarms,
    list_reveals,
    look_up_person,
    read_access_log,
    reveal_pseudonym,
)
from app.oversight.break_glass_api import list_break_glass
from app.oversight.chain_api import export_audit_log, get_audit_status
from app.oversight.schemas import ActionName, LookUp, Month, PersonFound, Pseudonym, Revealed, RevealIn
from app.web.rendering import page
from app.web.sending import Sent, on_to
from workflows.calendar import COPENHAGEN

router = APIRouter(prefix="/log", include_in_schema=False)

Further = Annotated[str | None, Query(max_length=300)]
Day = Annotated[str, Query(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
_T = TypeVar("_T")
_OrEmpty = Annotated[_T | None, BeforeValidator(lambda said: said or None), Query()]
"""A field that is sent and left empty, as a browser does with all it was not asked to fill in."""
_PAGE: Final = 50


class WrongNumber(Unprocessable):
    code = "cpr_number_wrong"
    title = "Det er ikke et CPR-nummer"


class NoSuchDay(Unprocessable):
    code = "no_such_day"
    title = "Den dag findes ikke"


class ReasonMissing(Unprocessable):
    code = "reason_missing"
    title = "Skriv, hvorfor det er nødvendigt"


@router.get("")
def log(
    request: Request, session: Transaction, now: InSession, hvem: _OrEmpty[Pseudonym] = None,
    hvad: _OrEmpty[ActionName] = None, fra_dag: Day = "", til_dag: Day = "", fra: Further = None,
) -> Response:  # fmt: skip
    """Everything that was looked at and written, or what one pseudonym did."""
    found = list_access_log(
        session, now.caller, actor=hvem, since=_start_of(fra_dag), until=_start_of(til_dag), action=hvad, cursor=fra,
        limit=_PAGE,
    )  # fmt: skip
    terms = {"hvem": hvem or "", "hvad": hvad or "", "fra_dag": fra_dag, "til_dag": til_dag}
    return page(
        request, "log.html", now, found=found.items, following=found.next_cursor, terms=terms,
        chain=get_audit_status(session, now.caller),
    )  # fmt: skip


@router.post("/find")
def find(sent: Sent) -> Response:
    """By the CPR number, which stands in no address: on to the page of the child's log."""
    try:
        body = LookUp(cpr_number=sent.form.text("cpr_number").strip())
    except ValidationError:
        raise WrongNumber("Skriv ti cifre.") from None

    def do(session: Transaction, now: Entered) -> UUID | None:
        answer = look_up_person(session, now.caller, body)
        return PersonFound.model_validate_json(bytes(answer.body)).person_id

    person_id = sent.carry_out(do)
    return on_to(f"/log/barn/{person_id}") if person_id else on_to("/log", "ukendt")


@router.get("/barn/{person_id}")
def of_child(request: Request, session: Transaction, now: InSession, person_id: UUID, fra: Further = None) -> Response:
    """Who has seen and changed what is kept about one child."""
    found = read_access_log(session, now.caller, person_id, cursor=fra, limit=_PAGE)
    return page(request, "log_child.html", now, found=found.items, following=found.next_cursor, person_id=person_id)


@router.get("/barn/{person_id}/udskrift")
def extract(request: Request, session: Transaction, now: InSession, person_id: UUID) -> Response:
    """For subject access: on paper, and nothing of who did it."""
    return page(request, "log_extract.html", now, extract=extract_access_log(session, now.caller, person_id))


@router.get("/alarmer")
def alarms(request: Request, session: Transaction, now: InSession, alle: bool = False, fra: Further = None) -> Response:
    """Those nobody has seen yet; or all of them."""
    found = list_alarms(session, now.caller, open_=None if alle else True, cursor=fra, limit=_PAGE)
    return page(request, "log_alarms.html", now, alarms=found.items, following=found.next_cursor, everything=alle)


@router.get("/stikproeve")
def sample(request: Request, session: Transaction, now: InSession, maaned: Month | None = None) -> Response:
    """The looks that were drawn, each to be reviewed; by itself last month's, which is drawn when it is over."""
    month = maaned or _month_before(now.caller.at)
    return page(
        request, "log_sample.html", now, sample=get_sample(session, now.caller, month=month), month=month,
        before=_month_before(datetime.fromisoformat(f"{month}-01T12:00:00+00:00")),
    )  # fmt: skip


@router.get("/brudte-glas")
def broken(request: Request, session: Transaction, now: InSession, alle: bool = False, fra: Further = None) -> Response:
    """Those that await a review; or all of them."""
    found = list_break_glass(session, now.caller, reviewed=None if alle else False, cursor=fra, limit=_PAGE)
    return page(request, "log_glass.html", now, grants=found.items, following=found.next_cursor, everything=alle)


@router.get("/pseudonymer")
def reveals(request: Request, session: Transaction, now: InSession) -> Response:
    """Whose pseudonym was lifted, and why."""
    return _reveals_page(request, session, now, None)


@router.post("/pseudonymer")
def reveal(sent: Sent) -> Response:
    """Who a pseudonym is, with a reason that all reviewers can see. The answer is shown once and kept nowhere."""
    if not sent.form.text("reason").strip():
        raise ReasonMissing("Begrundelsen gemmes, og alle logkontrollanter kan se den.")
    try:
        body = RevealIn(reason=sent.form.text("reason").strip())
    except ValidationError:
        raise ReasonMissing("Begrundelsen er for lang, eller den har tegn i sig, der ikke kan gemmes.") from None

    def do(session: Transaction, now: Entered) -> Response:
        answer = reveal_pseudonym(session, now.caller, sent.form.text("pseudonym").strip(), body)
        found = Revealed.model_validate_json(bytes(answer.body))
        return _reveals_page(sent.request, session, now, found)

    return sent.carry_out(do)


@router.get("/udtraek")
def export(session: Transaction, now: InSession, efter: Annotated[int, Query(ge=0, le=2**62)] = 0) -> Response:
    """The log itself, to be checked with the verifier."""
    answer = export_audit_log(session, now.caller, after=efter)
    answer.headers["Content-Disposition"] = 'attachment; filename="ssp-log.ndjson"'
    return answer


def _reveals_page(request: Request, session: Transaction, now: Entered, revealed: Revealed | None) -> Response:
    found = list_reveals(session, now.caller, limit=_PAGE)
    return page(
        request, "log_reveals.html", now, reveals=found.items, more=found.next_cursor is not None, revealed=revealed
    )


def _start_of(day: str) -> datetime | None:
    """Raises NoSuchDay."""
    try:
        return datetime.fromisoformat(day).replace(tzinfo=COPENHAGEN) if day else None
    except ValueError:
        raise NoSuchDay("Vælg en dag, der findes.") from None


def _month_before(at: datetime) -> str:
    local = at.astimezone(COPENHAGEN)
    year, month = (local.year, local.month - 1) if local.month > 1 else (local.year - 1, 12)
    return f"{year}-{month:02}"
