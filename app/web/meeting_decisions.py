"""What is decided at the meeting, sent from its screen: on one entry, or on several that were chosen in the table."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ValidationError

from app.access.sessions import Entered
from app.errors import Problem
from app.lists.api import decide_identity
from app.lists.schemas import IdentityIn
from app.meetings.api import deal_with, get_meeting
from app.meetings.schemas import MOST_AT_ONCE, DealtWith, DealWith, OutcomeView, PointView
from app.web.forms.problems import message_of
from app.web.forms.reading import Filled
from app.web.meeting_asks import ASKED_BY, CARRY_OVER, UNDO
from app.web.meeting_page import meeting_page
from app.web.meeting_screen import Refused, Wanted, decided, who
from app.web.sending import Form, Sending, Sent, on_to
from workflows.meeting import Outcome
from workflows.routing import Decision

router = APIRouter(prefix="/moeder/{meeting_id}", include_in_schema=False)

_ALREADY: Final = "already_decided"
_SOMEBODY_NEW: Final = "ny"
_CHOOSE: Final = "Sæt kryds ved det, der skal fordeles."
_TOO_MANY: Final = f"Fordel højst {MOST_AT_ONCE} ad gangen."


@router.post("/beslut")
def decide(sent: Sent, meeting_id: UUID) -> Response:
    """Each chosen entry is dealt with by itself; what was refused comes back with the reason, and the rest is done."""
    wanted = _wanted(sent.form)
    try:
        said = DealWith.model_validate({"items": list(_items(sent.form))})
    except ValidationError as error:
        return _again(sent, meeting_id, wanted, filled=Filled(sent.form.values, _faults(error)), status=422)
    try:
        answer = sent.carry_out(lambda session, now: deal_with(session, now.caller, meeting_id, said))
    except Problem as problem:
        if problem.status in (401, 403, 404):
            raise
        return _again(sent, meeting_id, wanted, problem=problem, status=problem.status)
    dealt = DealtWith.model_validate_json(bytes(answer.body))
    return _refused(sent, meeting_id, wanted, said, dealt) if dealt.refused else _onwards(meeting_id, said, wanted)


@router.post("/identitet/{entry_id}")
def identify(sent: Sent, meeting_id: UUID, entry_id: UUID) -> Response:
    """Whom the row is about: one of those who are known, or somebody new."""
    wanted = Wanted(point=entry_id)
    chosen = sent.form.text("person_id")
    body = IdentityIn(person_id=_id_in(chosen))
    if body.person_id is None and chosen != _SOMEBODY_NEW:
        filled = Filled(sent.form.values, {"person_id": "Vælg, hvem det er"})
        return _again(sent, meeting_id, wanted, filled=filled, status=422)
    try:
        sent.carry_out(lambda session, now: decide_identity(session, now.caller, entry_id, body))
    except Problem as problem:
        if problem.status in (401, 403, 404):
            raise
        return _again(sent, meeting_id, wanted, problem=problem, status=problem.status)
    return on_to(f"/moeder/{meeting_id}?{wanted.terms()}", "gemt")


def _wanted(form: Form) -> Wanted:
    """Where it was sent from, to be shown again if it cannot be done."""
    if form.text("vis") == "tabel":
        return Wanted(table=True)
    return Wanted(_id_in(form.text("entry_id")), ask=ASKED_BY.get(form.text("handling")))


def _id_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _items(form: Form) -> Sequence[Mapping[str, Any]]:
    """One for each entry: what was pressed, or in the table what was chosen beside each."""
    return [
        _item(entry_id, form.text("handling") or form.text(f"valg.{entry_id}"), form)
        for entry_id in form.values.get("entry_id", ())
    ]


def _item(entry_id: str, code: str, form: Form) -> Mapping[str, Any]:
    """The reason is given along with what asks for one: in the table it is said once for all that do."""
    said: dict[str, Any] = {"entry_id": entry_id, "do": code if code in (CARRY_OVER, UNDO) else "decide"}
    if said["do"] == "decide":
        said["decision"] = code
    if code in ASKED_BY and form.text("reason").strip():
        said["reason"] = form.text("reason")
    if code == Decision.TO_OTHER_MUNICIPALITY and form.text("municipality_code"):
        said["municipality_code"] = form.text("municipality_code")
    return said


def _faults(error: ValidationError) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for one in error.errors(include_input=False):
        place = str(one["loc"][-1])
        if place == "items":
            found[place] = _CHOOSE if one["type"] == "too_short" else _TOO_MANY
        else:
            found.setdefault(place, message_of(one["type"]))
    return found


def _onwards(meeting_id: UUID, said: DealWith, wanted: Wanted) -> Response:
    """On to the next that is left; what was undone stays before those who sit there."""
    first = said.items[0]
    if wanted.table:
        return on_to(f"/moeder/{meeting_id}?{wanted.terms()}", "fordelt")
    shown = Wanted(point=first.entry_id) if first.do == UNDO else Wanted(after=first.entry_id)
    return on_to(f"/moeder/{meeting_id}?{shown.terms()}", "fortrudt" if first.do == UNDO else "")


def _refused(sent: Sending, meeting_id: UUID, wanted: Wanted, said: DealWith, dealt: DealtWith) -> Response:
    """A colleague may have been first: then it is said what they did. The same sent twice was done once."""
    with sent.working() as (session, now):
        points = {one.entry_id: one for one in get_meeting(session, now.caller, meeting_id).agenda or ()}
        asked = {one.entry_id: one for one in said.items}
        refused = [
            Refused(who(points.get(one.entry_id)), _why(one, points.get(one.entry_id), now))
            for one in dealt.items
            if not one.done and not _done_before(asked[one.entry_id], points.get(one.entry_id), now)
        ]
        if refused:
            shown = wanted if wanted.table else Wanted(point=dealt.items[0].entry_id)
            return meeting_page(
                sent.request, session, now, meeting_id, shown, filled=Filled(sent.form.values), refused=refused,
                status=409,
            )  # fmt: skip
    return _onwards(meeting_id, said, wanted)


def _why(outcome: OutcomeView, point: PointView | None, now: Entered) -> str:
    if outcome.code == _ALREADY and point is not None and point.outcome is Outcome.DECIDED:
        by = "Du" if point.by == now.caller.id else point.by
        return f"{by} har allerede fordelt hændelsen: {decided(point, now.caller.municipality_code)}."
    return outcome.detail or outcome.title or ""


def _done_before(asked: Any, point: PointView | None, now: Entered) -> bool:
    """A button that was pressed twice."""
    return (
        asked.do == "decide"
        and point is not None
        and point.decision is asked.decision
        and point.by == now.caller.id
    )  # fmt: skip


def _again(
    sent: Sending, meeting_id: UUID, wanted: Wanted, *, filled: Filled | None = None, problem: Problem | None = None,
    status: int,
) -> Response:  # fmt: skip
    """The screen with what was written, and what stands in the way."""
    with sent.working() as (session, now):
        return meeting_page(
            sent.request, session, now, meeting_id, wanted, filled=filled or Filled(sent.form.values),
            problem=problem, status=status,
        )  # fmt: skip
