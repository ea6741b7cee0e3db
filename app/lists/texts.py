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
