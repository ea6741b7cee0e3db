"""Where a work list is: its terms as they stand in the address of the cases' page."""

from typing import Final
from urllib.parse import urlencode

from app.cases.worklists import Filters

TERMS: Final = {
    "open": "",
    "unassigned": "uden=true",
    "overdue": "over=true",
    "due_this_week": "uge=true",
    "new_incident": "ny=true",
}
"""What stands in the address for each work list; the rest are by whom they wait for."""


def address_of(name: str, *, mine: bool) -> str:
    """Where a work list is."""
    terms = [TERMS.get(name, f"venter={name}"), "mine=true" if mine else ""]
    asked = "&".join(filter(None, terms))
    return f"/sager?{asked}" if asked else "/sager"


_NAMES: Final = {
    "state": "tilstand", "track": "spor", "waits_for": "venter", "unassigned": "uden", "overdue": "over",
    "due_this_week": "uge", "new_incident": "ny", "mine": "mine",
}  # fmt: skip


def address_of_terms(terms: Filters, mine: bool) -> str:
    """Where the cases of a filter of one's own are."""
    said = terms.model_dump(mode="json", exclude_defaults=True) | ({"mine": True} if mine else {})
    asked = {_NAMES[name]: str(value).lower() for name, value in said.items() if name in _NAMES and value}
    return f"/sager?{urlencode(asked)}" if asked else "/sager"
