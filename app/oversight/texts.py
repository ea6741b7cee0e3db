"""Danish words of the slice: what an alarm is called, and what the extract says."""

from collections.abc import Mapping

from workflows.roles import AccessPurpose

ALARMS: Mapping[str, str] = {
    "many_viewers": "Mange har åbnet det samme barns oplysninger",
    "many_children": "Én har set mange børns oplysninger på kort tid",
    "break_glass": "Nogen har brudt glasset for en sag",
    "break_glass_in_vain": "Nogen ville bryde glasset for et barn, som ikke har en sag",
    "break_glass_overdue": "Et brudt glas er ikke gennemgået inden for 24 timer",
    "break_glass_questioned": "Gennemgangen rejser tvivl om et brudt glas",
    "sample_questioned": "Stikprøven rejser tvivl om et opslag",
    "sealed_data_moved": "Forseglede oplysninger er flyttet eller ændret i databasen",
    "log_exported": "Loggen er taget ud med medarbejdernes egne id'er",
    "oversight_withdrawn": "En logkontrollant eller administrator har fået sin rolle taget",
}
ANY_ALARM = "Der er sket noget, som skal ses efter"

PURPOSES: Mapping[AccessPurpose, str] = {
    AccessPurpose.HANDOVER: "Politiets aflevering af ugelisten",
    AccessPurpose.HANDOVER_MEETING: "Overleveringsmødet, hvor hændelser fordeles",
    AccessPurpose.AUTHORITY_CASEWORK: "Myndighedens behandling af sagen",
    AccessPurpose.CRIME_PREVENTION: "SSP-samarbejdets kriminalitetsforebyggende arbejde",
    AccessPurpose.COURSE: "Gennemførelse af forløbet",
    AccessPurpose.OVERSIGHT: "Kontrol med, hvem der bruger oplysningerne",
    AccessPurpose.ADMINISTRATION: "Administration af brugere og adgang",
    AccessPurpose.STATISTICS: "Statistik",
    AccessPurpose.BREAK_GLASS: (
        "Nødadgang: en medarbejder uden del i sagen har set den af hensyn til barnet. En anden gennemgår hvorfor"
    ),
    AccessPurpose.OPERATION: "Tjenesten selv, for eksempel når en frist udløber",
}
READ, WRITTEN = "Læst", "Skrevet eller ændret"

ALREADY_IN = "Du har adgang til sagen i forvejen."
BROKEN_ALREADY = "Du har brudt glasset for sagen, og det gælder stadig."
NOT_BROKEN = "Adgangen er endt."
STILL_BROKEN = "Afslut adgangen først, eller vent, til timen er gået."
OWN_GLASS = "En anden skal gennemgå det."
OWN_ALARM = "Alarmen handler om dig. En anden skal se på den."
OWN_LOOK = "Opslaget er dit eget. En anden skal gennemgå det."
REVIEWED = "Det er gennemgået."
SEEN = "Alarmen er set."
NO_PSEUDONYM = "Ingen i loggen har det pseudonym."
