"""Every Danish word that this package says. A text names places and rules, never what stood in a cell."""

from collections.abc import Mapping

from workflows.incidents import ListColumn

COLUMNS: Mapping[ListColumn, str] = {
    ListColumn.JOURNAL_NUMBER: "Journalnummer",
    ListColumn.CPR_NUMBER: "CPR-nr.",
    ListColumn.BIRTH_DATE: "Fødselsdato",
    ListColumn.NAME: "Navn",
    ListColumn.ADDRESS: "Adresse",
    ListColumn.POSTAL_CODE: "Postnr.",
    ListColumn.CITY: "By",
    ListColumn.ROLE: "Status",
    ListColumn.OFFENCE_CODE: "Gerningskode",
    ListColumn.OFFENCE_TEXT: "Forhold",
    ListColumn.OCCURRED_AT: "Gerningstidspunkt",
    ListColumn.PLACE: "Gerningssted",
    ListColumn.POLICE_TOLD_PARENTS: "Forældre orienteret",
    ListColumn.NOTE: "Bemærkning",
}

ERROR_COLUMN = "Fejl"
PERSON_COLUMN = "CPR-nr. eller Fødselsdato"
YES, NO = "Ja", "Nej"
AND, OR = " og ", " eller "

FILES: Mapping[str, str] = {
    "empty_file": "Filen er tom. Eksportér listen igen, og send den nye fil.",
    "no_entries": "Listen har overskrifter, men ingen personer. Kontrollér, at ugen er rigtig, og send listen igen.",
    "not_a_list": "Filen er ikke en ugeliste: der mangler en overskriftsrække med {columns} blandt de første"
    " {rows} rækker. Tilføj overskrifterne, og send filen igen.",
    "duplicate_columns": "Flere kolonner betyder det samme: {columns}. Slet eller omdøb den, der ikke skal bruges,"
    " og send filen igen.",
    "several_tables": "Der er lister på flere ark. Gem arket med ugens liste i en fil for sig, og send den.",
    "too_large": "Filen fylder mere end {megabytes} MB. Del listen i mindre filer, og send dem hver for sig.",
    "too_many_rows": "Listen har mere end {rows} rækker. Del den i mindre filer, og send dem hver for sig.",
    "encrypted": "Filen er beskyttet med en adgangskode. Gem den uden adgangskode, og send den igen.",
    "damaged": "Filen er beskadiget eller afbrudt undervejs. Eksportér listen igen, og send den nye fil.",
    "damaged_row": "Filen er beskadiget eller afbrudt: anførselstegnene i eller efter række {row} passer ikke sammen."
    " Ret rækken, eller eksportér listen igen, og send filen.",
    "cut_off": "Filen er afbrudt midt i sidste række (række {row}). Eksportér listen igen, og send den nye fil.",
    "count_mismatch": "Listen siger selv, at den har {stated} rækker, men der er {read}. Filen kan være afbrudt."
    " Eksportér listen igen, og send den nye fil.",
    "suspicious": "Filen er ikke bygget som et almindeligt regneark og er ikke blevet åbnet."
    " Gem listen som CSV, og send den fil.",
    "unsupported_format": "Filtypen kan ikke læses. Gem listen som CSV, XLSX eller ODS, og send den fil.",
    "bad_encoding": "Filens bogstaver kan ikke læses. Gem listen som CSV i UTF-8, og send den fil.",
    "bad_json": "Filen er ikke gyldig JSON ({place}). Ret den, og send den igen.",
}

JSON_PLACES: Mapping[str, str] = {
    "syntax": "fejl ved linje {line}",
    "nesting": "for mange niveauer i hinanden",
    "number": "et tal er for stort eller ikke et tal",
    "duplicate_key": "et felt står to gange i samme post",
    "shape": "der skal være en liste af poster i feltet entries",
    "entry": "post nummer {number} er ikke et objekt med enkle felter",
    "week": "feltet week skal skrives som 2026-W47",
    "municipality_code": "feltet municipality_code skal være kommunekodens tre cifre",
}

ROWS: Mapping[str, str] = {
    "missing": "{column} mangler. Skriv det, og send rækken igen.",
    "unknown_role": "Ordet i {column} kendes ikke. Brug et af ordene {words}.",
    "cpr_invalid": "CPR-nummeret findes ikke: det skal have ti cifre og begynde med en dato, der findes.",
    "person_not_identified": "Der er hverken CPR-nummer eller fødselsdato. Skriv et af dem.",
    "bad_birth_date": "Fødselsdatoen kan ikke læses. Skriv den som DD-MM-ÅÅÅÅ.",
    "birth_date_differs": "Fødselsdatoen og CPR-nummeret passer ikke sammen. Ret det, der er forkert.",
    "born_after_incident": "Fødselsdatoen ligger efter hændelsen eller listens uge. Ret det, der er forkert.",
    "bad_time": "Tidspunktet findes ikke eller kan ikke læses. Skriv det som DD-MM-ÅÅÅÅ TT:MM.",
    "after_the_week": "Tidspunktet ligger efter listens uge. Ret det, eller send rækken med den rigtige uge.",
    "formula": "{column} begynder som en formel i et regneark. Skriv teksten uden tegnet foran.",
    "control_characters": "{column} har tegn, som ikke kan læses. Skriv teksten igen.",
    "too_long": "{column} er for lang. Skriv højst {characters} tegn.",
    "wrong_type": "{column} er gemt som en dato eller et afrundet tal. Gem kolonnen som tekst, og skriv den igen.",
    "too_many_cells": "Rækken har flere felter, end der er kolonner. Sæt anførselstegn om tekst med skilletegn i.",
    "leading_zero_restored": "{column} manglede et nul foran; det er sat på.",
    "birth_date_from_note": "Fødselsdatoen er taget fra bemærkningen, fordi der ikke er et CPR-nummer.",
    "under_15_is_suspected": "Personen var under 15 år og kan ikke være sigtet; rollen er sat til mistænkt.",
    "told_parents_unclear": "Det er ikke klart, om politiet har orienteret forældrene; feltet er tomt.",
}


def listed(names: list[str], last: str = AND) -> str:
    """Names as Danish writes them in a row: "Navn, Adresse og By"."""
    return last.join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
