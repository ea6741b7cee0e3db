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


def assess_a_report(team_leader: Caller) -> None:
    """The first that awaits it; a second assessment is refused."""
    report = team_leader.get("/v1/concern-reports", awaiting=True).json()["items"][0]["id"]
    said = {"outcome": "examine", "reason": "Flere tegn på, at barnet ikke trives", "tell_outcome": True}
    for _ in range(2):
        team_leader.post(f"/v1/concern-reports/{report}/assessment", said)
