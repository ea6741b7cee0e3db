"""Every Danish word that the lists say beside those of reading; never a value from a row."""

from collections.abc import Mapping

ROWS: Mapping[str, str] = {
    "same_as_row": "Rækken er den samme hændelse som række {row} og er ikke gemt igen.",
    "already_received": "Hændelsen er modtaget før med samme oplysninger og er ikke gemt igen.",
    "contradicts_row": "Samme person, journalnummer og status står i række {row} med andre oplysninger."
    " Slet den række, der er forkert, og send den anden igen, hvis den ikke er gemt.",
    "amended": "Hændelsen er modtaget før med andre oplysninger. De nye gælder.",
}

BAD_WEEK = "Ugen skal skrives som 2026-W47 og findes i kalenderen."
ANOTHER_MUNICIPALITY = "Listen er en anden kommunes. Intet er gemt."

ALREADY_DECIDED = "Hændelsen er allerede besluttet. Hent den igen for at se beslutningen."
SUPERSEDED = "Politiet har sendt nye oplysninger om hændelsen. Hent listen igen."
ON_THE_OTHER_TRACK = (
    "Personens sag er på det andet spor. Skift sagens spor først (reroute), eller giv hændelsen til sagens spor."
)
CASE_IS_CLOSED = "Sagen er lukket. Genåbn den, før hændelsen gives videre."
IDENTITY_UNDECIDED = "Det er ikke afgjort, hvem rækken handler om. Vælg først en af de mulige personer eller en ny."
IDENTITY_IS_KNOWN = "Rækken har et CPR-nummer, så det er givet, hvem den handler om."
NOT_A_CANDIDATE = "Personen er ikke blandt dem, rækken kan handle om."
REASON_NEEDED = "Skriv, hvorfor hændelsen ikke skal føre til noget."
CODE_NEEDED = "Skriv den anden kommunes kode, tre cifre."
OWN_CODE = "Koden er jeres egen kommunes. Skriv den anden kommunes."
DUPLICATE_ENTRY = "Hændelsen er modtaget før. Intet er gemt."
EMPTIED_CASE = "Systemet: rækken viste sig at handle om en anden person, og sagen har ingen hændelser tilbage."

CHANGED: Mapping[str, str] = {
    "index_answered": "Ændret {when}, fordi sags- og dokumentindekset svarede. Før: {before}",
    "person_said": "Ændret {when}, fordi myndigheden er spurgt. Før: {before}",
}
"""By what was learned."""
AUTHORITY_CASE: Mapping[tuple[str, str], str] = {
    ("case_index", "active"): "Sags- og dokumentindekset viser en aktiv sag i myndighed ({when}).",
    ("case_index", "nothing_found"): "Sags- og dokumentindekset fandt ingen aktiv sag ({when}). Det er ikke et nej.",
    ("case_index", "no_answer"): "Sags- og dokumentindekset svarede ikke ({when}). Det spørges igen.",
    ("case_index", "refused"): "Sags- og dokumentindekset kunne ikke spørges ({when}). Spørg myndigheden.",
    ("person", "active"): "{by} har fået oplyst, at der er en aktiv sag i myndighed ({when}).",
    ("person", "none"): "{by} har fået oplyst, at der ikke er en aktiv sag i myndighed ({when}).",
}
"""By who said what."""
INDEX_IS_OFF = "Kommunen har ikke åbnet for opslag i sags- og dokumentindekset. Spørg myndigheden."
NO_CPR_NUMBER = "Indekset spørges ved CPR-nummer, og barnet har intet her. Spørg myndigheden."
NO_CONCERNS_WITHOUT_LIST = "Kommunen åbner kun sager fra politiets liste. Det er besluttet i kommunens profil."
NOT_BY_THIS_ROLE = "I din kommune er det en anden rolle, der skriver bekymringer ind."
GROUND_NEEDED = "Skriv hjemlen for, at kilden måtte fortælle det."
