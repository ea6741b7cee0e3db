"""What stands in the way of a move, in Danish, for the guards of every workflow."""

from collections.abc import Mapping, Sequence

from workflows.engine import NO_SUCH_MOVE
from workflows.profile import Profile

UNMET: Mapping[str, str] = {
    NO_SUCH_MOVE: "Det skridt findes ikke, som sagen står nu.",
    "decided_at_the_handover_meeting": "En hændelse på listen mangler stadig at blive fordelt.",
    "everyone_informed_or_exempt": "Ikke alle, der skal orienteres, er orienteret eller undtaget.",
    "everyone_summoned_or_exempt": "Ikke alle, der skal indkaldes, er indkaldt eller undtaget.",
    "severity_allows_no_further_action": "Så alvorligt et niveau kan ikke ende uden yderligere handling.",
    "no_active_authority_case": "Der er en aktiv sag i myndighed; så trinplaceres der ikke.",
    "step_requirements_are_met": "Det, trinnet kræver, er der ikke endnu: viden fra kilderne eller en underretning.",
    "step_allows_a_course": "Det trin, barnet står på, giver ikke adgang til {course}.",
    "course_has_its_ground": "Der mangler samtykke fra alle, der skal give det, eller en anden hjemmel.",
    "local_leader_is_named": "Der er ikke nævnt en lokal leder.",
    "no_course_under_way": "Et {course} er planlagt eller i gang. Afslut eller stop det først.",
    "no_incident_awaits_reassessment": "Der er kommet en ny hændelse, som ikke er vurderet.",
    "an_incident_awaits_reassessment": "Der er ingen ny hændelse at vurdere.",
    "no_incident_is_left": "Sagen handler stadig om en hændelse.",
    "nothing_has_left_the_house": "Nogen uden for huset har fået besked, er spurgt eller har handlet på beslutningen.",
    "no_other_case_is_open": "Personen har allerede en åben sag.",
    "recipient_is_known": "Vi ved ikke, hvem det er. Indtast forældremyndighedsindehaveren, eller undtag med en grund.",
    "told_at_a_moment_that_has_passed": "Tidspunktet for orienteringen ligger ude i fremtiden.",
    "letter_is_proved_delivered": "Et brev tæller først, når det er vist, at det er nået frem.",
    "recipient_no_longer_is_one": "Modtageren skal stadig have besked.",
    "signer_may_consent": "Den, der er spurgt, skal ikke længere give samtykke.",
    "terms_are_stated": "Det er ikke skrevet ned, hvad der gives samtykke til.",
    "document_is_kept": "Skriv, hvor det underskrevne samtykke eller mødenotatet ligger.",
    "validity_has_ended": "Samtykket gælder stadig.",
    "course_has_goals": "Der er ingen mål for {course}.",
    "ground_still_stands": "Der mangler samtykke fra alle, der skal give det, eller en anden hjemmel.",
    "every_entry_is_decided": "Ikke alle hændelser på listen er fordelt.",
    "an_entry_awaits_decision": "Alle hændelser på listen er fordelt.",
    "recipient_confirmed": "Modtageren skal ikke længere have brevet, eller vi ved ikke, hvem det er.",
    "it_has_certainly_not_left": "Brevet kan allerede være på vej og kan ikke tages tilbage.",
    "checked_before_sending": "Brevet er ikke kontrolleret.",
    "receipt_is_from_receiver": "Kvitteringen kommer ikke fra modtageren.",
    "every_entry_decided_or_carried_over": "Ikke alle punkter er besluttet eller udsat.",
    "receiver_has_accepted": "Den anden kommune har ikke sagt ja. Tilbyd sagen, så følger overdragelsen af svaret.",
    "receiver_is_outside": "Kommunen bruger systemet, så tilbuddet er sendt af sig selv.",
    "offer_has_left": "Tilbuddet er ikke sendt endnu. Send det, og notér hvornår.",
    "answer_is_the_receivers": "Svaret er den modtagende kommunes at give.",
    "withdrawal_is_the_senders": "Kun den afsendende kommune kan trække tilbuddet tilbage. Svar ja eller nej.",
    "time_for_an_answer_has_passed": "Fristen for at svare er ikke gået.",
    "case_has_left_the_sender": "Sagen er ikke afleveret endnu.",
    "may_still_be_returned": "Det er for sent at give sagen tilbage. Tilbyd den i stedet.",
    "no_other_meeting_is_open": "Et andet overleveringsmøde er i gang. Luk det først.",
    "no_list_has_come": "Der er kommet en liste til mødet.",
    "said_that_no_list_comes": "Ingen har skrevet, at der ikke kommer en liste.",
    "not_said_that_no_list_comes": "Det er allerede skrevet, at der ikke kommer en liste.",
    "the_team_leader_is_present": "Punktet er myndighedens, og {team_leader} er ikke til stede. Skriv ind, hvem der er "
    "kommet, eller udsæt punktet.",
    "the_coordinator_is_present": "Punktet er forebyggelsens, og {coordinator} er ikke til stede. Skriv ind, hvem der "
    "er kommet, eller udsæt punktet.",
    "no_guest_is_present_whom_it_is_not_for": "En gæst er til stede, som punktet ikke er for. Tag det, når gæsten er "
    "gået.",
    "somebody_of_the_family_took_part": "Ingen fra familien deltog. Så er samtalen ikke holdt: de udeblev.",
    "police_took_part_where_they_should": "Politiet deltog ikke. Kommunen holder sine bekymringssamtaler med politiet.",
    "the_talk_has_begun": "Samtalen kan ikke være holdt endnu.",
    "enough_are_left_for_a_group": "Så er der kun ét medlem tilbage. Afslut gruppen i stedet.",
    "group_has_room": "Gruppen er så stor, som en ad hoc-gruppe kan være.",
    "somebody_else_coordinates": "Det er den, der koordinerer gruppen. Udpeg en anden først.",
    "several_took_part": "Mindst to af gruppens medlemmer skal have deltaget.",
    "the_group_has_met": "Mødet kan ikke være holdt endnu.",
    "participants_recorded": "Det er ikke skrevet ned, hvem der deltog.",
}
"""What stands in the way, for every workflow."""


def messages(unmet: Sequence[str], profile: Profile) -> list[str]:
    """A sentence for each guard that said no, in the municipality's own words."""
    said = {"course": profile.course_name} | {role.value: title for role, title in profile.titles.items()}
    return [UNMET[code].format(**said) for code in unmet]
