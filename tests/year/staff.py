"""The people who work: each looks at what waits for them and does the next thing, mostly, and sometimes wrongly."""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

from tests.caller import Caller, Service
from tests.year.diary import Diary, Telling
from tests.year.residents import Resident
from tests.year.says import said_with
from workflows.roles import Role

LEADERS = ("lars", "lone")
CASEWORKERS = ("rikke", "rasmus", "runa")
_TO_TELL = ("due", "delivery_failed")


class Desk:
    """Somebody at work at one moment. ``skill`` is how likely each thing is done today, and done right."""

    def __init__(
        self, service: Service, role: Role, name: str, diary: Diary, chance: Random, guardians: dict[str, Resident]
    ) -> None:
        self.at: datetime = service.at()
        self.caller: Caller = service.as_(role, subject=name)
        self.role = role
        self.diary = diary
        self.chance = chance
        self.families = guardians
        self.caseworkers: tuple[str, ...] = CASEWORKERS

    def cases(self) -> Iterator[Any]:
        """What the queue shows as theirs, page by page."""
        cursor: str | None = None
        while True:
            given = {"mine": True, "limit": 100} | ({"cursor": cursor} if cursor else {})
            page = self.caller.get("/v1/cases", **given)
            assert page.status_code == 200, page.text
            yield from page.json()["items"]
            cursor = page.json()["next_cursor"]
            if cursor is None:
                return

    def works(self, *, each: float = 0.8) -> None:
        for listed in list(self.cases()):
            if self.chance.random() < each:
                self.next_thing(str(listed["id"]))

    def next_thing(self, case_id: str) -> None:
        """One look at the case, and what comes next in it."""
        answer = self.caller.get(f"/v1/cases/{case_id}")
        if answer.status_code == 404:
            return  # a colleague was there first
        case = answer.json()
        may = {move["event"] for move in case["moves"] if move["allowed"]}
        if "reassess" in may and self.chance.random() < 0.8:
            self._moves(case, "reassess")
        elif self.chance.random() < 0.02 and "raise_concern" in may and not case.get("concern_raised_at"):
            self._moves(case, "raise_concern")
        elif self.chance.random() < 0.015 and "reroute" in may:
            self._moves(case, "reroute")
        else:
            getattr(self, f"_in_{case['state']}", self._rests)(case, may)

    def gives(self, case: Any) -> None:
        """To another caseworker, who is there."""
        self._moves(case, "inform_caseworker")

    # What is done in each state.

    def _in_with_team_leader(self, case: Any, may: set[str]) -> None:
        self._moves(case, "inform_caseworker")

    def _in_with_caseworker(self, case: Any, may: set[str]) -> None:
        if self.role is Role.CASEWORKER:
            serious = self.chance.random() < 0.4
            self._moves(case, "assess_further_action" if serious else "assess_no_further_action")

    def _in_orientation_due(self, case: Any, may: set[str]) -> None:
        self._tells_then(case, "confirm_informed")

    def _in_summons_due(self, case: Any, may: set[str]) -> None:
        self._tells_then(case, "call_to_meeting")

    def _in_meeting_called(self, case: Any, may: set[str]) -> None:
        if self.at < datetime.fromisoformat(case["meeting_at"]):
            return
        if self.chance.random() < 0.15:
            self._moves(case, "call_to_meeting")
        elif self._tells(case):
            self._moves(case, "hold_meeting")

    def _closes(self, case: Any, may: set[str]) -> None:
        if "close" in may:
            self._moves(case, "close")
        else:
            self._tells(case)

    _in_meeting_held = _in_family_informed_by_authority = _in_course_completed = _closes

    def _in_with_coordinator(self, case: Any, may: set[str]) -> None:
        self._tells_then(case, "confirm_informed")

    def _in_family_informed(self, case: Any, may: set[str]) -> None:
        self._moves(case, "start_gathering")

    def _in_gathering_knowledge(self, case: Any, may: set[str]) -> None:
        questions = self.caller.get(f"/v1/cases/{case['id']}/knowledge").json()["items"]
        waiting = [one for one in questions if one["outcome"] is None]
        if waiting:
            self._writes_answers(case, waiting)
        elif not questions or ("place_on_step" in may and self.chance.random() < 0.2):
            self._asks(case, ("school", "street_team") if self.chance.random() < 0.6 else ("school",))
        else:
            self._places(case)

    def _in_placed(self, case: Any, may: set[str]) -> None:
        level = case["step"]["level"]
        if level == 2 and self.chance.random() < 0.7:
            self._towards_a_course(case, may)
        elif self.chance.random() < 0.3:
            self._moves(case, "keep_step")
        else:
            self._closes(case, may)

    def _in_course_planned(self, case: Any, may: set[str]) -> None:
        if "start_course" in may:
            self._moves(case, "start_course")

    def _in_course_running(self, case: Any, may: set[str]) -> None:
        course = self.caller.get(f"/v1/cases/{case['id']}/course").json()
        if len(course["reviews"]) < 2:
            self._reviews(case, course)
        elif self.chance.random() < 0.2 and "pause_course" in may:
            self._moves(case, "pause_course")
        elif self.chance.random() < 0.15:
            self._moves(case, "discontinue_course")
        else:
            self._moves(case, "complete_course")

    def _in_course_paused(self, case: Any, may: set[str]) -> None:
        self._moves(case, "resume_course" if "resume_course" in may else "discontinue_course")

    def _rests(self, case: Any, may: set[str]) -> None:
        """Nothing to do here: the meeting decides what has only been received."""

    # The work itself.

    def _tells_then(self, case: Any, event: str) -> None:
        if self._tells(case):
            self._moves(case, event)

    def _tells(self, case: Any) -> bool:
        """Everybody who is owed something is told, more or less; whether nobody is left."""
        path = f"/v1/cases/{case['id']}"
        self._enters_custody(case, path)
        for owed in self._owed(path):
            if not any(now["id"] == owed["id"] for now in self._owed(path)):
                continue  # told with another of the same
            self._tells_one(case, path, owed)
        return not self._owed(path)

    def _owed(self, path: str) -> list[Any]:
        items = self.caller.get(f"{path}/obligations").json()["items"]
        owed = [one for one in items if one["state"] in _TO_TELL]
        return sorted(owed, key=lambda one: one["purpose"] != "summon")

    def _tells_one(self, case: Any, path: str, owed: Any) -> None:
        luck = self.chance.random()
        address = f"{path}/obligations/{owed['id']}/moves"
        if luck < 0.04:
            self._done(self.caller.post(address, {"event": "exempt", "reason": "Er indlagt og kan ikke kontaktes"}))
            return
        if luck < 0.1:
            self._done(self.caller.post(address, {"event": "fail_delivery", "reason": "Brevet kom retur"}))
            return
        means = self.chance.choice(("call", "meeting"))
        told = self.caller.post(address, {"event": "tell", "means": means, "told_at": self.at.isoformat()})
        if self._done(told):
            telling = Telling(str(case["id"]), owed["custody_holder_id"] or "young_person", owed["purpose"], self.at)
            self.diary.tellings.append(telling)
            if luck > 0.98:  # it was the neighbour who answered
                back = self.caller.post(address, {"event": "take_back", "reason": "Det var ikke den rette"})
                telling.taken_back = self._done(back)

    def _enters_custody(self, case: Any, path: str) -> None:
        if case["person"]["age"] >= 18 or self.caller.get(f"{path}/custody-holders").json()["items"]:
            return
        for name, relation in self.families[case["person"]["cpr_number"].replace("-", "")].guardians:
            body = {"name": name, "relation": relation, "contact": "Tlf. 00 00 00 00"}
            self._done(self.caller.post(f"{path}/custody-holders", body))

    def _asks(self, case: Any, sources: tuple[str, ...]) -> None:
        for source in sources:
            question = {
                "source": source,
                "asked_of": f"Lederen ({source})",
                "ground": "RPL_115_2",
                "necessity": "For at finde ud af, om der er brug for en indsats",
                "question": "Hvordan går det?",
            }
            self._done(self.caller.post(f"/v1/cases/{case['id']}/knowledge", question))

    def _writes_answers(self, case: Any, waiting: list[Any]) -> None:
        for one in waiting:
            outcome = self.chance.choices(("answered", "nothing_known", "refused"), (80, 10, 10))[0]
            body = {"outcome": outcome, "answer": "Trives, men kommer ofte for sent."}
            self._done(self.caller.post(f"/v1/cases/{case['id']}/knowledge/{one['id']}/answer", body))

    def _places(self, case: Any) -> None:
        """On the second step, or a lower one where too little is known for it."""
        for step in (2, 1, 0) if self.chance.random() < 0.6 else (0,):
            if self._moves(case, "place_on_step", step=step):
                return

    def _towards_a_course(self, case: Any, may: set[str]) -> None:
        path = f"/v1/cases/{case['id']}/consents"
        asked = [one for one in self.caller.get(path).json()["items"] if one["scope"] == "course"]
        if not asked:
            terms = "Navn og trin deles med skolen, for at forløbet kan planlægges."
            self._done(
                self.caller.post(
                    path, {"scope": "course", "recipients": ["Skolen"], "terms": terms, "means": "meeting"}
                )
            )
            return
        for consent in asked:
            if consent["state"] == "asked":
                self._hears(path, consent)
        if not self._moves(case, "plan_course"):
            self._closes(case, may)

    def _hears(self, path: str, consent: Any) -> None:
        yes = {"event": "grant", "document": "Underskrevet på mødet; ligger i sagen"}
        said = yes if self.chance.random() < 0.9 else {"event": "refuse"}
        self._done(self.caller.post(f"{path}/{consent['id']}/moves", said))

    def _reviews(self, case: Any, course: Any) -> None:
        progress = [{"goal_id": goal["id"], "progress": self.chance.randrange(5)} for goal in course["goals"]]
        body = {"held_on": self.at.date().isoformat(), "progress": progress}
        self._done(self.caller.post(f"/v1/cases/{case['id']}/course/reviews", body))

    def _moves(self, case: Any, event: str, **more: Any) -> bool:
        """Makes the move on the case as it stands now. A no is noted, and nothing else."""
        said = said_with(
            event, self.chance, self.at, caseworker=self.chance.choice(self.caseworkers),
            local_leader=self.chance.choice(LEADERS), again=case["state"] == "meeting_called",
        )  # fmt: skip
        case_id, body = str(case["id"]), {"event": event, **said, **more}
        answer = self._send(case_id, case["version"], body)
        if answer.status_code == 412:  # what was written in the case meanwhile has raised its version
            answer = self._send(case_id, self.caller.case(case_id)["version"], body)
        for somebody_else in self._colleagues(body):
            if not _has_the_other_side(answer):
                break
            self.diary.refused[answer.json()["code"]] += 1
            answer = self._send(case_id, self.caller.case(case_id)["version"], body | somebody_else)
        if self._done(answer):
            self.diary.moved(case_id, event)
            return True
        return False

    def _colleagues(self, body: dict[str, Any]) -> list[dict[str, str]]:
        """Whoever else could be given the case in this move."""
        given = {"caseworker": self.caseworkers, "local_leader": LEADERS}
        return [{what: who} for what, all_of_them in given.items() for who in all_of_them if body.get(what, who) != who]

    def _send(self, case_id: str, version: int, body: Any) -> Any:
        return self.caller.post(f"/v1/cases/{case_id}/moves", body, headers={"If-Match": f'"{version}"'})

    def _done(self, answer: Any) -> bool:
        if answer.status_code < 300:
            return True
        assert answer.status_code in (404, 409) or _has_the_other_side(answer), answer.text
        for why in answer.json().get("unmet") or [answer.json()["code"]]:
            self.diary.refused[why] += 1
        return False


def _has_the_other_side(answer: Any) -> bool:
    """They have the case of the one whom it was done to, or by: somebody else is found, or nobody can be today."""
    return bool(answer.status_code == 422 and answer.json()["code"] == "on_the_other_side_of_the_incident")
