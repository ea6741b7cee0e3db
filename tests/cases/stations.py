"""A child typed in at the meeting, and its case brought to any state of the process."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from tests.caller import Caller, Service, instant
from tests.handover import (
    EVALUATED,
    HELD,
    MILD,
    PLAN,
    SCHOOL,
    SEVERE,
    STREET_TEAM,
    Team,
    agree_to_course,
    enter_custody_holder,
    gather,
    give,
    hand_over_outside,
    team,
    tell_everyone,
)
from workflows.casework import State

MONDAY = "2026-11-23T09:00:00+01:00"
FOURTEEN, FIFTEEN, EIGHTEEN = "2012-03-01", "2011-03-01", "2008-03-01"
"""Birth dates of that age on MONDAY."""
MEETING_AT = "2026-12-01T10:00:00+01:00"
_numbers = count(1)
_NAMES = ("Asger", "Birgitte", "Casper", "Ditte", "Esben", "Frida", "Gorm", "Helga", "Ivar", "Jytte")

Step = Callable[[Team, str], object]


def on_monday(service: Service, municipality_code: str = "607") -> Team:
    return at(service, MONDAY, municipality_code)


def at(service: Service, moment: str, municipality_code: str = "607") -> Team:
    """The clock is set, and everybody has logged in anew."""
    service.now = instant(moment)
    return team(service, municipality_code)


def type_in(caller: Caller, *, birth_date: str = FOURTEEN, **more: Any) -> Any:
    """An entry about a child of its own, or about the one that ``more`` says."""
    number = next(_numbers)
    said = {
        "police_journal_number": f"3700-71273-{number:05}-26",
        "name": f"{_NAMES[number % 10]} Opdigtet",
        "cpr_number": cpr_number(birth_date, number),
        "birth_date": birth_date,
        "role": "Antruffet",
        "offence_text": "Hærværk mod en bænk",
    }
    answer = caller.post("/v1/entries", said | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def cpr_number(birth_date: str, number: int) -> str:
    """An invented number of somebody born in this century: 60 is added to the day."""
    year, month, day = birth_date.split("-")
    return f"{int(day) + 60}{month}{year[2:]}-{4000 + number}"


def come_back(them: Team, case_id: str) -> Any:
    """A new incident of a child whose case is open, which joins it."""
    person = who_sees(them, case_id).case(case_id)["person"]
    entry = type_in(them.coordinator, name=person["name"], cpr_number=person["cpr_number"])
    assert entry["case_id"] == case_id
    return entry


def inform(caller: Caller, case_id: str) -> None:
    """One custody holder is entered, and everybody is told."""
    enter_custody_holder(caller, case_id)
    tell_everyone(caller, case_id, MONDAY)


def _coordinator(event: str, **said: Any) -> Step:
    return lambda them, case_id: them.coordinator.moves(case_id, event, **said)


def _caseworker(event: str, **said: Any) -> Step:
    return lambda them, case_id: them.caseworker.moves(case_id, event, **said)


_TO_THE_FAMILY: list[tuple[State, list[Step]]] = [
    (State.WITH_COORDINATOR, []),
    (State.FAMILY_INFORMED, [lambda t, c: inform(t.coordinator, c), _coordinator("confirm_informed")]),
    (State.GATHERING_KNOWLEDGE, [_coordinator("start_gathering")]),
    (
        State.PLACED,
        [
            lambda t, c: gather(t.coordinator, c, SCHOOL, STREET_TEAM),
            _coordinator("place_on_step", step=2, reason="Flere vil kunne hjælpe"),
        ],
    ),
    (State.COURSE_PLANNED, [lambda t, c: agree_to_course(t.coordinator, c), _coordinator("plan_course", **PLAN)]),
    (State.COURSE_RUNNING, [_coordinator("start_course")]),
]
_COMPLETED = (State.COURSE_COMPLETED, [_coordinator("complete_course", **EVALUATED)])
_TO_THE_CASEWORKER: list[tuple[State, list[Step]]] = [
    (State.WITH_TEAM_LEADER, []),
    (State.WITH_CASEWORKER, [lambda t, c: t.team_leader.moves(c, "inform_caseworker", caseworker="rikke")]),
]
_WAYS: list[tuple[str, list[tuple[State, list[Step]]]]] = [
    ("to_coordinator", [*_TO_THE_FAMILY, _COMPLETED, (State.CLOSED, [_coordinator("close")])]),
    ("to_coordinator", [*_TO_THE_FAMILY, (State.COURSE_PAUSED, [_coordinator("pause_course", reason="Ferie")])]),
    (
        "to_team_leader",
        [
            *_TO_THE_CASEWORKER,
            (State.ORIENTATION_DUE, [_caseworker("assess_no_further_action", **MILD)]),
            (
                State.FAMILY_INFORMED_BY_AUTHORITY,
                [lambda t, c: inform(t.caseworker, c), _caseworker("confirm_informed")],
            ),
        ],
    ),
    (
        "to_team_leader",
        [
            *_TO_THE_CASEWORKER,
            (State.SUMMONS_DUE, [_caseworker("assess_further_action", **SEVERE)]),
            (
                State.MEETING_CALLED,
                [lambda t, c: inform(t.caseworker, c), _caseworker("call_to_meeting", meeting_at=MEETING_AT)],
            ),
            (State.MEETING_HELD, [_caseworker("hold_meeting", **HELD)]),
        ],
    ),
]
_AT_THE_MEETING: Mapping[State, tuple[str, dict[str, str]]] = {
    State.DROPPED: ("drop", {"reason": "Færdselsuheld"}),
    State.TRANSFERRED: ("to_other_municipality", {"municipality_code": "630"}),
}


def reach(them: Team, state: State, *, birth_date: str = FOURTEEN) -> str:
    """A case of a new child in that state; gives its id."""
    entry = type_in(them.coordinator, birth_date=birth_date)
    if state is State.RECEIVED:
        return str(entry["case_id"])
    if state in _AT_THE_MEETING:
        decision, said = _AT_THE_MEETING[state]
        decided = give(them.coordinator, entry, decision, **said)
        if state is State.TRANSFERRED:
            hand_over_outside(them.coordinator, decided)
        return decided
    decision, way = next((d, w) for d, w in _WAYS if state in [station for station, _ in w])
    case_id = give(them.coordinator, entry, decision)
    for station, steps in way:
        for step in steps:
            step(them, case_id)
        if station is state:
            break
    return case_id


def who_sees(them: Team, case_id: str) -> Caller:
    """One of those at work who may read the case."""
    people = (them.coordinator, them.team_leader, them.caseworker)
    return next(one for one in people if one.get(f"/v1/cases/{case_id}").status_code == 200)
