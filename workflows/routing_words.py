"""Why an entry is suggested to go where it is, and what would change it, in Danish sentences for the meeting."""

from collections.abc import Mapping

from workflows.roles import Role
from workflows.routing import Route

RULES: Mapping[str, str] = {
    "the_authority_has_an_active_case": "Der er en aktiv sag i myndighed.",
    "the_open_case_is_with_the_authority": "Personens åbne sag er hos myndigheden, og hændelsen følger den.",
    "the_open_case_is_with_the_coordinator": "Personens åbne sag er hos {coordinator}, og hændelsen følger den.",
    "a_child_in_a_traffic_accident": "Det ligner et færdselsuheld med et barn, og det er ikke en SSP-sag.",
    "outside_the_ages_ssp_is_for": "Personen er uden for den alder, som SSP er for i kommunen.",
    "no_active_case_is_confirmed": "Det er bekræftet, at der ikke er en aktiv sag i myndighed.",
    "whether_there_is_a_case_is_unknown": (
        "Det vides ikke, om der er en aktiv sag i myndighed. Spørg, før hændelsen gives videre."
    ),
}
"""By the rule that decided."""

CHANGES: Mapping[str, str] = {
    "active_authority_case": "Hvis der er en aktiv sag i myndighed, {route}.",
    "no_active_authority_case": "Hvis der ikke er en aktiv sag i myndighed, {route}.",
    "within_the_target_group": "Hvis personen alligevel er i målgruppen, {route}.",
}
"""By what would be otherwise."""

ROUTES: Mapping[Route, str] = {
    Route.TEAM_LEADER: "går den til {team_leader}",
    Route.COORDINATOR: "går den til {coordinator}",
    Route.DROP: "er den ikke en sag for SSP",
}


def explained(rule: str, counterfactual: str, *, titles: Mapping[Role, str]) -> str:
    """Two sentences: why, and what would change it. ``titles`` are the municipality's own.

    What has no words, because a rule of an earlier version is gone, is named by its code.
    """
    named = {role.value: _within_a_sentence(title) for role, title in titles.items()}
    route, _, change = counterfactual.partition("_if_")
    why = RULES[rule].format(**named) if rule in RULES else f"Reglen er {rule}."
    if change not in CHANGES or route not in list(Route):
        return f"{why} Modsat: {counterfactual}."
    return f"{why} {CHANGES[change].format(route=ROUTES[Route(route)].format(**named))}"


def _within_a_sentence(title: str) -> str:
    """With a small letter, but for an abbreviation."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]
