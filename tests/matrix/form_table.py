"""Each form of the pages, filled in so that it is taken where it may be; and which operation of the API it carries out.

Written by hand beside the table of who may do what, so that a form which nobody has thought of is found missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.cases.stations import MEETING_AT
from tests.handover import SCHOOL
from tests.matrix.test_moves import _SAID as SAID

AT = "2026-11-23T08:00"
_REASON = {"reason": "Aftalt på mødet"}


@dataclass(frozen=True)
class Filled:
    """One form. ``like_the_api``: its body is the one that the API's matrix sends, and so it is taken where that is."""

    operation: str
    about: str = ""
    """Which of a place's ids stands last in its address."""
    values: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    """Ids of the place that its choices come from."""
    like_the_api: bool = False
    looks_first: bool = True
    """False where the form is the same whatever it is about, also for what is nobody's."""
    is_there: bool = True
    """False where the town has nothing that it is about."""


def _a(operation: str, about: str = "", *needs: str, **values: Any) -> Filled:
    """Filled in as the API's matrix does."""
    return Filled(operation, about, values, needs, like_the_api=True)


def _b(operation: str, about: str = "", *needs: str, **values: Any) -> Filled:
    """Filled in otherwise: at a place it may be too late or too early for that."""
    return Filled(operation, about, values, needs)


def flat(said: Any, path: str = "") -> dict[str, Any]:
    """A body of the API as a form sends it: ``{"goals": [{"goal": "x"}]}`` is ``goals.0.goal``."""
    if isinstance(said, dict):
        parts = [flat(inner, f"{path}.{name}" if path else name) for name, inner in said.items()]
    elif isinstance(said, list) and said and isinstance(said[0], dict):
        parts = [flat(inner, f"{path}.{index}") for index, inner in enumerate(said)]
    else:
        return {path: said if isinstance(said, list) else str(said)}
    return {name: value for part in parts for name, value in part.items()}


_MEMBER = {
    "source": "police", "function": "Betjent", "ground": "RPL_115_2", "necessity": "For at forebygge",
}  # fmt: skip
_GROUP = {"task": "Følges ad", "members": [_MEMBER | {"coordinates": "true"}, _MEMBER | {"source": "school"}]}

IN_A_CASE: Mapping[str, Filled] = {
    "indtast-foraelder": _a("enter_custody_holder", name="Poul Opdigtet", relation="father"),
    "ikke-laengere-foraelder": _a("end_custody", "holder_id"),
    "slaa-op": _a("look_up_custody"),
    "har-faaet-besked": _b("move_obligation", "obligation_id", means="call", told_at=AT),
    "undtag": _b("move_obligation", "obligation_id", **_REASON),
    "naaede-ikke-frem": _b("move_obligation", "obligation_id"),
    "tag-besked-tilbage": _a("move_obligation", "obligation_id", **_REASON),
    "bed-om-samtykke": _a("ask_for_consent", scope="share_with_club", recipients="Klubben", terms="Navn", means="call"),
    "spoerg-igen": _b("move_consent", "consent_id", means="call"),
    "samtykke-givet": _b("move_consent", "consent_id", document="Skrevet under"),
    "samtykke-afslaaet": _b("move_consent", "consent_id"),
    "samtykke-tilbagekaldt": _a("move_consent", "consent_id", **_REASON),
    "spoerg-om-viden": _a("ask_for_knowledge", **SCHOOL, purpose="crime_prevention"),
    "svar-paa-viden": _a("answer_knowledge", "knowledge_id", outcome="nothing_known"),
    "aktiv-sag": _a("say_authority_case", said="none"),
    "planlaeg-bekymringssamtale": _a(
        "write_concern_talk", planned_for=MEETING_AT, ground="RPL_115_2", necessity="For at forebygge"
    ),
    "bekymringssamtale-holdt": _b("write_concern_talk", held_at=AT, attendees=["child"], agreed="En kontaktperson"),
    "bekymringssamtale-ikke-holdt": _b("write_concern_talk", because="called_off", **_REASON),
    "nedsaet-gruppe": _b("write_ad_hoc_group", **flat(_GROUP)),
    "hent-ind-i-gruppen": _a("write_ad_hoc_group", "", "member_id", **flat({"member": _MEMBER})),
    "ud-af-gruppen": _b("write_ad_hoc_group", "", "member_id", member_id="{member_id}", **_REASON),
    "skift-koordinator": _b("write_ad_hoc_group", "", "member_id", member_id="{member_id}", **_REASON),
    "gruppemoede": _b(
        "write_ad_hoc_group", "", "member_id", held_at=AT, present=["{coordinating_id}", "{member_id}"],
        agreed="Ringes",
    ),
    "afslut-gruppen": _b("write_ad_hoc_group", because="task_done", outcome="Det gik"),
    "opfoelgning": _a(
        "review_course", "", "goal_id", held_on="2026-11-23",
        **flat({"progress": [{"goal_id": "{goal_id}", "progress": 3}]}),
    ),
    "giv-planen": _a("hand_out_plan", "", "participant_id", participant_id="{participant_id}"),
    "skriv-til-familien": _a(
        "write_letters", "", "purpose", purpose="{purpose}", meeting_at=MEETING_AT, meeting_place="Rådhuset"
    ),
    "skriv-om-overdragelse": _b("write_letters"),
    "send-planen": _b("write_letters", institution="Skolen"),
    "laeg-i-posten": _b("move_letter", "letter_id"),
    "tag-brevet-tilbage": _b("move_letter", "letter_id"),
    "send-brevet-igen": _b("move_letter", "letter_id"),
    "afleveret-paa-papir": _b("move_letter", "letter_id", handed_over_at=AT),
    "stop-brevet": _a("move_letter", "letter_id", **_REASON),
    "journaliser-igen": _a("retry_filing", "filing_id"),
    "tilbagemelding": _a(
        "give_feedback", to="police", recipient="Vagthavende", kinds=["handled"], purpose="crime_prevention",
        ground="RPL_115_2", necessity="Der er spurgt",
    ),
    "tilbyd-overdragelse": _a("offer_transfer", municipality_code="630", necessity="Familien er flyttet"),
}  # fmt: skip
"""What is done in a case, but its moves."""

