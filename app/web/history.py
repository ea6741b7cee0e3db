"""What has happened in a case, as a line that people read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.caller import Caller
from app.cases.schemas import HistoryView
from app.web.words import title_of
from workflows.casework import Event
from workflows.profile import Profile, profile_for
from workflows.roles import Role

SAID: Final[Mapping[tuple[str, str], str]] = {
    ("casework", "opened"): "Sagen blev oprettet",
    ("casework", "came_of_age"): "Barnet fyldte år, og reglerne for den alder gælder nu",
    ("casework", "incidents_repeated"): "Flere hændelser på kort tid",
    ("casework", "rules_changed"): "Sagen følger kommunens nye regler",
    ("casework", "give_to_team_leader"): "Givet til {team_leader}",
    ("casework", "give_to_coordinator"): "Givet til {coordinator}",
    ("casework", "drop"): "Frasorteret",
    ("casework", "send_elsewhere"): "Sendt til en anden kommune",
    ("casework", "assign"): "Fik en ansvarlig",
    ("casework", "inform_caseworker"): "Givet til en rådgiver",
    ("casework", "note_reference"): "Myndighedens sagsnummer noteret",
    ("casework", "assess_no_further_action"): "Vurderet: kræver ikke mere",
    ("casework", "assess_further_action"): "Vurderet: kræver mere",
    ("casework", "call_to_meeting"): "Familien indkaldt til møde",
    ("casework", "hold_meeting"): "Mødet blev holdt",
    ("casework", "confirm_informed"): "Bekræftet, at familien er orienteret",
    ("casework", "start_gathering"): "Begyndte at indhente viden",
    ("casework", "place_on_step"): "Placeret på et trin",
    ("casework", "keep_step"): "Trinnet blev fastholdt",
    ("casework", "plan_course"): "{course} planlagt",
    ("casework", "change_plan"): "Planen for {course} ændret",
    ("casework", "change_local_leader"): "{course} fik en anden lokal leder",
    ("casework", "start_course"): "{course} startet",
    ("casework", "pause_course"): "{course} sat på pause",
    ("casework", "resume_course"): "{course} genoptaget",
    ("casework", "complete_course"): "{course} afsluttet",
    ("casework", "discontinue_course"): "{course} stoppet før tid",
    ("casework", "reroute"): "Flyttet til det andet spor",
    ("casework", "transfer"): "Overdraget til en anden kommune",
    ("casework", "raise_concern"): "Underretning sendt",
    ("casework", "reassess"): "Vurderet på ny",
    ("casework", "reopen"): "Genåbnet",
    ("casework", "close"): "Lukket",
    ("casework", "knowledge_asked"): "Spurgt om viden",
    ("casework", "knowledge_answered"): "Svar på spørgsmål",
    ("casework", "knowledge_withdrawn"): "Spørgsmål trukket tilbage",
    ("casework", "feedback_given"): "Tilbagemelding givet",
    ("casework", "authority_case_said"): "Sagt, om der er en aktiv sag i myndighed",
    ("casework", "suggestion_changed"): "Forslaget til fordeling blev et andet",
    ("casework", "entry_decided"): "Hændelsen blev fordelt",
    ("casework", "entry_decision_undone"): "Fordelingen blev fortrudt",
    ("consent", "ask"): "Spurgt om samtykke",
    ("consent", "grant"): "Samtykke givet",
    ("consent", "refuse"): "Samtykke afslået",
    ("consent", "withdraw"): "Samtykke tilbagekaldt",
    ("consent", "expire"): "Samtykke udløbet",
    ("consent", "paper_kept"): "Underskrevet samtykke gemt",
    ("concern_report", "assess"): "Underretningen blev vurderet",
    ("concern_talk", "plan"): "Bekymringssamtale planlagt",
    ("concern_talk", "hold"): "Bekymringssamtale holdt",
    ("concern_talk", "say_not_held"): "Bekymringssamtalen blev ikke holdt",
    ("ad_hoc_group", "set_up"): "Ad hoc-gruppe nedsat",
    ("ad_hoc_group", "bring_in"): "Et medlem kom ind i gruppen",
    ("ad_hoc_group", "let_go"): "Et medlem gik ud af gruppen",
    ("ad_hoc_group", "change_coordinator"): "Gruppen fik en anden koordinator",
    ("ad_hoc_group", "meet"): "Gruppen holdt møde",
    ("ad_hoc_group", "end"): "Gruppen sluttede",
    ("obligation", "owed"): "Nogen skal have besked",
    ("obligation", "tell"): "Fik besked",
    ("obligation", "exempt"): "Undtaget fra at få besked",
    ("obligation", "fail_delivery"): "Beskeden nåede ikke frem",
    ("obligation", "take_back"): "Besked taget tilbage",
    ("obligation", "lapse"): "Skal ikke længere have besked",
    ("letter", "written"): "Brev skrevet",
    ("letter", "queue"): "Brev lagt i posten",
    ("letter", "send"): "Brev sendt",
    ("letter", "deliver"): "Brev nået frem",
    ("letter", "fail"): "Brevet nåede ikke frem",
    ("letter", "hand_over"): "Brev afleveret på papir",
    ("letter", "send_again"): "Brev sendt igen",
    ("letter", "stop"): "Brev stoppet",
    ("letter", "take_back"): "Brev taget tilbage",
    ("filing", "filed"): "Dokument journaliseret",
    ("filing", "refused"): "Dokument ikke journaliseret",
    ("filing", "tried_again"): "Journalisering prøvet igen",
    ("course", "planned"): "Plan for {course} lagt",
    ("course", "reviewed"): "Status på {course}",
    ("course", "change_local_leader"): "{course} fik en anden lokal leder",
    ("course", "change_plan"): "Planen for {course} blev ændret",
    ("course", "complete_course"): "{course} afsluttet",
    ("course", "discontinue_course"): "{course} stoppet før tid",
    ("course", "pause_course"): "{course} sat på pause",
    ("course", "resume_course"): "{course} genoptaget",
    ("course", "start_course"): "{course} startet",
    ("transfer", "accept"): "Den anden kommune sagde ja",
    ("transfer", "expire"): "Tilbuddet til en anden kommune udløb",
    ("transfer", "hand_over"): "Sagen blev overdraget",
    ("transfer", "refuse"): "Den anden kommune sagde nej",
    ("transfer", "return"): "Sagen kom tilbage",
    ("transfer", "send"): "Tilbud sendt til en anden kommune",
    ("transfer", "withdraw"): "Tilbuddet blev trukket tilbage",
}
"""By workflow and event."""
OTHERWISE: Final = "Sagen blev ændret"
_CODE: Final = re.compile(r"[a-z_]+")
"""The system's own reasons are codes; what the line says is enough for people."""
_WITH_THE_COURSE = frozenset(event.value for event in Event) & {event for flow, event in SAID if flow == "course"}


@dataclass(frozen=True, slots=True)
class Happened:
    """One line: when, what, who, and why where that may be read."""

    at: datetime
    what: str
    who: str
    role: str
    reason: str | None
    is_move: bool
    """Of the case itself: a station on its way."""


def happened(row: HistoryView, by: Caller) -> Happened:
    """The line for one row of the history."""
    profile = profile_for(by.municipality_code)
    who = "Systemet" if row.role == Role.SYSTEM else row.actor
    reason = row.reason if (row.reason and " " in row.reason.strip()) or (row.reason or "").istitle() else None
    return Happened(row.at, _what(row, profile), who, _role(row.role, profile), reason, row.workflow == "casework")


def follows_another(row: HistoryView) -> bool:
    """Whether the same stands there once already: a move of the course moves the case."""
    return row.workflow == "casework" and row.event in _WITH_THE_COURSE


def _what(row: HistoryView, profile: Profile) -> str:
    own = {"course": profile.course_name} | {role.value: title for role, title in profile.titles.items()}
    said = SAID.get((row.workflow, row.event), OTHERWISE).format(**own)
    return said[:1].upper() + said[1:]


def _role(role: str, profile: Profile) -> str:
    return profile.titles.get(Role(role)) or title_of(Role(role))
