"""Every Danish word that the handover meetings say, but for the letters' own."""

from collections.abc import Mapping

from workflows.meeting import Outcome, State
from workflows.municipalities import MUNICIPALITIES, said
from workflows.roles import Role
from workflows.routing import Decision

STATES: Mapping[State, str] = {
    State.PLANNED: "Indkaldt",
    State.OPEN: "I gang",
    State.CLOSED: "Lukket",
    State.CANCELLED: "Aflyst",
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.DECIDED: "Besluttet",
    Outcome.CARRIED_OVER: "Udsat til næste møde",
    Outcome.UNDONE: "Fortrudt",
}
DECISIONS: Mapping[Decision, str] = {
    Decision.TO_COORDINATOR: "Givet til {coordinator}",
    Decision.TO_TEAM_LEADER: "Givet til {team_leader}",
    Decision.DROP: "Frasorteret",
    Decision.TO_OTHER_MUNICIPALITY: "Sendt til en anden kommune",
}
MEETING_NOT_OPEN = "Åbn mødet, før der besluttes."
IN_THE_PAST = "Mødet skal ligge ude i fremtiden."
LATER_THAN_NOW = "Tidspunktet er ikke nået endnu."
BEFORE_ARRIVING = "Man kan ikke gå, før man er kommet."
WHO = "Skriv, hvem det er: et brugernavn eller et navn."
NOT_THERE_ANY_MORE = "Vedkommende er gået."
ALREADY_THERE = "Vedkommende er skrevet ind."
ANOTHER_AT_THAT_TIME = "Der er allerede et møde på det tidspunkt."
NOT_ON_THIS_MEETING = "Hændelsen er ikke behandlet på dette møde. Kun det, mødet selv har besluttet, kan fortrydes her."
DECIDED_ALREADY = "Hændelsen er besluttet. Hent dagsordenen igen."
NEEDS_SOMEBODY = "Der mangler nogen ved bordet, eller der sidder en for meget."
NOT_CLOSED_YET = "Referatet er færdigt, når mødet er lukket."
DISCLOSED_BECAUSE = "Hændelserne fra politiets liste fordeles på overleveringsmødet, hvor politiet deltager."
ON_THE_OTHER_TRACK = "En hændelse på det andet spor"


def decided(decision: Decision, to_municipality: str | None, titles: Mapping[Role, str]) -> str:
    """``Givet til SSP-tovholder``, ``Sendt til en anden kommune: Kolding``; ``titles`` are the municipality's own."""
    words = DECISIONS[decision].format(**{role.value: title for role, title in titles.items()})
    if not to_municipality:
        return words
    return f"{words}: {said(to_municipality) if to_municipality in MUNICIPALITIES else to_municipality}"
