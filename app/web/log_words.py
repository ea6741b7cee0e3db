"""The log's codes in words: what was done to what, and on what footing. The code stands beside, to search by."""

from collections.abc import Mapping
from typing import Final

from app.access.relations import Relation
from app.web.history import SAID

THINGS: Final[Mapping[str, str]] = {
    "access_extract": "Udskrift af loggen",
    "access_log": "Loggen",
    "ad_hoc_group": "Ad hoc-gruppe",
    "alarm": "Alarm",
    "answer": "Et svar, der var gemt",
    "assessment": "Vurdering",
    "authority_case": "Aktiv sag i myndighed",
    "break_glass": "Brudt glas",
    "case": "Sag",
    "case_index": "Myndighedens sagsindeks",
    "casework": "Sag",
    "concern": "Bekymring",
    "concern_report": "Underretning",
    "concern_talk": "Bekymringssamtale",
    "consent": "Samtykke",
    "course": "Forløb",
    "cover": "Afløser",
    "custody": "Forældremyndighed",
    "dead_letter": "Beskeder til et fagsystem, der er opgivet",
    "disclosure": "Videregivelse",
    "earlier": "Tidligere sager",
    "entry": "Hændelse på en liste",
    "event": "Beskeder til et fagsystem",
    "family_meeting": "Møde med familien",
    "feedback": "Tilbagemelding",
    "figures": "Tal",
    "filing": "Journalisering",
    "filter": "Arbejdsliste",
    "given_up_job": "Opgivet af systemet",
    "handover_list": "SSP-liste",
    "history": "Sagens historik",
    "identity": "Hvem der er hvem",
    "incident": "Hændelse",
    "knowledge": "Viden",
    "letter": "Brev",
    "link": "Sagens nummer i et fagsystem",
    "list": "SSP-liste",
    "upload": "Aflevering af en SSP-liste",
    "log": "Loggen",
    "looks": "Hvem der har set",
    "meeting": "Overleveringsmøde",
    "municipality": "Kommunens data",
    "notice": "Besked",
    "obligation": "Hvem der skal have besked",
    "person": "Barnets person",
    "person_id": "Opslag på CPR-nummer",
    "placement": "Trin",
    "plan": "Plan for et forløb",
    "profile": "Kommunens regler",
    "pseudonym": "Pseudonym",
    "receipt": "Kvittering",
    "register": "CPR",
    "reveal": "Løftede pseudonymer",
    "review": "Opfølgning",
    "role": "Rolle",
    "role_withdrawal": "Roller, der er taget",
    "routing": "Forslag til fordeling",
    "rules": "Kommunens regler",
    "sample": "Stikprøve",
    "session": "Login",
    "sharing": "Hvad der må deles",
    "suggestion": "Forslag til fordeling",
    "template": "Brevskabelon",
    "transfer": "Overdragelse",
    "versions": "Kommunens regler",
    "webhook": "Modtager af beskeder",
    "what_if": "Prøve af nye regler",
    "work": "Arbejdslister",
}
_DONE: Final[Mapping[str, str]] = {
    "read": "åbnet",
    "listed": "vist i en liste",
    "searched": "søgt efter",
    "replayed": "vist igen",
    "paper_read": "det underskrevne åbnet",
    "status": "set, hvordan den står",
    "exported": "taget ud til kontrol",
    "sought": "søgt om",
    "asked": "spurgt",
    "tried": "prøvet, intet gemt",
    "sent_again": "sendt igen",
    "tried_again": "sat i gang igen",
    "versions.planned": "set, hvad nye regler ville ændre",
    "restore_accepted": "godkendt efter genskabelse",
    "municipality.closed": "lukket, mens de flyttes",
    "municipality.opened": "åbnet igen",
    "municipality.moved_in": "flyttet hertil",
    "municipality.moved_out": "fjernet, hvor de var",
}
"""What was done, where nothing of the thing itself was written: by its last word, or by the whole of it."""
_FOOTING: Final[Mapping[str, str]] = {
    Relation.ROLE: "Hører til rollen",
    Relation.OWN_RECEIPT: "Egen kvittering",
    Relation.HANDOVER_MEETING: "Overleveringsmødet",
    Relation.COORDINATORS_TRACK: "Sagen er hos SSP",
    Relation.AUTHORITYS_TRACK: "Sagen er i myndighed",
    Relation.CONCERN_REPORT: "Underretning",
    Relation.OWN_CASE: "Egen sag",
    Relation.LINKED_CASE: "Fagsystemet følger sagen",
    Relation.LOCAL_LEADER: "Leder forløbet",
    Relation.PARTICIPANT: "Deltager i forløbet",
    Relation.GROUP_COORDINATOR: "Koordinerer gruppen",
    Relation.GROUP_MEMBER: "Medlem af gruppen",
    Relation.SUBSTITUTE: "Afløser",
    Relation.BROKEN_GLASS: "Brudt glas",
    "own_session": "Eget login",
    "own_answer": "Samme forespørgsel igen",
    "provider_logged_out": "Logget ud hos identitetsudbyderen",
    "too_many_sessions": "Logget ind for mange steder",
}


def action(code: str) -> str:
    """``Sag: åbnet`` for ``case.read``. A thing that has no word is shown by its code; a test looks for such."""
    thing, _, last = code.partition(".")
    what = THINGS.get(thing, thing)
    seen = _DONE.get(code, _DONE.get(last))
    if seen is not None:
        return f"{what}: {seen}"
    happened = SAID.get((thing, last))
    return f"{what}: {'skrevet eller ændret' if happened is None or '{' in happened else happened.lower()}"


def footing(code: str) -> str:
    """What a look rests on; of a reason of the service's own, that it is that."""
    return _FOOTING.get(code.partition(":")[0], "Følger af sagens gang")
