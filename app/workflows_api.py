"""The process itself, for who builds on it: workflows as data, and one's own municipality's profile."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from app.access.policy import Action
from app.access.service import By, require
from app.errors import NotFound
from app.responses import only
from workflows.catalogue import WORKFLOWS
from workflows.diagrams import diagram
from workflows.engine import guard_name
from workflows.profile import profile_for

router = APIRouter(prefix="/v1", tags=["Processen"])


class WorkflowMove(BaseModel):
    event: str
    from_states: list[str]
    to_state: str | None
    """None: the state stays as it is."""
    guards: list[str]
    roles: list[str]
    needs: list[str]


class WorkflowView(BaseModel):
    name: str
    initial: str
    closing: list[str]
    states: list[str]
    moves: list[WorkflowMove]
    diagram: str
    """Mermaid."""


class TermView(BaseModel):
    target: int
    fatal: int
    unit: str


class ScaleStep(BaseModel):
    level: int
    title: str
    description: str
    requires: list[str]
    allows_course: bool


class ScaleView(BaseModel):
    version: str
    vendor_default: bool
    notice: str
    steps: list[ScaleStep]


class SeverityLevel(BaseModel):
    level: int
    title: str
    description: str
    may_end: bool
    """Whether no further action may follow."""


class SeverityFactor(BaseModel):
    code: str
    title: str


class SeverityView(BaseModel):
    version: str
    vendor_default: bool
    notice: str
    levels: list[SeverityLevel]
    factors: list[SeverityFactor]


class ProgressLevelView(BaseModel):
    level: int
    title: str
    description: str


class ProgressView(BaseModel):
    """How far a course has come towards a goal."""

    version: str
    vendor_default: bool
    notice: str
    levels: list[ProgressLevelView]


class ProfileView(BaseModel):
    municipality_code: str
    name: str
    minimum_age: int
    maximum_age: int
    young_person_from: int
    adult_from: int
    course_name: str
    titles: dict[str, str]
    deadlines: dict[str, TermView]
    scale: ScaleView
    severity: SeverityView
    progress: ProgressView


@router.get("/workflows/{name}", responses=only(404), summary="En arbejdsgang: tilstande, skridt og betingelser")
def get_workflow(by: By, name: Annotated[str, Path(max_length=40)]) -> WorkflowView:
    require(by, Action.READ_WORKFLOW)
    workflow = WORKFLOWS.get(name)
    if workflow is None:
        raise NotFound("Den arbejdsgang findes ikke.")
    moves = [
        WorkflowMove(
            event=move.event,
            from_states=[state for state in workflow.states if state in move.sources],
            to_state=move.target,
            guards=[guard_name(guard) for guard in move.guards],
            roles=sorted(move.roles),
            needs=list(move.needs),
        )
        for move in workflow.moves
    ]
    return WorkflowView(
        name=workflow.name,
        initial=workflow.initial,
        closing=sorted(workflow.closing),
        states=list(workflow.states),
        moves=moves,
        diagram=diagram(workflow),
    )


@router.get("/profile", summary="Kommunens egne ord, frister og skalaer")
def get_profile(by: By) -> ProfileView:
    require(by, Action.READ_WORKFLOW)
    profile = profile_for(by.municipality_code)
    steps = [
        ScaleStep(
            level=step.level,
            title=step.title,
            description=step.description,
            requires=sorted(step.requires),
            allows_course=step.allows_course,
        )
        for step in profile.steps.steps
    ]
    return ProfileView(
        municipality_code=profile.municipality_code,
        name=profile.name,
        minimum_age=profile.ages.minimum,
        maximum_age=profile.ages.maximum,
        young_person_from=profile.young_person_from,
        adult_from=profile.adult_from,
        course_name=profile.course_name,
        titles={role.value: title for role, title in profile.titles.items()},
        deadlines={
            kind.value: TermView(target=term.target, fatal=term.fatal, unit=term.unit)
            for kind, term in profile.deadlines.items()
        },
        scale=ScaleView(
            version=profile.steps.version,
            vendor_default=profile.steps.vendor_default,
            notice=profile.steps.notice,
            steps=steps,
        ),
        severity=SeverityView(
            version=profile.severity.version,
            vendor_default=profile.severity.vendor_default,
            notice=profile.severity.notice,
            levels=[SeverityLevel(**one.model_dump()) for one in profile.severity.levels],
            factors=[SeverityFactor(**one.model_dump()) for one in profile.severity.factors],
        ),
        progress=ProgressView(
            version=profile.progress.version,
            vendor_default=profile.progress.vendor_default,
            notice=profile.progress.notice,
            levels=[ProgressLevelView(**one.model_dump()) for one in profile.progress.levels],
        ),
    )
