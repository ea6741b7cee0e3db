"""The body of a move, told apart by ``event``. What a move needs stands in the workflow; a test compares."""

from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import Field, StringConstraints

from app.cases.said import Said
from app.courses.plans import PlannedGoal, PlannedParticipant
from app.courses.reviews import GoalEvaluation
from app.fields import Day, Line, Moment, MunicipalityCode, Request, UserId, Whole, Words
from workflows.casework import Event
from workflows.family_meeting import Attendee, Outcome
from workflows.participants import CoursePart
from workflows.sharing import Ground

FactorCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class _Move(Request):
    def said(self) -> Said:
        """What is said with the move, as the case's service takes it."""
        given = {name: getattr(self, name) for name in type(self).model_fields if name != "event"}
        return Said(**given)


class _Bare(_Move):
    pass


class _Reasoned(_Move):
    reason: Words


class GiveToTeamLeader(_Bare):
    event: Literal[Event.GIVE_TO_TEAM_LEADER]


class GiveToCoordinator(_Bare):
    event: Literal[Event.GIVE_TO_COORDINATOR]


class Drop(_Reasoned):
    event: Literal[Event.DROP]


class SendElsewhere(_Move):
    event: Literal[Event.SEND_ELSEWHERE]
    municipality_code: MunicipalityCode
    reason: Words | None = None


class Assign(_Move):
    """To one of those whose the track is; from another who had it, ``reason`` is said too."""

    event: Literal[Event.ASSIGN]
    responsible: UserId
    reason: Words | None = None


class InformCaseworker(_Move):
    """Another than the one who had it: then why is said too."""

    event: Literal[Event.INFORM_CASEWORKER]
    caseworker: UserId
    integration_client: UserId | None = None
    reason: Words | None = None


class NoteReference(_Move):
    event: Literal[Event.NOTE_REFERENCE]
    authority_reference: Annotated[Line, Field(max_length=60)]


class _Assess(_Reasoned):
    severity: Annotated[Whole, Field(description="Niveauet på kommunens alvorsskala")]
    factors: Annotated[
        list[FactorCode], Field(default_factory=list, max_length=30, description="Skalaens koder for det, der vejer")
    ]


class AssessNoFurtherAction(_Assess):
    event: Literal[Event.ASSESS_NO_FURTHER_ACTION]


class AssessFurtherAction(_Assess):
    event: Literal[Event.ASSESS_FURTHER_ACTION]


class CallToMeeting(_Move):
    """Anew, when the one that was called was not held: then why is said too."""

    event: Literal[Event.CALL_TO_MEETING]
    meeting_at: Moment
    not_held: Literal[Outcome.POSTPONED, Outcome.FAMILY_STAYED_AWAY] | None = None
    reason: Words | None = None


class HoldMeeting(_Move):
    event: Literal[Event.HOLD_MEETING]
    held_at: Moment
    attendees: Annotated[
        list[Attendee], Field(min_length=1, max_length=30, description="Hvem der deltog, efter funktion og uden navn")
    ]
    agreed: Annotated[Words, Field(description="Hvad der blev aftalt")]


class ConfirmInformed(_Bare):
    event: Literal[Event.CONFIRM_INFORMED]


class StartGathering(_Bare):
    event: Literal[Event.START_GATHERING]


class PlaceOnStep(_Reasoned):
    event: Literal[Event.PLACE_ON_STEP]
    step: Whole
    rests_on: Annotated[
        list[UUID], Field(default_factory=list, max_length=100, description="Den viden, trinnet hviler på")
    ]


class KeepStep(_Reasoned):
    event: Literal[Event.KEEP_STEP]


class Goal(Request):
    goal: Words
    measures: Words | None = None


class ContinuedGoal(Goal):
    continues: Annotated[
        Whole | None, Field(description="Nummeret på det mål i den nuværende plan, som føres videre; ellers er det nyt")
    ] = None


class Participant(Request):
    part: CoursePart
    function: Annotated[Line, Field(max_length=100)]
    institution: Annotated[Line | None, Field(description="Som samtykket nævner den; ikke for familien")] = None
    name: Line | None = None
    user: Annotated[UserId | None, Field(description="Den bruger, de selv kan se planen med")] = None
    task: Annotated[Words | None, Field(description="Hvad de gør i forløbet")] = None
    ground: Annotated[
        Literal[Ground.CONSENT, Ground.LAW_OTHER] | None, Field(description="Ellers forløbets eget grundlag")
    ] = None
    necessity: Annotated[Words | None, Field(description="Ved LAW_OTHER: hvilken lov, og hvorfor")] = None

    def planned(self) -> PlannedParticipant:
        return PlannedParticipant(
            self.part, self.function, self.institution, self.name, self.user, self.task, self.ground, self.necessity
        )


