"""Why a letter failed or was stopped, in Danish."""

from collections.abc import Mapping

FAILURES: Mapping[str, str] = {
    "carrier_away": "Digital Post svarede ikke i fem dage. Send det igen, eller giv det på papir.",
    "register_away": "CPR svarede ikke i fem dage, så det kunne ikke ses, hvem der skal have brevet.",
    "register_refused": "CPR afviste opslaget, så det kunne ikke ses, hvem der skal have brevet.",
    "no_carrier": "Kommunen sender ikke breve herfra. Skriv det ud, og notér, at det er afleveret.",
    "no_box_and_no_address": "Modtageren har ikke Digital Post, og der er ingen adresse. Skriv det ud.",
    "recipient_is_a_minor": "Modtageren er selv under 18 år. Giv besked i et opkald eller på et møde.",
    "recipient_is_no_longer_one": "Modtageren skal ikke længere have brevet.",
    "told_already": "Modtageren har fået besked på en anden måde.",
    "not_owed_any_more": "Modtageren skal ikke længere have besked.",
    "the_case_has_ended": "Sagen er endt.",
    "the_case_is_about_somebody_else": "Sagen viste sig at handle om en anden.",
    "an_incident_left_the_case": "En hændelse i sagen viste sig at handle om en anden. Skriv brevet igen.",
    "child_is_dead": "Ifølge CPR er barnet død.",
    "consent_ended": "Det samtykke, brevet hvilede på, er trukket tilbage eller ophørt.",
    "consent_not_granted": "Der er ikke samtykke fra alle, der skal give det.",
    "consent_not_for_this_recipient": "Samtykket nævner ikke modtageren.",
    "consent_not_for_this_scope": "Samtykket gælder noget andet.",
    "carries_cpr_number": "Der står et personnummer i brevet.",
    "carries_protected_address": "Der står en beskyttet adresse i brevet, som ikke er modtagerens.",
    "carries_another_child": "Et andet barn er nævnt i brevet.",
    "carries_other_side": "En fra den anden side af hændelsen er nævnt i brevet.",
    "the_news_is_another": "Brevet siger, at oplysningerne kommer fra en anden, end de gør nu. Skriv brevet igen.",
    "says_too_little": "Der mangler noget, som brevet skal sige.",
    "stopped_by_hand": "Brevet blev stoppet.",
}
_UNKNOWN = "Digital Post afviste brevet ({code}). Se efter, om modtageren er rigtig, og send det igen eller på papir."


def failure_text(code: str | None) -> str | None:
    """A sentence for the code; a carrier's own code is shown as it is."""
    return None if code is None else FAILURES.get(code, _UNKNOWN.format(code=code))
