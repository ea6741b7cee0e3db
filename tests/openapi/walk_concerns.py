"""The walk of what somebody is worried about: told without a list, and reported to the authority."""

from tests.caller import Caller

_WORRY = {
    "name": "Opdigtet Barn", "cpr_number": "610314-4001", "worry": "Er meget alene og pjækker", "source": "school",
    "told_by": "Klasselærer", "ground": "RPL_115_2", "necessity": "For at finde ud af, om der er brug for en indsats",
}  # fmt: skip


def worry(coordinator: Caller) -> None:
    """Told on a ground, and not without one or on another's."""
    coordinator.post("/v1/concerns", _WORRY)
    coordinator.post("/v1/concerns", _WORRY | {"ground": None})
    coordinator.post("/v1/concerns", _WORRY | {"ground": "RPL_115_1"})


def talk(coordinator: Caller, case_id: str) -> None:
    """One that nobody of the family came to, and one that was held."""
    path = f"/v1/cases/{case_id}/concern-talks"
    plan = {
        "event": "plan", "planned_for": "2026-11-24T15:00:00+01:00", "ground": "RPL_115_2",
        "necessity": "Politiet deltager i samtalen",
    }  # fmt: skip
    away = {"event": "say_not_held", "because": "family_stayed_away", "reason": "Ingen kom"}
    held = {
        "event": "hold", "held_at": "2026-11-23T08:00:00+01:00", "attendees": ["custody_holder", "child", "police"],
        "agreed": "Kommer i klubben om tirsdagen",
    }  # fmt: skip
    for said in (plan, plan, away, plan, held):
        coordinator.post(path, said)
    coordinator.get(path)


def assess_a_report(team_leader: Caller) -> None:
    """The first that awaits it; a second assessment is refused."""
    report = team_leader.get("/v1/concern-reports", awaiting=True).json()["items"][0]["id"]
    said = {"outcome": "examine", "reason": "Flere tegn på, at barnet ikke trives", "tell_outcome": True}
    for _ in range(2):
        team_leader.post(f"/v1/concern-reports/{report}/assessment", said)
