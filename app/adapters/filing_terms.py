"""What a municipality has decided about its filing, whatever system it files in."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from app.adapters.tables import Table
from workflows.casework import Track

CaseNumber = Annotated[str, StringConstraints(pattern=r"^\S.{0,58}\S$")]


class FilingTerms(Table):
    """``since``: what left or came on that day or later is filed, and nothing from before."""

    since: date
    collecting_cases: Mapping[Track, CaseNumber] = {}
    """The records system's number of the case that takes the documents of a track."""
    party: bool = False
    """Whether the child's CPR number goes along, as the document's party."""

    def case_number_for(self, own: str | None, track: str | None) -> str | None:
        """Under which case of the records system: on the authority's track the child's own there, ``own``, when it is
        known; otherwise the track's collecting case. None: it is not known yet.
        """
        if track == Track.AUTHORITY and own is not None and own.strip():
            return own.strip()
        return self.collecting_cases.get(Track(track)) if track else None
