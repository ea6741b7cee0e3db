"""Every workflow by name, and the facts its guards look at: one place for proofs, diagrams and pages."""

from collections.abc import Mapping
from typing import Any

from workflows import (
    ad_hoc_group,
    casework,
    concern_report,
    concern_talk,
    consent,
    course,
    handover_list,
    informing,
    letter,
    meeting,
    transfer,
)
from workflows.engine import Workflow

_ALL: tuple[tuple[Workflow[Any, Any, Any], type[Any]], ...] = (
    (casework.CASEWORK, casework.Facts),
    (consent.CONSENT, consent.Facts),
    (concern_report.CONCERN_REPORT, concern_report.Facts),
    (concern_talk.CONCERN_TALK, concern_talk.Facts),
    (ad_hoc_group.AD_HOC_GROUP, ad_hoc_group.Facts),
    (informing.OBLIGATION, informing.Facts),
    (letter.LETTER, letter.Facts),
    (course.COURSE, course.Facts),
    (handover_list.HANDOVER_LIST, handover_list.Facts),
    (meeting.MEETING, meeting.Facts),
    (transfer.TRANSFER, transfer.Facts),
)

WORKFLOWS: Mapping[str, Workflow[Any, Any, Any]] = {workflow.name: workflow for workflow, _ in _ALL}
FACTS: Mapping[str, type[Any]] = {workflow.name: facts for workflow, facts in _ALL}
