"""What one was told oneself: that a case was given to one, that it left, that a list is missing. No child is named."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.cases import notices
from app.cases.models import Notice
from app.db import Transaction
from app.fields import Moment, Request, View
from app.idempotency.service import Key, answer_once, request_hash
from app.paging import Page
from app.responses import problems

router = APIRouter(prefix="/v1/notices", tags=["Beskeder"])


class OwnNoticeView(View):
    """A notice to the caller. The case may be somebody else's now, and so only its id stands here."""

    id: UUID
    kind: str
    text: str
    at: datetime
    case_id: UUID | None
    meeting_id: UUID | None
    """Of an overdue list: the handover meeting it is for."""
    seen_at: datetime | None


class SeeNotices(Request):
    until: Moment
    """The instant of the newest one that was shown."""


class NoticesSeen(View):
    seen: int


@router.get("", responses=problems(), summary="Beskeder til dig, de nyeste først")
def list_notices(session: Transaction, by: By) -> Page[OwnNoticeView]:
    """Højst 200. En besked siger aldrig, hvem barnet er; det står i sagen, så længe den er din."""
    why = require(by, Action.READ_OWN_NOTICES)
    found = notices.to_user(session, by=by)
    subjects = [case.person_id if case else None for _, case in found]
    audit.record(session, "notice.listed", by=by, why=why, subjects=subjects or [None], fields=["notice"])
    return Page(items=[_shown(notice) for notice, _ in found], next_cursor=None)


@router.post("/seen", response_model=NoticesSeen, responses=problems(), summary="Du har set dine beskeder")
def see_notices(session: Transaction, by: By, body: SeeNotices, key: Key = None) -> Response:
    """Alle dem, der er kommet til og med ``until``."""
    why = require(by, Action.READ_OWN_NOTICES)

    def do() -> tuple[int, NoticesSeen, None]:
        return 200, NoticesSeen(seen=len(notices.see_until(session, body.until, by=by, why=why))), None

    return answer_once(session, key, request_hash("see_notices", body), by=by, do=do)


def _shown(notice: Notice) -> OwnNoticeView:
    return OwnNoticeView(
        id=notice.id, kind=notice.kind, text=notices.TEXTS[notices.Kind(notice.kind)], at=notice.at,
        case_id=notice.case_id, meeting_id=notice.meeting_id, seen_at=notice.seen_at,
    )  # fmt: skip