class PlanCourse(_Move):
    event: Literal[Event.PLAN_COURSE]
    local_leader: UserId
    start_on: Day
    goals: Annotated[list[Goal], Field(min_length=1, max_length=20)]
    participants: Annotated[list[Participant], Field(default_factory=list, max_length=30)]
    ground: Literal[Ground.CONSENT, Ground.LAW_OTHER] = Ground.CONSENT
    necessity: Annotated[Words | None, Field(description="Ved LAW_OTHER: hvilken lov, og hvorfor")] = None

    def said(self) -> Said:
        return Said(
            local_leader=self.local_leader,
            start_on=self.start_on,
            goals=[PlannedGoal(one.goal, one.measures) for one in self.goals],
            participants=[one.planned() for one in self.participants],
            ground=self.ground,
            necessity=self.necessity,
        )


class ChangePlan(_Reasoned):
    """The whole plan as it is to be: what is left out is no longer in it."""

    event: Literal[Event.CHANGE_PLAN]
    start_on: Day
    goals: Annotated[list[ContinuedGoal], Field(min_length=1, max_length=20)]
    participants: Annotated[list[Participant], Field(default_factory=list, max_length=30)]

    def said(self) -> Said:
        return Said(
            reason=self.reason,
            start_on=self.start_on,
            goals=[PlannedGoal(one.goal, one.measures, one.continues) for one in self.goals],
            participants=[one.planned() for one in self.participants],
        )


class ChangeLocalLeader(_Reasoned):
    event: Literal[Event.CHANGE_LOCAL_LEADER]
    local_leader: UserId


class StartCourse(_Bare):
    event: Literal[Event.START_COURSE]


class PauseCourse(_Reasoned):
    event: Literal[Event.PAUSE_COURSE]


class ResumeCourse(_Bare):
    event: Literal[Event.RESUME_COURSE]


class EvaluatedGoal(Request):
    goal: Annotated[Whole, Field(description="Målets nummer i planen")]
    progress: Annotated[Whole, Field(description="Niveauet på kommunens skala for fremgang")]
    evaluation: Words


class CompleteCourse(_Move):
    event: Literal[Event.COMPLETE_COURSE]
    evaluation: Words
    goal_evaluations: Annotated[list[EvaluatedGoal], Field(min_length=1, max_length=20)]

    def said(self) -> Said:
        found = [GoalEvaluation(one.goal, one.progress, one.evaluation) for one in self.goal_evaluations]
        return Said(evaluation=self.evaluation, goal_evaluations=found)


class DiscontinueCourse(_Reasoned):
    event: Literal[Event.DISCONTINUE_COURSE]


class Reroute(_Reasoned):
    event: Literal[Event.REROUTE]


class Transfer(_Reasoned):
    event: Literal[Event.TRANSFER]
    municipality_code: MunicipalityCode


class RaiseConcern(_Reasoned):
    event: Literal[Event.RAISE_CONCERN]


class Reassess(_Reasoned):
    event: Literal[Event.REASSESS]


class Reopen(_Reasoned):
    event: Literal[Event.REOPEN]


class Close(_Move):
    event: Literal[Event.CLOSE]
    reason: Words | None = None
    authority_reference: Annotated[Line | None, Field(max_length=60)] = None


MoveBody = Annotated[
    GiveToTeamLeader
    | GiveToCoordinator
    | Drop
    | SendElsewhere
    | Assign
    | InformCaseworker
    | NoteReference
    | AssessNoFurtherAction
    | AssessFurtherAction
    | CallToMeeting
    | HoldMeeting
    | ConfirmInformed
    | StartGathering
    | PlaceOnStep
    | KeepStep
    | PlanCourse
    | ChangePlan
    | ChangeLocalLeader
    | StartCourse
    | PauseCourse
    | ResumeCourse
    | CompleteCourse
    | DiscontinueCourse
    | Reroute
    | Transfer
    | RaiseConcern
    | Reassess
    | Reopen
    | Close,
    Field(discriminator="event"),
]

BODY_OF: dict[Event, type[_Move]] = {
    get_args(body.model_fields["event"].annotation)[0]: body for body in get_args(get_args(MoveBody)[0])
}
"""The body's type for each event."""
