"""What is said of a document's filing, in Danish."""

from collections.abc import Mapping
from typing import Final

from app.filing.models import Filing, State

SIGNED_CONSENT: Final = "Underskrevet samtykke"
NO_CASE_NUMBER: Final = "NO_CASE_NUMBER"
REPLACED: Final = "REPLACED"
_WHY: Final[Mapping[str, str]] = {
    NO_CASE_NUMBER: "Sagen har ikke et sagsnummer i ESDH-systemet. Notér myndighedens sagsnummer på sagen.",
    REPLACED: "Brevet er sendt igen. Det nye brev journaliseres for sig.",
    "CASE_UNKNOWN": "ESDH-systemet kender ikke sagsnummeret. Ret myndighedens sagsnummer, og prøv igen.",
    "HTTP_404": "ESDH-systemet kender ikke sagsnummeret. Ret myndighedens sagsnummer, og prøv igen.",
    "HTTP_409": "ESDH-systemet tager ikke imod på sagen. Måske er den lukket der.",
    "HTTP_413": "Dokumentet er for stort til ESDH-systemet. Journalisér det selv.",
}
_REFUSED: Final = "ESDH-systemet afviste dokumentet ({code}). Prøv igen, eller journalisér det selv."
_AWAY: Final = "ESDH-systemet svarer ikke. Der prøves igen."
_GIVEN_UP: Final = "ESDH-systemet svarede ikke i fem dage ({code}). Prøv igen, eller journalisér det selv."


def said_of(row: Filing) -> str:
    """How it stands with the document, in a line or two."""
    match State(row.state):
        case State.FILED if row.record_number is not None:
            return f"Journaliseret som {row.record_number}"
        case State.FILED:
            return "Afleveret til journalisering"
        case State.WAITING:
            why = "" if row.code is None else f": {_WHY.get(row.code, _AWAY)}"
            return f"Ikke journaliseret endnu{why}"
        case State.REFUSED:
            otherwise = _GIVEN_UP if row.may_be_there else _REFUSED
            return f"Ikke journaliseret: {_WHY.get(row.code or '', otherwise.format(code=row.code))}"
