"""From a template to an answer: what every page knows of who is looking, and the policy of what it may load."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from app import clock, tracing
from app.access.credentials import COOKIE
from app.access.policy import Action, ever
from app.access.sessions import Entered
from app.caller import Caller
from app.cases import texts
from app.lists import receipt_said
from app.people.vault import vault
from app.web import danish, log_words, words
from app.web.addresses import address_of, address_of_terms
from app.web.csrf import token_for
from app.web.menu import menu_for
from workflows.profile import profile_for
from workflows.roles import Role

STATIC: Final = Path(__file__).parent / "static"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, nothing that is written in the page itself."""

DONE: Final = {
    "gemt": "Gemt.",
    "videre": "Gemt. Sagen er ikke længere hos dig.",
    "set": "Beskederne er markeret som set.",
    "rolle": "Du arbejder nu i den anden rolle.",
    "fortrudt": "Fortrudt.",
    "sendt": "Sendt.",
    "modtaget": "Listen er modtaget. Gem kvitteringen.",
    "modtaget-foer": "Listen er modtaget før. Det her er kvitteringen fra dengang.",
    "haendelse": "Hændelsen er skrevet ind og kommer med på næste overleveringsmøde.",
    "indkaldt": "Mødet er indkaldt.",
    "fordelt": "Fordelt.",
    "aflyst": "Mødet er aflyst.",
    "proeves": "Det prøves igen nu. Er det lykkedes, forsvinder det herfra.",
    "proeve-sendt": "Prøven er sendt. Er den nået frem, står tidspunktet under Kom sidst frem.",
    "sendes-igen": "De sendes igen nu, med alle forsøg forfra.",
    "ryddet": "Beskeden er ryddet herfra.",
    "lukket": "Mødet er lukket, og referatet er færdigt.",
    "ukendt": "Kommunen kender ikke et barn med det CPR-nummer. Opslaget står i loggen.",
}
"""What a page says when one comes to it from something that was done; the address carries the code alone."""

_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    # Without it a browser does not say where a form comes from, and what is sent is refused.
    "Referrer-Policy": "same-origin",
}

_environment = Environment(
    loader=PackageLoader("app.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def _hash_of_static() -> str:
    digest = hashlib.sha256()
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


_environment.filters["waited_for"] = lambda awaited: texts.LISTS[awaited].removeprefix("Venter på ")
_environment.filters["cpr"] = danish.cpr
_environment.filters["month"] = danish.month
_environment.filters["action"] = log_words.action
_environment.filters["footing"] = log_words.footing
_environment.filters["factor_title"] = words.factor
STATIC_VERSION: Final = _hash_of_static()


def static(name: str) -> str:
    """The address of a file that comes along: it changes with the files, so a browser may keep it for ever."""
    return f"/static/{STATIC_VERSION}/{name}"


_environment.globals.update(
    static=static,
    new_id=clock.new_id,
    day=danish.day,
    weekday=danish.weekday,
    clock=danish.clock,
    week=danish.week,
    week_said=receipt_said.week_said,
    number=danish.number,
    size=danish.size,
    said=words.said,
    title_of=words.title_of,
    address_of=address_of,
    relations=words.RELATIONS,
    units=words.UNITS,
    address_of_terms=address_of_terms,
    trace_id_of=tracing.id_of,
    role_title=lambda role, code: f"{profile_for(code).titles[Role(role)]}, {profile_for(code).name} Kommune",
    **words.KINDS,
)


def page(
    request: Request,
    template: str,
    now: Entered | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """The page ``template`` for whoever is logged in; ``now`` None for nobody."""
    by = now.caller if now else None
    at = by.at if by else context.pop("at", None)
    body = _environment.get_template(template).render(
        by=by,
        who=_who(by),
        draft_key=_draft_key(by),
        menu=menu_for(by, request.url.path),
        other_roles=_other_roles(now),
        can_move_many=by is not None and ever(by.role, Action.MOVE_MANY),
        can_correct=by is not None and ever(by.role, Action.CORRECT_IDENTITY),
        can_break_glass=by is not None and ever(by.role, Action.BREAK_GLASS),
        can_search=by is not None and ever(by.role, Action.SEARCH_CASES),
        seconds_left=seconds_left(now) if now else None,
        csrf=token_for(request.cookies.get(COOKIE, "")),
        demo=getattr(request.app.state, "people_to_be", ()) != (),
        path=request.url.path,
        done=DONE.get(request.query_params.get("gjort", ""), "") if status == 200 else "",
        **_near(at),
        **context,
    )
    return HTMLResponse(body, status, headers={**_HEADERS, **(headers or {})})


def _near(at: datetime | None) -> dict[str, Any]:
    """What depends on when it is."""
    return {
        "at": at,
        "moment": lambda when: danish.moment(when, at),
        "due": lambda when: danish.due(when, at) if at else danish.day(when),
        "how_long": lambda when: danish.how_long(when, at) if at else "",
    }


def _who(by: Caller | None) -> dict[str, str]:
    if by is None:
        return {}
    profile = profile_for(by.municipality_code)
    return {"user": by.id, "role": profile.titles[by.role], "municipality": f"{profile.name} Kommune"}


def seconds_left(now: Entered) -> int | None:
    """Of the session, as of this request; None for a system's token."""
    return int((now.until - now.caller.at).total_seconds()) if now.until else None


def _draft_key(by: Caller | None) -> str:
    """What a page seals with that one has not sent yet: 16 bytes in base64, the same for the same user each time."""
    return b64encode(vault().index(by.municipality_code, "draft", by.id)).decode() if by else ""


def _other_roles(now: Entered | None) -> list[tuple[str, str]]:
    if now is None:
        return []
    titles = profile_for(now.caller.municipality_code).titles
    return [(role, title) for role, title in titles.items() if role in now.possible_roles and role != now.caller.role]
