"""What the staff say with each move, by what the move needs."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

REASONS = ("Enkeltstående", "Gentagne hændelser", "Familien er enig", "Der er sket noget nyt", "Efter samtale")


def said_with(
    event: str, chance: Random, now: datetime, *, caseworker: str, local_leader: str, again: bool = False
) -> dict[str, Any]:
    """The body of the move beside its name; ``again`` when it is made from where it led to."""
    reason = {"reason": chance.choice(REASONS)}
    match event:
        case "inform_caseworker":
            return reason | {"caseworker": caseworker}
        case "assign":
            return reason | {"responsible": chance.choice(("anna", "bo"))}
        case "assess_no_further_action":
            return reason | {"severity": 1}
        case "assess_further_action":
            return reason | {"severity": 3, "factors": ["repeated"]}
        case "note_reference":
            return {"authority_reference": f"27.24.00-G01-{chance.randrange(1, 999)}-26"}
        case "call_to_meeting":
            why = reason | {"not_held": chance.choice(("postponed", "family_stayed_away"))} if again else {}
            return {"meeting_at": (now + timedelta(days=7)).isoformat()} | why
        case "hold_meeting":
            return {
                "held_at": now.isoformat(),
                "attendees": ["custody_holder", "child", "caseworker"],
                "agreed": "Familien får en kontaktperson",
            }
        case "plan_course":
            return {
                "local_leader": local_leader,
                "start_on": (now + timedelta(days=7)).date().isoformat(),
                "goals": [{"goal": "Kommer til tiden hver dag", "measures": "Morgenaftale med klasselæreren"}],
                "participants": [
                    {"part": "school", "function": "Klasselærer", "institution": "Skolen", "name": "Opdigtet Lærer"}
                ],
            }
        case "complete_course":
            evaluated = [{"goal": 1, "progress": 4, "evaluation": "Kommer oftere til tiden"}]
            return {"evaluation": "Målet er nået.", "goal_evaluations": evaluated}
        case "change_plan":
            return reason | {
                "start_on": (now + timedelta(days=7)).date().isoformat(),
                "goals": [{"goal": "Kommer til tiden hver dag", "continues": 1}],
            }
        case "change_local_leader":
            return reason | {"local_leader": f"{local_leader}.{now:%m%d%H%M%S}"}
        case "confirm_informed" | "start_gathering" | "start_course" | "resume_course" | "give_to_coordinator":
            return {}
        case "give_to_team_leader":
            return {}
        case "close":
            return reason | {"authority_reference": f"27.24.00-G01-{chance.randrange(1, 999)}-26"}
        case "transfer":
            return reason | {"municipality_code": "740"}
    return reason
