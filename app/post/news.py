"""What there is to tell a family: what the police have said of the child, or, where they have said nothing, a worry."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.lists.models import ListEntry, stands_in
from app.obligations import service as obligations
from workflows.calendar import local_date
from workflows.danish import day_said, listed
from workflows.incidents import IncidentRole
from workflows.informing import State as Obligated
from workflows.knowledge import Source
from workflows.sharing import Ground

_ROLES = {
    IncidentRole.ENCOUNTERED: "antruffet af politiet",
    IncidentRole.CHARGED: "sigtet",
    IncidentRole.SUSPECTED: "mistænkt",
    IncidentRole.VICTIM: "forurettet",
}
_POLICE, _ANOTHER_MUNICIPALITY = "politiet", "en anden kommune"
_SOURCES = {
    Source.SCHOOL: "skolen",
    Source.CLUB: "klubben",
    Source.STREET_TEAM: "gadeteamet",
    Source.HEALTH_SERVICE: "sundhedsplejen",
    Source.SOCIAL_AUTHORITY: "socialforvaltningen",
    Source.POLICE: _POLICE,
    Source.INDEPENDENT_INSTITUTION: "en selvejende institution",
    Source.FAMILY: "familien selv",
}
_SECTION_115 = {Ground.RPL_115_1, Ground.RPL_115_2, Ground.RPL_115_3}


def only_concerns(session: Session, case: Case) -> bool:
    """Whether all that the family is to hear of now are worries."""
    entries = _standing(session, case)
    new = _new(session, case, [one for one in entries if one.decision is not None] or entries)
    return bool(new) and all(map(_is_concern, new))


def of_incidents(session: Session, case: Case) -> Iterator[tuple[str, str]]:
    """What the police have told, by placeholder."""
    new = _new(session, case, [one for one in _standing(session, case) if not _is_concern(one)])
    yield "incident_date", listed([day_said(local_date(one.occurred_at)) for one in new if one.occurred_at])
    yield "incident_role", listed([_ROLES[IncidentRole(one.role)] for one in new])
    yield "incident_text", listed([one.offence_text for one in new if one.offence_text])


def of_concerns(session: Session, case: Case) -> Iterator[tuple[str, str]]:
    """Who told of the worry, and on what ground. What it is stands in nobody's letter as it was told: it may name
    others, and was not written to the family.
    """
    new = _new(session, case, [one for one in _standing(session, case) if _is_concern(one)])
    yield "news_source", listed(list(map(_source, new)))
    on_the_paragraph = new and all(one.concern_ground in _SECTION_115 for one in new)
    yield "concern_ground", "retsplejelovens § 115" if on_the_paragraph else ""


def of_everything(session: Session, case: Case) -> Iterator[tuple[str, str]]:
    """Whom all that is known of the child has come from, the police first."""
    standing = sorted(_standing(session, case), key=_is_concern)
    yield "news_source", listed(list(map(_source, standing)))


def _standing(session: Session, case: Case) -> Sequence[ListEntry]:
    query = (
        select(ListEntry)
        .where(stands_in(case.municipality_code, case.id), ListEntry.decision.is_distinct_from("drop"))
        .order_by(ListEntry.occurred_at, ListEntry.id)
    )
    return session.scalars(query).all()


def _new(session: Session, case: Case, entries: Sequence[ListEntry]) -> Sequence[ListEntry]:
    """Those that the family is to hear of: given since the latest news, or since they were told last; all when nothing
    is new.
    """
    until = _told_until(session, case)
    return [
        one
        for one in entries
        if one.decided_at
        and ((case.news_at and one.decided_at >= case.news_at) or until is None or one.decided_at > until)
    ] or entries


def _told_until(session: Session, case: Case) -> datetime | None:
    """When the one who has heard least of those who are to be told was told last; None: never."""
    rows = obligations.of_case(session, case.municipality_code, case.id)
    told: dict[tuple[str, UUID | None], datetime] = {}
    for row in rows:
        if row.told_at is not None and row.state == Obligated.TOLD:
            who = row.recipient_kind, row.custody_holder_id
            told[who] = max(row.told_at, told.get(who, row.told_at))
    owed = {(row.recipient_kind, row.custody_holder_id) for row in rows if obligations.is_outstanding(row)}
    if not owed <= told.keys():
        return None
    return min((told[who] for who in owed), default=case.news_at)


def _is_concern(entry: ListEntry) -> bool:
    return entry.role == IncidentRole.CONCERN


def _source(entry: ListEntry) -> str:
    if not _is_concern(entry):
        return _POLICE
    return _SOURCES[Source(entry.concern_source)] if entry.concern_source else _ANOTHER_MUNICIPALITY
