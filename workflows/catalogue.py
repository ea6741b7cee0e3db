"""Every workflow by name, and the facts its guards look at: one place for proofs, diagrams and pages."""

from collections.abc import Mapping
from typing import Any

from workflows import casework, consent, course, handover_list, informing, letter, meeting
from workflows.engine import Workflow

WORKFLOWS: Mapping[str, Workflow[Any, Any, Any]] = {
    workflow.name: workflow
    for workflow in (
        casework.CASEWORK,
        consent.CONSENT,
        informing.OBLIGATION,
        letter.LETTER,
        course.COURSE,
        handover_list.HANDOVER_LIST,
        meeting.MEETING,
    )
}

FACTS: Mapping[str, type[Any]] = {
    casework.CASEWORK.name: casework.Facts,
    consent.CONSENT.name: consent.Facts,
    informing.OBLIGATION.name: informing.Facts,
    letter.LETTER.name: letter.Facts,
    course.COURSE.name: course.Facts,
    handover_list.HANDOVER_LIST.name: handover_list.Facts,
    meeting.MEETING.name: meeting.Facts,
}
