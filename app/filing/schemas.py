"""Answers about what is filed."""

from datetime import datetime
from uuid import UUID

from app.fields import View
from app.filing.models import State


class FilingView(View):
    """``document`` says what it is; ``text`` how it stands with it, in Danish. ``record_number`` is the records
    system's own, ``code`` why it was refused, or what the last try came to.
    """

    id: UUID
    case_id: UUID
    letter_id: UUID | None
    paper_id: UUID | None
    document: str
    state: State
    text: str
    record_number: str | None
    created_at: datetime
    next_try_at: datetime | None
    filed_at: datetime | None
    refused_at: datetime | None
    code: str | None
