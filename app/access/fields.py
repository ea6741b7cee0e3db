"""What of a case each role may have: other fields are absent, and notes stay with those who wrote them.

Source: the table of need to know in the security design. Through broken glass everything is seen, for
a child's safety comes first; it is logged as such and reviewed.
"""

from collections.abc import Mapping

from workflows.letter_kinds import Kind
from workflows.roles import AccessPurpose, Role
from workflows.sharing import Purpose, Way

_ANYBODYS = frozenset({"id", "state", "version", "moves"})
"""Of a case that one has just sent away, this is all that is left."""

_EVERYBODYS = _ANYBODYS | {
    "state_title", "municipality_code", "track", "opened_at", "closed_at", "due_at", "overdue", "person", "age",
    "child_name", "incidents", "incident_awaits_reassessment", "entries_awaiting_decision", "notice",
    "authority_case_active", "to_municipality_code", "concern_raised_at", "concern_reports", "deadlines", "signals",
    "sharing", "notices", "responsible", "waits_for",
}  # fmt: skip
_AUTHORITYS = frozenset({"caseworker", "integration_client", "meeting_at", "authority_reference"})
_COORDINATORS = frozenset({"local_leader", "step", "course", "waiting_for"})

CASE: Mapping[Role, frozenset[str]] = {
    Role.TEAM_LEADER: _EVERYBODYS | _AUTHORITYS,
    Role.CASEWORKER: _EVERYBODYS | _AUTHORITYS,
    Role.INTEGRATION: _EVERYBODYS | _AUTHORITYS,
    Role.COORDINATOR: _EVERYBODYS | _COORDINATORS,
    Role.LOCAL_LEADER: _ANYBODYS | {"state_title", "child_name", "due_at", "overdue", "course"},
}
PERSON: Mapping[Role, frozenset[str]] = {
    **dict.fromkeys(
        (Role.TEAM_LEADER, Role.CASEWORKER, Role.COORDINATOR),
        frozenset({"id", "name", "cpr_number", "birth_date", "age", "address", "address_protected"}),
    ),
    Role.INTEGRATION: frozenset({"id", "name", "birth_date", "age", "address_protected"}),
}
"""Whoever is not here has nobody's data but a child's name. A system has what it needs to know its case by."""

_EVERYTHING = _EVERYBODYS | _AUTHORITYS | _COORDINATORS


def case_fields(role: Role, purpose: AccessPurpose) -> frozenset[str]:
    """The fields of a case that ``role`` may have for ``purpose``."""
    return _EVERYTHING if purpose is AccessPurpose.BREAK_GLASS else CASE.get(role, _ANYBODYS)


_EARLIER = frozenset({"case_id", "state", "state_title", "track", "opened_at", "closed_at", "incidents"})
_EARLIER_AUTHORITYS = frozenset({"assessments"})
_EARLIER_COORDINATORS = frozenset({"placements", "knowledge", "course_state"})
EARLIER: Mapping[Role, frozenset[str]] = {
    Role.TEAM_LEADER: _EARLIER | _EARLIER_AUTHORITYS,
    Role.CASEWORKER: _EARLIER | _EARLIER_AUTHORITYS,
    Role.COORDINATOR: _EARLIER | _EARLIER_COORDINATORS,
}


def earlier_fields(role: Role, purpose: AccessPurpose) -> frozenset[str]:
    """The fields of a child's earlier case: what came of it, and of the work in it one's own side's."""
    if purpose is AccessPurpose.BREAK_GLASS:
        return _EARLIER | _EARLIER_AUTHORITYS | _EARLIER_COORDINATORS
    return EARLIER.get(role, frozenset())


def person_fields(role: Role, purpose: AccessPurpose) -> frozenset[str]:
    """The fields of the person that a case is about."""
    if purpose is AccessPurpose.BREAK_GLASS:
        return PERSON[Role.COORDINATOR]
    return PERSON.get(role, frozenset())


def may_read_letter(reader: Role, kind: Kind, purpose: AccessPurpose) -> bool:
    """A course's plan stays with those who made it; what the family was written is known to whoever has the case."""
    return kind is not Kind.COURSE_PLAN or purpose is AccessPurpose.BREAK_GLASS or reader in _COORDINATORS_SIDE


_COORDINATORS_SIDE = frozenset({Role.COORDINATOR, Role.LOCAL_LEADER})
_AUTHORITYS_SIDE = frozenset({Role.TEAM_LEADER, Role.CASEWORKER, Role.INTEGRATION})


def may_read_words(reader: Role, author: Role, purpose: AccessPurpose) -> bool:
    """Whether what ``author`` wrote in a case may be read by ``reader`` when the case has changed track.

    The team leader does not read the coordinator's notes, nor the coordinator the authority's.
    """
    return purpose is AccessPurpose.BREAK_GLASS or not any(
        reader in side and author in other
        for side, other in ((_COORDINATORS_SIDE, _AUTHORITYS_SIDE), (_AUTHORITYS_SIDE, _COORDINATORS_SIDE))
    )


def may_read_words_of_disclosure(reader: Role, way: Way, shared_for: Purpose, purpose: AccessPurpose) -> bool:
    """Whom was asked, who takes part in a course or a group, and why: the coordinator's words, in the ledger too."""
    coordinators = way in (Way.QUESTION, Way.GROUP) or shared_for is Purpose.WELFARE_COURSE
    return not coordinators or may_read_words(reader, Role.COORDINATOR, purpose)


def lookers_named(reader: Role, purpose: AccessPurpose) -> frozenset[Role]:
    """The roles of which ``reader`` is told who it was that looked at the child; of the others the role alone.

    One's own side's, and through broken glass both, but the log's reviewer lifts a pseudonym or does without.
    """
    if reader is Role.LOG_REVIEWER:
        return _ITSELF
    if purpose is AccessPurpose.BREAK_GLASS:
        return _ITSELF | _COORDINATORS_SIDE | _AUTHORITYS_SIDE
    own = (side for side in (_COORDINATORS_SIDE, _AUTHORITYS_SIDE) if reader in side)
    return _ITSELF.union(*own)


_ITSELF = frozenset({Role.SYSTEM})
