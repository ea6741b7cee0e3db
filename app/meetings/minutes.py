"""The minutes of a meeting that is closed, as a PDF: who was there, and what was decided by whom.

Made each time for whoever reads them: of an incident on the other track they say that there was one, and no more.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.caller import Caller, Why
from app.letters.rendering import drawn, shown
from app.lists.entries import log_shown, views_by_id
from app.lists.schemas import EntryView
from app.meetings import attendance, awaited, texts
from app.meetings.agenda import Point, points_of
from app.meetings.awaited import Awaited
from app.meetings.models import Meeting, Participant
from app.meetings.problems import MeetingNotClosed
from workflows.calendar import local_date
from workflows.danish import day_said, moment_said
from workflows.meeting import Outcome, State
from workflows.profile import Profile, profile_for
from workflows.roles import Role
from workflows.routing import Decision

_LAYOUT = Path(__file__).parent / "minutes.typ"
_LISTS: Mapping[Awaited, str] = {
    Awaited.COME: "Kom til mødet",
    Awaited.NO_LIST: "Der kom ingen liste: {reason}",
    Awaited.MISSING: "Der kom ingen liste",
    Awaited.AWAITED: "Der kom ingen liste",
}
Fact = tuple[str, str]


def minutes_of(session: Session, meeting: Meeting, *, by: Caller, why: Why) -> tuple[str, bytes]:
    """A file's name and the PDF; everybody who stands in it by name is in the log. Raises MeetingNotClosed."""
    if meeting.state != State.CLOSED.value or meeting.opened_at is None or meeting.closed_at is None:
        raise MeetingNotClosed(texts.NOT_CLOSED_YET)
    profile = profile_for(meeting.municipality_code)
    points = points_of(session, meeting)
    entries = views_by_id(session, [one.entry.id for one in points], by=by)
    log_shown(session, list(entries.values()), "meeting.minutes_read", meeting.id, by=by, why=why)
    of_list = _LISTS[awaited.standing(session, meeting, by=by)].format(reason=meeting.no_list_reason)
    sheet = {
        "title": f"Referat af overleveringsmøde {day_said(local_date(meeting.opened_at))}",
        "sender": f"{profile.name} Kommune",
        "facts": [
            ("Uge", meeting.week),
            ("Åbnet", moment_said(meeting.opened_at)),
            ("Lukket", f"{moment_said(meeting.closed_at)} af {meeting.closed_by}"),
            ("Ugens liste", of_list),
            ("Udskrevet til", f"{by.id}, {profile.titles[by.role]}"),
        ],
        "participants": [_participant(one, profile) for one in attendance.of_meeting(session, meeting)],
        "parts": [
            _part(points, entries, Outcome.DECIDED, "Besluttet", "Intet blev besluttet.", profile),
            _part(points, entries, Outcome.CARRIED_OVER, "Udsat til næste møde", "Intet blev udsat.", profile),
        ],
    }
    return f"referat-{meeting.week}.pdf", drawn(_LAYOUT, _shown(sheet), local_date(meeting.closed_at))


def _part(
    points: list[Point],
    entries: Mapping[Any, EntryView],
    outcome: Outcome,
    title: str,
    nothing: str,
    profile: Profile,
) -> dict[str, Any]:
    of_it = [one for one in points if one.outcome is outcome]
    return {
        "title": f"{title} ({len(of_it)})",
        "nothing": nothing,
        "points": [_point(one, entries.get(one.entry.id), profile) for one in of_it],
    }


def _point(point: Point, entry: EntryView | None, profile: Profile) -> dict[str, Any]:
    dealt = point.dealt_with
    facts: list[Fact] = []
    if entry is not None:
        incident = f"{profile.list.roles[entry.role][0]}, {entry.offence_text or 'uden angivet forhold'}"
        facts += [("Hændelse", incident), ("Journalnummer", entry.police_journal_number)]
        facts.append(("Forslag", entry.suggestion.explanation))
    if dealt is not None:
        if dealt.decision is not None:
            said = texts.decided(Decision(dealt.decision), dealt.to_municipality_code, profile.titles)
            facts.append(("Beslutning", said))
        if dealt.reason is not None and entry is not None:
            facts.append(("Begrundelse", dealt.reason))
        facts.append(("Af", f"{dealt.by}, {profile.titles[Role(dealt.role)]}, {moment_said(dealt.at)}"))
    if point.earlier:
        facts.append(("Udsat før", f"{len(point.earlier)} gang{'e' if len(point.earlier) > 1 else ''}"))
    return {"title": _who(entry), "facts": facts}


def _who(entry: EntryView | None) -> str:
    if entry is None:
        return texts.ON_THE_OTHER_TRACK
    return f"{entry.person.name}, født {day_said(entry.person.birth_date)}"


def _participant(row: Participant, profile: Profile) -> str:
    left = f" til {moment_said(row.left_at)}" if row.left_at else ""
    return f"{profile.titles[Role(row.role)]}: {row.name or row.by_user}, fra {moment_said(row.arrived_at)}{left}"


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {key: _shown(one) for key, one in value.items()}
    return [_shown(one) for one in value]
