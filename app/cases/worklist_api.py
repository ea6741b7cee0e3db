"""What there is to do: how much of each kind, one's own filters, many cases moved at once, and who stands in."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Caller
from app.cases import bulk, covers, filters, texts, worklists
from app.cases.bulk import BulkMove, OutcomesView
from app.cases.covers import Cover
from app.cases.move_bodies import Assign, ChangeLocalLeader, InformCaseworker
from app.cases.worklists import Filters
from app.db import Transaction
from app.fields import Day, Request, UserId, View
from app.idempotency.service import Key, answer_once, request_hash
from app.responses import problems
from workflows.roles import Role
from workflows.work import AWAITED_BY, MOST_IN_BULK, Awaited

router = APIRouter(prefix="/v1", tags=["Arbejdslister"])

FilterName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\W\d_][^\x00-\x1f\x7f0-9]*$"),
]


class CountView(View):
    """One list: how many of it are the caller's, and how many they see at all."""

    name: str
    title: str
    waits_for: Awaited | None
    mine: int
    all: int


class FilterView(View):
    id: UUID
    name: str
    terms: Filters
    mine: int
    all: int


class CoverView(View):
    """``runs``: it holds now; otherwise it is to come, or is over."""

    id: UUID
    role: Role
    absent: str
    substitute: str
    begins_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    arranged_by: str
    runs: bool


class WorkView(View):
    lists: list[CountView]
    filters: list[FilterView]
    covers: list[CoverView]


class SaveFilter(Request):
    """One of the same name takes the place of the one before. Never write about a person in the name."""

    event: Literal["save"]
    name: Annotated[FilterName, Field(description="Uden tal; skriv aldrig om en person")]
    terms: Filters


class RemoveFilter(Request):
    event: Literal["remove"]
    filter_id: UUID


FilterChange = Annotated[SaveFilter | RemoveFilter, Field(discriminator="event")]


class FiltersView(View):
    items: list[FilterView]


class NamedCase(Request):
    case_id: UUID
    version: Annotated[int, Field(strict=True, ge=1, le=2**31 - 1, description="Den version, du så sagen i")]


class MoveNamed(Request):
    which: Literal["named"]
    cases: Annotated[list[NamedCase], Field(min_length=1, max_length=MOST_IN_BULK)]
    move: Annotated[BulkMove, Field(discriminator="event")]


class MoveAllOf(Request):
    """All open cases, or courses, of one colleague, to another."""

    which: Literal["all_of"]
    colleague: UserId
    move: Annotated[Assign | InformCaseworker | ChangeLocalLeader, Field(discriminator="event")]


MoveMany = Annotated[MoveNamed | MoveAllOf, Field(discriminator="which")]


class ArrangeCover(Request):
    """Without ``absent`` for oneself. ``role`` is the one that both work in; without it the caller's own."""

    event: Literal["arrange"]
    substitute: UserId
    absent: UserId | None = None
    role: Role | None = None
    first_day: Day
    last_day: Annotated[Day, Field(description="Den dag med")]


class EndCover(Request):
    event: Literal["end"]
    cover_id: UUID


CoverChange = Annotated[ArrangeCover | EndCover, Field(discriminator="event")]


@router.get("/work", responses=problems(), summary="Hvad der er at gøre, dine filtre, og hvem der er afløser for hvem")
def get_work(session: Transaction, by: By) -> WorkView:
    """Sagerne selv hentes i ``/v1/cases`` med de samme vilkår. ``mine`` er også dem, du er afløser for."""
    why = require(by, Action.READ_WORK)
    named: list[tuple[str, Awaited | None, Filters]] = [(name, None, one) for name, one in worklists.LISTS.items()]
    named += [(one.value, one, Filters(waits_for=one)) for one in sorted(AWAITED_BY.get(by.role, ()))]
    counted = worklists.counts(session, [terms for _, _, terms in named], by=by)
    audit.record(session, "work.listed", by=by, why=why, subjects=[None], fields=["state", "deadlines"])
    return WorkView(
        lists=[
            CountView(name=name, title=texts.LISTS[name], waits_for=awaited, mine=count.mine, all=count.all)
            for (name, awaited, _), count in zip(named, counted, strict=True)
        ],
        filters=_filters(session, by=by),
        covers=[_cover(one, by) for one in covers.standing(session, by=by)],
    )


@router.post(
    "/work/filters", response_model=FiltersView, responses=problems(404, 409), summary="Gem eller fjern et filter"
)
def change_filters(session: Transaction, by: By, body: FilterChange, key: Key = None) -> Response:
    """Et filter er dit eget, i den rolle du gemmer det i. Svaret er alle dine filtre."""
    why = require(by, Action.READ_WORK)

    def do() -> tuple[int, FiltersView, None]:
        if isinstance(body, SaveFilter):
            filters.save(session, body.name, body.terms, by=by)
        else:
            filters.remove(session, body.filter_id, by=by)
        audit.record(session, "filter.changed", by=by, why=why, subjects=[None], fields=["filter"])
        return 200, FiltersView(items=_filters(session, by=by)), None

    return answer_once(session, key, request_hash("change_filters", body), by=by, do=do)


@router.post(
    "/work/moves",
    response_model=OutcomesView,
    responses=problems(),
    summary="Tag det samme skridt i flere sager, eller giv alle en kollegas sager videre",
)
def move_cases(session: Transaction, by: By, body: MoveMany, key: Key = None) -> Response:
    """Hver sag for sig: det, der står i vejen for én, rører ikke de andre. Et skridt, der er en vurdering af ét barn,
    tages i sagen selv."""
    why = require(by, Action.MOVE_MANY)

    def do() -> tuple[int, OutcomesView, None]:
        if isinstance(body, MoveAllOf):
            named, left = bulk.of_colleague(session, body.move.event, body.colleague, by=by)
        else:
            named, left = [(one.case_id, one.version) for one in body.cases], 0
        return 200, bulk.move_each(session, body.move, named, left=left, by=by, why=why), None

    return answer_once(
        session, key, request_hash("move_cases", body), by=by, do=do, about=bulk.seen_again(session, by=by)
    )


@router.post(
    "/covers", response_model=CoverView, responses=problems(404, 409), summary="Sæt en afløser på, eller afslut før tid"
)
def change_covers(session: Transaction, by: By, body: CoverChange, key: Key = None) -> Response:
    """Fra den første dag til og med den sidste ser og gør afløseren det samme som den, der er væk. Det ophører af sig
    selv."""
    require(by, Action.ARRANGE_COVER)

    def do() -> tuple[int, CoverView, None]:
        if isinstance(body, EndCover):
            return 200, _cover(covers.end(session, body.cover_id, by=by), by), None
        row = covers.arrange(
            session, body.role or by.role, body.absent or by.id, body.substitute, body.first_day, body.last_day, by=by
        )
        return 200, _cover(row, by), None

    return answer_once(session, key, request_hash("change_covers", body), by=by, do=do)


def _filters(session: Transaction, *, by: Caller) -> list[FilterView]:
    kept = filters.own(session, by=by)
    terms = [Filters.model_validate(one.terms) for one in kept]
    counted = worklists.counts(session, terms, by=by)
    return [
        FilterView(id=row.id, name=row.name or "", terms=of, mine=count.mine, all=count.all)
        for row, of, count in zip(kept, terms, counted, strict=True)
    ]


def _cover(row: Cover, by: Caller) -> CoverView:
    runs = row.ended_at is None and row.begins_at <= by.at < row.ends_at
    fields = {name: getattr(row, name) for name in CoverView.model_fields if name != "runs"}
    return CoverView(**fields, runs=runs)
