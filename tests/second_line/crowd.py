"""Two municipalities' people at work at once on few connections, each request noted with what came back."""

import random
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from httpx2 import Response

from tests.caller import Caller, Service, new_key
from tests.cases.stations import cpr_number, on_monday, reach
from tests.handover import hand_over
from tests.systems import given_to_a_system, registered
from workflows.casework import State
from workflows.roles import Role

MUNICIPALITIES = ("607", "740")
STATES = (
    State.RECEIVED, State.WITH_COORDINATOR, State.FAMILY_INFORMED, State.COURSE_RUNNING, State.WITH_TEAM_LEADER,
    State.WITH_CASEWORKER, State.MEETING_HELD,
)  # fmt: skip
FIRST_NAMES = {"607": "Fredericiabarn", "740": "Silkeborgbarn"}
"""Nobody else is called so: a name alone tells whose a child is."""
_SUBJECTS = {Role.CASEWORKER: "rikke", Role.LOCAL_LEADER: "lars"}
_ROLES = {
    Role.COORDINATOR: 5, Role.TEAM_LEADER: 3, Role.CASEWORKER: 2, Role.LOCAL_LEADER: 1, Role.POLICE: 1,
    Role.LOG_REVIEWER: 1, Role.INTEGRATION: 1,
}  # fmt: skip
"""Of each so many at work."""
_PARTS = ("", "/incidents", "/history", "/obligations", "/custody-holders", "/consents", "/knowledge", "/course")
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")

FAILS = "/v1/fails/{case_id}"
"""A way in of the tests' own, which reads and writes and then fails."""


@dataclass(frozen=True)
class Answer:
    """What one of ``municipality`` was given."""

    municipality: str
    role: Role
    what: str
    status: int
    text: str

    def ids(self) -> set[str]:
        return set(_ID.findall(self.text))


@dataclass
class Town:
    """One municipality: who works there, and the ids of its cases and lists."""

    code: str
    callers: dict[Role, Caller]
    cases: list[str]
    linked: str
    """Given to the system."""
    lists: list[str] = field(default_factory=list)


def settle(service: Service, code: str) -> Town:
    them = on_monday(service, code)
    callers = {role: service.as_(role, code, _SUBJECTS.get(role, f"{role.value}-{code}")) for role in _ROLES}
    cases = [reach(them, state) for state in STATES]
    linked = given_to_a_system(them, f"{Role.INTEGRATION.value}-{code}")
    registered(callers[Role.INTEGRATION], after=0)
    return Town(code, callers, [*cases, linked], linked, [str(hand_over(them)[0]["list_id"])])


class Crowd:
    """Everybody at once. What each asks is drawn, the same way each run."""

    def __init__(self, towns: tuple[Town, Town], *, seed: int) -> None:
        self.towns = towns
        self.answers: list[Answer] = []
        self._drawn = random.Random(seed)  # noqa: S311 - nothing secret is drawn
        self._numbers = count(1)

    def work(self, requests: int, threads: int) -> None:
        """Every second request is another municipality's, and ``threads`` of them are under way at a time."""
        asked = [self._draw(*(self.towns if number % 2 else self.towns[::-1])) for number in range(requests)]
        with ThreadPoolExecutor(threads) as pool:
            for answer in pool.map(_ask, asked):
                self.answers.append(answer)

    def _draw(self, own: Town, other: Town) -> "_Asked":
        drawn = self._drawn
        (role,) = drawn.choices(list(_ROLES), list(_ROLES.values()))
        caller, case_id = own.callers[role], drawn.choice(own.cases)
        ways: list[tuple[str, int, Callable[[], Response]]] = [
            ("cases", 5, lambda: caller.get("/v1/cases", limit=20)),
            ("entries", 3, lambda: caller.get("/v1/entries", limit=10)),
            ("lists", 1, lambda: caller.get("/v1/handover-lists")),
            ("receipt", 1, lambda: caller.get(f"/v1/handover-lists/{own.lists[0]}")),
            ("profile", 1, lambda: caller.get("/v1/profile")),
            ("links", 1, lambda: caller.get("/v1/links")),
            ("link", 1, lambda: caller.get(f"/v1/cases/{own.linked}/link")),
            ("events", 1, lambda: caller.get("/v1/events", limit=20)),
            ("webhooks", 1, lambda: caller.get("/v1/webhooks")),
            ("another's link", 1, lambda: caller.get(f"/v1/cases/{other.linked}/link")),
            ("invalid", 2, lambda: caller.post("/v1/entries", {"name": 3})),
            ("upload", 1, lambda: caller.upload("empty.csv")),
            ("another's", 4, self._part(caller, drawn.choice(other.cases))),
            ("part", 12, self._part(caller, case_id)),
            ("type in", 4, self._type_in(caller, own.code)),
            ("stale", 2, self._move(caller, case_id, '"99"')),
            ("move", 4, self._move(caller, case_id, f'"{drawn.randint(1, 12)}"')),
            ("fails", 4, lambda: caller.get(FAILS.replace("{case_id}", case_id))),
            ("fails for another's", 1, lambda: caller.get(FAILS.replace("{case_id}", other.cases[0]))),
        ]
        (way,) = drawn.choices(ways, [weight for _, weight, _ in ways])
        return _Asked(own.code, role, way[0], way[2])

    def _part(self, caller: Caller, case_id: str) -> Callable[[], Response]:
        part = self._drawn.choice(_PARTS)
        return lambda: caller.get(f"/v1/cases/{case_id}{part}")

    def _move(self, caller: Caller, case_id: str, version: str) -> Callable[[], Response]:
        body: dict[str, Any] = self._drawn.choice(
            [{"event": "confirm_informed"}, {"event": "raise_concern", "reason": "Uro"}, {"event": "start_gathering"}]
        )
        headers = {"If-Match": version, "Idempotency-Key": new_key()}
        return lambda: caller.post(f"/v1/cases/{case_id}/moves", body, headers=headers)

    def _type_in(self, caller: Caller, code: str) -> Callable[[], Response]:
        number = next(self._numbers)
        body = {
            "police_journal_number": f"3700-72000-{number:05}-26",
            "name": f"{FIRST_NAMES[code]} Opdigtet",
            # The same child in both, and that must not be seen from either.
            "cpr_number": cpr_number("2012-03-01", 1000 + number // 2),
            "birth_date": "2012-03-01",
            "role": "Antruffet",
            "offence_text": "Hærværk mod en bænk",
        }
        # One key for both municipalities' coordinators: what tells them apart is the municipality.
        headers = {"Idempotency-Key": f"key-{number // 4}"}
        return lambda: caller.post("/v1/entries", body, headers=headers)


@dataclass(frozen=True)
class _Asked:
    municipality: str
    role: Role
    what: str
    send: Callable[[], Response]


def _ask(asked: _Asked) -> Answer:
    answer = asked.send()
    return Answer(asked.municipality, asked.role, asked.what, answer.status_code, answer.text)
