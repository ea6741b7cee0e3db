"""What is told of a job that was given up: codes, times and ids, and nothing of anybody."""

from datetime import datetime
from uuid import UUID

from app.fields import View


class GivenUpJobView(View):
    """One thing that was to be done, however many times it was queued."""

    id: int
    task: str
    """The worker's own name of it."""
    title: str
    whole_installation: bool
    """It is done for all municipalities at once, and every administrator sees it."""
    queued_at: datetime
    """Since when it has waited to be done."""
    given_up_at: datetime
    attempts: int
    waits: bool
    """It is queued or tried again now, and need not be asked for."""
    case_id: UUID | None
    letter_id: UUID | None
    transfer_id: UUID | None
