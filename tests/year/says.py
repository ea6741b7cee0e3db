"""What the staff say with each move, by what the move needs."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

REASONS = ("Enkeltstående", "Gentagne hændelser", "Familien er enig", "Der er sket noget nyt", "Efter samtale")


def said_with(event: str, chance: Random, now: datetime, *, caseworker: str, local_leader: str) -> dict[str, Any]:
    """The body of the move beside its name."""
    reason = {"reason": chance.choice(REASONS)}
    match event:
        case "inform_caseworker":
            return {"caseworker": caseworker}
        case "call_to_meeting":
            return {"meeting_at": (now + timedelta(days=7)).isoformat()}
        case "plan_course":
            return {
                "local_leader": local_leader,
                "start_on": (now + timedelta(days=7)).date().isoformat(),
                "goals": [{"goal": "Kommer til tiden hver dag", "measures": "Morgenaftale med klasselæreren"}],
                "participants": [{"function": "Klasselærer", "name": "Opdigtet Lærer"}],
            }
        case "complete_course":
            return {"evaluation": "Målet er nået."}
        case "confirm_informed" | "start_gathering" | "start_course" | "resume_course" | "give_to_coordinator":
            return {}
        case "give_to_team_leader":
            return {}
        case "close":
            return reason | {"authority_reference": f"27.24.00-G01-{chance.randrange(1, 999)}-26"}
        case "transfer":
            return reason | {"municipality_code": "740"}
    return reason
