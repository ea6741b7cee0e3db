"""The Danish words of the figures."""

from collections.abc import Mapping

from workflows.calendar import IsoWeek
from workflows.casework import Track
from workflows.figures import AgeBand
from workflows.incidents import IncidentRole

TRACKS: Mapping[Track | None, str] = {
    Track.COORDINATOR: "Hos {coordinator}",
    Track.AUTHORITY: "Hos myndigheden",
    None: "Afventer mødet",
}

ROLES: Mapping[IncidentRole, str] = {
    IncidentRole.ENCOUNTERED: "Antruffet",
    IncidentRole.CHARGED: "Sigtet",
    IncidentRole.SUSPECTED: "Mistænkt",
    IncidentRole.VICTIM: "Forurettet",
}

NOT_PLACED = "Ikke trinplaceret"
ON_ANOTHER_SCALE = "Trin på en tidligere skala"


def week(one: IsoWeek) -> str:
    return f"uge {one.number}"


def band(one: AgeBand) -> str:
    return f"{one.name} uger"
