"""A municipality's own wording of its letters: changed by a new version, seen before it is used."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.policy import Action
from app.access.service import By, require
from app.db import Transaction
from app.idempotency.service import Key, answer_once, request_hash
from app.letters import templates
from app.letters.models import Letter
from app.letters.recipients import Addressed
from app.letters.rendering import render
from app.letters.templates import Wording
from app.paging import Page
from app.post.putting_together import sheet_of
from app.post.schemas import ChangeTemplate, PreviewTemplate, TemplateView
from app.responses import problems
from workflows.letter_kinds import KINDS, TITLES, Kind
from workflows.profile import profile_for
from workflows.roles import Role

router = APIRouter(prefix="/v1/letter-templates", tags=["Breve"])

_INVENTED = {
    "recipient_name": "Karla Opdigtet",
    "child_name": "Ali Opdigtet",
    "child_first_name": "Ali",
    "child_birth_date": "3. marts 2012",
    "child_address": "Opdigtet Allé 1, 0000 Opdigtet",
    "incident_date": "16. november 2026",
    "incident_role": "antruffet af politiet",
    "incident_text": "Ophold på byggeplads",
    "news_source": "skolen",
    "concern_ground": "retsplejelovens § 115",
    "contact_name": "Tove Opdigtet",
    "message": "Her står det, du selv skriver.",
    "meeting_time": "mandag den 7. december 2026 kl. 10.00",
    "meeting_place": "Rådhuset, lokale 3",
    "consent_scope": "Deling af oplysninger med skolen",
    "consent_recipients": "Skolen",
    "consent_terms": "Navn og trin deles med skolen, for at forløbet kan planlægges.",
    "consent_valid_until": "16. november 2027",
    "consent_state": "givet",
    "to_municipality": "Opdigtet Kommune",
    "course_goals": "Kommer til tiden hver dag",
    "course_start": "1. december 2026",
}


@router.get("", responses=problems(), summary="Skabelonerne, som de gælder nu")
def list_templates(session: Transaction, by: By) -> Page[TemplateView]:
    require(by, Action.READ_TEMPLATES)
    shown = [_shown(kind, templates.current(session, by.municipality_code, kind)) for kind in Kind]
    return Page(items=shown, next_cursor=None)


@router.post(
    "/{kind}/versions", status_code=201, response_model=TemplateView, responses=problems(), summary="Ret en skabelon"
)
def change_template(session: Transaction, by: By, kind: Kind, body: ChangeTemplate, key: Key = None) -> Response:
    """En ny version. Breve, der allerede er skrevet, beholder deres."""
    why = require(by, Action.WRITE_TEMPLATE)

    def do() -> tuple[int, TemplateView, None]:
        return (
            201,
            _shown(kind, templates.change(session, kind, body.title, body.body, body.note, by=by, why=why)),
            None,
        )

    return answer_once(session, key, request_hash("change_template", kind, body), by=by, do=do)


@router.post(
    "/{kind}/preview",
    response_class=Response,
    responses=problems() | {200: {"content": {"application/pdf": {}}, "description": "Et brev med opdigtede personer"}},
    summary="Se, hvordan et brev vil se ud",
)
def preview_template(session: Transaction, by: By, kind: Kind, body: PreviewTemplate) -> Response:
    """Med opdigtede personer. Intet gemmes."""
    require(by, Action.READ_TEMPLATES)
    holds = templates.current(session, by.municipality_code, kind)
    template = templates.checked(kind, body.title or holds.title, body.body or holds.body)
    profile = profile_for(by.municipality_code)
    own = {
        "municipality": f"{profile.name} Kommune",
        "course_name": profile.course_name,
        "sender_title": profile.titles[Role.COORDINATOR],
        "contact_phone": profile.contact.phone,
    }
    text = template.fill({name: value for name, value in (_INVENTED | own).items() if name in KINDS[kind].placeholders})
    to = Addressed("Karla Opdigtet", stands=True, address="Opdigtet Allé 1\n0000 Opdigtet")
    letter = Letter(id=UUID(int=0), contact_name="Tove Opdigtet")
    pdf = render(sheet_of(letter, text, to, profile, by.at, on_paper=True))
    return Response(pdf, media_type="application/pdf")


def _shown(kind: Kind, wording: Wording) -> TemplateView:
    written_at: datetime | None = wording.row.written_at if wording.row else None
    return TemplateView(
        kind=kind, kind_title=TITLES[kind], version=wording.version, title=wording.title, body=wording.body,
        written_by=wording.row.written_by if wording.row else None, written_at=written_at,
        note=wording.row.note if wording.row else None, placeholders=dict(KINDS[kind].placeholders),
        required=sorted(KINDS[kind].required),
    )  # fmt: skip
