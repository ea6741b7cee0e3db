"""The family: who has custody, who is told and how, and what they agree to."""

from typing import Final

from app.access.policy import Action
from app.cases.consents_api import ask_for_consent, move_consent
from app.cases.family_api import EnterCustodyHolder, end_custody, enter_custody_holder, look_up_custody, move_obligation
from app.consents import schemas as consents
from app.obligations import schemas as obligations
from app.web.forms.fields import Choice
from app.web.operations.operation import Doing, Operation
from app.web.words import RELATIONS


def _enter(doing: Doing) -> object:
    return enter_custody_holder(case_id=doing.place.case, body=doing.body, **doing.given)


def _end(doing: Doing) -> object:
    return end_custody(case_id=doing.place.case, holder_id=doing.place.object, **doing.given)


def _look_up(doing: Doing) -> object:
    return look_up_custody(case_id=doing.place.case, **doing.given)


def _oblige(doing: Doing) -> object:
    return move_obligation(case_id=doing.place.case, obligation_id=doing.place.object, body=doing.body, **doing.given)


def _ask(doing: Doing) -> object:
    return ask_for_consent(case_id=doing.place.case, body=doing.body, **doing.given)


def _consent(doing: Doing) -> object:
    return move_consent(case_id=doing.place.case, consent_id=doing.place.object, body=doing.body, **doing.given)


FAMILY: Final = [
    Operation(
        "indtast-foraelder", "Indtast en forældremyndighedsindehaver", Action.WRITE_CUSTODY, EnterCustodyHolder, _enter,
        intro="Når registret ikke kender dem. CPR-nummeret bruges til Digital Post og vises ikke igen.", tab="familien",
        choices=lambda _: {"relation": [Choice(code, title) for code, title in RELATIONS.items()]},
    ),
    Operation(
        "ikke-laengere-foraelder", "Har ikke længere forældremyndigheden", Action.WRITE_CUSTODY, None, _end,
        button="Fjern", tab="familien",
        intro="Rækken bliver stående i historikken. Det, den pågældende skulle have at vide, bortfalder.",
    ),
    Operation(
        "slaa-op", "Slå forældremyndigheden op i CPR", Action.WRITE_CUSTODY, None, _look_up, button="Slå op",
        intro="Svaret kommer af sig selv om lidt.", tab="familien",
    ),
    Operation(
        "har-faaet-besked", "Har fået besked", Action.WRITE_OBLIGATION, obligations.Tell, _oblige, tab="familien",
        initial=lambda place: {"told_at": place.by.at},
    ),
    Operation(
        "undtag", "Undtag fra at få besked", Action.WRITE_OBLIGATION, obligations.Exempt, _oblige, button="Undtag",
        intro="Skriv, hvorfor den pågældende ikke skal have besked.", tab="familien",
    ),
    Operation(
        "naaede-ikke-frem", "Beskeden nåede ikke frem", Action.WRITE_OBLIGATION, obligations.FailDelivery, _oblige,
        tab="familien",
    ),
    Operation(
        "tag-besked-tilbage", "Var en fejl: tag tilbage", Action.WRITE_OBLIGATION, obligations.TakeBack, _oblige,
        button="Tag tilbage", intro="Den pågældende står igen som en, der mangler besked.", tab="familien",
    ),
    Operation(
        "bed-om-samtykke", "Bed om samtykke", Action.WRITE_CONSENT, consents.AskForConsent, _ask,
        button="Bed om samtykke",
        intro="Alle, der skal give det, bliver spurgt hver for sig.", tab="familien",
    ),
    Operation(
        "spoerg-igen", "Spørg igen", Action.WRITE_CONSENT, consents.Ask, _consent, button="Spørg igen", tab="familien"
    ),
    Operation(
        "samtykke-givet", "Samtykket er givet", Action.WRITE_CONSENT, consents.Grant, _consent, tab="familien",
        initial=lambda _: {"receipt": True},
    ),
    Operation(
        "samtykke-afslaaet", "Samtykket er afslået", Action.WRITE_CONSENT, consents.Refuse, _consent, tab="familien",
        initial=lambda _: {"receipt": True},
    ),
    Operation(
        "samtykke-tilbagekaldt", "Samtykket er tilbagekaldt", Action.WRITE_CONSENT, consents.Withdraw, _consent,
        button="Tilbagekald", tab="familien", initial=lambda _: {"receipt": True},
        intro="Det, der hvilede på samtykket, stopper med det samme.",
    ),
]  # fmt: skip
OBLIGATION_EVENTS: Final = {
    "tell": "har-faaet-besked",
    "exempt": "undtag",
    "fail_delivery": "naaede-ikke-frem",
    "take_back": "tag-besked-tilbage",
}
CONSENT_EVENTS: Final = {
    "ask": "spoerg-igen",
    "grant": "samtykke-givet",
    "refuse": "samtykke-afslaaet",
    "withdraw": "samtykke-tilbagekaldt",
}
