"""What the log reviewer has before them: broken glass, alarms, a sample that was drawn, a pseudonym that was lifted."""

from typing import Any

from app.db import Database
from app.oversight.rounds import draw_samples
from tests.caller import Caller, Service, instant
from tests.matrix.travel import carried_out
from tests.matrix.words import Words
from workflows.roles import Role

MONTH = "2026-11"
_WHEN_IT_IS_OVER = instant("2026-12-01T02:17:00+01:00")

Places = dict[str, dict[str, str]]


def watch(service: Service, places: Places, words: Words, workers: Database) -> None:
    """Adds the places; a colleague has broken the glass, and another reviewer has been at work."""
    glass(service, places, words, "607", {
        "glass": "authority", "glass_ended": "coordinator", "glass_reviewed": "coordinator_ended",
    })  # fmt: skip
    glass(service, places, words, "740", {"glass_elsewhere": "elsewhere"})
    draw_samples(workers, lambda: _WHEN_IT_IS_OVER)
    for place, code in (("log", "607"), ("log_elsewhere", "740")):
        places[place] = _log(service.as_(Role.LOG_REVIEWER, code, "en-anden-kontrollant"), words, place)


def glass(service: Service, places: Places, words: Words, code: str, before: dict[str, str]) -> None:
    """Broken before each case; ended and reviewed, as the place's name says."""
    colleague = service.as_(Role.CASEWORKER, code, "mona")
    reviewer = service.as_(Role.LOG_REVIEWER, code, "en-anden-kontrollant")
    for place, case in before.items():
        reason = words.word("break_glass_grants.reason", place)
        broken = colleague.post("/v1/break-glass", {"case_id": places[case]["case_id"], "reason": reason})
        path = f"/v1/break-glass/{carried_out(broken)['id']}"
        if place != "glass":
            carried_out(colleague.post(f"{path}/end"))
        if place == "glass_reviewed":
            note = words.word("break_glass_grants.note", place)
            carried_out(reviewer.post(f"{path}/review", {"verdict": "in_order", "note": note}))
        places[place] = {"grant_id": broken.json()["id"]}


def _log(reviewer: Caller, words: Words, place: str) -> dict[str, str]:
    alarm, *alarms = _items(reviewer, "/v1/alarms", open="true")
    drawn, *others = _items(reviewer, "/v1/access-samples", month=MONTH)
    actor = _items(reviewer, "/v1/access-log")[0]["actor"]
    if place == "log":
        seen = {"note": words.word("alarms_seen.note", place)}
        carried_out(reviewer.post(f"/v1/alarms/{alarm['id']}/seen", seen))
        found = {"verdict": "in_order", "note": words.word("access_samples.note", place)}
        carried_out(reviewer.post(f"/v1/access-samples/{drawn['id']}/review", found))
        reason = {"reason": words.word("pseudonym_reveals.reason", place)}
        carried_out(reviewer.post(f"/v1/pseudonyms/{actor}/reveal", reason))
        alarm, drawn = alarms[0], others[0]
    return {"alarm_id": alarm["id"], "drawn_id": drawn["id"], "pseudonym": actor}


def _items(caller: Caller, path: str, **parameters: str) -> list[Any]:
    return list(carried_out(caller.get(path, **parameters))["items"])
