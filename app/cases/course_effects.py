"""What the moves of a course do besides changing the case's state: its plan, who leads it, and who may see it."""

from app.cases import notices, participants, sides
from app.cases.moved import Moved
from app.courses import plans
from app.courses import service as courses
from app.courses.models import Course
from workflows import course
from workflows.casework import Event
from workflows.sharing import Ground


def plan_course(moved: Moved) -> None:
    said = moved.said
    if said.local_leader is None or said.start_on is None:
        raise ValueError("a course names its local leader and its first day")
    sides.must_not_have_the_other_side(moved.session, moved.case, said.local_leader)
    brought_in = participants.with_their_ground(
        moved.session, moved.case, moved.subject, said.participants, said.ground, said.necessity, profile=moved.profile,
        by=moved.by,
    )  # fmt: skip
    plan = plans.Plan(said.local_leader, said.start_on, said.goals, brought_in, said.ground, said.necessity)
    courses.plan(moved.session, moved.case.id, moved.subject.id, plan, by=moved.by, why=moved.why)
    _led_by(moved, None, said.local_leader)
    moved.case.local_leader = said.local_leader


def change_plan(moved: Moved) -> None:
    """The whole plan anew: everybody in it is asked for their ground again, those who were there too."""
    said, now = moved.said, courses.latest(moved.session, moved.case.municipality_code, moved.case.id)
    if now is None or said.start_on is None:
        raise ValueError("a plan that is changed was made, and names its first day")
    ground = Ground(now.ground)
    brought_in = participants.with_their_ground(
        moved.session, moved.case, moved.subject, said.participants, ground, now.necessity, profile=moved.profile,
        by=moved.by,
    )  # fmt: skip
    plan = plans.Plan(now.local_leader, said.start_on, said.goals, brought_in, ground, now.necessity)
    _drive(moved, courses.Driven(reason=said.reason, plan=plan))


def change_local_leader(moved: Moved) -> None:
    """The former loses sight of it in this transaction, and both are told."""
    said, now = moved.said, courses.latest(moved.session, moved.case.municipality_code, moved.case.id)
    if now is None or said.local_leader is None:
        raise ValueError("a course that is led by another was planned, and names them")
    sides.must_not_have_the_other_side(moved.session, moved.case, said.local_leader)
    former = now.local_leader
    _drive(moved, courses.Driven(reason=said.reason, local_leader=said.local_leader))
    _led_by(moved, former, said.local_leader)
    moved.case.local_leader = said.local_leader


def _led_by(moved: Moved, former: str | None, new: str | None) -> None:
    """Whoever leads it from now is told so, and whoever did until now; but not of what they did themselves."""
    for kind, who, details in (
        (notices.Kind.COURSE_GIVEN, new, {"from": former}),
        (notices.Kind.COURSE_LEFT, former, {"to": new}),
    ):
        if who is not None and who != moved.by.id:
            notices.write(moved.session, moved.case, kind, details, to=who, by=moved.by)


def drive_course(moved: Moved) -> None:
    said = moved.said
    now = _drive(moved, courses.Driven(said.reason, said.evaluation, said.goal_evaluations))
    if moved.event in (Event.START_COURSE, Event.RESUME_COURSE):
        moved.case.local_leader = now.local_leader  # a consent that ended took it away
        participants.let_see_again(moved.session, moved.case, moved.subject, now, profile=moved.profile, by=moved.by)
    if moved.event in (Event.COMPLETE_COURSE, Event.DISCONTINUE_COURSE):
        _led_by(moved, now.local_leader, None)
        moved.case.local_leader = None  # the course says who it was; the need to see the child's case has ended
        participants.see_no_more(moved.session, now, by=moved.by)


def _drive(moved: Moved, said: courses.Driven) -> Course:
    return courses.move(
        moved.session,
        moved.case.id,
        moved.subject.id,
        course.Event(moved.event.value),
        said,
        ground_stands=moved.facts.course_has_its_ground,
        scale=moved.profile.progress,
        by=moved.by,
        why=moved.why,
    )
