"""Each kind of letter as data: whom it may go to, and which placeholders its wording may and must have.

Source: Fredericia, "SSP overleveringsmøde" (the parents and the young person over 15 are informed or
summoned); the texts themselves are templates. No placeholder stands for another person's data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    ORIENTATION_CUSTODY_HOLDER = "orientation_custody_holder"
    ORIENTATION_YOUNG_PERSON = "orientation_young_person"
    SUMMONS = "summons"
    CONCERN_CUSTODY_HOLDER = "concern_custody_holder"
    CONCERN_YOUNG_PERSON = "concern_young_person"
    CONCERN_SUMMONS = "concern_summons"
    """Of a worry alone: the police have told nothing, and the child is on no list."""
    CONSENT_REQUEST = "consent_request"
    CONSENT_RECEIPT = "consent_receipt"
    TRANSFER = "transfer"
    COURSE_PLAN = "course_plan"
    """Goes to a school or a club, which sees the plan and never the incident."""


class LetterRecipient(StrEnum):
    CUSTODY_HOLDER = "custody_holder"
    YOUNG_PERSON = "young_person"
    INSTITUTION = "institution"


TITLES: Mapping[Kind, str] = {
    Kind.ORIENTATION_CUSTODY_HOLDER: "Orientering af forældremyndighedsindehaver",
    Kind.ORIENTATION_YOUNG_PERSON: "Orientering af den unge",
    Kind.SUMMONS: "Indkaldelse til møde",
    Kind.CONCERN_CUSTODY_HOLDER: "Orientering af forældremyndighedsindehaver om en bekymring",
    Kind.CONCERN_YOUNG_PERSON: "Orientering af den unge om en bekymring",
    Kind.CONCERN_SUMMONS: "Indkaldelse til møde om en bekymring",
    Kind.CONSENT_REQUEST: "Anmodning om samtykke",
    Kind.CONSENT_RECEIPT: "Kvittering for samtykke",
    Kind.TRANSFER: "Besked om overdragelse til en anden kommune",
    Kind.COURSE_PLAN: "Plan for et forløb",
}
"""What a kind is called on the screen, for those who write letters; it stands in no letter."""

PLACEHOLDERS: Mapping[str, str] = {
    "recipient_name": "Navnet på den, brevet er til",
    "municipality": "Kommunens navn, for eksempel Fredericia Kommune",
    "sender_title": "Titlen på den, der har sagen, for eksempel SSP-tovholder",
    "contact_name": "Navnet på den medarbejder, man kan spørge efter",
    "contact_phone": "Kommunens telefonnummer",
    "message": "Det, du selv skriver i det enkelte brev. Alene i sit afsnit må det fylde flere afsnit",
    "child_name": "Barnets eller den unges fulde navn",
    "child_first_name": "Barnets eller den unges fornavn",
    "child_birth_date": "Barnets eller den unges fødselsdato",
    "child_address": "Barnets eller den unges adresse. Udelades, når den er beskyttet for modtageren",
    "incident_date": "Datoen for det, politiet har oplyst",
    "incident_role": "Antruffet af politiet, sigtet, mistænkt eller forurettet",
    "incident_text": "Hvad det drejer sig om, som politiet har skrevet det",
    "news_source": "Hvem oplysningerne kommer fra, for eksempel skolen",
    "concern_ground": "Den lov, en bekymring er fortalt efter, for eksempel retsplejelovens § 115",
    "meeting_time": "Mødets dag og klokkeslæt",
    "meeting_place": "Mødets sted",
    "consent_scope": "Hvad der er spurgt om samtykke til",
    "consent_recipients": "Hvem oplysningerne må deles med",
    "consent_terms": "Hvilke oplysninger, og hvad de skal bruges til",
    "consent_valid_until": "Hvor længe samtykket gælder",
    "consent_state": "Givet, afslået, trukket tilbage eller udløbet",
    "consent_date": "Datoen, hvor samtykket blev givet, afslået eller trukket tilbage",
    "to_municipality": "Den kommune, sagen er overdraget til",
    "course_name": "Forløbets navn i kommunen, for eksempel TRIVSEL+",
    "course_goals": "Forløbets mål. Alene i et punkt bliver hver linje til sit eget punkt",
    "course_start": "Den dag, forløbet begynder",
    "local_leader": "Den lokale leder, der følger forløbet",
}
"""What a placeholder stands for, in the words of whoever edits a template."""


@dataclass(frozen=True, slots=True)
class LetterRules:
    """``inbox_title`` stands in the recipient's inbox, and in the notice of it, where others may see it."""

    recipients: frozenset[LetterRecipient]
    placeholders: Mapping[str, str]
    required: frozenset[str]
    inbox_title: str = "Brev fra {municipality} Kommune"