MOVES: Mapping[str, Mapping[str, Any]] = {event.replace("_", "-"): flat(said) for event, said in SAID.items()}
"""What the form of a move is filled in with, where it asks for something."""


def _c(operation: str, about: str = "", **values: Any) -> Filled:
    """The form itself is about nothing; what it is sent to is."""
    return Filled(operation, about, values, like_the_api=True, looks_first=False)


BESIDE: Mapping[str, Filled] = {
    "vurder-underretning": _c("assess_concern", "report_id", outcome="examine", reason="Flere tegn på mistrivsel"),
    "sig-ja": _b("move_transfer", "transfer_id"),
    "sig-nej": Filled("move_transfer", "transfer_id", _REASON, looks_first=False),
    "traek-tilbage": Filled("move_transfer", "transfer_id", _REASON, looks_first=False),
    "giv-tilbage": Filled("move_transfer", "transfer_id", _REASON, looks_first=False),
    "tilbud-sendt": Filled("move_transfer", "transfer_id", {"sent_at": AT}, looks_first=False),
    "saet-afloeser": _a("change_covers", substitute="ny", first_day="2026-11-24", last_day="2026-11-27"),
    "afslut-afloesning": Filled("change_covers", "filter_id", looks_first=False, is_there=False),
    "skriv-gruppemoede": Filled(
        "write_group_meeting", "group_id",
        {"held_at": AT, "present": ["{coordinating_id}", "{member_id}"], "agreed": "Ringes"},
        ("member_id",), like_the_api=True, looks_first=False,
    ),
    "bryd-glasset": Filled(
        "break_glass", "", {"cpr_number": "{cpr_number}", "reason": "Barnet er i fare nu"}, ("cpr_number",),
        looks_first=False,
    ),
    "alarm-set": _c("see_alarm", "alarm_id", note="Det var i orden"),
    "vurder-opslag": _c("review_sample", "drawn_id", verdict="in_order"),
    "vurder-brudt-glas": _c("review_break_glass", "grant_id", verdict="in_order"),
    "afslut-brudt-glas": _c("end_break_glass", "grant_id"),
    "tag-rolle": _a("withdraw_role", user="ny", role="coordinator", reason="left"),
    "giv-rolle-tilbage": _c("give_role_back", "withdrawal_id"),
    "log-ud-bruger": _c("end_sessions", "session_id"),
}  # fmt: skip
"""What is done that is in no one case."""
