"""The moves of a case: one form for each, made from the move's own body."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import Response

from app.access.policy import Action
from app.cases.api import get_case, move_case
from app.cases.course_api import get_course
from app.cases.move_bodies import BODY_OF
from app.cases.texts import MOVES
from app.cases.work_api import list_knowledge
from app.web.forms.fields import Choice, Choices
from app.web.operations import choices
from app.web.operations.operation import Doing, Operation, Place, nothing
from app.web.words import said
from workflows.casework import Event
from workflows.knowledge import Source

_INTRO: Final[Mapping[Event, str]] = {
    Event.DROP: "Sagen lukkes uden videre. Skriv hvorfor.",
    Event.SEND_ELSEWHERE: "Hændelsen hører til i en anden kommune.",
    Event.CONFIRM_INFORMED: "Alle, der skal have besked, har fået det eller er undtaget.",
    Event.START_GATHERING: "Herefter kan du spørge skole, klub, gadeteam og andre.",
    Event.REASSESS: "Der er kommet en ny hændelse. Vurdér sagen på ny.",
    Event.RAISE_CONCERN: "Myndigheden får besked og vurderer inden for 24 timer.",
    Event.CLOSE: "Sagen lukkes. Den kan genåbnes, hvis der kommer mere.",
    Event.CHANGE_PLAN: "Skriv hele planen, som den skal være. Det, du fjerner, er ikke længere med.",
    Event.START_COURSE: "Forløbet går i gang nu.",
    Event.RESUME_COURSE: "Forløbet går i gang igen.",
    Event.GIVE_TO_TEAM_LEADER: "Sagen går til teamlederen i myndighed.",
    Event.GIVE_TO_COORDINATOR: "Sagen går til SSP.",
}


def _steps(place: Place) -> Choices:
    known = [
        Choice(str(one.id), f"{said(Source, one.source)}: {one.asked_of}", one.answer or "")
        for one in list_knowledge(place.session, place.by, place.case).items
        if one.answered_at is not None
    ]
    return {**choices.steps(place), "rests_on": known}


def _continued(place: Place) -> Mapping[str, Any]:
    course = get_course(place.session, place.by, place.case)
    goals = [{"goal": one.goal, "measures": one.measures, "continues": one.position} for one in course.goals]
    kept = ("part", "function", "institution", "name", "user", "task", "ground", "necessity")
    return {
        "start_on": course.start_on,
        "goals": goals,
        "participants": [{name: getattr(one, name, None) for name in kept} for one in course.participants],
    }


def _evaluated(place: Place) -> Mapping[str, Any]:
    course = get_course(place.session, place.by, place.case)
    return {"goal_evaluations": [{"goal": one.position} for one in course.goals]}


def _goals(place: Place) -> Choices:
    course = get_course(place.session, place.by, place.case)
    return {
        "goal_evaluations.goal": [Choice(str(one.position), f"{one.position}. {one.goal}") for one in course.goals],
        "goal_evaluations.progress": choices.progress(place),
    }


_CHOICES: Mapping[Event, Callable[[Place], Choices]] = {
    Event.SEND_ELSEWHERE: choices.other_municipalities,
    Event.TRANSFER: choices.other_municipalities,
    Event.ASSIGN: choices.colleagues("responsible", column="responsible"),
    Event.INFORM_CASEWORKER: choices.colleagues("caseworker", column="caseworker"),
    Event.PLAN_COURSE: choices.colleagues("local_leader", column="local_leader"),
    Event.CHANGE_LOCAL_LEADER: choices.colleagues("local_leader", column="local_leader"),
    Event.ASSESS_FURTHER_ACTION: choices.severity,
    Event.ASSESS_NO_FURTHER_ACTION: choices.severity,
    Event.PLACE_ON_STEP: _steps,
    Event.COMPLETE_COURSE: _goals,
}
_INITIAL: Mapping[Event, Callable[[Place], Mapping[str, Any]]] = {
    Event.CHANGE_PLAN: _continued,
    Event.COMPLETE_COURSE: _evaluated,
    Event.HOLD_MEETING: lambda place: {"held_at": place.by.at},
}
_ON_THE_COURSE = frozenset(
    {
        Event.PLAN_COURSE, Event.CHANGE_PLAN, Event.CHANGE_LOCAL_LEADER, Event.START_COURSE, Event.PAUSE_COURSE,
        Event.RESUME_COURSE, Event.COMPLETE_COURSE, Event.DISCONTINUE_COURSE,
    }
)  # fmt: skip


def version_of(place: Place) -> str:
    """The version of the case as it is now, as a form keeps it."""
    answer = Response()
    get_case(place.session, place.by, place.case, answer)
    return str(answer.headers["ETag"])


def _move(doing: Doing) -> object:
    case_id: UUID = doing.place.case
    return move_case(case_id=case_id, body=doing.body, if_match=doing.if_match, **doing.given)


def _operation(event: Event) -> Operation:
    return Operation(
        name=event.value.replace("_", "-"),
        title=MOVES[event],
        action=Action.MOVE_CASE,
        body=BODY_OF[event],
        do=_move,
        button=MOVES[event],
        intro=_INTRO.get(event, ""),
        tab="forloeb" if event in _ON_THE_COURSE else "",
        choices=_CHOICES.get(event, nothing),
        initial=_INITIAL.get(event, nothing),
        event=event.value,
    )


MOVES_OF_A_CASE: Final = [_operation(event) for event in BODY_OF]
