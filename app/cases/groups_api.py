"""Ad hoc groups around one child: set up and followed by the case's coordinator, seen by those who are in them."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from app.access.policy import Action, decide
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Why
from app.cases import group_views, groups
from app.cases import service as cases
from app.cases.group_views import GroupView, JoinedGroupView
from app.cases.requests import about, readable, writable
from app.cases.rules import profile_of
from app.db import Transaction
from app.disclosures.service import disclose, verdict_on
from app.errors import NotFound
from app.fields import Day, Flag, Line, Moment, Request, UserId, Words
from app.groups import service as rows
from app.groups.service import NewMember
from app.idempotency.service import Key, Shown, answer_once, request_hash
from app.paging import Page
from app.responses import problems
from workflows.ad_hoc_group import FEWEST, MOST, Because, Event
from workflows.knowledge import Source
from workflows.sharing import Ground

router = APIRouter(prefix="/v1/cases/{case_id}/ad-hoc-groups", tags=["Arbejdet i sagen"])
joined_router = APIRouter(prefix="/v1/ad-hoc-groups", tags=["Ad hoc-grupper"])


class Member(Request):
    """``ground`` and ``necessity``: why they may learn of the child."""

    source: Literal[
        Source.SCHOOL, Source.CLUB, Source.STREET_TEAM, Source.HEALTH_SERVICE, Source.SOCIAL_AUTHORITY, Source.POLICE,
        Source.INDEPENDENT_INSTITUTION,
    ]  # fmt: skip
    function: Annotated[Line, Field(max_length=100)]
    institution: Annotated[Line | None, Field(description="Den, et samtykke nævner som modtager")] = None
    name: Line | None = None
    user: Annotated[UserId | None, Field(description="Den bruger, medlemmet selv kan se gruppen med")] = None
    ground: Literal[Ground.RPL_115_2, Ground.RPL_115_3, Ground.CONSENT, Ground.LAW_OTHER]
    necessity: Annotated[Words, Field(description="Hvorfor det er nødvendigt; ved LAW_OTHER også hvilken lov")]

    def new(self) -> NewMember:
        return NewMember(
            self.source, self.function, self.institution, self.name, self.user, self.ground, self.necessity
        )


class FirstMember(Member):
    coordinates: Annotated[Flag, Field(description="Koordinerer gruppen: præcis ét af medlemmerne")] = False


class SetUp(Request):
    event: Literal["set_up"]
    task: Annotated[Words, Field(description="Hvad gruppen skal arbejde med")]
    members: Annotated[list[FirstMember], Field(min_length=FEWEST, max_length=MOST)]
    next_meeting_on: Day | None = None


class BringIn(Request):
    event: Literal[Event.BRING_IN]
    member: Member


class LetGo(Request):
    event: Literal[Event.LET_GO]
    member_id: UUID
    reason: Words


class ChangeCoordinator(Request):
    event: Literal[Event.CHANGE_COORDINATOR]
    member_id: UUID
    reason: Words


class Held(Request):
    held_at: Moment
    present: Annotated[list[UUID], Field(max_length=MOST, description="De medlemmer, der deltog")]
    agreed: Annotated[Words, Field(description="Hvad der blev aftalt, og hvem der gør hvad")]
    next_meeting_on: Annotated[Day | None, Field(description="Næste møde; ellers efter kommunens frist")] = None


class Meet(Held):
    event: Literal[Event.MEET]


class EndGroup(Request):
    event: Literal[Event.END]
    because: Literal[Because.TASK_DONE, Because.TAKEN_OVER]
    outcome: Annotated[Words, Field(description="Hvad der kom ud af arbejdet")]


GroupBody = Annotated[SetUp | BringIn | LetGo | ChangeCoordinator | Meet | EndGroup, Field(discriminator="event")]


@router.get("", responses=problems(404), summary="Ad hoc-grupper om barnet: opgave, medlemmer, møder og udfald")
def list_ad_hoc_groups(session: Transaction, by: By, case_id: UUID) -> Page[GroupView]:
    """Ældst først."""
    case, why = readable(session, case_id, Action.READ_KNOWLEDGE, by=by)
    audit.record(session, "ad_hoc_group.read", by=by, why=why, subjects=[case.person_id], fields=["ad_hoc_group"])
    subject = cases.subject_of(session, case)
    found = rows.of_case(session, case.municipality_code, case.id)
    shown = [group_views.group_view(session, case, subject, one, by=by) for one in found]
    return Page(items=shown, next_cursor=None)


@router.post(
    "",
    status_code=201,
    response_model=GroupView,
    responses=problems(404, 409),
    summary="Nedsæt en ad hoc-gruppe om barnet, og følg den til dens afslutning",
)
def write_ad_hoc_group(session: Transaction, by: By, case_id: UUID, body: GroupBody, key: Key = None) -> Response:
    """Der arbejder én ad gangen. Hvert medlem får kendskab til barnet, så hvert medlem kræver en hjemmel."""
    require(by, Action.WRITE_KNOWLEDGE)

    def do() -> tuple[int, GroupView, None]:
        case, why = writable(session, case_id, Action.WRITE_KNOWLEDGE, by=by)
        cases.must_be_open(case)
        profile, subject = profile_of(session, case), cases.subject_of(session, case)
        if isinstance(body, SetUp):
            group = groups.set_up(
                session, case, subject, task=body.task, next_meeting_on=body.next_meeting_on,
                members=[(one.new(), one.coordinates) for one in body.members], profile=profile, by=by, why=why,
            )  # fmt: skip
        else:
            group = rows.of_the_case(session, case.municipality_code, case.id)
        match body:
            case BringIn():
                groups.bring_in(session, case, subject, group, body.member.new(), profile=profile, by=by, why=why)
            case LetGo():
                rows.let_go(session, group, body.member_id, body.reason, about=subject.id, by=by, why=why)
            case ChangeCoordinator():
                rows.change_coordinator(session, group, body.member_id, body.reason, about=subject.id, by=by, why=why)
            case Meet():
                said = body.model_dump(exclude={"event"})
                groups.meet(session, case, subject, group, **said, profile=profile, by=by, why=why)
            case EndGroup():
                rows.end(session, group, body.because, body.outcome, about=subject.id, by=by, why=why)
        cases.group_changed(session, case, by=by)
        return 201, group_views.group_view(session, case, subject, group, by=by), None

    hashed = request_hash("write_ad_hoc_group", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@joined_router.get("", responses=problems(), summary="De ad hoc-grupper, du er med i")
def list_joined_groups(session: Transaction, by: By) -> Page[JoinedGroupView]:
    """Opgaven, medlemmerne og det, der er aftalt, så længe der er grundlag for det. Intet andet af sagen."""
    why = require(by, Action.READ_GROUP)
    shown = []
    for one in groups.joined(session, by=by):
        wanted = groups.shown_to(
            session, one.case, one.child, one.group, one.member, profile=profile_of(session, one.case), by=by
        )
        verdict = decide(by, Action.READ_GROUP, groups.as_member(one))
        if verdict.allowed and verdict_on(wanted).allowed:
            disclose(session, wanted, about=one.child.id, case_id=one.case.id, by=by, why=verdict.why)
            shown.append((one, verdict.why))
    for one, seen_why in shown:
        audit.record(
            session, "ad_hoc_group.read", by=by, why=seen_why, subjects=[one.child.id], object_id=one.group.id,
            fields=["ad_hoc_group"],
        )  # fmt: skip
    if not shown:
        audit.record(session, "ad_hoc_group.read", by=by, why=why, subjects=[None], fields=["ad_hoc_group"])
    return Page(items=[group_views.joined_view(session, one) for one, _ in shown], next_cursor=None)


@joined_router.post(
    "/{group_id}/meetings",
    status_code=201,
    response_model=JoinedGroupView,
    responses=problems(404, 409),
    summary="Skriv ned, hvad gruppen aftalte på et møde",
)
def write_group_meeting(session: Transaction, by: By, group_id: UUID, body: Held, key: Key = None) -> Response:
    """Det gør den, der koordinerer gruppen."""
    require(by, Action.LEAD_GROUP)

    def do() -> tuple[int, JoinedGroupView, None]:
        case = cases.locked(session, by.municipality_code, groups.case_of(session, group_id, by=by))
        one, why = _joined(session, group_id, Action.LEAD_GROUP, by)  # asked when nobody can let them go any more
        profile = profile_of(session, case)
        groups.meet(session, case, one.child, one.group, **body.model_dump(), profile=profile, by=by, why=why)
        cases.group_changed(session, case, by=by)
        return 201, group_views.joined_view(session, one), None

    def look(_: object) -> Shown:
        one, why = _joined(session, group_id, Action.READ_GROUP, by)
        return Shown((one.child.id,), why.purpose)

    return answer_once(session, key, request_hash("write_group_meeting", group_id, body), by=by, do=do, about=look)


def _joined(session: Transaction, group_id: UUID, action: Action, by: By) -> tuple[groups.Joined, Why]:
    """The group, which ``by`` is in and may see now; the look is in the ledger. Raises NotFound."""
    for one in groups.joined(session, by=by, group_id=group_id):
        why = require(by, action, groups.as_member(one))
        wanted = groups.shown_to(
            session, one.case, one.child, one.group, one.member, profile=profile_of(session, one.case), by=by
        )
        if verdict_on(wanted).allowed:
            disclose(session, wanted, about=one.child.id, case_id=one.case.id, by=by, why=why)
            return one, why
    raise NotFound()
