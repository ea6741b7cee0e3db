"""What can be done that is in no one case: answering offers, standing in, assessing a report, breaking the glass."""

from collections.abc import Mapping
from typing import Any, Final

from app.access.policy import Action
from app.cases.concerns_api import AssessConcern, assess_concern
from app.cases.groups_api import Held, list_joined_groups, write_group_meeting
from app.cases.worklist_api import ArrangeCover, EndCover, change_covers
from app.oversight.break_glass_api import break_glass
from app.oversight.schemas import BreakGlassIn
from app.transfers import schemas as transfers
from app.transfers.api import get_transfer, move_transfer
from app.web.forms.fields import Choice, Choices
from app.web.operations.choices import standing_in
from app.web.operations.operation import Doing, Operation, Place
from app.web.operations.oversight import OVERSIGHT
from workflows.casework import Track


def _assess(doing: Doing) -> object:
    return assess_concern(report_id=doing.place.object, body=doing.body, **doing.given)


def _transfer(doing: Doing) -> object:
    return move_transfer(transfer_id=doing.place.object, body=doing.body, **doing.given)


def _cover(doing: Doing) -> object:
    return change_covers(body=doing.body, **doing.given)


def _end_cover(doing: Doing) -> object:
    return change_covers(body=EndCover(event="end", cover_id=doing.place.object), **doing.given)


def _meet(doing: Doing) -> object:
    return write_group_meeting(group_id=doing.place.object, body=doing.body, **doing.given)


def _break(doing: Doing) -> object:
    return break_glass(body=doing.body, **doing.given)


def _fellows(place: Place) -> Choices:
    groups = [one for one in list_joined_groups(place.session, place.by).items if one.id == place.object]
    found = [Choice(str(who.id), who.function, who.name or "") for one in groups for who in one.members]
    return {"present": found}


def _who_it_is(place: Place) -> Choices:
    offer = get_transfer(place.session, place.by, place.object)
    return {
        "person_id": [Choice(str(one.id), one.name, f"født {one.birth_date:%d-%m-%Y}") for one in offer.candidates],
        "track": [Choice(Track.COORDINATOR.value, "SSP"), Choice(Track.AUTHORITY.value, "Myndighed")],
    }


def _answer(name: str, title: str, body: Any, **more: Any) -> Operation:
    return Operation(name, title, Action.ANSWER_TRANSFER, body, _transfer, tab="/overdragelser", **more)


BESIDE_CASES: Final = [
    Operation(
        "vurder-underretning", "Vurdér underretningen", Action.ASSESS_CONCERN, AssessConcern, _assess,
        button="Gem vurderingen", tab="/underretninger",
        intro="Vurderingen ændres ikke: kommer der mere frem, er det en ny underretning.",
    ),
    _answer("sig-ja", "Overtag sagen", transfers.Accept, button="Overtag sagen", choices=_who_it_is),
    _answer("sig-nej", "Sig nej til sagen", transfers.Refuse, button="Sig nej"),
    _answer("traek-tilbage", "Træk tilbuddet tilbage", transfers.Withdraw, button="Træk tilbage"),
    _answer("giv-tilbage", "Giv sagen tilbage", transfers.GiveBack, button="Giv tilbage"),
    _answer("tilbud-sendt", "Tilbuddet er sendt", transfers.Send, initial=lambda place: {"sent_at": place.by.at}),
    Operation(
        "saet-afloeser", "Sæt en afløser på", Action.ARRANGE_COVER, ArrangeCover, _cover, tab="/afloesere",
        intro="Fra den første dag til og med den sidste ser og gør afløseren det samme som den, der er væk.",
        choices=standing_in,
    ),
    Operation(
        "afslut-afloesning", "Afslut afløsningen nu", Action.ARRANGE_COVER, None, _end_cover, button="Afslut",
        tab="/afloesere",
    ),
    Operation(
        "skriv-gruppemoede", "Skriv, hvad gruppen aftalte", Action.LEAD_GROUP, Held, _meet, tab="/",
        choices=_fellows, initial=lambda place: {"held_at": place.by.at},
    ),
    Operation(
        "bryd-glasset", "Se en sag, du ikke har adgang til", Action.BREAK_GLASS, BreakGlassIn, _break,
        button="Bryd glasset", tab="/brudt-glas",
        intro="Kun når et barns sikkerhed kræver det. Alt, du ser, bliver skrevet i loggen, og en logkontrollant"
        " gennemgår det bagefter.",
        leave_out=frozenset({"case_id"}), must=frozenset({"cpr_number"}),
    ),
]  # fmt: skip
BESIDE: Final[Mapping[str, Operation]] = {one.name: one for one in (*BESIDE_CASES, *OVERSIGHT)}
TRANSFER_EVENTS: Final = {
    "accept": "sig-ja",
    "refuse": "sig-nej",
    "withdraw": "traek-tilbage",
    "return": "giv-tilbage",
    "send": "tilbud-sendt",
}
