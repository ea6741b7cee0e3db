"""The year itself: each week a list, a meeting and two days of work, with whoever is there."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from app import worker
from tests.caller import Service
from tests.handover import entries_of
from tests.year.diary import Diary
from tests.year.residents import Resident, Row, as_list, residents, weeks_rows
from tests.year.staff import CASEWORKERS, LEADERS, Desk
from workflows.calendar import IsoWeek
from workflows.roles import Role

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
FIRST_MONDAY = date(2026, 1, 5)


class Town:
    """One municipality with ``people`` young residents, simulated from a seed: the same each time."""

    def __init__(self, service: Service, people: int, *, seed: int = 115) -> None:
        self.service = service
        self.chance = Random(seed)  # noqa: S311 - the same each time
        self.diary = Diary()
        self.residents = residents(self.chance, people, FIRST_MONDAY)
        self.never_met = list(self.residents)
        self.chance.shuffle(self.never_met)
        self.met: list[Resident] = []
        self.families = {one.cpr_number.replace("-", ""): one for one in self.residents}

    def lives(self, weeks: int, *, without_a_list: frozenset[int] = frozenset()) -> None:
        """In each week the new are spread so that everybody has been met in the last one."""
        with_list = weeks - len(without_a_list)
        new_each = -(-len(self.residents) // with_list)
        for week in range(weeks):
            monday = FIRST_MONDAY + timedelta(weeks=week)
            if week in without_a_list:
                self.diary.weeks_without_a_list.append(str(IsoWeek.of(monday - timedelta(weeks=1))))
            else:
                self._hand_over(week, monday, new_each)
            self._clock(monday + timedelta(days=2), 9)
            self._meets()
            self._clock(monday + timedelta(days=3), 10)
            self._works(week)
            self._clock(monday + timedelta(days=4), 10)
            self._works(week)

    def _clock(self, day: date, hour: int) -> None:
        self.service.now = datetime.combine(day, time(hour), COPENHAGEN)
        for task in (worker.watch_deadlines, worker.end_consents, worker.follow_each_birthday):
            task(self.service.workers_database, self.service.at)

    def _hand_over(self, week: int, monday: date, new_each: int) -> None:
        new, self.never_met = self.never_met[:new_each], self.never_met[new_each:]
        again = self.chance.sample(self.met, min(len(self.met), max(1, new_each // 6)))
        self.met += new
        rows = weeks_rows(self.chance, new + [one for one in again if one not in new], week, monday)
        late = timedelta(days=1 if self.chance.random() < 0.2 else 0)
        self._clock(monday + late, 8)
        spoilt = frozenset({0}) if self.chance.random() < 0.3 and len(rows) > 1 else frozenset[int]()
        self._sends(rows, monday, spoilt)
        if spoilt:  # the row is mended, and the whole list sent again
            self._sends(rows, monday, frozenset())

    def _sends(self, rows: list[Row], monday: date, spoilt: frozenset[int]) -> None:
        police = self.service.as_(Role.POLICE)
        week = str(IsoWeek.of(monday - timedelta(weeks=1)))
        answer = police.upload(f"{week}.csv", as_list(rows, spoilt=spoilt), week=week)
        assert answer.status_code == 201, answer.text
        self.diary.receipts.append(answer.json())
        self.diary.rows_sent += len(rows)

    def _meets(self) -> None:
        """The handover meeting: most entries are decided, a few wait for the next."""
        coordinator = self.service.as_(Role.COORDINATOR, subject="tove")
        team_leader = self.service.as_(Role.TEAM_LEADER, subject="thea")
        for entry in entries_of(coordinator, undecided=True):
            if self.chance.random() < 0.05:
                continue
            who = team_leader if self.chance.random() < 0.3 else coordinator
            self._decides(who, entry)

    def _decides(self, who: Any, entry: Any) -> None:
        decision, said = self._decision_on(entry)
        address = f"/v1/entries/{entry['id']}/decision"
        answer = who.post(address, {"decision": decision, **said})
        if answer.status_code == 409 and answer.json()["code"] == "case_is_on_the_other_track":
            self.diary.refused["case_is_on_the_other_track"] += 1
            decision = "to_team_leader" if decision == "to_coordinator" else "to_coordinator"
            answer = who.post(address, {"decision": decision})
        if answer.status_code == 409 and answer.json()["code"] == "case_is_closed":
            self.diary.refused["case_is_closed"] += 1
            decision = "drop"
            answer = who.post(address, {"decision": decision, "reason": "Sagen er afsluttet; hændelsen er kendt"})
        assert answer.status_code == 200, answer.text
        self.diary.decisions[entry["id"]] = decision

    def _decision_on(self, entry: Any) -> tuple[str, dict[str, str]]:
        luck = self.chance.random()
        if luck < 0.02:
            return "to_other_municipality", {"municipality_code": "740"}
        if entry["suggestion"]["route"] == "drop" or luck < 0.04:
            return "drop", {"reason": "Færdselsuheld"}
        if entry["suggestion"]["route"] == "team_leader" or luck > 0.75:
            return "to_team_leader", {}
        return "to_coordinator", {}

    def _works(self, week: int) -> None:
        """Whoever is there. One caseworker is ill for a month, and the team leader gives their cases away."""
        ill = frozenset({CASEWORKERS[week // 8 % 3]}) if week % 8 in (3, 4, 5, 6) else frozenset[str]()
        leader = self._desk(Role.TEAM_LEADER, "thea")
        leader.caseworkers = tuple(one for one in CASEWORKERS if one not in ill)
        leader.works()
        for name in ill:
            self._takes_over(leader, name)
        if self.chance.random() < 0.9:
            self._desk(Role.COORDINATOR, "tove").works()
        for name in leader.caseworkers:
            self._desk(Role.CASEWORKER, name).works()
        for name in LEADERS:
            self._desk(Role.LOCAL_LEADER, name).works(each=0.5)

    def _takes_over(self, leader: Desk, ill: str) -> None:
        """The cases of somebody who is ill go to those who are there."""
        cursor: str | None = None
        while True:
            page = leader.caller.get(
                "/v1/cases", track="authority", limit=100, **({"cursor": cursor} if cursor else {})
            )
            assert page.status_code == 200, page.text
            for one in page.json()["items"]:
                if one["caseworker"] == ill:
                    leader.gives(one)
            cursor = page.json()["next_cursor"]
            if cursor is None:
                return

    def _desk(self, role: Role, name: str) -> Desk:
        return Desk(self.service, role, name, self.diary, self.chance, self.families)
