"""The log reviewer's day: who looked, alarms, the monthly sample, and whose pseudonym it is."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from app import paging
from app.access.policy import Action
from app.access.service import By, require
from app.db import Transaction
from app.fields import Moment
from app.idempotency.service import Key, answer_once, request_hash
from app.oversight import alarms, log, pseudonyms, samples
from app.oversight.schemas import (
    ActionName,
    AlarmView,
    DrawnView,
    Extract,
    Look,
    LookUp,
    Month,
    PersonFound,
    Pseudonym,
    Revealed,
    RevealIn,
    RevealView,
    ReviewIn,
    SampleView,
    SeenIn,
)
from app.paging_by_time import after_id, after_number, following
from app.responses import problems

router = APIRouter(prefix="/v1", tags=["Tilsyn"])

Since = Annotated[Moment | None, Query(alias="from", description="Fra og med")]
Until = Annotated[Moment | None, Query(description="Til, ikke med")]
Named = Annotated[ActionName | None, Query(description="For eksempel case.read")]


@router.post(
    "/persons/lookup", response_model=PersonFound, responses=problems(), summary="Find personens id ved CPR-nummeret"
)
def look_up_person(session: Transaction, by: By, body: LookUp, key: Key = None) -> Response:
    """CPR-nummeret står i kroppen, aldrig i en adresse. ``null``: kommunen kender ikke barnet."""
    require(by, Action.READ_LOG)
    hashed = request_hash("look_up_person", log.cpr_number_index(body.cpr_number, by=by).hex())
    return answer_once(
        session, key, hashed, by=by, do=lambda: (200, log.look_up(session, body, by=by), None),
        about=lambda answer: [UUID(answer["person_id"]) if answer["person_id"] else None],
    )  # fmt: skip


@router.get(
    "/persons/{person_id}/access-log", responses=problems(400, 404), summary="Hvem der har set og ændret, nyeste først"
)
def read_access_log(
    session: Transaction,
    by: By,
    person_id: UUID,
    since: Since = None,
    until: Until = None,
    action: Named = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> paging.Page[Look]:
    """Medarbejdere står med pseudonym, det samme hver gang i kommunen."""
    filters = log.Filters(since, until, action)
    found = log.of_person(session, person_id, filters, after_number(cursor), limit, by=by)
    return paging.Page(items=found[:limit], next_cursor=following([(one.at, one.number) for one in found], limit))


@router.get(
    "/persons/{person_id}/access-log/extract", responses=problems(404), summary="Udskrift af loggen til indsigt"
)
def extract_access_log(session: Transaction, by: By, person_id: UUID) -> Extract:
    """Datoer, formål og læst eller skrevet; intet om medarbejdere. Nødadgang siges ligeud."""
    return log.extract(session, person_id, by=by)


@router.get("/access-log", responses=problems(400), summary="Loggen, eller hvad ét pseudonym har gjort, nyeste først")
def list_access_log(
    session: Transaction,
    by: By,
    actor: Annotated[Pseudonym | None, Query(description="Pseudonym")] = None,
    since: Since = None,
    until: Until = None,
    action: Named = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> paging.Page[Look]:
    """Uden ``from``: tredive dage tilbage."""
    filters = log.Filters(since, until, action)
    found = log.of_actor(session, actor, filters, after_number(cursor), limit, by=by)
    return paging.Page(items=found[:limit], next_cursor=following([(one.at, one.number) for one in found], limit))


@router.post(
    "/pseudonyms/{pseudonym}/reveal",
    response_model=Revealed,
    responses=problems(404),
    summary="Få at vide, hvem et pseudonym er",
)
def reveal_pseudonym(
    session: Transaction, by: By, pseudonym: Annotated[Pseudonym, Path()], body: RevealIn, key: Key = None
) -> Response:
    """Begrundelsen gemmes, og alle logkontrollanter kan se den."""
    require(by, Action.REVIEW_LOG)
    return answer_once(
        session, key, request_hash("reveal_pseudonym", pseudonym, body), by=by,
        do=lambda: (200, pseudonyms.reveal(session, pseudonym, body, by=by), None),
    )  # fmt: skip


@router.get("/pseudonym-reveals", responses=problems(400), summary="Hvis pseudonym der er løftet, og hvorfor")
def list_reveals(
    session: Transaction, by: By, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> paging.Page[RevealView]:
    found = pseudonyms.reveals(session, after_id(cursor), limit, by=by)
    return paging.Page(items=found[:limit], next_cursor=following([(one.at, one.id) for one in found], limit))


@router.get("/alarms", responses=problems(400), summary="Alarmer, nyeste først")
def list_alarms(
    session: Transaction,
    by: By,
    open_: Annotated[bool | None, Query(alias="open", description="true: dem, ingen har set")] = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> paging.Page[AlarmView]:
    found = alarms.alarms(session, open_, after_id(cursor), limit, by=by)
    return paging.Page(items=found[:limit], next_cursor=following([(one.at, one.id) for one in found], limit))


@router.post(
    "/alarms/{alarm_id}/seen", response_model=AlarmView, responses=problems(404, 409), summary="Alarmen er set"
)
def see_alarm(session: Transaction, by: By, alarm_id: UUID, body: SeenIn, key: Key = None) -> Response:
    require(by, Action.REVIEW_LOG)
    return answer_once(
        session, key, request_hash("see_alarm", alarm_id, body), by=by,
        do=lambda: (200, alarms.see(session, alarm_id, body, by=by), None),
        about=lambda answer: [UUID(answer["subject_id"]) if answer["subject_id"] else None],
    )  # fmt: skip


@router.get("/access-samples", responses=problems(), summary="Månedens stikprøve af opslag")
def get_sample(session: Transaction, by: By, month: Annotated[Month, Query(description="2026-11")]) -> SampleView:
    """Trækkes ved lod, når måneden er gået; indtil da er ``drawn_at`` null."""
    return samples.sample_of(session, month, by=by)


@router.post(
    "/access-samples/{drawn_id}/review",
    response_model=DrawnView,
    responses=problems(404, 409),
    summary="Skriv, om opslaget er i orden",
)
def review_sample(session: Transaction, by: By, drawn_id: UUID, body: ReviewIn, key: Key = None) -> Response:
    """``questioned`` giver en alarm. Ingen gennemgår sine egne opslag."""
    require(by, Action.REVIEW_LOG)
    return answer_once(
        session, key, request_hash("review_sample", drawn_id, body), by=by,
        do=lambda: (200, samples.review(session, drawn_id, body, by=by), None),
        about=lambda answer: [UUID(answer["look"]["subject_id"])],
    )  # fmt: skip