_CUSTODY_HOLDER = frozenset({LetterRecipient.CUSTODY_HOLDER})
_YOUNG_PERSON = frozenset({LetterRecipient.YOUNG_PERSON})
_FAMILY = _CUSTODY_HOLDER | _YOUNG_PERSON
_INSTITUTION = frozenset({LetterRecipient.INSTITUTION})

_ANY = frozenset(
    {
        "recipient_name", "municipality", "sender_title", "contact_name", "contact_phone", "message",
        "child_name", "child_first_name", "child_birth_date",
    }
)  # fmt: skip
_INCIDENT = frozenset({"incident_date", "incident_role", "incident_text"})
_CONCERN = frozenset({"news_source", "concern_ground"})
_MEETING = frozenset({"meeting_time", "meeting_place"})
_CONSENT = frozenset({"consent_scope", "consent_recipients", "consent_terms", "consent_valid_until"})
_ANSWER = frozenset({"consent_state", "consent_date"})
_COURSE = frozenset({"course_name", "course_goals", "course_start", "local_leader"})
_ADDRESS = frozenset({"child_address"})


def _rules(recipients: frozenset[LetterRecipient], may: frozenset[str], *must: str) -> LetterRules:
    meant = {name: said for name, said in PLACEHOLDERS.items() if name in _ANY | may}
    return LetterRules(recipients, meant, frozenset(must) | {"contact_phone"})


KINDS: Mapping[Kind, LetterRules] = {
    Kind.ORIENTATION_CUSTODY_HOLDER: _rules(_CUSTODY_HOLDER, _INCIDENT, "child_name", "incident_role"),
    Kind.ORIENTATION_YOUNG_PERSON: _rules(_YOUNG_PERSON, _INCIDENT | _ADDRESS, "incident_role"),
    Kind.SUMMONS: _rules(_FAMILY, _INCIDENT | _MEETING, "child_name", "meeting_time", "meeting_place"),
    # What the worry is, whoever writes says in words that the family can bear, so ``message`` must be there.
    Kind.CONCERN_CUSTODY_HOLDER: _rules(_CUSTODY_HOLDER, _CONCERN, "child_name", "news_source", "message"),
    Kind.CONCERN_YOUNG_PERSON: _rules(_YOUNG_PERSON, _CONCERN | _ADDRESS, "news_source", "message"),
    Kind.CONCERN_SUMMONS: _rules(
        _FAMILY, _CONCERN | _MEETING, "child_name", "news_source", "message", "meeting_time", "meeting_place"
    ),
    Kind.CONSENT_REQUEST: _rules(
        _FAMILY, _CONSENT | {"course_name"}, "child_name", "consent_scope", "consent_recipients", "consent_terms"
    ),
    Kind.CONSENT_RECEIPT: _rules(
        _FAMILY, _CONSENT | _ANSWER | {"course_name"},
        "child_name", "consent_scope", "consent_recipients", "consent_state",
    ),
    Kind.TRANSFER: _rules(_FAMILY, _ADDRESS | {"to_municipality", "news_source"}, "child_name", "to_municipality"),
    Kind.COURSE_PLAN: _rules(_INSTITUTION, _COURSE, "child_name", "course_name", "course_goals"),
}  # fmt: skip

OF_A_CONCERN: Mapping[Kind, Kind] = {
    Kind.ORIENTATION_CUSTODY_HOLDER: Kind.CONCERN_CUSTODY_HOLDER,
    Kind.ORIENTATION_YOUNG_PERSON: Kind.CONCERN_YOUNG_PERSON,
    Kind.SUMMONS: Kind.CONCERN_SUMMONS,
}
"""What takes the place of a letter of the police's news, where there is only a worry."""


def fitting(kind: Kind, *, only_concerns: bool) -> Kind:
    """The kind that says the same of what there is to tell; one that tells no news is itself."""
    of_the_police = {concern: kind for kind, concern in OF_A_CONCERN.items()}.get(kind, kind)
    return OF_A_CONCERN.get(of_the_police, of_the_police) if only_concerns else of_the_police


def inbox_title(kind: Kind, municipality: str) -> str:
    """What the inbox shows of it: ``municipality`` is the name alone, as in the profile."""
    return KINDS[kind].inbox_title.format(municipality=municipality)
