"""The types of events, and how one looks on its way out.

Source: CloudEvents 1.0.2 (JSON format), with its extension ``sequence``; JSON Schema 2020-12.
"""

from collections.abc import Mapping
from typing import Any, Final

from app.events.models import Event

LINKED: Final = "case.linked"
"""A case was given to the receiver: from here on it hears of it."""
UNLINKED: Final = "case.unlinked"
"""It was taken from the receiver, which hears no more of it and can no longer read it."""
TEST: Final = "webhook.test"
"""Somebody tries whether events arrive."""

CHANGED: Final[Mapping[str, str]] = {
    "casework": "case.changed",
    "obligation": "obligation.changed",
    "consent": "consent.changed",
    "letter": "letter.changed",
    "course": "course.changed",
    "concern_report": "concern_report.changed",
    "concern_talk": "concern_talk.changed",
    "ad_hoc_group": "ad_hoc_group.changed",
    "transfer": "transfer.changed",
    "meeting": "meeting.changed",
    "handover_list": "handover_list.changed",
}
"""By the workflow that moved."""

MEANINGS: Final[Mapping[str, str]] = {
    LINKED: "Sagen er givet til dit system. Hent den, og register dit eget sagsnummer.",
    UNLINKED: "Sagen er ikke længere dit systems. Den kan ikke hentes mere.",
    "case.changed": "Der er taget et skridt i sagen, eller der er sket noget i den. Hent den.",
    "obligation.changed": "Det, nogen i familien skal have at vide, er ændret. Hent sagens orienteringer.",
    "consent.changed": "Et samtykke er spurgt, givet, afvist, trukket tilbage eller udløbet. Hent sagens samtykker.",
    "letter.changed": "Et brev er skrevet, sendt, nået frem eller ikke nået frem. Hent sagens breve.",
    "course.changed": "Et forløb er planlagt, ændret eller afsluttet. Hent sagen.",
    "concern_report.changed": "En underretning er rejst eller vurderet. Hent sagen.",
    "concern_talk.changed": "En bekymringssamtale er aftalt, holdt eller aflyst. Hent sagen.",
    "ad_hoc_group.changed": "En ad hoc-gruppe er sat ned, ændret eller afsluttet. Hent sagen.",
    "transfer.changed": "En overdragelse mellem kommuner er ændret. Hent sagen.",
    "meeting.changed": "Et overleveringsmøde er indkaldt, åbnet eller lukket.",
    "handover_list.changed": "En ugeliste er modtaget eller fordelt.",
    TEST: "Nogen prøver, om beskeder når frem. Den handler ikke om nogen sag.",
}
"""What each tells the receiver to do."""

_PREFIX: Final = "dk.ssp."
_VERSION: Final = ".v1"


def type_name(type_: str) -> str:
    """``case.changed`` as it stands in an event: ``dk.ssp.case.changed.v1``."""
    return f"{_PREFIX}{type_}{_VERSION}"


def plain_type(name: str) -> str | None:
    """The other way; None for what is no type of ours."""
    found = name.removeprefix(_PREFIX).removesuffix(_VERSION)
    return found if found in MEANINGS and type_name(found) == name else None


def schema_id(type_: str) -> str:
    return f"urn:ssp:event-schema:{type_name(type_)}"


def cloud_event(event: Event) -> dict[str, Any]:
    """The event as it leaves: a dict that is JSON as it stands. No name, no number of a person's, no state."""
    data: dict[str, Any] = {"object_id": str(event.object_id)}
    if event.case_id is not None:
        data = {"case_id": str(event.case_id), "version": event.version} | data
    body: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(event.id),
        "source": f"/municipalities/{event.municipality_code}",
        "type": type_name(event.type),
        "time": event.at.isoformat(),
        "datacontenttype": "application/json",
        "dataschema": schema_id(event.type),
        "sequence": str(event.number),
        "sequencetype": "Integer",
        "data": data,
    }
    return body | ({"subject": str(event.case_id)} if event.case_id is not None else {})


def schema(type_: str) -> dict[str, Any]:
    """JSON Schema of a whole event of the type."""
    uuid = {"type": "string", "format": "uuid"}
    of_a_case = type_ not in {TEST, "meeting.changed", "handover_list.changed"}
    data: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "required": ["object_id", *(["case_id", "version"] if of_a_case else [])],
        "properties": {"object_id": {**uuid, "description": "Det, der er ændret"}}
        | (
            {
                "case_id": uuid,
                "version": {"type": "integer", "minimum": 1, "description": "Sagens version; dens ETag indeholder den"},
            }
            if of_a_case
            else {}
        ),
    }
    properties: dict[str, Any] = {
        "specversion": {"const": "1.0"},
        "id": {**uuid, "description": "Det samme, hver gang den samme besked sendes"},
        "source": {"type": "string", "pattern": "^/municipalities/[0-9]{3}$"},
        "type": {"const": type_name(type_)},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "dataschema": {"const": schema_id(type_)},
        "sequence": {"type": "string", "pattern": "^[1-9][0-9]*$", "description": "Uden huller for hver modtager"},
        "sequencetype": {"const": "Integer"},
        "data": data,
    } | ({"subject": {**uuid, "description": "Sagens id"}} if of_a_case else {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": schema_id(type_),
        "title": type_name(type_),
        "description": MEANINGS[type_],
        "type": "object",
        "additionalProperties": False,
        "required": sorted(properties),
        "properties": properties,
    }
