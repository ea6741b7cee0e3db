"""What happens in a municipality, drawn at random: the same is done by the API and by the model."""

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import psycopg
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.caller import Service, instant
from tests.cases.stations import FOURTEEN, MONDAY, type_in
from tests.handover import SCHOOL, STREET_TEAM, Team, team
from tests.stateful import stored
from tests.stateful.model import EVENTS, OPEN, STEPS_WITH_A_COURSE, YOUNG, Case, is_made, line_for, may_be_placed
from tests.year.says import said_with

SIXTEEN = "2010-03-01"
DECISIONS = {"to_coordinator": "coordinator", "to_team_leader": "authority"}
ASIDE = frozenset({"assign", "raise_concern", "reroute", "drop", "note_reference"})
"""They come by the drawn moves; as often as the others they would end every walk."""
_CHILDREN = 2
_HAPPENS = (
    "goes_on", "goes_on", "goes_on", "somebody_is_told", "somebody_is_told", "somebody_is_told", "custody_is_entered",
    "question_is_answered", "question_is_answered", "family_agrees", "family_agrees", "somebody_withdraws",
    "child_comes_back", "meeting_decides", "meeting_decides", "any move at all", "any move at all",
)  # fmt: skip
"""What may happen, the more often the more often it stands here."""


class Municipality(RuleBasedStateMachine):
    """One municipality's cases, of children of this run alone."""

    def __init__(self, service: Service, connection: psycopg.Connection[Any], made: Counter[str]) -> None:
        super().__init__()
        self.service = service
        self.made = made
        """How often each move was made, and how often one was refused."""
        self.connection = connection
        self.cases: dict[str, Case] = {}
        self.entries: dict[str, list[str]] = {}
        self.ids: dict[str, dict[str, str]] = {}
        """The custody holders of each case by the model's name."""
        self.now = 0
        self.chance = Random(115)  # noqa: S311 - the same each time
        self.them: Team

    @initialize()
    def begins(self) -> None:
        self.ticks()

    def ticks(self) -> None:
        """Time goes on by ten minutes; everybody logs in anew."""
        self.now += 1
        self.service.now = instant(MONDAY) + timedelta(minutes=10 * self.now)
        self.them = team(self.service)

    @rule(
        happens=st.sampled_from(_HAPPENS), pick=st.integers(0, 1_000), event=st.sampled_from(EVENTS),
        step=st.integers(0, 4),
    )  # fmt: skip
    def something_happens(self, happens: str, pick: int, event: str, step: int) -> None:
        """To one of the few children; what cannot be done with a case lets it go on by a move that it has."""
        self.ticks()
        if len(self.cases) < _CHILDREN:
            self.a_child_is_typed_in(young=pick % 2 == 0)
        case_id = list(self.cases)[pick % len(self.cases)]
        case = self.cases[case_id]
        if happens == "any move at all":
            self.moves(case_id, case, event, step)
        elif not self._does(happens, case_id, case, pick):
            self.goes_on(case_id, case, pick, step)
        stored.is_as_the_model_says(self.connection, case_id, case, self.ids[case_id])

    def _does(self, happens: str, case_id: str, case: Case, pick: int) -> bool:
        """Whether it could be done."""
        return happens != "goes_on" and getattr(self, f"_{happens}")(case_id, case, pick)

    def a_child_is_typed_in(self, young: bool) -> None:
        entry = type_in(self.them.coordinator, birth_date=SIXTEEN if young else FOURTEEN)
        self.cases[entry["case_id"]] = Case(young, news=self.now)
        self.entries[entry["case_id"]] = [entry["id"]]
        self.ids[entry["case_id"]] = {}

    def _child_comes_back(self, case_id: str, case: Case, pick: int) -> bool:
        if case.state in ("closed", "dropped", "transferred") or case.undecided > 2:
            return False
        person = self.who(case).case(case_id)["person"]
        born = SIXTEEN if case.young else FOURTEEN
        entry = type_in(self.them.coordinator, birth_date=born, name=person["name"], cpr_number=person["cpr_number"])
        assert entry["case_id"] == case_id
        self.entries[case_id].append(entry["id"])
        case.undecided += 1
        return True

    def _meeting_decides(self, case_id: str, case: Case, pick: int) -> bool:
        if not self.entries[case_id]:
            return False
        decision = sorted(DECISIONS)[pick % 2]
        answer = self.them.coordinator.post(f"/v1/entries/{self.entries[case_id][0]}/decision", {"decision": decision})
        if case.state == "received":
            assert answer.status_code == 200, answer.text
            self.decided(case_id)
            event = "give_to_team_leader" if decision == "to_team_leader" else "give_to_coordinator"
            line = line_for(case, event)
            assert line is not None
            case.goes_to(line.to or case.state)
            line.then(case, self.now)
            case.counted(self.now)
            case.moves += 1
        elif case.state in ("closed", "dropped", "transferred"):
            assert (answer.status_code, answer.json()["code"]) == (409, "case_is_closed")
        elif DECISIONS[decision] != case.track:
            assert (answer.status_code, answer.json()["code"]) == (409, "case_is_on_the_other_track")
        else:
            assert answer.status_code == 200, answer.text
            self.decided(case_id)
            case.given(self.now)
        return True

    def _custody_is_entered(self, case_id: str, case: Case, pick: int) -> bool:
        if len(case.holders) >= 2 or not self.is_worked_on(case):
            return False
        name = f"holder {len(case.holders) + 1}"
        body = {"name": f"Karla {name.title()}", "relation": "other", "contact": "Tlf. 00 00 00 00"}
        answer = self.who(case).post(f"/v1/cases/{case_id}/custody-holders", body)
        assert answer.status_code == 201, answer.text
        self.ids[case_id][answer.json()["id"]] = name
        case.custody_entered(name)
        return True

    def _somebody_is_told(self, case_id: str, case: Case, pick: int) -> bool:
        owed = next((one for one in case.owed if one.state == "due"), None)
        if owed is None or not self.is_worked_on(case):
            return False
        path = f"/v1/cases/{case_id}/obligations"
        event = "exempt" if pick % 6 == 0 else "tell"
        found = next(
            one
            for one in self.who(case).get(path).json()["items"]
            if (one["purpose"], self.recipient(case_id, one), one["state"]) == (owed.purpose, owed.to, "due")
        )
        told = {"event": "tell", "means": "call", "told_at": self.service.at().isoformat()}
        body = told if event == "tell" else {"event": "exempt", "reason": "Kan ikke kontaktes"}
        answer = self.who(case).post(f"{path}/{found['id']}/moves", body)
        if event == "tell" and owed.to == "nobody knows":
            assert answer.json()["unmet"] == ["recipient_is_known"]
        else:
            assert answer.status_code == 200, answer.text
            case.tell(owed, "told" if event == "tell" else "exempt", self.now)
        return True

    def _question_is_answered(self, case_id: str, case: Case, pick: int) -> bool:
        if case.track != "coordinator" or not self.is_worked_on(case):
            return False
        question = SCHOOL if pick % 2 else STREET_TEAM
        asked = self.them.coordinator.post(f"/v1/cases/{case_id}/knowledge", question)
        assert asked.status_code == 201, asked.text
        path = f"/v1/cases/{case_id}/knowledge/{asked.json()['id']}/answer"
        assert self.them.coordinator.post(path, {"outcome": "answered", "answer": "Trives"}).status_code == 200
        case.answered.add(question["source"])
        return True

    def _family_agrees(self, case_id: str, case: Case, pick: int) -> bool:
        if case.track != "coordinator" or not self.is_worked_on(case) or not case.holders or case.signed:
            return False
        if len(case.holders) < 2 and pick % 4:  # mostly those who come later are known before the others sign
            return False
        path = f"/v1/cases/{case_id}/consents"
        terms = "Navn og trin deles med skolen, for at forløbet kan planlægges."
        body = {"scope": "course", "recipients": ["Skolen"], "terms": terms, "means": "meeting"}
        asked = self.them.coordinator.post(path, body)
        assert asked.status_code == 201, asked.text
        assert len(asked.json()["items"]) == len(case.recipients())
        for one in asked.json()["items"]:
            self.consent(case_id, one, {"event": "grant", "document": "Underskrevet; ligger i sagen"}, "granted")
        return True

    def _somebody_withdraws(self, case_id: str, case: Case, pick: int) -> bool:
        if case.track != "coordinator" or not self.is_worked_on(case) or "granted" not in case.signed.values():
            return False
        items = self.them.coordinator.get(f"/v1/cases/{case_id}/consents").json()["items"]
        granted = next(one for one in items if one["state"] == "granted")
        self.consent(case_id, granted, {"event": "withdraw"}, "withdrawn")
        if case.state == "course_running":
            case.goes_to("course_paused")
            case.moves += 1
        return True

    def goes_on(self, case_id: str, case: Case, pick: int, step: int) -> None:
        """By a move that the model makes from where the case stands, or else by what such a move waits for."""
        left_out = ASIDE if self.chance.random() < 0.95 else frozenset[str]()
        there = [event for event in EVENTS if event not in left_out and is_made(case, event)]
        there = [event for event in there if event != "inform_caseworker" or not case.caseworker]
        if case.state == "meeting_called" and self.chance.random() < 0.8:
            there = [event for event in there if event != "call_to_meeting"]
        steps = [one for one in range(5) if may_be_placed(case, one)]
        if steps and len(case.answered) < 2 and pick % 3:
            self._question_is_answered(case_id, case, len(case.answered))
        elif steps:
            towards = [one for one in steps if one in STEPS_WITH_A_COURSE and self.chance.random() < 0.7] or steps
            self.moves(case_id, case, "place_on_step", towards[step % len(towards)])
        elif case.state == "placed" and case.step in STEPS_WITH_A_COURSE and not case.signed and case.holders:
            _ = self._custody_is_entered(case_id, case, pick) or self._family_agrees(case_id, case, pick)
        elif "plan_course" in there and self.chance.random() < 0.7:  # few cases come so far
            self.moves(case_id, case, "plan_course", step)
        elif there:
            seldom = min(there, key=lambda event: self.made[event])
            self.moves(case_id, case, seldom if self.chance.random() < 0.5 else self.chance.choice(there), step)
        else:
            what = (
                self._meeting_decides, self._custody_is_entered, self._somebody_is_told, self._question_is_answered,
                self._family_agrees,
            )  # fmt: skip
            any(do(case_id, case, pick) for do in what)

    def moves(self, case_id: str, case: Case, event: str, step: int) -> None:
        said = said_with(
            event,
            self.chance,
            self.service.at(),
            caseworker="rikke",
            local_leader="lars",
            again=case.state == "meeting_called",
        )
        if event == "place_on_step":
            said["step"] = step
        who = self.who_makes(case, event)
        answer = who.post(
            f"/v1/cases/{case_id}/moves",
            {"event": event, **said},
            headers={"If-Match": stored.version(self.connection, case_id)},
        )
        if self.goes(case, event, step):
            assert answer.status_code == 200, (event, case, answer.text)
            case.moves += 1
            self.made[event] += 1
        else:
            self.made["refused"] += 1
            only_the_system = (event == "drop" and case.state in OPEN and case.state != "received") or (
                event == "reopen" and case.state in ("with_team_leader", "with_coordinator")
            )
            assert answer.status_code == (403 if only_the_system else 409), (event, case, answer.text)
        stored.is_as_the_model_says(self.connection, case_id, case, self.ids[case_id])

    def goes(self, case: Case, event: str, step: int) -> bool:
        """Whether the model makes the move; it is as it says afterwards."""
        if event == "place_on_step":
            if not may_be_placed(case, step):
                return False
            case.goes_to("placed")
            case.step, case.awaits_reassessment = step, False
            return True
        line = line_for(case, event)
        if line is None or not is_made(case, event):
            return False
        case.goes_to(line.to or case.state)
        line.then(case, self.now)
        return True

    # Helpers.

    def is_worked_on(self, case: Case) -> bool:
        return case.track is not None and case.state not in ("closed", "dropped", "transferred", "received")

    def who(self, case: Case) -> Any:
        if case.track != "authority":
            return self.them.coordinator
        return self.them.caseworker if case.caseworker else self.them.team_leader

    def who_makes(self, case: Case, event: str) -> Any:
        line = line_for(case, event)
        by = line.by if line else "whoever has it"
        if by == "team_leader" or (event == "reopen" and case.track == "authority"):
            return self.them.team_leader
        return self.who(case)

    def decided(self, case_id: str) -> None:
        self.entries[case_id].pop(0)
        self.cases[case_id].undecided -= 1

    def recipient(self, case_id: str, obligation: Any) -> str:
        if obligation["recipient_kind"] == YOUNG:
            return YOUNG
        return self.ids[case_id].get(obligation["custody_holder_id"], "nobody knows")

    def consent(self, case_id: str, consent: Any, body: dict[str, str], becomes: str) -> None:
        path = f"/v1/cases/{case_id}/consents/{consent['id']}/moves"
        answer = self.them.coordinator.post(path, body)
        assert answer.status_code == 200, answer.text
        signer = YOUNG if consent["signer_kind"] == YOUNG else self.ids[case_id][consent["custody_holder_id"]]
        self.cases[case_id].signed[signer] = becomes
