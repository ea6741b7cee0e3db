"""Danish words of the slice: what each task of the worker is called."""

from collections.abc import Mapping
from typing import Final

from app import jobs

TASKS: Final[Mapping[str, str]] = {
    jobs.SEND_LETTER: "Sende et brev",
    jobs.LOOK_UP_CUSTODY: "Slå forældremyndigheden op i CPR",
    jobs.ASK_CASE_INDEX: "Spørge sagsindekset, om der er en aktiv sag i myndighed",
    jobs.OFFER_TRANSFER: "Tilbyde en sag til en anden kommune",
    jobs.CARRY_TRANSFER: "Bringe en overdragelse frem til den anden kommune",
    "ask_case_index_where_due": "Finde de sager, som sagsindekset skal spørges om",
    "draw_samples": "Trække stikprøver af loggen",
    "expire_consents": "Afslutte samtykker, der er udløbet",
    "follow_birthdays": "Se efter fødselsdage, der ændrer, hvem der skal have besked",
    "follow_meetings": "Indkalde til overleveringsmøder og se efter lister, der mangler",
    "follow_transfers": "Følge op på overdragelser",
    jobs.FILE_DOCUMENTS: "Lægge breve og samtykker i kommunens fagsystem",
    "file_where_due": "Finde de dokumenter, der skal lægges i kommunens fagsystem",
    "forget_uploads": "Slette, hvor langt gårsdagens lister var",
    "forget_answers": "Slette gamle svar, der er gemt til gentagne forespørgsler",
    "index_names": "Gøre navne mulige at søge på",
    "keep_log": "Forsegle loggen",
    "remove_sessions": "Fjerne login, der er slut",
    "send_due_letters": "Finde breve, der skal sendes",
    "take_over_stalled_jobs": "Overtage opgaver fra en proces, der er gået i stå",
    "tell_of_late_receipts": "Give besked om breve, der mangler en kvittering",
    "watch_deadlines": "Holde øje med frister",
    "watch_log": "Holde øje med, hvem der bruger oplysningerne",
}
ANY_TASK: Final = "En opgave, som denne udgave af systemet ikke kender"
WAITS: Final = "Det er sat i gang igen. Lykkes det ikke, kan du prøve en gang til."
