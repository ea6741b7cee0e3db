"""What the police's list says of an incident, in the field's words."""

from enum import StrEnum


class IncidentRole(StrEnum):
    """Why somebody is on the list. Under 15 one is suspected (mistænkt), never charged (sigtet)."""

    ENCOUNTERED = "encountered"
    CHARGED = "charged"
    SUSPECTED = "suspected"
    VICTIM = "victim"
    CONCERN = "concern"
    """Not the police's: somebody is worried, and the municipality is told. It comes by no list."""


LIST_ROLES = tuple(role for role in IncidentRole if role is not IncidentRole.CONCERN)
"""Those that a list may say."""


class ListColumn(StrEnum):
    """The columns a list may have, whatever the police call them; see the profile's variants."""

    JOURNAL_NUMBER = "police_journal_number"
    CPR_NUMBER = "cpr_number"
    BIRTH_DATE = "birth_date"
    NAME = "name"
    ADDRESS = "address"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    ROLE = "role"
    OFFENCE_CODE = "offence_code"
    OFFENCE_TEXT = "offence_text"
    OCCURRED_AT = "occurred_at"
    PLACE = "place"
    POLICE_TOLD_PARENTS = "police_told_parents"
    NOTE = "note"


REQUIRED_COLUMNS = frozenset({ListColumn.JOURNAL_NUMBER, ListColumn.NAME, ListColumn.ROLE})
"""A table without these (and without a CPR number or a birth date) is not a handover list."""
