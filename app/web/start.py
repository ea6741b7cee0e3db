"""The page that somebody begins the day on: for each role what is theirs to do now."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.access.policy import Action, ever
from app.access.service import InSession
from app.caller import Caller
from app.cases.api import list_cases
from app.cases.course_api import list_plans
from app.cases.groups_api import list_joined_groups
from app.cases.notices_api import SeeNotices, list_notices, see_notices
from app.cases.schemas import CaseInList
from app.cases.worklist_api import get_work
from app.db import Transaction
from app.errors import NotFound
from app.given_up.api import list_given_up_jobs
from app.lists.api import list_lists
from app.meetings.api import list_meetings
from app.meetings.awaited import Awaited
from app.meetings.schemas import MeetingInList
from app.oversight.api import get_sample, list_alarms
from app.oversight.break_glass_api import list_break_glass
from app.oversight.chain_api import get_audit_status
from app.post.api import list_letters
from app.reports.api import get_figures
from app.web.next_step import Step, next_steps
from app.web.rendering import page
from app.web.sending import Sent, on_to
from app.web.under_way import under_way
from app.webhooks.api import list_webhooks
from workflows.calendar import local_date
from workflows.letter import State as LetterState
from workflows.roles import Role

router = APIRouter(include_in_schema=False)

Row = tuple[CaseInList, Step | None]
_MOST: Final = 100


@router.get("/")
def start(request: Request, session: Transaction, now: InSession) -> Response:
    """Each role's own page."""
    template, context = _PAGES[now.caller.role](session, now.caller)
    return page(request, template, now, **context)


@router.post("/beskeder/set")
def notices_seen(sent: Sent) -> Response:
    """The notices that were shown, and none that has come since."""
    try:
        body = SeeNotices.model_validate({"until": sent.form.text("until")})
    except ValidationError:
        raise NotFound("Gå til forsiden, og marker beskederne derfra.") from None
    sent.carry_out(lambda session, now: see_notices(session, now.caller, body))
    return on_to("/", "set")


def _work(session: Session, by: Caller) -> tuple[str, dict[str, Any]]:
    """Mine by urgency: what is overdue, what is due this week, and the rest."""
    mine = list_cases(session, by, mine=True, limit=_MOST)
    sunday = local_date(by.at).isocalendar()
    groups: dict[str, list[Row]] = {"Over fristen": [], "Frist i denne uge": [], "Senere": []}
    for row in next_steps(session, mine.items, by):
        week = local_date(row[0].due_at).isocalendar()
        in_this_week = (week.year, week.week) == (sunday.year, sunday.week)
        groups["Over fristen" if row[0].overdue else "Frist i denne uge" if in_this_week else "Senere"].append(row)
    context: dict[str, Any] = {
        "groups": groups, "more": mine.next_cursor is not None, "work": get_work(session, by),
        "notices": [one for one in list_notices(session, by).items if one.seen_at is None],
    }  # fmt: skip
    if ever(by.role, Action.WRITE_LETTER):
        context["failed_letters"] = list_letters(session, by, state=LetterState.FAILED, limit=20).items
    if ever(by.role, Action.READ_MEETING):
        context["meetings"] = _coming(session, by)
    return "start_work.html", context


def _coming(session: Session, by: Caller) -> list[MeetingInList]:
    """What goes on now, and what comes, the next one first."""
    found = [one for one in list_meetings(session, by, limit=20).items if one.state in ("planned", "open")]
    return sorted(found, key=lambda one: one.starts_at)


def _police(session: Session, by: Caller) -> tuple[str, dict[str, Any]]:
    return "start_police.html", {
        "lists": list_lists(session, by, limit=20).items,
        "under_way": under_way(session, by),
        "meetings": _coming(session, by),
    }


def _local_leader(session: Session, by: Caller) -> tuple[str, dict[str, Any]]:
    found = list_cases(session, by, limit=_MOST)
    return "start_local_leader.html", {
        "rows": next_steps(session, found.items, by),
        "more": found.next_cursor is not None,
        "plans": list_plans(session, by).items,
        "groups": list_joined_groups(session, by).items if ever(by.role, Action.READ_GROUP) else [],
        "notices": [one for one in list_notices(session, by).items if one.seen_at is None],
    }


def _log_reviewer(session: Session, by: Caller) -> tuple[str, dict[str, Any]]:
    month = (local_date(by.at).replace(day=1) - timedelta(days=1)).isoformat()[:7]
    return "start_log_reviewer.html", {
        "alarms": list_alarms(session, by, open_=True, limit=20).items,
        "broken": list_break_glass(session, by, reviewed=False, limit=20).items,
        "sample": get_sample(session, by, month=month),
        "chain": get_audit_status(session, by),
    }


def _figures(session: Session, by: Caller) -> tuple[str, dict[str, Any]]:
    return "figures.html", {"figures": get_figures(session, by)}


def _administrator(session: Session, by: Caller) -> tuple[str, dict[str, Any]]:
    """Which weeks' lists are missing, for whom they are about is not the administrator's; what was given up, and which
    systems are not reached.
    """
    found = list_meetings(session, by, limit=50).items
    given_up = list_given_up_jobs(session, by, limit=_MOST)
    return "start_administrator.html", {
        "missing": [one for one in found if one.list.state is Awaited.MISSING],
        "given_up": len(given_up.items),
        "more_given_up": given_up.next_cursor is not None,
        "receivers": [one for one in list_webhooks(session, by).items if one.state == "away" or one.given_up],
    }


def _bare(_: Session, by: Caller) -> tuple[str, dict[str, Any]]:
    return "start_bare.html", {}


_PAGES: Final[Mapping[Role, Callable[[Session, Caller], tuple[str, dict[str, Any]]]]] = {
    Role.COORDINATOR: _work,
    Role.TEAM_LEADER: _work,
    Role.CASEWORKER: _work,
    Role.POLICE: _police,
    Role.LOCAL_LEADER: _local_leader,
    Role.LOG_REVIEWER: _log_reviewer,
    Role.MANAGER: _figures,
    Role.ADMINISTRATOR: _administrator,
    Role.INTEGRATION: _bare,
}
